"""Experts side by side: one row for each thing that can be compared, one cell for each expert."""

from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.choices import LanguageLevel
from directory.templatetags.directory import enumerated, place_of

from ..choices import AvailabilityKind, ExpertiseLevel, Willingness
from ..wording import name_of_nominator


@dataclass
class Cell:
    """What one expert has in one row: lines of words, and whether a nominator endorsed it."""

    lines: list = field(default_factory=list)
    is_endorsed: bool = False


@dataclass
class Line:
    label: str
    cells: list


@dataclass
class Group:
    """Rows that belong together, under a heading of their own if they have one."""

    rows: list
    heading: str = ""


def side_by_side(experts):
    """The rows of the table for disclosed entries, in groups; those nobody says anything in are left out."""
    groups = [
        Group(_fields(experts), _("Fields of expertise")),
        Group(_languages(experts), _("Languages")),
        Group(_others(experts)),
    ]
    return [group for group in groups if group.rows]


def _shared_first(things, experts_with):
    """Things most of the experts have come first."""
    return sorted(things, key=lambda thing: (-experts_with(thing), thing.position, str(thing)))


def _fields(experts):
    held = [{row.term: row for row in expert.fields} for expert in experts]
    terms = {term for rows in held for term in rows}
    ordered = _shared_first(terms, lambda term: sum(term in rows for rows in held))
    return [Line(str(term), [_field(rows.get(term)) for rows in held]) for term in ordered]


def _field(row):
    if row is None:
        return Cell()
    lines = [ExpertiseLevel(row.level).label]
    if row.years:
        lines.append(ngettext("%(number)s year", "%(number)s years", row.years) % {"number": row.years})
    return Cell(lines, row.is_endorsed)


def _languages(experts):
    held = [{skill.language: skill.level for skill in expert.person.languages} for expert in experts]
    languages = {language for rows in held for language in rows}
    ordered = _shared_first(languages, lambda language: sum(language in rows for rows in held))
    return [
        Line(
            str(language),
            [Cell([LanguageLevel(rows[language]).label]) if language in rows else Cell() for rows in held],
        )
        for language in ordered
    ]


def _others(experts):
    rows = [
        Line(_("Other expertise"), [Cell(expert.terms_in_words) for expert in experts]),
        Line(_("Worked in"), [_joined(expert.countries_worked_in + expert.regions_worked_in) for expert in experts]),
        Line(_("Willing to"), [_willing(expert) for expert in experts]),
        Line(_("Availability"), [_availability(expert) for expert in experts]),
        Line(_("Employment"), [_employment(expert) for expert in experts]),
        Line(_("Chemicals"), [_joined(expert.person.chemicals) for expert in experts]),
        Line(_("Nominated by"), [_nominated_by(expert) for expert in experts]),
        Line(_("Listed until"), [_joined(_days(expert.lapses_on)) for expert in experts]),
    ]
    return [row for row in rows if any(cell.lines for cell in row.cells)]


def _joined(things):
    return Cell([enumerated(things)]) if things else Cell()


def _willing(expert):
    return _joined([Willingness(value).label for value in Willingness.values if value in expert.willing_to])


def _availability(expert):
    return Cell([_period(period) for period in expert.availability])


def _period(period):
    told = {
        "kind": AvailabilityKind(period.kind).label,
        "from": date_format(period.starts_on, "DATE_FORMAT"),
        "until": date_format(period.ends_on, "DATE_FORMAT") if period.ends_on else "",
    }
    if period.ends_on:
        return _("%(kind)s, %(from)s to %(until)s") % told
    return _("%(kind)s, from %(from)s") % told


def _employment(expert):
    affiliation = expert.person.primary_affiliation
    position = (affiliation.position if affiliation else "") or expert.person.position
    return Cell([line for line in (position, place_of(affiliation)) if line])


def _nominated_by(expert):
    return _joined([name_of_nominator(expert.nomination.nominator)] if expert.nomination else [])


def _days(day):
    return [date_format(day, "DATE_FORMAT")] if day else []
