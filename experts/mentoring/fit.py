"""Which offer fits which wish, and why, in words.

The weights stand in one place, here, and are shown to readers. Three things must be: a field in common, closely or
through the broader one; room with the mentor; where both named languages, one in common. All else orders.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.models import Country, ExpertiseTerm, Language, Region
from directory.templatetags.directory import enumerated
from directory.words import word, words

from .choices import Way

WEIGHTS = {
    "field": 5,
    "near_field": 2,
    "language": 3,
    "worked_there": 3,
    "subregion": 2,
    "region": 1,
    "way": 1,
}

WEIGHTS_IN_WORDS = {
    "field": gettext_lazy("Each field that is offered and wished for"),
    "near_field": gettext_lazy("Each field that is near to one wished for"),
    "language": gettext_lazy("A language in common"),
    "worked_there": gettext_lazy("The mentor has worked in the region wished for"),
    "subregion": gettext_lazy("Both are in the same subregion"),
    "region": gettext_lazy("Both are in the same region"),
    "way": gettext_lazy("A way of working together that suits both"),
}


@dataclass(frozen=True)
class Offered:
    """What of an offer counts, as a viewer may see it: keys of the vocabularies."""

    key: int
    person: int
    fields: frozenset
    languages: frozenset
    ways: frozenset
    country: int | None
    worked_in: frozenset
    room_left: int
    offer: object = field(compare=False, default=None)


@dataclass(frozen=True)
class Wished:
    key: int
    person: int
    fields: frozenset
    languages: frozenset
    ways: frozenset
    country: int | None
    region: int | None
    wish: object = field(compare=False, default=None)


@dataclass(frozen=True)
class Fit:
    """How well an offer and a wish fit; ``reasons`` are whole sentences, the weightiest first."""

    offered: Offered
    wished: Wished
    score: int
    reasons: tuple


def fit(offered, wished):
    """How an offer fits a wish, or None where something is missing that must be."""
    if offered.person == wished.person or offered.room_left < 1:
        return None
    same = offered.fields & wished.fields
    near = _near(offered.fields - same, wished.fields - same)
    languages = offered.languages & wished.languages
    if not (same or near) or (offered.languages and wished.languages and not languages):
        return None
    found = []
    if same:
        found.append(
            (
                WEIGHTS["field"] * len(same),
                ngettext(
                    "Offers a field that is wished for: %(fields)s.",
                    "Offers fields that are wished for: %(fields)s.",
                    len(same),
                )
                % {"fields": _terms(same)},
            )
        )
    if near:
        near_offered = {offered_term for offered_term, _wished_term in near}
        found.append(
            (
                WEIGHTS["near_field"] * len(near_offered),
                _("Offers %(offered)s, which is near to %(wished)s.")
                % {"offered": _terms(near_offered), "wished": _terms({wished_term for _term, wished_term in near})},
            )
        )
    if languages:
        found.append(
            (
                WEIGHTS["language"],
                _("Both speak %(languages)s.") % {"languages": _names(Language, languages)},
            )
        )
    found += _places(offered, wished)
    if ways := offered.ways & wished.ways:
        found.append((WEIGHTS["way"], _ways_in_words(ways)))
    score = sum(weight for weight, _reason in found)
    reasons = [reason for _weight, reason in sorted(found, key=lambda each: -each[0])]
    reasons.append(
        ngettext(
            "Has room for one more.",
            "Has room for %(number)s more.",
            offered.room_left,
        )
        % {"number": offered.room_left}
    )
    return Fit(offered, wished, score, tuple(reasons))


def best(pairs, most=None):
    """The fits among pairs of (offered, wished), the best first; the same order every time."""
    fits = [found for offered, wished in pairs if (found := fit(offered, wished))]
    fits.sort(key=lambda each: (-each.score, each.offered.key, each.wished.key))
    return fits[:most]


def _near(offered, wished):
    """Pairs of terms of which one is the broader of the other, or that have the same broader one."""
    terms = words(ExpertiseTerm)

    def parent(key):
        return terms[key].parent_id if key in terms else None

    return {
        (one, other)
        for one in offered
        for other in wished
        if parent(one) == other or parent(other) == one or (parent(one) and parent(one) == parent(other))
    }


def _places(offered, wished):
    """What the countries of both, and where the mentor has worked, speak for."""
    found = []
    if wished.region and wished.region in offered.worked_in:
        found.append(
            (
                WEIGHTS["worked_there"],
                _("Has worked in the region wished for: %(region)s.") % {"region": word(Region, wished.region).name},
            )
        )
    one, other = _country(offered.country), _country(wished.country)
    if one is None or other is None:
        return found
    small = next((region for region in _small_regions(one) if region in _small_regions(other)), None)
    if small is not None:
        found.append(
            (
                WEIGHTS["subregion"],
                _("Both are in the same subregion: %(region)s.") % {"region": word(Region, small).name},
            )
        )
    elif one.region_id and one.region_id == other.region_id:
        found.append(
            (
                WEIGHTS["region"],
                _("Both are in the same region: %(region)s.") % {"region": word(Region, one.region_id).name},
            )
        )
    return found


def _country(key):
    return word(Country, key) if key else None


def _small_regions(country):
    return [key for key in (country.intermediate_region_id, country.subregion_id) if key]


def _ways_in_words(ways):
    return _("Both can work like this: %(ways)s.") % {"ways": enumerated(way.label for way in Way if way in ways)}


def _terms(keys):
    terms = words(ExpertiseTerm)
    return enumerated(sorted(terms[key].label for key in keys if key in terms))


def _names(model, keys):
    entries = words(model)
    return enumerated(sorted(entries[key].name for key in keys if key in entries))
