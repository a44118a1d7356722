"""Countries in tables: in reading order, counted for an audience. ``worldmap`` colours the same rows."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from . import queries
from .collation import collation_key


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
            "has_signed": party is not None,
            "is_un_member": country.is_un_member,
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
