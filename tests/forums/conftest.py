"""What the stories of the forums begin with."""

import pytest

from forums.actions import join, start_thread
from tests.factories.forums import GroupFactory


@pytest.fixture
def group(member):
    """A group of the network to which the member belongs."""
    group = GroupFactory(slug="stockpiles", name_en="Obsolete stockpiles")
    join(group, user=member)
    return group


@pytest.fixture
def thread(group, member):
    """A thread the member began."""
    return start_thread(group, by=member, title="Old transformers", text="We have *twelve* of them.")
