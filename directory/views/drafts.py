"""A drafted change beside the record it would change: approved or declined by who may change the record."""

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from .. import history
from ..actions.drafts import DraftDecidedError, approve_draft, decline_draft
from ..actions.records import RecordChangedMeanwhileError
from ..choices import DraftState
from ..contents import contents, fingerprint
from ..forms.fields import Paragraphs
from ..models import Draft


class DeclineForm(forms.Form):
    reason = Paragraphs(label=gettext_lazy("Why it is not approved"), max_length=2000)


@method_decorator(never_cache, name="dispatch")
class DraftPage(LoginRequiredMixin, FormView):
    """What was drafted, to its writer and to those who decide."""

    template_name = "directory/draft.html"
    form_class = DeclineForm

    @cached_property
    def draft(self):
        found = Draft.objects.select_related("institution", "drafted_by__person", "decided_by__person")
        draft = get_object_or_404(found, pk=self.kwargs["pk"])
        if not (self.decides_on(draft) or draft.drafted_by == self.request.user):
            raise Http404
        return draft

    def decides_on(self, draft):
        return self.request.user.has_perm("directory.change_institution", draft.institution)

    def get_context_data(self, **kwargs):
        draft = self.draft
        now = contents(draft.institution)
        before = now if draft.state == DraftState.WAITING else {**now, **draft.before}
        return super().get_context_data(
            draft=draft,
            waits=draft.state == DraftState.WAITING,
            decides=self.decides_on(draft),
            differences=history.differences(draft.institution, before, {**now, **draft.changes}, draft.changes),
            proposed=[word for words in draft.proposals.values() for word in words],
            seen=fingerprint(now, sorted(draft.changes)),
            trail=[(draft.institution.name, draft.institution.get_absolute_url())],
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        if not self.decides_on(self.draft):
            raise PermissionDenied
        try:
            if "approve" in request.POST:
                return self.approve()
            return super().post(request, *args, **kwargs)
        except DraftDecidedError:
            messages.info(request, _("Somebody decided on this draft before."))
            return redirect(self.draft)

    def approve(self):
        try:
            approve_draft(self.draft, by=self.request.user, seen=self.request.POST.get("seen", ""))
        except RecordChangedMeanwhileError:
            messages.warning(
                self.request, _("The record was changed meanwhile. Compare once more, then approve or decline.")
            )
            return redirect(self.draft)
        messages.success(self.request, _("Approved: the change stands in the record."))
        return redirect(self.draft.institution)

    def form_valid(self, form):
        decline_draft(self.draft, by=self.request.user, reason=form.cleaned_data["reason"])
        messages.success(self.request, _("Declined: the record stays as it is, and the writer is told why."))
        return redirect(self.draft)
