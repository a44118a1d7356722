"""Several people, and one person several times, at the same moment."""

import threading
import uuid
from contextlib import suppress

import pytest
from django.db import connection, connections

from forums.polls.actions import cast_vote, new_receipt
from forums.polls.exceptions import PollError
from forums.polls.models import Ballot, Poll, SecretTally, SecretVoter
from tests.factories.polls import make_poll

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds):
    """Carry out deeds in threads of their own; what is refused is refused. A database in memory has one connection:
    there they follow one another.
    """
    if connection.vendor != "postgresql":
        for deed in deeds:
            with suppress(PollError):
                deed()
        return
    gate = threading.Barrier(len(deeds))

    def run(deed):
        gate.wait()
        try:
            with suppress(PollError):
                deed()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_vote_sent_four_times_at_once_counts_once(thread, member, official_contact):
    poll = make_poll(thread, member)

    at_once(*(lambda: cast_vote(Poll.objects.get(pk=poll.pk), [2], by=member) for _time in range(4)))

    poll.refresh_from_db()
    assert (poll.vote_count, Ballot.objects.counting().count(), Ballot.objects.count()) == (1, 1, 1)


def test_a_secret_vote_sent_four_times_at_once_counts_once(thread, member):
    poll = make_poll(thread, member, is_secret=True)
    receipt = new_receipt()

    at_once(
        *(lambda: cast_vote(Poll.objects.get(pk=poll.pk), [2], by=member, receipt=receipt) for _time in range(3)),
        lambda: cast_vote(Poll.objects.get(pk=poll.pk), [1], by=member, receipt=new_receipt()),
    )

    poll.refresh_from_db()
    assert (poll.vote_count, SecretVoter.objects.count()) == (1, 1)
    assert sum(row.number for row in SecretTally.objects.all()) == 1


def test_a_poll_opened_four_times_at_once_is_one(thread, member):
    token = uuid.uuid4()

    at_once(*(lambda: make_poll(thread, member, token=token) for _time in range(4)))

    assert Poll.objects.count() == 1
    assert thread.posts.count() == 2
