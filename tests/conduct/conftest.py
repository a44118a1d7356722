"""A group with a newcomer, a member of long standing, and two facilitators."""

import pytest
from django.core.cache import cache

from forums.actions import join, reply, start_thread
from forums.choices import Role
from tests.factories.forums import GroupFactory, MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_used_up():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def group(member):
    group = GroupFactory(slug="stockpiles", name_en="Obsolete stockpiles")
    join(group, user=member)
    return group


@pytest.fixture
def facilitator(group):
    user = MemberFactory(email="facilitator@example.org")
    join(group, user=user, role=Role.FACILITATOR)
    return user


@pytest.fixture
def second_facilitator(group):
    user = MemberFactory(email="second.facilitator@example.org")
    join(group, user=user, role=Role.FACILITATOR)
    return user


@pytest.fixture
def reader(group):
    """Another member, who reads and flags."""
    user = MemberFactory(email="reader@example.org")
    join(group, user=user)
    return user


@pytest.fixture
def thread(group, facilitator):
    return start_thread(group, by=facilitator, title="Old transformers", text="We have twelve of them.")


@pytest.fixture
def post(thread, member):
    return reply(thread, by=member, text="SECRET words nobody likes.")
