"""Keeping an entry: its overview, its sections, its history, and how others see it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from directory import history
from directory.choices import Audience, RecordStatus
from directory.contents import AUDIENCE, contents, schema_of
from directory.templatetags.directory import names_for_reader
from directory.views.history import History, Version
from directory.views.keeping import KeptRecord
from directory.views.pages import address_of
from directory.views.record import AUDIENCES, Section

from ..disclosure import disclose_entries
from ..forms.entry import OF_THE_PERSON, SECTIONS, in_order_of_reading, overlaps
from ..models import RosterEntry
from ..parts import parts_of
from .expert import ExpertPage

# So many lines of a section stand on the overview.
MOST_TOLD = 4


class KeptEntry(KeptRecord):
    """A page for those who keep an entry: its owner, and the Secretariat (``keeps="entry"``)."""

    @cached_property
    def entry(self):
        entries = RosterEntry.objects.select_related("person__user")
        if self.keeps == "own":
            return entries.filter(person__user=self.request.user).exclude(person__status=RecordStatus.CLOSED).first()
        return get_object_or_404(entries.visible_to(self.request.user), person__slug=self.kwargs["slug"])

    def own_record(self):
        return self.entry

    def find(self):
        return self.entry

    def nothing_kept(self, request):
        """Whoever is in the directory and not on the roster is led to where an entry is begun."""
        person = request.user.record
        if person is None or person.status == RecordStatus.CLOSED:
            return super().nothing_kept(request)
        return redirect("roster:status")

    def may(self, verb):
        return self.request.user.has_perm(f"experts.{verb}_entry", self.entry)

    @property
    def is_own(self):
        return self.entry.person.user_id is not None and self.entry.person.user_id == self.request.user.pk

    def address(self, name, *args):
        if self.keeps == "own":
            return reverse(f"my_roster:{name}", args=args)
        return reverse(f"experts:entry-{name}", args=[self.entry.person.slug, *args])

    def name(self):
        return names_for_reader(self.entry.person).first

    def trail(self):
        if self.keeps == "own":
            return self.my_page()
        return [(self.name().text, self.entry.get_absolute_url())]

    def overview_words(self):
        return _("My roster entry") if self.keeps == "own" else _("Keep the roster entry")


class Overview(KeptEntry):
    """What stands in the entry, what is missing, who sees what, and the ways to change it."""

    template_name = "experts/own/overview.html"

    def inner_trail(self):
        return self.trail()

    def get_context_data(self, **kwargs):
        entry = self.entry
        values = {entry: contents(entry), entry.person: contents(entry.person)}
        parts = parts_of(values[entry], values[entry.person])
        return super().get_context_data(
            entry=entry,
            is_listed=entry.is_listed,
            parts=parts,
            there=sum(part.is_there for part in parts),
            missing=[
                {"label": part.label, "why": part.why, "address": self.address("section", part.section)}
                for part in parts
                if not part.is_there
            ],
            sections=list(self.sections(values)),
            overlaps=list(overlaps(values[entry]["availability"])),
            listing=Audience(entry.listing).label,
            history_address=self.address("history"),
            record_history_address=reverse("my:history")
            if self.keeps == "own"
            else reverse("directory:person-history", args=[entry.person.slug]),
            preview_address=self.address("preview"),
            orcid_address=address_of("roster_imports:orcid") if self.keeps == "own" else "",
            audiences=[{"code": code, "words": each.label} for code, each in AUDIENCES.items()],
            **kwargs,
        )

    def sections(self, values):
        """Each section with the first lines of what stands in it and who sees that."""
        words = {record: history.Words(schema_of(record), [held]) for record, held in values.items()}
        for code, form in SECTIONS.items():
            record = self.entry.person if code in OF_THE_PERSON else self.entry
            told = [
                said
                for key in form.told
                for said in words[record].of(key, in_order_of_reading(key, values[record][key]))
            ]
            yield {
                "code": code,
                "title": form.title,
                "address": self.address("section", code),
                "holds": told[:MOST_TOLD],
                "more": len(told) - MOST_TOLD,
                "audiences": self.audiences_of(form, values[record]),
            }

    def audiences_of(self, form, values):
        """Who sees a section, in a word; nothing where no one can choose."""
        chosen = {values[AUDIENCE + name] for name in form.audiences}
        if not chosen:
            return ""
        if len(chosen) > 1:
            return _("Seen by different people")
        return _("Seen by: %(audience)s") % {"audience": Audience(chosen.pop()).label}


class EntrySectionPage(KeptEntry, Section):
    """One section as a form. Some sections write the record of the person, as that room does."""

    template_name = "experts/own/section.html"

    @property
    def form_class(self):
        found = SECTIONS.get(self.kwargs["section"])
        if found is None:
            raise Http404
        return found

    @property
    def is_of_the_person(self):
        return self.kwargs["section"] in OF_THE_PERSON

    def find(self):
        return self.entry.person if self.is_of_the_person else self.entry

    def may(self, verb):
        if self.is_of_the_person and not self.request.user.has_perm(f"directory.{verb}_person", self.entry.person):
            return False
        return super().may(verb)

    def save(self, form):
        saved = super().save(form)
        if saved and not self.is_of_the_person:
            for note in form.notes:
                messages.info(self.request, note)
        return saved


class EntryHistory(KeptEntry, History):
    """Every change of the entry."""


class EntryVersion(KeptEntry, Version):
    """One change of the entry, to look at and to undo."""


class EntryPreview(KeptEntry, ExpertPage):
    """The page of the expert as another audience sees it."""

    template_name = "experts/own/preview.html"

    def viewer(self):
        return AUDIENCES.get(self.request.GET.get("as"), Audience.EVERYONE)

    def disclosed(self):
        return disclose_entries([self.entry], self.viewer())[0]

    def get(self, request, *args, **kwargs):
        audience = self.viewer()
        shown = {
            "audiences": [
                {"code": code, "words": each.label, "chosen": each == audience} for code, each in AUDIENCES.items()
            ],
            "audience_words": audience.label,
        }
        if audience < max(self.entry.listing, self.entry.person.listing):
            self.template_name = "experts/own/preview_hidden.html"
            return self.render_to_response({**self.kept_context(), **shown})
        return self.render_to_response(self.get_context_data(**shown))
