"""Pages of polls: asking, voting, reading results, and what nobody may find there."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forums.actions import join
from forums.polls.actions import cast_vote, new_receipt
from forums.polls.beside import polls_of_thread
from forums.polls.models import Ballot, Poll
from tests.factories.forums import MemberFactory
from tests.factories.polls import make_poll

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    day = timezone.now() + timedelta(days=9)
    return {
        "token": "5f0b6c1e-3b0e-4f0e-9a55-2f4b9f1f6f0b",
        "language": "en",
        "question_en": "What comes first?",
        "question_ar": "ما الأولوية؟",
        "options_en": "PCB\nDDT\nDioxins",
        "options_ar": "ثنائي الفينيل\nدي دي تي\nالديوكسينات",
        "kind": "ranked",
        "voters": "person",
        "results": "voted",
        "day": day.strftime("%Y-%m-%d"),
        "hour": "12:30",
    }


def test_a_poll_is_opened_on_a_page_in_two_languages_and_once(client, thread, member, asked):
    client.force_login(member)
    address = reverse("polls:new", args=[thread.pk])
    assert client.get(address).status_code == 200

    answers = [client.post(address, asked) for _time in range(2)]

    poll = Poll.objects.get()
    assert [answer.url for answer in answers] == [poll.get_absolute_url()] * 2
    assert poll.closes_at.strftime("%H:%M") == "12:30"
    address = poll.get_absolute_url()
    page = client.get(address.replace("/en/", "/ar/")).content.decode()
    assert 'lang="ar" dir="rtl">ما الأولوية؟' in page
    page = client.get(address.replace("/en/", "/fr/")).content.decode()
    assert 'lang="en" dir="ltr">What comes first?' in page


def test_what_was_typed_comes_back_with_what_is_wrong(client, thread, member, asked):
    client.force_login(member)
    asked |= {"options_ar": "واحد", "day": "2020-01-01", "options_en": "PCB\nPCB"}

    answer = client.post(reverse("polls:new", args=[thread.pk]), asked)

    page = answer.content.decode()
    assert answer.status_code == 422
    for words in (
        "write as many, in their order",
        "Choose a time to come.",
        "Two answers are the same.",
        "ما الأولوية؟",
    ):
        assert words in page
    assert not Poll.objects.exists()


def test_only_who_began_the_thread_or_keeps_order_opens_a_poll(
    client, thread, official_contact, visitor, secretariat
):
    address = reverse("polls:new", args=[thread.pk])
    client.force_login(official_contact)
    assert client.get(address).status_code == 403
    client.force_login(MemberFactory())
    assert client.get(address).status_code == 403


def test_a_vote_is_cast_changed_and_shown_as_the_poll_says(client, thread, member, official_contact):
    poll = make_poll(thread, member, kind="ranked", results="voted")
    client.force_login(official_contact)
    address = poll.get_absolute_url()
    assert "How the votes stand" not in client.get(address).content.decode()

    client.post(address, {"rank_3": "1", "rank_1": "2"})
    client.post(address, {"rank_2": "1"})

    assert list(Ballot.objects.counting().values_list("choices", flat=True)) == [[2]]
    page = client.get(address).content.decode()
    assert "How the votes stand" in page
    assert "replaced" in page
    wrong = client.post(address, {"rank_2": "1", "rank_1": "1"})
    assert wrong.status_code == 422
    assert "Two answers have the same rank" in wrong.content.decode()


def test_a_secret_vote_leaves_its_receipt_on_one_page_only(client, thread, member, official_contact):
    poll = make_poll(thread, member, is_secret=True)
    client.force_login(official_contact)
    address = poll.get_absolute_url()
    page = client.get(address).content.decode()
    word = re.search(r'name="receipt" value="([0-9a-f]{32})"', page)[1]

    answer = client.post(address, {"answer": "2", "receipt": word})
    again = client.post(address, {"answer": "2", "receipt": word})

    assert f"2.{word}" in answer.content.decode()
    assert f"2.{word}" in again.content.decode()
    kept = " ".join(str(session.get_decoded()) for session in Session.objects.all())
    assert word not in kept
    assert word not in client.get(address).content.decode()
    changed = client.post(address, {"answer": "3", "receipt": new_receipt(), "former": f"2.{word}"})
    assert changed.status_code == 200
    assert {row.choices: row.number for row in poll.tallies.filter(number__gt=0)} == {"3": 1}


def test_nothing_tells_who_voted_how_in_a_secret_poll(
    client, thread, member, focal_point, official_contact, secretariat
):
    poll = make_poll(thread, member, is_secret=True)
    for user, choice in ((member, 1), (focal_point, 2), (official_contact, 2)):
        cast_vote(poll, [choice], by=user, receipt=new_receipt())
    with time_machine.travel(poll.closes_at + timedelta(minutes=1)):
        for user in (secretariat, member):
            client.force_login(user)
            for address in (
                poll.get_absolute_url(),
                reverse("polls:results", args=[poll.pk, "csv"]),
                reverse("polls:results", args=[poll.pk, "json"]),
                thread.get_absolute_url(),
            ):
                page = client.get(address).content.decode()
                assert "Gathogo" not in page
                assert "Diouf" not in page
        told = client.get(reverse("polls:results", args=[poll.pk, "json"])).json()
    assert [answer["votes"] for answer in told["answers"]] == [1, 2, 0]
    assert "ballots" not in told


def test_whose_record_one_may_not_see_votes_without_a_name(client, thread, member, official_contact):
    hidden = MemberFactory()
    hidden.person.listing = 3
    hidden.person.family_name = "SECRETNAME"
    hidden.person.save()
    join(thread.group, user=hidden)
    poll = make_poll(thread, member, results="always")
    cast_vote(poll, [1], by=hidden)
    client.force_login(official_contact)

    for address in (
        poll.get_absolute_url(),
        reverse("polls:results", args=[poll.pk, "csv"]),
        reverse("polls:results", args=[poll.pk, "json"]),
        thread.get_absolute_url(),
    ):
        page = client.get(address).content.decode()
        assert "SECRETNAME" not in page
    assert "A member of the network" in client.get(poll.get_absolute_url()).content.decode()


def test_results_are_no_file_before_they_are_shown(client, thread, member):
    poll = make_poll(thread, member)
    cast_vote(poll, [1], by=member)
    client.force_login(member)

    assert client.get(reverse("polls:results", args=[poll.pk, "csv"])).status_code == 404
    with time_machine.travel(poll.closes_at + timedelta(seconds=1)):
        client.force_login(member)
        text = client.get(reverse("polls:results", args=[poll.pk, "csv"])).content.decode()
    assert "1,PCB in transformers,1" in text
    assert "Neema Barasa,,1," in text


def test_a_poll_of_a_hidden_group_is_as_if_it_were_not_there(client, thread, member, visitor, applicant):
    thread.group.visibility = "hidden"
    thread.group.save(update_fields=["visibility"])
    poll = make_poll(thread, member, results="always")
    stranger = MemberFactory()

    for user in (None, applicant, stranger):
        client.logout()
        if user:
            client.force_login(user)
        for address in (poll.get_absolute_url(), reverse("polls:results", args=[poll.pk, "json"])):
            assert client.get(address).status_code == 404
        assert client.post(poll.get_absolute_url(), {"answer": "1"}).status_code == 404
    assert not Ballot.objects.exists()


def test_a_running_poll_is_changed_with_reasons_that_everybody_sees(client, thread, member, official_contact):
    poll = make_poll(thread, member)
    client.force_login(member)
    day = (timezone.now() + timedelta(days=30)).strftime("%Y-%m-%d")
    token = "5f0b6c1e-3b0e-4f0e-9a55-2f4b9f1f6f0c"

    client.post(
        reverse("polls:extend", args=[poll.pk]),
        {"token": token, "day": day, "hour": "10:00", "reason": "Too few so far"},
    )
    client.post(
        reverse("polls:reword", args=[poll.pk]),
        {
            "token": "5f0b6c1e-3b0e-4f0e-9a55-2f4b9f1f6f0d",
            "question_en": "What comes first?",
            "options_en": "PCB in transformers\nDDT in stores\nDioxins from burning\nMercury",
            "reason": "One was forgotten",
        },
    )

    client.force_login(official_contact)
    page = client.get(poll.get_absolute_url()).content.decode()
    for words in (
        "Too few so far",
        "One was forgotten",
        "<ins>Mercury</ins>",
        "<del>Dioxins from open burning</del>",
    ):
        assert words in page
    assert client.get(reverse("polls:extend", args=[poll.pk])).status_code == 403
    assert client.post(reverse("polls:close", args=[poll.pk]), {"reason": "x"}).status_code == 403


def test_the_thread_page_asks_nothing_for_polls_where_there_are_none(
    client, thread, group, django_assert_num_queries, member, visitor
):
    request = RequestFactory().get("/")
    request.user = visitor
    thread.refresh_from_db()
    with django_assert_num_queries(0):
        assert polls_of_thread(thread, request) == ""


def test_a_page_of_votes_costs_the_same_for_one_and_for_ten(client, thread, member):
    poll = make_poll(thread, member, results="always")
    client.force_login(member)

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(poll.get_absolute_url())
        return len(asked)

    voters = [MemberFactory() for _number in range(10)]
    for voter in voters:
        join(thread.group, user=voter)
    cast_vote(poll, [1], by=voters[0])
    cache.clear()
    cost()
    one = cost()
    for voter in voters[1:]:
        cast_vote(poll, [2], by=voter)
    assert cost() == one
