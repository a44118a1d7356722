"""What an edition is about: a region of M49, a regional group of the United Nations, or the whole network."""

from django.utils.translation import gettext as _

from directory import atlas, queries
from directory.choices import RegionalGroup, RegionLevel
from directory.models import Country, Region
from directory.words import words

NETWORK = "network"


def regions():
    """Regions an edition can be about, by their code."""
    return {region.code: region for region in words(Region).values() if region.level != RegionLevel.WORLD}


def is_place(code):
    return code == NETWORK or code in RegionalGroup.values or code in regions()


def name_of(code):
    """The name of a place in the reader's language."""
    if code == NETWORK:
        return _("The whole network")
    if code in RegionalGroup.values:
        return str(RegionalGroup(code).label)
    region = regions().get(code)
    return region.name if region else code


def countries_of(code):
    """The countries and areas of a place, with their Parties; the European Union is in the whole network."""
    if code in RegionalGroup.values:
        return Country.objects.select_related("party").filter(regional_group=code)
    return queries.countries_in(regions().get(code))


def place_choices():
    """All places for a form, grouped, in the order of the reader's language."""
    of_region = {}
    for region in regions().values():
        of_region.setdefault(region.parent_id, []).append(region)
    choices = [
        ("", _("Choose")),
        (NETWORK, name_of(NETWORK)),
        (_("Regional groups of the United Nations"), [(code, str(label)) for code, label in RegionalGroup.choices]),
    ]
    tops = [region for region in regions().values() if region.level == RegionLevel.REGION]
    for top in atlas.in_reading_order(tops):
        below = [(top.code, top.name)]
        for part in atlas.in_reading_order(of_region.get(top.pk, ())):
            below.append((part.code, part.name))
            below += [(each.code, f"– {each.name}") for each in atlas.in_reading_order(of_region.get(part.pk, ()))]
        choices.append((top.name, below))
    return choices
