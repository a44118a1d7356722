"""Applying to become a partner, talking about it, and deciding on it."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Institution

from ..actions.applications import (
    AlreadyAppliedError,
    ApplicationClosedError,
    accept_application,
    answer_secretariat,
    apply_for_partnership,
    ask_applicants,
    decline_application,
    withdraw_application,
)
from ..actions.partnerships import PartnershipOverlapError
from ..forms.applications import AcceptForm, ApplyForm, DeclineForm, MessageForm, QuestionForm
from ..models import PartnershipApplication
from .lists import PartnershipsPage


class Apply(LoginRequiredMixin, PartnershipsPage):
    template_name = "partnerships/apply.html"

    def get_context_data(self, **kwargs):
        if "form" not in kwargs:
            kwargs["form"] = ApplyForm(user=self.request.user, initial=self.wished())
        return super().get_context_data(**kwargs)

    def wished(self):
        """The institution whose page led here, if it is one the applicant may apply for."""
        slug = self.request.GET.get("institution", "")
        found = Institution.objects.listed().filter(slug=slug).first() if slug else None
        return {"which": str(found.pk)} if found else {}

    def post(self, request, *args, **kwargs):
        form = ApplyForm(request.POST, user=request.user)
        if form.is_valid():
            said = form.application()
            institution = said["institution"]
            allowed = (
                request.user.has_perm("partnerships.apply_for", institution)
                if institution
                else request.user.has_perm("partnerships.apply_for_unlisted")
            )
            if not allowed:
                raise PermissionDenied
            try:
                application = apply_for_partnership(by=request.user, **said)
            except AlreadyAppliedError as found:
                waiting = found.application
                if waiting is not None and request.user.has_perm("partnerships.view_application", waiting):
                    messages.info(request, _("An application of this institution waits already: here it is."))
                    return redirect(waiting)
                form.add_error("which", _("This institution is a partner already, or has applied."))
            else:
                messages.success(request, _("Your application is with the Secretariat."))
                return redirect(application)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ApplicationPage(LoginRequiredMixin, PartnershipsPage):
    """One application: what it says, the talk about it, and, for the Secretariat, the decision."""

    template_name = "partnerships/application.html"
    # Verb: what the button says.
    decisions = {
        "accept": gettext_lazy("Accept"),
        "ask": gettext_lazy("Return with this question"),
        "decline": gettext_lazy("Decline"),
    }

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.bound = None
            self.application = get_object_or_404(
                PartnershipApplication.objects.select_related(
                    "institution", "institution_type", "country", "applicant", "decided_by"
                ).prefetch_related("regions", "messages__author"),
                pk=kwargs["pk"],
            )
            if not request.user.has_perm("partnerships.view_application", self.application):
                raise Http404
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def form_for(self, verb):
        if self.bound is not None and self.bound.prefix == verb:
            return self.bound
        return self.make_form(verb)

    def make_form(self, verb, data=None):
        if verb == "accept":
            return AcceptForm(data, prefix=verb, application=self.application)
        return {"ask": QuestionForm, "decline": DeclineForm, "answer": MessageForm}[verb](data, prefix=verb)

    def get_context_data(self, **kwargs):
        user, application = self.request.user, self.application
        is_applicant = user.has_perm("partnerships.answer_application", application)
        partnership = getattr(application, "partnership", None)
        return super().get_context_data(
            application=application,
            talk=[
                {"message": message, "is_mine": message.author_id == user.pk}
                for message in application.messages.all()
            ],
            is_applicant=is_applicant,
            answer_form=self.form_for("answer") if is_applicant and application.is_waiting else None,
            choices=[
                {"verb": verb, "button": button, "form": self.form_for(verb)}
                for verb, button in self.decisions.items()
            ]
            if application.is_waiting and user.has_perm("partnerships.decide_application", application)
            else [],
            partnership=partnership if partnership and partnership.is_public else None,
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        verb = request.POST.get("verb")
        if verb in self.decisions:
            needed = "decide_application"
        elif verb in ("answer", "withdraw"):
            needed = "answer_application"
        else:
            raise Http404
        if not request.user.has_perm(f"partnerships.{needed}", self.application):
            raise PermissionDenied
        try:
            if verb == "withdraw":
                withdraw_application(self.application, by=request.user)
                messages.success(request, _("The application is withdrawn."))
                return redirect(self.application)
            self.bound = self.make_form(verb, request.POST)
            if not self.bound.is_valid():
                return self.render_to_response(self.get_context_data(form=self.bound), status=422)
            getattr(self, verb)(self.bound.cleaned_data)
        except ApplicationClosedError:
            messages.warning(
                request, _("Somebody has decided about this application meanwhile. Nothing was changed.")
            )
        except PartnershipOverlapError:
            self.bound.add_error("starts_on", _("The institution is a partner already during a part of this time."))
            return self.render_to_response(self.get_context_data(form=self.bound), status=422)
        return redirect(self.application)

    def answer(self, said):
        answer_secretariat(self.application, said["text"], by=self.request.user)
        messages.success(self.request, _("Your answer is with the Secretariat."))

    def ask(self, said):
        ask_applicants(self.application, said["text"], by=self.request.user)
        messages.success(self.request, _("Your question is on its way."))

    def accept(self, said):
        institution = None
        if said.get("same_as"):
            institution = get_object_or_404(Institution.objects.listed(), pk=said["same_as"])
        accept_application(
            self.application,
            by=self.request.user,
            starts_on=said["starts_on"],
            institution=institution,
            reason=said["reason"],
        )
        messages.success(self.request, _("The institution is a partner now, and those who applied have been told."))

    def decline(self, said):
        decline_application(self.application, by=self.request.user, reason=said["reason"])
        messages.success(self.request, _("The application is declined, and those who applied have been told why."))
