"""Columns of a table of experts, beside those of the person they are."""

from django.utils.translation import gettext_lazy as _

from directory.choices import LanguageLevel
from directory.formats.tables import PERSON_COLUMNS, Column, Group, offer

from ..choices import AvailabilityKind, ExpertiseLevel, Willingness
from ..wording import name_of_nominator

KIND = "expert"
# Columns of people that say something of experts as well, in the order in which they stand around our own.
_BEFORE = ("name", "original_name", "prefix", "country", "iso2", "subregion", "position", "institution", "department")
_AFTER = ("sectors", "chemicals", "articles", "email", "telephone", "website", "orcid", "confirmed", "demonstration")


def _joined(things):
    return "; ".join(str(thing) for thing in things)


def _field(field):
    told = [ExpertiseLevel(field.level).label, str(field.years) if field.years else ""]
    return f"{field.term} ({', '.join(filter(None, map(str, told)))})"


def _languages(expert):
    return _joined(f"{skill.language} ({LanguageLevel(skill.level).label})" for skill in expert.person.languages)


def _available(expert):
    kind = expert.available_on()
    return str(AvailabilityKind(kind).label) if kind else ""


def _willing(expert):
    return _joined(Willingness(value).label for value in Willingness.values if value in expert.willing_to)


def _day(day):
    return day.isoformat() if day else ""


def _column(code, group, heading, value):
    return Column(code, group, heading, lambda expert, request: value(expert))


def _of_person(column):
    """A column of people, told of the person an expert is."""
    return Column(
        column.code,
        column.group,
        column.heading,
        lambda expert, request: column.value(expert.person, request),
        column.parts,
        column.audience,
    )


_OF_PEOPLE = {column.code: _of_person(column) for column in PERSON_COLUMNS}
_OWN = (
    _column("headline", Group.WHO, _("In one sentence"), lambda e: e.headline),
    _column("fields", Group.KNOWLEDGE, _("Fields of expertise"), lambda e: _joined(map(_field, e.fields))),
    _column(
        "endorsed",
        Group.KNOWLEDGE,
        _("Endorsed fields"),
        lambda e: _joined(field.term for field in e.fields if field.is_endorsed),
    ),
    _column("other_expertise", Group.KNOWLEDGE, _("Other expertise"), lambda e: _joined(e.terms_in_words)),
    _column("languages", Group.KNOWLEDGE, _("Languages"), _languages),
    _column("countries_worked_in", Group.WORK, _("Countries worked in"), lambda e: _joined(e.countries_worked_in)),
    _column("regions_worked_in", Group.WORK, _("Regions worked in"), lambda e: _joined(e.regions_worked_in)),
    _column("willing_to", Group.WORK, _("Willing to"), _willing),
    _column("available", Group.WORK, _("Available today"), _available),
    _column(
        "nominated_by",
        Group.OFFICE,
        _("Nominated by"),
        lambda e: name_of_nominator(e.nomination and e.nomination.nominator),
    ),
    _column("listed_since", Group.RECORD, _("Listed since"), lambda e: _day(e.listed_on)),
    _column("listed_until", Group.RECORD, _("Listed until"), lambda e: _day(e.lapses_on)),
)
_ADDRESS = Column(
    "address_of_entry",
    Group.RECORD,
    _("Address of the entry"),
    lambda expert, request: request.build_absolute_uri(expert.get_absolute_url()),
)
COLUMNS = (
    *(_OF_PEOPLE[code] for code in _BEFORE),
    *_OWN,
    *(_OF_PEOPLE[code] for code in _AFTER),
    _ADDRESS,
)

offer(KIND, _("Experts"), COLUMNS)
