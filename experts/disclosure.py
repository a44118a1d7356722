"""An entry as one audience may see it. Every page, export, mail and index entry reads from here.

What stands in the person's record is disclosed by ``directory.disclosure``; the fields of the entry have audiences of
their own.
"""

from functools import cached_property

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.choices import Audience, TermStatus
from directory.disclosure import DisclosedPerson
from directory.gathering import WHOLE_RECORD, gather
from directory.models import audience_of

from .choices import AvailabilityKind, DeclaredInterests, Gender, NominationState
from .models import Endorsement, Nomination

# The fields whose audience an expert chooses, with the audience they have until then. The name, the nominator, the
# fields of expertise and the free terms are shown to whoever sees the entry at all.
FIELD_DEFAULTS = {
    "headline": Audience.EVERYONE,
    "worked_in": Audience.EVERYONE,
    "willing_to": Audience.EVERYONE,
    "availability": Audience.MEMBERS,
    "education": Audience.EVERYONE,
    "qualifications": Audience.EVERYONE,
    "publications": Audience.EVERYONE,
    "panels": Audience.EVERYONE,
    "gender": Audience.SECRETARIAT,
    "interests": Audience.OFFICIAL_CONTACTS,
    "additional_information": Audience.MEMBERS,
    # The name beside one's assignments; counted and shown by ``experts.assignments``.
    "assignments": Audience.EVERYONE,
}

FIELD_LABELS = {
    "headline": _("In one sentence"),
    "worked_in": _("Countries and regions worked in"),
    "willing_to": _("Willing to"),
    "availability": _("Availability"),
    "education": _("Education"),
    "qualifications": _("Qualifications and memberships"),
    "publications": _("Publications"),
    "panels": _("Panels and committees"),
    "gender": _("Gender"),
    "interests": _("Declaration of interests"),
    "additional_information": _("Additional information"),
    "assignments": _("Assignments"),
}

PREFETCH = (
    "fields__term",
    "education",
    "qualifications",
    "publications",
    "panels",
    "availability",
    "countries_worked_in",
    "regions_worked_in",
    # Joined, for a list of two thousand nominations is more than SQLite takes in one condition.
    Prefetch("endorsements", Endorsement.objects.select_related("nomination__country", "nomination__institution")),
    Prefetch("nominations", Nomination.objects.select_related("country", "institution")),
)


def audience_of_field(entry, field):
    """The least audience that sees a field of this entry."""
    return Audience(entry.field_audiences.get(field, FIELD_DEFAULTS[field]))


class DisclosedEntry:
    """What an audience sees of an entry. Use ``disclose_entries`` to make one; ``person`` is disclosed as well."""

    def __init__(self, entry, person, audience):
        self.entry = entry
        self.person = person
        self.audience = audience

    def sees(self, field):
        return self.audience >= audience_of_field(self.entry, field)

    @property
    def pk(self):
        return self.entry.pk

    @property
    def slug(self):
        return self.person.slug

    @property
    def state(self):
        return self.entry.state

    @property
    def is_demo(self):
        return self.entry.is_demo

    @property
    def listed_on(self):
        return self.entry.listed_on

    @property
    def lapses_on(self):
        return self.entry.lapses_on

    @property
    def terms_in_words(self):
        return self.entry.terms_in_words

    def get_absolute_url(self):
        return self.entry.get_absolute_url()

    @cached_property
    def fields(self):
        """Fields of expertise, the deepest first, each with ``is_endorsed`` and ``endorsement``."""
        endorsed = {
            endorsement.term_id: endorsement
            for endorsement in self.entry.endorsements.all()
            if endorsement.withdrawn_at is None
        }
        fields = [field for field in self.entry.fields.all() if field.term.status != TermStatus.DECLINED]
        for field in fields:
            field.endorsement = endorsed.get(field.term_id)
            field.is_endorsed = field.endorsement is not None
        return sorted(fields, key=lambda field: (-field.level, -(field.years or 0), field.term.position))

    @cached_property
    def nomination(self):
        """The nomination in force, or None."""
        return next(
            (each for each in self.entry.nominations.all() if each.state == NominationState.IN_FORCE),
            None,
        )

    @property
    def headline(self):
        return self.entry.headline if self.sees("headline") else ""

    @cached_property
    def countries_worked_in(self):
        return list(self.entry.countries_worked_in.all()) if self.sees("worked_in") else []

    @cached_property
    def regions_worked_in(self):
        return list(self.entry.regions_worked_in.all()) if self.sees("worked_in") else []

    @property
    def willing_to(self):
        return list(self.entry.willing_to) if self.sees("willing_to") else []

    @cached_property
    def availability(self):
        """Periods that are not over, the earliest first."""
        if not self.sees("availability"):
            return []
        today = timezone.localdate()
        return [
            period for period in self.entry.availability.all() if period.ends_on is None or period.ends_on >= today
        ]

    def available_on(self, day=None):
        """The availability on a day (today), or None when nothing is said of it."""
        day = day or timezone.localdate()
        kinds = [period.kind for period in self.availability if period.covers(day)]
        # Periods may overlap; who is away is away.
        return next((kind for kind in reversed(AvailabilityKind.values) if kind in kinds), None)

    @cached_property
    def education(self):
        return list(self.entry.education.all()) if self.sees("education") else []

    @cached_property
    def qualifications(self):
        return list(self.entry.qualifications.all()) if self.sees("qualifications") else []

    @cached_property
    def publications(self):
        return list(self.entry.publications.all()) if self.sees("publications") else []

    @cached_property
    def panels(self):
        return list(self.entry.panels.all()) if self.sees("panels") else []

    @property
    def gender(self):
        return self.entry.gender if self.sees("gender") else Gender.NOT_GIVEN

    @property
    def interests_declared(self):
        return self.entry.interests_declared if self.sees("interests") else DeclaredInterests.NOT_DECLARED

    @property
    def interests_text(self):
        return self.entry.interests_text if self.sees("interests") else ""

    @property
    def additional_information(self):
        return self.entry.additional_information if self.sees("additional_information") else ""


def disclose_entry(entry, viewer):
    """The entry as ``viewer`` (a user or an Audience) may see it; its owner sees everything."""
    return disclose_entries([entry], viewer)[0]


def disclose_entries(entries, viewer, parts=WHOLE_RECORD, prefetch=PREFETCH):
    """Disclose entries in a constant number of queries. They come with their person (``select_related``)."""
    entries = list(entries)
    prefetch_related_objects(entries, "person", *prefetch)
    gather([entry.person for entry in entries], parts)
    audience = audience_of(viewer)
    owner = getattr(viewer, "pk", None)
    disclosed = []
    for entry in entries:
        owns = owner is not None and entry.person.user_id == owner
        seen = Audience.SECRETARIAT if owns else audience
        disclosed.append(DisclosedEntry(entry, DisclosedPerson(entry.person, seen), seen))
    return disclosed
