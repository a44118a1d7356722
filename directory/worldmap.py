"""The world coloured by what is asked, as the same rows stand in the table beside it."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

PLACES = Path(__file__).resolve().parent / "data" / "map_places.csv"

# Colours are 1 to 4, from least to most; 0 is “none” where that is an answer; NO_DATA is drawn hatched.
NO_DATA = "none"
COLOURS = 4

# States outside the United Nations that may join the Convention; other areas have no status of their own.
STATES_OUTSIDE = {"ck", "nu", "ps", "va"}


@dataclass(frozen=True)
class WorldMap:
    """What the template draws: the key, and a link for every place on the map, dots above outlines."""

    title: str
    key: list
    places: list
    caption: str = ""


@lru_cache(maxsize=1)
def drawn():
    """The codes on the map, with whether each is an outline or a dot (a State too small to be seen)."""
    with PLACES.open(encoding="utf-8", newline="") as lines:
        return {row["iso2"].lower(): row["shape"] for row in csv.DictReader(lines)}


def world_map(rows, shown):
    """The map of a table of countries: ``shown`` is ``focal-point``, ``party``, ``people`` or ``institutions``."""
    return {
        "focal-point": by_focal_point,
        "party": by_party,
        "people": by_people,
        "institutions": by_institutions,
    }[shown](rows)


def by_focal_point(rows):
    words = {4: _("National focal point listed"), 2: _("Party, none listed"), 0: _("Not a Party")}

    def colour(row):
        return 4 if row["held"] else 2 if row["is_party"] else 0

    return _drawn(_("World map: national focal points"), words, rows, colour, lambda row: words[colour(row)])


def by_party(rows):
    words = {
        4: _("Party"),
        2: _("Signed, not yet a Party"),
        0: _("Not a Party"),
        NO_DATA: _("No status of its own"),
    }

    def colour(row):
        if row["is_party"]:
            return 4
        if row["has_signed"]:
            return 2
        return 0 if row["is_un_member"] or row["code"] in STATES_OUTSIDE else NO_DATA

    return _drawn(_("World map: Parties"), words, rows, colour, lambda row: words[colour(row)])


def by_people(rows):
    return _by_number(
        _("World map: people"),
        rows,
        "people",
        lambda number: ngettext("%(number)s person", "%(number)s people", number) % {"number": number},
    )


def by_institutions(rows):
    return _by_number(
        _("World map: institutions"),
        rows,
        "institutions",
        lambda number: ngettext("%(number)s institution", "%(number)s institutions", number) % {"number": number},
    )


# Which colours to take when there are fewer steps than colours: those that are easiest to tell apart.
COLOURS_FOR = {0: (), 1: (3,), 2: (2, 4), 3: (2, 3, 4), 4: (1, 2, 3, 4)}


def _by_number(title, rows, column, say):
    numbers = [row[column] for row in rows if row["code"] in drawn()]
    bounds = steps(numbers)
    colours = (0, *COLOURS_FOR[len(bounds)])
    words = {0: _("None")}
    for colour, least, after in zip(colours[1:], bounds, (*bounds[1:], None), strict=False):
        if after == least + 1 or (after is None and least >= max(numbers, default=0)):
            words[colour] = str(least)
        elif after is None:
            words[colour] = _("%(least)s and more") % {"least": least}
        else:
            words[colour] = _("%(least)s to %(most)s") % {"least": least, "most": after - 1}

    def colour_of(row):
        return colours[sum(row[column] >= least for least in bounds)]

    return _drawn(title, words, rows, colour_of, lambda row: say(row[column]))


def steps(numbers):
    """From how many on a country takes the next colour: round numbers that part the countries about evenly."""
    numbers = sorted(number for number in numbers if number)
    if not numbers:
        return []
    if numbers[-1] <= COLOURS:
        return list(range(1, numbers[-1] + 1))
    bounds = [1]
    for quarter in range(1, COLOURS):
        least = _rounded(numbers[len(numbers) * quarter // COLOURS])
        bounds.append(max(least, _next_round(bounds[-1])))
    return [bounds[0], *(after for before, after in pairwise(bounds) if before < after <= numbers[-1])]


def _round_numbers():
    unit = 1
    while True:
        yield from (unit, 2 * unit, 5 * unit)
        unit *= 10


def _rounded(number):
    """The greatest of 1, 2, 5, 10, 20, 50 … that is not more."""
    last = 1
    for candidate in _round_numbers():
        if candidate > number:
            return last
        last = candidate
    return last


def _next_round(number):
    return next(candidate for candidate in _round_numbers() if candidate > number)


def _hatched(words):
    """The key's words for hatching, which also marks areas between countries whose status is not settled."""
    if NO_DATA in words:
        return {NO_DATA: _("No status of its own, or status not settled")}
    return {NO_DATA: _("Status not settled")}


def _drawn(title, words, rows, colour, say):
    """The map itself. What it cannot show, such as the European Union, is named below it."""
    on_map = drawn()
    seen = sorted((row for row in rows if row["code"] in on_map), key=lambda row: on_map[row["code"]] == "dot")
    return WorldMap(
        title=title,
        key=[{"level": level, "words": word} for level, word in {**words, **_hatched(words)}.items()],
        places=[
            {
                "code": row["code"],
                "url": row["url"],
                "level": colour(row),
                "name": _("%(country)s: %(words)s") % {"country": row["name"], "words": say(row)},
            }
            for row in seen
        ],
        caption=_("The European Union, itself a Party, stands in the table.")
        if any(row["code"] == "eu" for row in rows)
        else "",
    )
