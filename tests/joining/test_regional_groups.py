"""Groups of the regions, made from the reference data."""

import pytest
from django.core.management import call_command

from forums.models import Group, Membership
from tests.factories import CountryFactory

pytestmark = pytest.mark.django_db


def test_regional_groups_are_made_once_with_the_members_of_their_countries(focal_point, official_contact):
    CountryFactory(iso2="CN", regional_group="asia-pacific")
    type(focal_point.person.country).objects.filter(iso2="KE").update(regional_group="african")

    call_command("make_regional_groups", verbosity=0)
    call_command("make_regional_groups", verbosity=0)

    slugs = set(Group.objects.values_list("slug", flat=True))
    assert slugs == {
        *(f"region-{code}" for code in ("african", "asia-pacific", "eastern-european", "grulac", "weog")),
        "subregion-014",
        "subregion-011",
        "subregion-030",
    }
    places = set(Membership.objects.active().filter(user=focal_point).values_list("group__slug", flat=True))
    assert places == {"region-african", "subregion-014"}
    eastern = Group.objects.get(slug="subregion-014")
    assert (eastern.joining, eastern.member_count, eastern.kind) == ("automatic", 1, "subregional")
