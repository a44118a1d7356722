"""Questions of the demonstration: in every state, entered once, and gone with the network."""

from datetime import date

import pytest
from django.core.management import call_command

from experts.choices import Willingness
from experts.consulting import queries
from experts.consulting.actions import keep_questions_moving
from experts.consulting.demonstration import make_consultations, remove_consultations
from experts.consulting.models import PublicAnswer, Question
from tests.factories import PersonFactory, UserFactory
from tests.factories.experts import FieldOfExpertiseFactory, RosterEntryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def roster(db):
    """Somebody who asks, and two experts of every field."""
    call_command("load_reference_data", verbosity=0)
    from directory.models import ExpertiseTerm

    PersonFactory(user=UserFactory(email="senegal@example.org"))
    for email in ("expert@example.org", "expert.two@example.org"):
        entry = RosterEntryFactory(
            person=PersonFactory(user=UserFactory(email=email)), is_demo=True, willing_to=[Willingness.REMOTE]
        )
        for term in ExpertiseTerm.objects.filter(parent=None):
            FieldOfExpertiseFactory(entry=entry, term=term)
        for term in ExpertiseTerm.objects.filter(parent__isnull=False):
            FieldOfExpertiseFactory(entry=entry, term=term)


def test_questions_in_every_state_are_entered_once_and_taken_out(roster, letters):
    today = date.today()  # noqa: DTZ011
    number = make_consultations(1, today)
    assert number == Question.objects.filter(is_demo=True).count() == 40
    assert make_consultations(1, today) == 0
    states = set(Question.objects.values_list("state", flat=True))
    assert states == {"draft", "open", "closed"}
    assert queries.figures().answered >= 34
    assert PublicAnswer.objects.published().count() == 12
    assert queries.handed_over().count() == 1
    assert letters() == []
    keep_questions_moving()
    assert Question.objects.open().count() == 4, "what is told of stands as it would stand"
    remove_consultations()
    assert not Question.objects.exists()
    assert not PublicAnswer.objects.exists()


def test_where_nobody_could_ask_or_answer_nothing_is_entered(db):
    assert make_consultations(1, date(2026, 11, 26)) == 0
