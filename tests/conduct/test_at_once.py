"""Two people at the same moment: the same matter is decided once, taken in hand once, flagged as one."""

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, connections, transaction
from notifications.models import OutgoingMail

from forums.actions import withdraw_post
from forums.conduct.actions import appeal, claim, decide, flag, hide
from forums.conduct.choices import Act, MatterState, Rule
from forums.conduct.models import LoggedDecision, Matter
from forums.models import Event
from tests.factories.forums import MemberFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time"),
]


def at_once(*acts):
    """Do these at the same moment, each over a connection of its own. Gives what came of each."""
    gate, came = Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            gate.wait(10)
            came[place] = act()
        except Exception as refused:
            came[place] = refused
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return came


def test_two_facilitators_never_decide_the_same(post, reader, facilitator, second_facilitator, member):
    flag(post, by=reader, rule=Rule.CIVILITY)
    matter = Matter.objects.get()

    came = at_once(
        lambda: decide(matter, Act.HIDDEN, by=facilitator, rule=Rule.CIVILITY, reason="It insults"),
        lambda: decide(matter, Act.LEFT, by=second_facilitator),
    )

    assert sorted(each is None for each in came) == [False, True]
    assert LoggedDecision.objects.count() == 1
    assert OutgoingMail.objects.filter(recipient=reader).count() == 1


def test_one_of_two_takes_a_matter_in_hand(post, reader, facilitator, second_facilitator):
    flag(post, by=reader, rule=Rule.CIVILITY)
    matter = Matter.objects.get()

    came = at_once(lambda: claim(matter, by=facilitator), lambda: claim(matter, by=second_facilitator))

    assert sorted(came) == [False, True]


def test_flags_of_two_readers_are_one_matter(post, reader):
    other = MemberFactory()

    came = at_once(*(lambda user=user: flag(post, by=user, rule=Rule.OTHER) for user in (reader, other)))

    assert len({each.matter_id for each in came}) == 1


def test_hiding_and_withdrawing_wait_for_one_another(post, reader, facilitator, member):
    flag(post, by=reader, rule=Rule.CIVILITY)
    matter = Matter.objects.get()

    came = at_once(
        lambda: decide(matter, Act.HIDDEN, by=facilitator, rule=Rule.OTHER, reason="x"),
        lambda: withdraw_post(post, by=member),
    )

    assert not any(isinstance(each, Exception) for each in came), came
    matter.refresh_from_db()
    assert matter.state in (MatterState.DECIDED, MatterState.LAPSED)
    versions = list(Event.objects.filter(thread=post.thread).order_by("version").values_list("version", flat=True))
    assert versions == list(range(1, len(versions) + 1))


def test_there_is_one_appeal_however_often_it_is_sent(post, member, facilitator):
    ruling = hide(post, by=facilitator, rule=Rule.OTHER, reason="x")

    came = at_once(*(lambda: appeal(ruling, by=member, words="No") for _time in range(2)))

    assert came[0] == came[1] == Matter.objects.get()


def test_the_database_keeps_the_log(post, facilitator):
    hide(post, by=facilitator, rule=Rule.OTHER, reason="x")

    for words in (
        "UPDATE forum_conduct_loggeddecision SET rule = 'privacy'",
        "DELETE FROM forum_conduct_loggeddecision",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(words)
    assert LoggedDecision.objects.get().rule == Rule.OTHER
