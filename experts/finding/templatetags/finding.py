"""Rows of experts."""

from django import template

from directory.templatetags.directory import enumerated, names_for_reader, place_of
from experts.choices import AvailabilityKind

register = template.Library()
_FIELDS = 3


@register.inclusion_tag("finding/_row.html")
def expert_row(entry, why="", missing="", level=2):
    """A disclosed entry as one row of a list, the same for all readers of an audience."""
    person = entry.person
    names = names_for_reader(person)
    affiliation = person.primary_affiliation
    position = (affiliation.position if affiliation else "") or person.position
    facts = [
        person.country.name if person.country else "",
        "" if why else enumerated(field.term.label for field in entry.fields[:_FIELDS]),
        enumerated(skill.language.name for skill in person.languages),
        _availability(entry),
    ]
    return {
        "entry": entry,
        "url": entry.get_absolute_url(),
        "first": names.first,
        "also": names.second,
        "role": enumerated(f"\u2068{part}\u2069" for part in (position, place_of(affiliation)) if part),
        "facts": [fact for fact in facts if fact],
        "why": why,
        "missing": missing,
        "level": level,
    }


def _availability(entry):
    kind = entry.available_on()
    return AvailabilityKind(kind).label if kind else ""
