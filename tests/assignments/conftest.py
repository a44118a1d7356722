"""An expert, and who asks."""

import pytest

from experts.assignments.models import Assignment
from tests.factories import PersonFactory, UserFactory
from tests.factories.experts import RosterEntryFactory
from tests.factories.mentoring import AssignmentFactory


@pytest.fixture
def expert(db):
    """A listed expert who signs in and reads letters in French."""
    user = UserFactory(email="expert@example.org", language="fr")
    RosterEntryFactory(person=PersonFactory(user=user, given_name="Awa", family_name="Kone", slug="awa-kone"))
    return user


@pytest.fixture
def asked(expert, focal_point):
    """A mission for Kenya, which waits for the expert."""
    return AssignmentFactory(expert=expert.person, recorder=focal_point)


@pytest.fixture
def over(asked):
    """The same one accepted long ago, over since 13 March 2026."""
    Assignment.objects.filter(pk=asked.pk).update(state="accepted", answered_at="2026-02-01T09:00Z")
    asked.refresh_from_db()
    return asked
