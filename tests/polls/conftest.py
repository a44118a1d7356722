"""A thread with people of three Parties in its group."""

import pytest

from directory.models import Country
from forums.actions import join, start_thread
from tests.factories import PartyFactory
from tests.factories.forums import GroupFactory


@pytest.fixture
def group(member, focal_point, official_contact):
    group = GroupFactory(slug="stockpiles", name_en="Obsolete stockpiles")
    for user in (member, focal_point, official_contact):
        join(group, user=user)
    for iso2 in ("KE", "SN"):
        PartyFactory(country=Country.objects.get(iso2=iso2))
    return group


@pytest.fixture
def thread(group, member):
    return start_thread(group, by=member, title="Priorities", text="What do we do first?")
