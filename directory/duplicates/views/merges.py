"""What was put together, and taking it apart."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from ..actions import UndoRefusedError, undo_merge
from ..models import Merge, model_of
from .access import InsidePage

ON_A_PAGE = 20


class Merges(InsidePage, TemplateView):
    """Everything that was put together, the latest first."""

    template_name = "duplicates/merges.html"

    def get_context_data(self, **kwargs):
        found = Merge.objects.select_related("by").defer("ledger")
        page = Paginator(found, ON_A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(page_obj=page, number=page.paginator.count, **kwargs)


class OneMerge(InsidePage, TemplateView):
    """One merge: what became of both records, what could not be moved, and the way back."""

    template_name = "duplicates/merge.html"

    def get(self, request, *args, **kwargs):
        return self.show([])

    def post(self, request, *args, **kwargs):
        merge = get_object_or_404(Merge, pk=self.kwargs["pk"])
        try:
            if undo_merge(merge, by=request.user):
                messages.success(request, _("They are two records again, both as they were before."))
            else:
                messages.info(request, _("They were taken apart already."))
        except UndoRefusedError as refused:
            response = self.show(refused.problems)
            response.status_code = 409
            return response
        return redirect(merge)

    def show(self, problems):
        merge = get_object_or_404(Merge.objects.select_related("by", "undone_by"), pk=self.kwargs["pk"])
        records = model_of(merge.kind).objects.in_bulk([merge.kept, merge.gone])
        return self.render_to_response(
            self.get_context_data(
                merge=merge,
                kept=records.get(merge.kept),
                gone=records.get(merge.gone) if merge.undone_at else None,
                moved=len(merge.ledger),
                problems=problems,
            )
        )
