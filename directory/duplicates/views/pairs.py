"""Pairs of records that may be one: the list, the comparison, the decision."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from ...templatetags.directory import institution_names, names_for_reader
from ..actions import MergeRefusedError, RecordsChangedMeanwhileError, dismiss, look_at, merge, reopen
from ..choices import Kind, PairState
from ..comparing import Comparison, audience_notes, fuller_first
from ..forms import DismissForm, NamePairForm
from ..models import DuplicatePair, Merge, model_of
from ..queries import pairs, reasons_in_words, with_records
from .access import InsidePage, SecretariatPage

ON_A_PAGE = 20
SHOWN = (PairState.OPEN, PairState.DISMISSED)


def names_of(record):
    return (names_for_reader if record._meta.model_name == Kind.PERSON else institution_names)(record).first


class Pairs(SecretariatPage, TemplateView):
    """What may be listed twice, the likeliest first."""

    template_name = "duplicates/pairs.html"

    def get_context_data(self, **kwargs):
        state = self.request.GET.get("state", PairState.OPEN)
        if state not in SHOWN:
            raise Http404
        found = pairs(state)
        page = Paginator(found, ON_A_PAGE).get_page(self.request.GET.get("page"))
        rows = [
            {
                "pair": pair,
                "records": [{"name": names_of(each), "record": each, "says": says(each)} for each in pair.records],
                "reasons": reasons_in_words(pair),
            }
            for pair in with_records(page.object_list)
        ]
        return super().get_context_data(
            rows=rows,
            page_obj=page,
            number=page.paginator.count,
            is_open=state == PairState.OPEN,
            **kwargs,
        )


def says(record):
    """A line that tells a record from one of the same name."""
    country = record.country.name if record.country else ""
    if record._meta.model_name == Kind.INSTITUTION:
        return [word for word in (record.type and record.type.name, country) if word]
    works_at = next((each.name for each in record.affiliations.all() if each.is_current), "")
    return [word for word in (record.position, works_at, country) if word]


class NamePair(InsidePage, FormView):
    """Two records the Secretariat knows to be one."""

    template_name = "duplicates/compare.html"
    form_class = NamePairForm

    def get_initial(self):
        return {"one": self.request.GET.get("one", "")[:300]}

    def form_valid(self, form):
        return redirect(look_at(form.cleaned_data["one"], form.cleaned_data["other"]))

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class OnePair(InsidePage, TemplateView):
    """Two records side by side, with a choice for each field, and both ways to decide."""

    template_name = "duplicates/pair.html"

    def dispatch(self, request, *args, **kwargs):
        self.problems, self.is_stale, self.judged = [], False, False
        return super().dispatch(request, *args, **kwargs)

    def load(self):
        self.pair = get_object_or_404(DuplicatePair, pk=self.kwargs["pk"])
        found = model_of(self.pair.kind).objects.in_bulk([self.pair.low, self.pair.high])
        if len(found) < 2:
            raise Http404
        self.records = fuller_first(*found.values())
        wanted = self.request.POST.get("keep") or self.request.GET.get("keep")
        if wanted == str(self.records[1].pk):
            self.records.reverse()

    def merged(self):
        """The merge that made one of the two, if there is one."""
        keys = [self.pair.low, self.pair.high]
        return Merge.objects.in_force().filter(kind=self.pair.kind, kept__in=keys, gone__in=keys).first()

    def get(self, request, *args, **kwargs):
        self.load()
        if done := self.merged():
            return redirect(done)
        return self.show()

    def post(self, request, *args, **kwargs):
        self.load()
        verb = request.POST.get("verb")
        if verb == "merge":
            return self.merge()
        if verb == "dismiss":
            form = DismissForm(request.POST)
            if form.is_valid():
                if dismiss(self.pair, by=request.user, why=form.cleaned_data["why"]):
                    messages.success(request, _("They are two. This pair is not proposed again."))
                return redirect("duplicates:pairs")
            return self.show(form)
        if verb == "reopen":
            reopen(self.pair, by=request.user)
            return redirect(self.pair)
        raise Http404

    def merge(self):
        kept, gone = self.records
        before = self.merged()
        try:
            done = merge(
                kept, gone, by=self.request.user, chosen=self.request.POST.dict(), seen=self.request.POST.get("seen")
            )
        except MergeRefusedError as refused:
            if before:
                return redirect(before)
            self.problems = refused.problems
        except RecordsChangedMeanwhileError:
            self.is_stale = True
        else:
            if before is None:
                messages.success(
                    self.request, _("The two records are one. You can take them apart again on this page.")
                )
            return redirect(done)
        self.judged = True
        return self.show()

    def show(self, dismissal=None):
        kept, gone = self.records
        comparison = Comparison(kept, gone, self.request.POST.dict() if self.judged else None)
        response = self.render_to_response(
            self.get_context_data(
                pair=self.pair,
                comparison=comparison,
                kept={"record": kept, "name": names_of(kept), "says": says(kept)},
                gone={"record": gone, "name": names_of(gone), "says": says(gone)},
                reasons=reasons_in_words(self.pair),
                narrower=audience_notes(kept, gone) if self.pair.kind == Kind.PERSON else [],
                is_dismissed=self.pair.state == PairState.DISMISSED,
                obstacles=[] if self.judged else comparison.obstacles,
                problems=[{"words": words} for words in self.problems],
                is_stale=self.is_stale,
                dismissal=dismissal or DismissForm(),
            )
        )
        if self.judged:
            response.status_code = 409 if self.is_stale else 422
        return response
