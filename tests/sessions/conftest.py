"""A group in which an official contact leads sessions, the focal point is guest, and the member asks."""

import pytest

from forums.actions import join
from forums.choices import Role
from tests.factories.forums import GroupFactory
from tests.factories.live import planned


@pytest.fixture
def group(member, official_contact, focal_point):
    group = GroupFactory(slug="laboratories")
    join(group, user=official_contact, role=Role.FACILITATOR)
    join(group, user=focal_point)
    join(group, user=member)
    return group


@pytest.fixture
def session(group, official_contact, focal_point):
    return planned(group, official_contact, guests=[focal_point])
