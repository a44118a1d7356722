"""Countries in tables and on the map: in reading order, counted for an audience, coloured by what is asked."""

import csv
from functools import cache
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from . import queries
from .collation import collation_key

MAP_PLACES = Path(__file__).parent / "data" / "map_places.csv"

# From how many on a country takes the next colour.
STEPS = (1, 2, 5, 10)


def in_reading_order(things):
    """Sorted by name as the reader's language sorts."""
    language = get_language() or "en"
    return sorted(things, key=lambda thing: collation_key(thing.name, language))


def table_of(countries, audience):
    """Rows of a table of countries in reading order, with what the audience may count."""
    numbers = queries.countries_in_numbers(audience)
    for country in in_reading_order(countries):
        party = getattr(country, "party", None)
        is_party = bool(party and party.is_party)
        held = country.pk in numbers["focal_points"]
        yield {
            "code": country.code,
            "name": country.name,
            "url": country.get_absolute_url(),
            "is_party": is_party,
            "party_since": party.entry_into_force if is_party else None,
            "held": held,
            "state": "current" if held else "vacant" if is_party else "",
            "state_words": _("Listed") if held else _("None listed"),
            "people": numbers["people"].get(country.pk, 0),
            "institutions": numbers["institutions"].get(country.pk, 0),
        }


def focal_points_say(rows):
    """How many of the Parties in these rows have a focal point, in a sentence."""
    parties = [row for row in rows if row["is_party"]]
    return _("A national focal point is listed for %(held)s of %(parties)s Parties.") % {
        "held": sum(row["held"] for row in parties),
        "parties": len(parties),
    }


@cache
def shapes_on_the_map():
    """What the drawing of the world holds: code to "outline" or "dot"."""
    with MAP_PLACES.open(encoding="utf-8", newline="") as lines:
        return {row["iso2"].lower(): row["shape"] for row in csv.DictReader(lines)}


def places_on_the_map(rows, level):
    """What the map shows, dots above outlines; ``level`` gives the colour of a row."""
    shapes = shapes_on_the_map()
    shown = [
        {"code": row["code"], "url": row["url"], "name": row["name"], "level": level(row)}
        for row in rows
        if row["code"] in shapes
    ]
    return sorted(shown, key=lambda place: shapes[place["code"]] == "dot")


# A colouring is the key of the map and the level, 0 to 4 or "none", of a row.


def by_focal_point():
    key = [
        {"level": 4, "words": _("A national focal point is listed")},
        {"level": 1, "words": _("Party, none listed")},
        {"level": "none", "words": _("Not a Party")},
    ]
    return key, lambda row: 4 if row["held"] else 1 if row["is_party"] else "none"


def by_membership():
    key = [{"level": 3, "words": _("Party")}, {"level": "none", "words": _("Not a Party")}]
    return key, lambda row: 3 if row["is_party"] else "none"


def by_people():
    return _by_number("people")


def by_institutions():
    return _by_number("institutions")


def _by_number(column):
    key = [{"level": "none", "words": _("None")}]
    for level, (least, after) in enumerate(zip(STEPS, (*STEPS[1:], None), strict=True), start=1):
        if after is None:
            words = _("%(least)s and more") % {"least": least}
        elif after == least + 1:
            words = str(least)
        else:
            words = _("%(least)s to %(most)s") % {"least": least, "most": after - 1}
        key.append({"level": level, "words": words})
    return key, lambda row: sum(row[column] >= step for step in STEPS) or "none"
