"""How one's own entry stands: what is missing, every step, and the buttons that move it on."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView

from directory.choices import RecordStatus
from directory.enrolment.actions import accept_terms
from directory.enrolment.actions.terms import TermsError
from directory.enrolment.wording import written

from .. import actions, completeness, queries
from ..choices import EntryState
from ..exceptions import IncompleteEntryError, RosterError
from ..forms.nominating import WithdrawForm
from ..standing import Standing


@method_decorator(never_cache, name="dispatch")
class OwnPage(LoginRequiredMixin):
    """A page about one's own entry."""

    @cached_property
    def person(self):
        record = self.request.user.record
        if record is None or record.status == RecordStatus.CLOSED:
            raise Http404
        return record

    @cached_property
    def entry(self):
        return queries.entry_of(self.request.user)

    def get_context_data(self, **kwargs):
        trail = [(_("My page"), reverse("my"))]
        return super().get_context_data(person=self.person, entry=self.entry, trail=trail, **kwargs)


class Status(OwnPage, TemplateView):
    """Where the entry stands. Whoever has none yet begins one here."""

    template_name = "experts/life/status.html"

    def get_context_data(self, **kwargs):
        standing = Standing(self.entry) if self.entry is not None else None
        return super().get_context_data(standing=standing, **kwargs)

    def post(self, request, *args, **kwargs):
        """Begin an entry; pressed twice it is begun once."""
        try:
            actions.begin_entry(self.person, by=request.user)
        except RosterError as refused:
            messages.error(request, str(refused))
        return redirect("roster:status")


class Terms(OwnPage, TemplateView):
    """The terms of reference of experts, to be read and accepted before the entry is offered."""

    template_name = "experts/life/terms.html"

    def get_context_data(self, **kwargs):
        terms = completeness.terms_to_read(self.person)
        return super().get_context_data(
            terms=terms,
            promise=written(terms, "undertaking") if terms else None,
            whole=written(terms, "text") if terms else None,
            accepted=completeness.accepted_terms(self.person),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        terms = completeness.terms_to_read(self.person)
        if terms is None or str(terms.pk) != request.POST.get("terms"):
            messages.info(request, _("Nothing was changed: these terms are accepted already, or newer ones hold."))
            return redirect("roster:terms")
        if not request.POST.get("agreed"):
            return self.render_to_response(self.get_context_data(missing=True), status=422)
        try:
            accept_terms(self.person, terms, by=request.user, language=get_language())
        except TermsError:
            messages.warning(request, _("Newer terms came into force meanwhile: please read these."))
            return redirect("roster:terms")
        messages.success(request, _("Thank you. You accepted the terms of reference of experts."))
        return redirect("roster:status")


class Withdraw(OwnPage, FormView):
    """Asked once more before the entry leaves the roster."""

    template_name = "experts/life/withdraw.html"
    form_class = WithdrawForm

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and self.entry is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_out=self.entry.state == EntryState.WITHDRAWN, **kwargs)

    def form_valid(self, form):
        if actions.withdraw_entry(self.entry, by=self.request.user, reason=form.cleaned_data["reason"]):
            messages.success(self.request, _("Your entry is off the roster. What you wrote stays with you."))
        else:
            messages.info(self.request, _("Your entry was withdrawn already."))
        return redirect("roster:status")


@login_required
@require_POST
def offer(request):
    """Put one's own entry before those who nominate."""
    entry = _own(request)
    try:
        offered = actions.offer_entry(entry, by=request.user)
    except IncompleteEntryError:
        messages.error(request, _("Something is still missing: see below."))
    except (RosterError, ValidationError) as refused:
        messages.error(request, str(refused))
    else:
        if offered.state == EntryState.NOMINATED:
            messages.success(request, _("Your entry is with the Secretariat again."))
        else:
            messages.success(request, _("Your entry is offered. You are told when somebody nominates you."))
    return redirect("roster:status")


@login_required
@require_POST
def renew_own(request):
    """Stay on the roster for another term: one button."""
    entry = _own(request)
    try:
        renewed = actions.renew(
            entry, by=request.user, lapses_on=_day(request.POST.get("lapses_on")) or entry.lapses_on
        )
    except RosterError as refused:
        messages.error(request, str(refused))
    else:
        if renewed:
            messages.success(request, _("Thank you for staying. Your entry is renewed."))
        else:
            messages.info(request, _("Your entry was renewed already."))
    return redirect("roster:status")


def _own(request):
    entry = queries.entry_of(request.user)
    if entry is None:
        raise Http404
    return entry


def _day(text):
    try:
        return parse_date(text or "")
    except ValueError:
        return None
