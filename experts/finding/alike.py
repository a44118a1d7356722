"""Experts like one expert, and others where that one works: what stands beside a profile, named as what it is."""

from dataclasses import dataclass
from math import log2

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from search.exceptions import EngineDown

from directory.gathering import ROW
from directory.models import audience_of
from directory.templatetags.directory import enumerated, place_of
from experts.disclosure import DisclosedEntry, disclose_entries

from . import weights
from .finding import answering, keyed
from .propose import listed_entries
from .scores import Scores

_MOST = 5
# Of a list of thousands, more are no help.
_MOST_SHARED = 3
_RAREST = 10
_PARTS = (*ROW, "chemicals")
_PREFETCH = ("fields__term", "endorsements")


@dataclass
class Part:
    """One list beside a profile: disclosed entries, each with what it shares."""

    title: str
    entries: list
    address: str = ""


def beside_entry(thing, request):
    """What ``directory.beside`` puts beside the profile of an expert."""
    if not isinstance(thing, DisclosedEntry) or not thing.entry.is_listed:
        return ""
    try:
        parts = parts_beside(thing, request.user)
    except EngineDown:
        # A profile is whole without it.
        return ""
    return render_to_string("finding/_beside.html", {"parts": parts}, request) if parts else ""


def parts_beside(entry, viewer):
    """People like this one; others in the same institution; others in the same field and region."""
    place = entry.person.country
    subregion = (place.intermediate_region or place.subregion) if place else None
    workplace = next((held for held in entry.person.current_affiliations if held.institution_id), None)
    field = entry.fields[0] if entry.fields else None
    with answering(viewer) as answer:
        having = _having(answer)
        alike = keyed(answer, _alike(answer, entry, subregion))
        colleagues, near = [], []
        if workplace:
            colleagues = keyed(answer, _first(answer, having("institution", str(workplace.institution_id))))
        if field and subregion:
            both = having("expertise", field.term.code) & having("subregion", subregion.code)
            near = keyed(answer, _first(answer, both))
    audience = audience_of(viewer)
    keys = {key for found in (alike, colleagues, near) for key, _points in found} - {entry.pk}
    told = {
        other.pk: other
        for other in disclose_entries(listed_entries(keys, audience), audience, _PARTS, prefetch=_PREFETCH)
    }
    parts = [
        Part(_("People like this one"), _shown(alike, told, lambda other: _shared(entry, other))),
        Part(
            _("Others at %(institution)s") % {"institution": f"\u2068{place_of(workplace)}\u2069"}
            if workplace
            else "",
            _shown(colleagues, told, lambda other: enumerated(one.term.label for one in other.fields[:2])),
        ),
    ]
    if near:
        title = _("Others in the same field and region: %(field)s, %(region)s") % {
            "field": field.term.label,
            "region": subregion.name,
        }
        address = f"?expertise={field.term.code}&subregion={subregion.code}"
        parts.append(Part(title, _shown(near, told, lambda other: other.person.country.name), address))
    return [part for part in parts if part.entries]


def _alike(answer, entry, subregion):
    """The nearest: what two share counts by how rare it is among all whom the viewer may see."""
    person, having = entry.person, _having(answer)
    scores = Scores()
    some = None
    for facet, values in (
        ("expertise", [field.term.code for field in entry.fields]),
        ("chemical", [chemical.code for chemical in person.chemicals]),
        ("language", [skill.language.code for skill in person.languages]),
        ("subregion", [subregion.code] if subregion else []),
    ):
        for value in values:
            records = having(facet, value) & answer.hits
            if len(records) > 1:
                rarity = min(_RAREST, 1 + log2(len(answer.hits) / len(records)))
                scores.add(round(weights.ALIKE[facet] * rarity), records)
                if facet in ("expertise", "chemical"):
                    some = records if some is None else some | records
    if some is None:
        return []
    found = []
    for points, group in scores.descending(some):
        found += [(ordinal, points) for ordinal in answer.columns.by_name(group, _MOST + 1)]
        if len(found) > _MOST:
            break
    return found[: _MOST + 1]


def _having(answer):
    return lambda facet, value: answer.columns.values(facet, answer.audience).get(value) or type(answer.hits)()


def _first(answer, records):
    return [(ordinal, 0) for ordinal in answer.columns.by_name(records & answer.hits, _MOST + 1)]


def _shown(found, told, words):
    return [(told[key], words(told[key])) for key, _points in found if key in told][:_MOST]


def _shared(one, other):
    """What two experts have in common, in words: fields first."""
    codes = {field.term.code for field in one.fields}
    chemicals = {chemical.code for chemical in one.person.chemicals}
    names = [field.term.label for field in other.fields if field.term.code in codes]
    names += [chemical.short_name for chemical in other.person.chemicals if chemical.code in chemicals]
    return enumerated(names[:_MOST_SHARED])
