"""Consultations and polls in the administration: where each stands, and no result before its time."""

import pytest
from django.urls import reverse

from forums.actions import join, start_thread
from forums.polls.actions import cast_vote, new_receipt
from tests.factories.consultations import draft, opened
from tests.factories.forums import GroupFactory
from tests.factories.polls import make_poll

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(member):
    group = GroupFactory(slug="pcb", visibility="closed")
    join(group, user=member)
    return group


def test_the_secretariat_finds_every_consultation_with_its_state(client, secretariat, group):
    opened(group, secretariat, title={"en": "Needs on PCB"})
    draft(group, secretariat, title={"en": "Needs on DDT"})
    client.force_login(secretariat)

    page = client.get(reverse("consultations_report")).content.decode()

    assert "Needs on PCB" in page
    assert "Needs on DDT" in page
    assert "Needs on DDT" not in client.get(reverse("consultations_report"), {"state": "open"}).content.decode()


def test_a_poll_tells_there_how_many_voted_and_not_how(client, secretariat, group, member):
    thread = start_thread(group, by=member, title="Priorities", text="Which?")
    poll = make_poll(thread, member, is_secret=True)
    cast_vote(poll, [2], by=member, receipt=new_receipt())
    client.force_login(secretariat)

    page = client.get(reverse("polls_report")).content.decode()

    assert "What comes first?" in page
    assert "Barasa" not in page
    assert "DDT" not in page


def test_others_find_neither(client, member, group):
    client.force_login(member)

    for name in ("consultations_report", "polls_report"):
        assert client.get(reverse(name)).status_code in (302, 403, 404)
