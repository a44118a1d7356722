"""Voting: once each, once a Party, openly or in secret, until the instant the poll ends."""

import json
import uuid
from datetime import timedelta

import pytest
import time_machine
from audit.models import Entry
from django.core import serializers
from django.utils import timezone

from directory.models import Country
from forums.models import Event
from forums.polls.actions import (
    add_options,
    cast_vote,
    close_poll,
    end_due_polls,
    extend_poll,
    new_receipt,
    reword_poll,
)
from forums.polls.actions.voting import receipt_words
from forums.polls.counting import count
from forums.polls.exceptions import PollError
from forums.polls.models import Ballot, Poll, SecretTally, SecretVoter
from forums.polls.queries import has_voted, sees_results
from tests.factories.polls import make_poll

pytestmark = pytest.mark.django_db


def test_a_poll_stands_in_a_post_with_its_numbered_answers_and_is_opened_once(thread, member):
    token = uuid.uuid4()

    polls = {make_poll(thread, member, token=token).pk for _time in range(3)}

    poll = Poll.objects.get()
    assert polls == {poll.pk}
    assert poll.post.text == (
        "**What comes first?**\n\n1. PCB in transformers\n2. DDT in stores\n3. Dioxins from open burning"
    )
    thread.refresh_from_db()
    assert (thread.has_beside, thread.post_count) == (True, 2)


def test_a_changed_vote_replaces_the_one_before_which_stays_readable(thread, member):
    poll = make_poll(thread, member)

    assert cast_vote(poll, [1], by=member)
    assert cast_vote(poll, [2], by=member)
    assert not cast_vote(poll, [2], by=member)

    poll.refresh_from_db()
    assert poll.vote_count == 1
    assert [(vote.choices, vote.replaced_at is None) for vote in poll.ballots.all()] == [([1], False), ([2], True)]
    assert [line.votes for line in count(poll).lines] == [0, 1, 0]


@pytest.mark.parametrize(
    ("kind", "choices", "said"),
    [
        ("single", [], "Choose at least one answer."),
        ("single", [1, 2], "Choose one answer only."),
        ("single", [4], "This poll has no answer 4."),
        ("multiple", [1, 2, 3], "Choose no more than 2 answers."),
        ("ranked", [1, 2, 1], "Each answer can be chosen once."),
    ],
)
def test_what_is_no_vote_is_refused_with_the_reason(thread, member, kind, choices, said):
    poll = make_poll(thread, member, kind=kind, most_choices=2)

    with pytest.raises(PollError, match=said):
        cast_vote(poll, choices, by=member)

    assert not Ballot.objects.exists()


def test_a_poll_ends_at_its_instant_whether_or_not_anything_runs(thread, member, official_contact):
    poll = make_poll(thread, member)
    cast_vote(poll, [1], by=member)

    with time_machine.travel(poll.closes_at - timedelta(seconds=1), tick=False):
        cast_vote(poll, [2], by=official_contact)
    with time_machine.travel(poll.closes_at, tick=False):
        with pytest.raises(PollError, match="has ended"):
            cast_vote(poll, [3], by=official_contact)
        version = poll.thread.version
        assert (end_due_polls(), end_due_polls()) == (1, 0)

    poll.refresh_from_db()
    assert poll.closed_at == poll.closes_at
    assert poll.thread.version > version
    assert [line.votes for line in count(poll).lines] == [1, 1, 0]


def test_a_party_has_one_vote_cast_by_who_speaks_for_it_today(thread, member, focal_point, official_contact):
    poll = make_poll(thread, member, voters="party")

    cast_vote(poll, [1], by=focal_point)
    cast_vote(poll, [3], by=official_contact)
    with pytest.raises(PollError, match="every Party has one vote"):
        cast_vote(poll, [2], by=member)
    kenya = focal_point.person.designations.get()
    kenya.ends_on = timezone.localdate() - timedelta(days=1)
    kenya.save()
    with pytest.raises(PollError, match="every Party has one vote"):
        cast_vote(poll, [2], by=focal_point)
    kenya.person = member.person
    kenya.ends_on = None
    kenya.save()
    assert cast_vote(poll, [2], by=member)

    poll.refresh_from_db()
    assert poll.vote_count == 2
    counting = {vote.country.iso2: vote.choices for vote in poll.ballots.counting()}
    assert counting == {"KE": [2], "SN": [3]}
    assert has_voted(poll, member)
    with pytest.raises(PollError, match="Say for which Party"):
        cast_vote(poll, [2], by=member, country=Country.objects.get(iso2="SN"))


