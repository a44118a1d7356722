"""What the stories of live pages begin with."""

import pytest

from forums.actions import join, start_thread
from tests.factories.forums import GroupFactory


@pytest.fixture
def group(member):
    group = GroupFactory(slug="stockpiles")
    join(group, user=member)
    return group


@pytest.fixture
def thread(group, member):
    return start_thread(group, by=member, title="Old transformers", text="Twelve of them.")


@pytest.fixture(autouse=True)
def the_test_keeps_its_connection(monkeypatch):
    """After each question a line lets go of its connection to the database: here it is that of the whole story."""
    monkeypatch.setattr("channels.db.close_old_connections", lambda: None)
