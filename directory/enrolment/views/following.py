"""Following an enrolment link: what it offers, or why it does not work any more and what to do then."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from directory.choices import RecordStatus
from directory.models import MembershipApplication
from directory.models.names import direction

from .. import queries
from ..actions.links import LinkClosedError, enrol_by_link, link_for, use_link_for_application
from ..forms.links import OfferForm
from ..models import TermsOfReference
from ..wording import written

# The link's secret waits here, so that it stands neither in the page's address nor in what the browser sends on.
LINK = "enrolment.link"


def link_followed(request):
    """The link somebody follows in this session, as long as it works; None otherwise."""
    session = getattr(request, "session", None)
    secret = session.get(LINK, "") if session is not None else ""
    link = link_for(secret) if secret else None
    return link if link is not None and link.is_open else None


@never_cache
def follow(request, secret):
    """Keep the secret of the link, and go where the address does not show it."""
    request.session[LINK] = secret
    return redirect("enrolment:enrol")


@method_decorator(never_cache, name="dispatch")
class Enrol(FormView):
    """What a link offers to whoever follows it."""

    template_name = "enrolment/enrol.html"
    form_class = OfferForm

    def dispatch(self, request, *args, **kwargs):
        self.link = link_for(request.session.get(LINK, ""))
        if self.link is None or not self.link.is_open:
            return self.closed(request)
        self.record = request.user.record if request.user.is_authenticated else None
        held = set(queries.held_by(self.record).values_list("category", flat=True)) if self.record else set()
        self.categories = [
            category for category in self.link.categories.all() if queries.is_given_on_request(category)
        ]
        self.fresh = [category for category in self.categories if category.pk not in held]
        return super().dispatch(request, *args, **kwargs)

    def closed(self, request):
        """Why the link does not work, and what to do: nobody who was invited is left before a wall."""
        request.session.pop(LINK, None)
        state = self.link.state if self.link else "unknown"
        return render(
            request,
            "enrolment/link_closed.html",
            {"state": state, "secretariat": settings.SECRETARIAT_EMAIL},
            status=410 if self.link else 404,
        )

    @property
    def standing(self):
        """Who follows the link: a ``visitor``, a ``member``, an ``applicant``, or somebody it is not ``for``."""
        if not self.request.user.is_authenticated:
            return "visitor"
        if self.record is None:
            return "none"
        if self.record.status == RecordStatus.WAITING:
            return "applicant" if self.application else "none"
        return "member" if self.record.status == RecordStatus.LISTED else "none"

    @property
    def application(self):
        return MembershipApplication.objects.filter(
            person=self.record, submitted_at__isnull=False, decided_at__isnull=True
        ).first()

    def asked(self):
        """The terms a member accepts with what is new to them."""
        if self.standing != "member":
            return []
        accepted = {each.terms.pk for each in queries.accepted_undertakings(self.record)}
        current = TermsOfReference.objects.current().filter(category__in=self.fresh)
        found = [terms for terms in current.select_related("category") if terms.pk not in accepted]
        return sorted(found, key=lambda terms: terms.category.position)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "asked": self.asked()}

    def get_context_data(self, **kwargs):
        current = {terms.category_id: terms for terms in TermsOfReference.objects.current()}
        for category in self.categories:
            category.terms_in_force = current.get(category.pk)
            if category.terms_in_force:
                category.promise = written(category.terms_in_force, "undertaking")
        return super().get_context_data(
            link=self.link,
            message={"lang": self.link.language, "dir": direction(self.link.language)},
            categories=self.categories,
            fresh=self.fresh,
            standing=self.standing,
            sign_in=f"{reverse('account_login')}?{urlencode({'next': reverse('enrolment:enrol')})}",
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        if self.standing == "visitor":
            return redirect_to_login(reverse("enrolment:enrol"))
        if self.standing == "applicant":
            try:
                accepted = use_link_for_application(self.link, self.application)
            except ValidationError as problem:
                messages.error(request, problem.messages[0])
                return redirect("membership:application")
            self.link.refresh_from_db()
            return self.welcome() if accepted else self.closed(request)
        if self.standing == "none":
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            given = enrol_by_link(
                self.link, self.record, by=self.request.user, accepting=form.asked, language=get_language()
            )
        except LinkClosedError as closed:
            self.link = closed.link
            return self.closed(self.request)
        except ValidationError as problem:
            form.add_error(None, problem)
            return self.form_invalid(form)
        if not given:
            self.request.session.pop(LINK, None)
            messages.info(self.request, _("You hold everything this link gives already."))
            return redirect("my_enrolment:categories")
        return self.welcome()

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def welcome(self):
        self.request.session.pop(LINK, None)
        messages.success(self.request, _("Welcome. What you hold, and since when, stands here."))
        return redirect("my_enrolment:categories")
