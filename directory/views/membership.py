"""Pages of whoever asks to join the network, and of whoever is invited to take their record over."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from ..actions.membership import (
    ApplicationClosedError,
    InvitationError,
    accept_invitation,
    answer_secretariat,
    invitation_for,
    revise_application,
)
from ..choices import RecordStatus
from ..forms.membership import AnswerForm, ApplicationForm, TakeOverForm
from ..models import MembershipApplication, User

# The link's secret waits here, so that it stands neither in the page's address nor in what the browser sends on.
INVITATION = "invitation"


class OwnApplication(LoginRequiredMixin):
    """The application of whoever signed in; 404 for everybody else."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.application = (
                MembershipApplication.objects.select_related("person__country", "person__stakeholder_group")
                .filter(person__user=request.user, submitted_at__isnull=False)
                .exclude(person__status=RecordStatus.CLOSED)
                .first()
            )
            if self.application is None:
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(application=self.application, person=self.application.person, **kwargs)


class ApplicationPage(OwnApplication, FormView):
    """Where the application stands, what was asked and answered."""

    template_name = "directory/membership/application.html"
    form_class = AnswerForm

    def get_context_data(self, **kwargs):
        talk = self.application.messages.select_related("author")
        return super().get_context_data(talk=talk, categories=self.application.categories.all(), **kwargs)

    def form_valid(self, form):
        try:
            answer_secretariat(self.application, form.cleaned_data["text"], by=self.request.user)
        except ApplicationClosedError:
            messages.info(self.request, _("Your application was accepted meanwhile."))
        else:
            messages.success(self.request, _("Your answer is with the Secretariat."))
        return redirect("membership:application")


class ReviseApplication(OwnApplication, FormView):
    """Changing what one applied with while it waits."""

    template_name = "directory/membership/revise.html"
    form_class = ApplicationForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "application": self.application}

    def get(self, request, *args, **kwargs):
        if not self.application.is_waiting:
            return redirect("membership:application")
        return super().get(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            revise_application(self.application, by=self.request.user, **form.application())
        except ApplicationClosedError:
            messages.error(self.request, _("The Secretariat decided meanwhile, so nothing was changed."))
        else:
            messages.success(self.request, _("Your application is changed."))
        return redirect("membership:application")


@never_cache
def follow_invitation(request, secret):
    """Keep the secret of the link, and go where the address does not show it."""
    request.session[INVITATION] = secret
    return redirect("membership:take_over")


@method_decorator(never_cache, name="dispatch")
class TakeOver(FormView):
    """Taking over the record the invitation is for: with the account one has, or with a new one."""

    template_name = "directory/membership/invitation.html"
    form_class = TakeOverForm

    def dispatch(self, request, *args, **kwargs):
        self.invitation = invitation_for(request.session.get(INVITATION, ""))
        if self.invitation is None:
            return render(request, "directory/membership/invitation_over.html", status=410)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user, "email": self.invitation.email}

    def get_context_data(self, **kwargs):
        account_exists = EmailAddress.objects.filter(email__iexact=self.invitation.email).exists()
        return super().get_context_data(
            invitation=self.invitation,
            person=self.invitation.person,
            account_exists=account_exists,
            sign_in=f"{reverse('account_login')}?next={reverse('membership:take_over')}",
            **kwargs,
        )

    def form_valid(self, form):
        user, is_new = self.request.user, not self.request.user.is_authenticated
        if is_new and EmailAddress.objects.filter(email__iexact=self.invitation.email).exists():
            return redirect(self.get_context_data()["sign_in"])
        try:
            with transaction.atomic():
                if is_new:
                    user = _new_user(self.invitation.email, form.cleaned_data["password1"])
                accept_invitation(self.invitation, user)
        except InvitationError:
            form.add_error(
                None,
                _(
                    "This record cannot be joined to your account, because your account keeps a record already or "
                    "the invitation was used meanwhile. Please write to the Secretariat."
                ),
            )
            return self.form_invalid(form)
        del self.request.session[INVITATION]
        messages.success(self.request, _("The record is yours now. Please read it and put right what is not."))
        if is_new:
            record_authentication(self.request, user, method="invitation")
            return perform_login(self.request, user, redirect_url=self.invitation.person.get_absolute_url())
        return redirect(self.invitation.person)


def _new_user(email, password):
    user = User.objects.create_user(email, password or None, language=get_language())
    # Whoever has the letter has the mailbox.
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
