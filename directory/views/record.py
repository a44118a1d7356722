"""Keeping a record true: its overview, its sections, its confirmation, and how others see it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from prose import to_html

from .. import history, queries
from ..actions.drafts import draft_change
from ..actions.records import RecordChangedMeanwhileError, confirm_record, update_record
from ..choices import Audience, Freshness, RecordStatus
from ..completeness import parts_of
from ..contents import AUDIENCE, contents, schema_of
from ..forms import institutions, people
from ..forms.sections import ADD, PREVIEW, with_one_more
from ..models import Person
from ..models.names import direction
from .keeping import KeptRecord
from .pages import PersonPage

# Names of audiences in addresses.
AUDIENCES = {
    "everyone": Audience.EVERYONE,
    "members": Audience.MEMBERS,
    "official-contacts": Audience.OFFICIAL_CONTACTS,
    "secretariat": Audience.SECRETARIAT,
}

STATES = {
    Freshness.CURRENT: "current",
    Freshness.DUE: "waiting",
    Freshness.OUTDATED: "expired",
    Freshness.NEVER: "vacant",
}


def sections_of(record):
    return people.SECTIONS if isinstance(record, Person) else institutions.SECTIONS


class Overview(KeptRecord):
    """How complete and how fresh the record is, what stands in it, and the ways to change it."""

    template_name = "directory/record/overview.html"
    is_for_drafters = True

    def inner_trail(self):
        return self.trail()

    def get_context_data(self, **kwargs):
        values = contents(self.record)
        parts = parts_of(self.record, values)
        return super().get_context_data(
            parts=parts,
            there=sum(part.is_there for part in parts),
            missing=[
                {"label": part.label, "why": part.why, "address": self.address_of_section(part.section, part.key)}
                for part in parts
                if not part.is_there
            ],
            sections=list(self.sections(values)),
            confirm_address=self.address("confirm"),
            history_address=self.address("history"),
            freshness={"state": STATES[self.record.freshness], "words": self.record.freshness.label},
            audiences=[{"code": code, "words": each.label} for code, each in AUDIENCES.items()],
            is_waiting=self.record.status == RecordStatus.WAITING,
            waiting_drafts=self.waiting_drafts(),
            **self.doors(),
            **kwargs,
        )

    def waiting_drafts(self):
        """Drafts about an institution: all to whoever decides on them, to others their own."""
        if isinstance(self.record, Person):
            return []
        waiting = self.record.drafts.waiting().select_related("drafted_by__person")
        return waiting.filter(drafted_by=self.request.user) if self.drafts else waiting

    def doors(self):
        if not isinstance(self.record, Person):
            return {}
        doors = {"preview_address": self.address("preview")}
        if self.keeps == "own":
            doors |= {
                "download_address": self.address("download"),
                "close_address": self.address("close"),
                "institutions": queries.institutions_kept_by(self.request.user),
            }
        return doors

    def address_of_section(self, code, key=""):
        address = self.address(code) if code == "photo" else self.address("section", code)
        return f"{address}#id_{key}" if key else address

    def sections(self, values):
        """Each section with a line of what stands in it and who sees that."""
        words = history.Words(schema_of(self.record), [values])
        for code, form in sections_of(self.record).items():
            yield {
                "code": code,
                "title": form.title,
                "address": self.address_of_section(code),
                "holds": form.summary(values, words),
                "audiences": self.audiences_of(form, values),
            }
        if isinstance(self.record, Person):
            yield {
                "code": "photo",
                "title": _("Photograph"),
                "address": self.address("photo"),
                "holds": _("There is one") if self.record.portrait else "",
                "audiences": _("Seen by: %(audience)s") % {"audience": Audience(values[f"{AUDIENCE}portrait"]).label},
            }

    def audiences_of(self, form, values):
        """Who sees a section, in a word; nothing where no one can choose."""
        chosen = {values[AUDIENCE + name] for name in form.audiences}
        if not chosen:
            return ""
        if len(chosen) > 1:
            return _("Seen by different people")
        return _("Seen by: %(audience)s") % {"audience": Audience(chosen.pop()).label}


class Section(KeptRecord):
    """One section of a record, as a form."""

    template_name = "directory/record/section.html"
    is_for_drafters = True

    def dispatch(self, request, *args, **kwargs):
        self.conflict = None
        self.preview = None
        self.judged = False
        return super().dispatch(request, *args, **kwargs)

    @property
    def form_class(self):
        found = sections_of(self.record).get(self.kwargs["section"])
        if found is None:
            raise Http404
        return found

    def form(self, data=None):
        return self.form_class(self.record, self.request.user, data)

    def get(self, request, *args, **kwargs):
        kept = self.words_kept()
        form = self.form(kept)
        if kept is not None:
            form.silence()
            messages.info(request, _("These are the words you wrote before you signed in. They are not saved yet."))
        return self.show(form)

    def post(self, request, *args, **kwargs):
        if ADD in request.POST:
            form = self.form(with_one_more(request.POST, request.POST[ADD]))
            form.silence()
            return self.show(form)
        form = self.form(request.POST)
        if PREVIEW in request.POST:
            form.silence()
            self.preview = [
                {"language": code, "dir": direction(code), "html": to_html(text)} for code, text in form.typed_texts()
            ]
            return self.show(form)
        self.judged = True
        if form.is_valid() and self.save(form):
            return redirect(f"{self.address('record')}#{form.code}")
        return self.show(form)

    def save(self, form):
        """Write what was typed. False, and both versions to compare, when others changed the same meanwhile."""
        if self.drafts:
            return self.save_draft(form)
        try:
            changed = update_record(
                self.record,
                form.changes(),
                by=self.request.user,
                seen=self.request.POST.get("seen", ""),
                proposals=form.proposals,
            )
        except RecordChangedMeanwhileError as meanwhile:
            self.conflict = self.compared(form, meanwhile.now)
            form.bring_current()
            return False
        if changed:
            messages.success(self.request, _("Saved: %(section)s.") % {"section": form.title})
        else:
            messages.info(self.request, _("Nothing was changed: the record already says this."))
        return True

    def save_draft(self, form):
        draft = draft_change(self.record, form.code, form.changes(), by=self.request.user, proposals=form.proposals)
        if draft is None:
            messages.info(self.request, _("Nothing was changed: the record already says this."))
        else:
            messages.success(
                self.request, _("Your draft waits for the focal point. The record stays as it is until then.")
            )
        return True

    def compared(self, form, now):
        latest = history.versions_of(self.record).first()
        mine = {**now, **form.changes()}
        return {
            "by": history.name_of_writer(latest, self.record, self.request.user, history.writers([latest])),
            "at": date_format(localtime(latest.created_at), "DATETIME_FORMAT"),
            "differences": history.differences(self.record, now, mine, form.changes()),
        }

    def show(self, form):
        response = self.render_to_response(
            self.get_context_data(
                form=form,
                judged=self.judged,
                problems=list(form.problems) if self.judged else [],
                conflict=self.conflict,
                preview=self.preview,
            )
        )
        if self.judged:
            response.status_code = 409 if self.conflict else 422
        return response


class Confirm(KeptRecord):
    """Everything is still true."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        if confirm_record(self.record, by=request.user):
            messages.success(request, _("Thank you. The record is marked as confirmed today."))
        else:
            messages.info(request, _("The record was confirmed a moment ago."))
        return redirect(self.address("record"))


class Preview(KeptRecord, PersonPage):
    """The person's page as another audience sees it."""

    template_name = "directory/record/preview.html"

    def viewer(self):
        return AUDIENCES.get(self.request.GET.get("as"), Audience.EVERYONE)

    def get(self, request, *args, **kwargs):
        self.kwargs["slug"] = self.record.slug
        audience = self.viewer()
        shown = {
            "audiences": [
                {"code": code, "words": each.label, "chosen": each == audience} for code, each in AUDIENCES.items()
            ],
            "audience_words": audience.label,
        }
        try:
            context = self.get_context_data(**shown)
        except Http404:
            self.template_name = "directory/record/preview_hidden.html"
            context = {**self.kept_context(), **shown}
        return self.render_to_response(context)
