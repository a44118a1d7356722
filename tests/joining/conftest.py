"""What the stories of joining begin with."""

import pytest

from forums.actions import join, set_role
from forums.choices import Role
from tests.factories.forums import GroupFactory


@pytest.fixture
def group(db):
    """A closed group that lets in whom its facilitators know."""
    return GroupFactory(slug="inventories", name_en="Inventories", visibility="closed", joining="request")


@pytest.fixture
def facilitator(group, focal_point):
    """Makena keeps order in it."""
    set_role(join(group, user=focal_point), Role.FACILITATOR, by=None)
    return focal_point
