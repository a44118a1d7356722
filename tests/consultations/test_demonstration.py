"""What the demonstration network shows of polls and consultations, and that it goes again."""

import pytest
from notifications.models import OutgoingMail

from forums.actions import join, start_thread
from forums.choices import Role
from forums.consultations.actions import keep_consultations
from forums.consultations.demonstration import make_consultations
from forums.consultations.models import Consultation
from forums.demonstration import remove_discussions
from forums.models import Group
from forums.polls.counting import count
from forums.polls.demonstration import make_poll
from forums.polls.models import Poll
from tests.factories.forums import GroupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def groups(member, focal_point, official_contact):
    for slug in ("nip-update", "pcb-elimination"):
        group = GroupFactory(slug=slug, is_demo=True)
        join(group, user=member, role=Role.FACILITATOR)
        for user in (focal_point, official_contact):
            join(group, user=user)
    start_thread(Group.objects.get(slug="nip-update"), by=member, title="Priorities", text="Which?")


def test_they_are_made_once_without_letters_and_go_with_their_groups(groups):
    letters = OutgoingMail.objects.count()

    poll = make_poll()
    assert make_poll() is None
    assert (make_consultations(), make_consultations()) == (2, 0)
    keep_consultations()

    assert count(poll).ballots == 3
    assert [each.state for each in Consultation.objects.order_by("pk")] == ["published", "open"]
    assert all(each.is_demo for each in Consultation.objects.all())
    assert OutgoingMail.objects.count() == letters
    remove_discussions()
    assert (Poll.objects.count(), Consultation.objects.count()) == (0, 0)


def test_without_the_groups_nothing_is_made(db):
    assert (make_poll(), make_consultations()) == (None, 0)