def test_nothing_that_is_kept_of_a_secret_vote_says_whose_it_was(thread, member, focal_point, official_contact):
    poll = make_poll(thread, member, kind="ranked", is_secret=True, results="always")
    votes = {member: [3, 1, 2], focal_point: [2, 3, 1], official_contact: [3, 1, 2]}
    for user, choices in votes.items():
        cast_vote(poll, choices, by=user, receipt=new_receipt())

    kept = [*SecretVoter.objects.all(), *Entry.objects.all(), *Event.objects.all()]
    assert not Ballot.objects.exists()
    for words in ("3>1>2", "2>3>1", "[3, 1, 2]", "[2, 3, 1]"):
        assert words not in serializers.serialize("json", kept)
    assert {(row.choices, row.number) for row in SecretTally.objects.all()} == {("3>1>2", 2), ("2>3>1", 1)}
    assert {field.name for field in SecretTally._meta.fields} == {"id", "poll", "choices", "number"}
    assert {field.name for field in SecretVoter._meta.fields} == {"id", "poll", "user", "country", "seal"}
    voted = Event.objects.filter(thread=thread, kind="beside").order_by("version")[1:]
    assert [event.by for event in voted] == [None, None, None]
    assert not sees_results(poll, member)
    assert not sees_results(poll, focal_point)
    with time_machine.travel(poll.closes_at):
        poll.refresh_from_db()
        assert sees_results(poll, focal_point)


def test_a_secret_vote_is_changed_with_its_receipt_and_no_other_way(thread, member, official_contact):
    poll = make_poll(thread, member, is_secret=True)
    first = new_receipt()
    cast_vote(poll, [1], by=member, receipt=first)
    assert not cast_vote(poll, [1], by=member, receipt=first)
    cast_vote(poll, [1], by=official_contact, receipt=new_receipt())

    for former in ("", f"2.{first}", f"1.{new_receipt()}"):
        with pytest.raises(PollError, match="receipt"):
            cast_vote(poll, [3], by=member, receipt=new_receipt(), former=former)
    with pytest.raises(PollError, match="receipt"):
        cast_vote(poll, [3], by=official_contact, receipt=new_receipt(), former=receipt_words(poll, [1], first))
    second = new_receipt()
    assert cast_vote(poll, [3], by=member, receipt=second, former=receipt_words(poll, [1], first))

    poll.refresh_from_db()
    assert poll.vote_count == 2
    assert [line.votes for line in count(poll).lines] == [1, 0, 1]


def test_of_a_secret_poll_with_two_votes_nothing_is_shown_but_their_number(thread, member, official_contact):
    poll = make_poll(thread, member, is_secret=True)
    cast_vote(poll, [1], by=member, receipt=new_receipt())
    cast_vote(poll, [1], by=official_contact, receipt=new_receipt())
    close_poll(poll, by=member, reason="Everybody has voted.")

    poll.refresh_from_db()
    assert not sees_results(poll, member)


def test_results_are_shown_when_the_poll_says_so_and_to_nobody_before(
    thread, member, official_contact, visitor, secretariat
):
    always = make_poll(thread, member, results="always")
    voted = make_poll(thread, member, results="voted")
    after = make_poll(thread, member, results="closed")
    cast_vote(voted, [1], by=official_contact)
    readers = (visitor, member, official_contact, secretariat)

    assert [[sees_results(poll, user) for user in readers] for poll in (always, voted, after)] == [
        [True] * 4,
        [False, False, True, False],
        [False] * 4,
    ]
    with time_machine.travel(after.closes_at):
        assert all(sees_results(poll, user) for poll in (always, voted, after) for user in readers)


def test_what_changes_in_a_running_poll_is_said_with_the_reason(thread, member):
    poll = make_poll(thread, member)
    cast_vote(poll, [1], by=member)
    later = poll.closes_at + timedelta(days=3)

    assert extend_poll(poll, later, by=member, reason="Holidays")
    assert not extend_poll(poll, later, by=member, reason="Again")
    options = {1: {"en": "PCB in transformers", "fr": "PCB des transformateurs"}}
    assert reword_poll(poll, by=member, reason="In French", options=options)
    assert add_options(poll, [{"en": "Mercury"}], by=member, reason="Forgotten")
    assert not add_options(poll, [{"en": "Mercury"}], by=member, reason="Forgotten")

    poll.refresh_from_db()
    assert poll.closes_at == later
    assert list(poll.changes.values_list("kind", "reason")) == [
        ("opened", ""),
        ("extended", "Holidays"),
        ("reworded", "In French"),
        ("added", "Forgotten"),
    ]
    assert [(option.number, option.text.get("fr", "")) for option in poll.options.all()] == [
        (1, "PCB des transformateurs"),
        (2, ""),
        (3, ""),
        (4, ""),
    ]
    assert [line.votes for line in count(poll).lines] == [1, 0, 0, 0]


def test_a_poll_of_a_closed_group_is_seen_by_its_members_alone(thread, member, secretariat, visitor, applicant):
    thread.group.visibility = "closed"
    thread.group.save()
    poll = make_poll(thread, member)

    seen = [list(Poll.objects.visible_to(user)) == [poll] for user in (visitor, applicant, member, secretariat)]

    assert seen == [False, False, True, True]
    assert "What comes first" not in json.dumps([str(entry.label) for entry in Entry.objects.all()])
