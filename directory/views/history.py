"""What happened to a record, and how to bring an earlier state back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from .. import history
from ..actions.records import RecordChangedMeanwhileError, update_record
from ..contents import contents, contents_of, fingerprint, schema_of
from ..permissions import locked_keys
from .keeping import KeptRecord

ON_A_PAGE = 20


class History(KeptRecord):
    """Every change: who, when and what, the latest first."""

    template_name = "directory/record/history.html"

    def get_context_data(self, **kwargs):
        number = self.request.GET.get("page", "1")
        if not number.isdigit() or not 1 <= int(number) <= 10_000:
            raise Http404
        start = (int(number) - 1) * ON_A_PAGE
        changes, has_more = history.changes_of(self.record, self.request.user, start, start + ON_A_PAGE)
        return super().get_context_data(
            changes=[{"change": each, "address": self.address("version", each.revision.pk)} for each in changes],
            earlier=has_more and int(number) + 1,
            later=start and int(number) - 1,
            **kwargs,
        )


class Version(KeptRecord):
    """One change, what undoing it would do, and what going back to it altogether would do."""

    template_name = "directory/record/version.html"
    UNDO, RETURN = "undo", "return"

    def dispatch(self, request, *args, **kwargs):
        self.revision = None
        return super().dispatch(request, *args, **kwargs)

    def load(self):
        self.revision = get_object_or_404(history.versions_of(self.record), pk=self.kwargs["revision"])
        self.schema = schema_of(self.record)
        self.now = contents(self.record)

    def before(self):
        return history.versions_of(self.record).filter(pk__lt=self.revision.pk).first()

    def wanted(self, what):
        """The values that undoing this change, or going back to this version, would write."""
        this = contents_of(self.schema, self.revision.content)
        if what == self.RETURN:
            values = this
        elif (before := self.before()) is None:
            return {}
        else:
            old = contents_of(self.schema, before.content)
            values = {key: old[key] for key in self.schema.keys if old[key] != this[key]}
        locked = locked_keys(self.request.user, self.record)
        return {key: value for key, value in values.items() if key not in locked and value != self.now[key]}

    def get(self, request, *args, **kwargs):
        self.load()
        ways = [
            {
                "what": what,
                "differences": history.differences(self.record, self.now, {**self.now, **wanted}, wanted),
                "seen": fingerprint(self.now, sorted(wanted)),
            }
            for what in (self.UNDO, self.RETURN)
            if (wanted := self.wanted(what))
        ]
        if len(ways) == 2 and ways[0]["seen"] == ways[1]["seen"]:
            same = self.wanted(self.UNDO) == self.wanted(self.RETURN)
            ways = ways[:1] if same else ways
        return self.render_to_response(
            self.get_context_data(
                change=history.change_of(self.record, self.revision, request.user),
                history_address=self.address("history"),
                ways=ways,
            )
        )

    def post(self, request, *args, **kwargs):
        self.load()
        what = request.POST.get("what")
        if what not in (self.UNDO, self.RETURN):
            raise Http404
        wanted = self.wanted(what)
        seen = request.POST.get("seen", "")
        if wanted and seen and seen != fingerprint(self.now, sorted(wanted)):
            return self.look_again(request)
        try:
            changed = wanted and update_record(
                self.record, wanted, by=request.user, seen=seen, verb="restored", reason=f"#{self.revision.pk} {what}"
            )
        except RecordChangedMeanwhileError:
            return self.look_again(request)
        if changed:
            messages.success(request, _("It is as it was before. Nothing is lost: the history has both."))
        else:
            messages.info(request, _("Nothing was changed: the record already says this."))
        return redirect(self.address("history"))

    def look_again(self, request):
        messages.warning(
            request, _("The record was changed while you looked at it. Look again at what would change.")
        )
        return redirect(self.address("version", self.revision.pk))

    def inner_trail(self):
        return [*super().inner_trail(), (_("History"), self.address("history"))]
