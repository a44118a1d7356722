"""Goals, check-ins, the clock, the end; who sees what; figures."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from notifications.models import OutgoingMail

from directory import takeaway
from directory.actions.leaving import close_account
from directory.choices import Audience
from experts.mentoring.actions import PairMovedOnError, add_goal, check_in, close_pair, keep_mentoring, mark_goal
from experts.mentoring.models import CheckIn, Closing, Pair
from experts.mentoring.queries import figures, suppressed
from experts.usage import usage_of
from tests.factories import CountryFactory, PersonFactory, UserFactory
from tests.factories.mentoring import OfferFactory, PairFactory, WishFactory

pytestmark = pytest.mark.django_db

BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)


def on(days):
    return time_machine.travel(BEGAN + timedelta(days=days), tick=False)


def letters(words):
    """The days after the beginning on which letters with these words in their subject were written."""
    found = OutgoingMail.objects.filter(subject__contains=words).order_by("pk")
    return [(mail.created_at - BEGAN).days for mail in found]


def link_in(mail):
    return re.search(r"https?://[^/\s]+(/\S+/letter/\S+/)", mail.text)[1]


# --- Working together -------------------------------------------------------------------------------------


def test_goals_are_kept_and_reached(client, running):
    client.force_login(running.learner.user)
    address = running.get_absolute_url()
    client.post(address, {"verb": "goal", "goal-words": "An inventory", "goal-due_on": "May 2027"})
    goal = running.goals.get()
    assert str(goal.due_on) == "2027-05-01"
    client.post(address, {"verb": "goal_done", "goal": goal.pk})
    assert not mark_goal(goal, by=None, is_done=True)
    goal.refresh_from_db()
    assert goal.done_on
    assert add_goal(running, by=None, words="An inventory", due_on=goal.due_on) == goal


def test_a_check_in_of_one_is_read_by_the_other(client, running):
    client.force_login(running.learner.user)
    said = {"verb": "check_in", "check_in-mood": "stuck", "check_in-next": "SECRET-STEP"}
    for _time in range(2):
        client.post(running.get_absolute_url(), said)
    assert CheckIn.objects.count() == 1
    client.force_login(running.mentor.user)
    assert "SECRET-STEP" in client.get(running.get_absolute_url()).content.decode()


def test_what_was_typed_stays_when_a_choice_is_missing(client, running):
    client.force_login(running.learner.user)
    page = client.post(running.get_absolute_url(), {"verb": "check_in", "check_in-next": "Go <on>"})
    assert page.status_code == 422
    assert "Go &lt;on&gt;" in page.content.decode()


# --- The clock --------------------------------------------------------------------------------------------


def test_nobody_answers_twice_then_it_is_asked_once_whether_it_has_ended_then_it_ends(running):
    for days in range(200):
        with on(days):
            keep_mentoring()
            assert keep_mentoring() == 0
    assert letters("How is it going") == [28, 28, 56, 56]
    assert letters("ended?") == [84, 84]
    assert letters("is closed") == [112, 112]
    running.refresh_from_db()
    assert (running.state, running.ending) == ("ended", "no-answer")


def test_a_check_in_begins_the_count_anew(running):
    for days in range(150):
        with on(days):
            keep_mentoring()
            if days == 60:
                check_in(running, side="mentor", mood="well")
    assert letters("How is it going") == [28, 28, 56, 56, 88, 88, 116, 116]
    assert letters("ended?") == [144, 144]


def test_a_letter_checks_in_without_a_sign_in(client, running):
    with on(28):
        keep_mentoring()
        link = link_in(OutgoingMail.objects.get(address=running.learner.user.email))
        assert client.get(link).status_code == 200
        assert not CheckIn.objects.exists()
        assert client.post(link, {"verb": "check_in", "check_in-mood": "well"}).status_code == 200
        said = CheckIn.objects.get()
        assert (said.side, said.mood) == ("learner", "well")
        # The letter lets one write, not read.
        assert "SECRET-GOAL" not in client.get(link).content.decode()


def test_the_letter_that_asks_whether_it_has_ended_takes_both_answers(client, running):
    for days in (28, 56, 84):
        with on(days):
            keep_mentoring()
    link = link_in(OutgoingMail.objects.filter(subject__contains="ended?", address=running.mentor.user.email).get())
    with on(85):
        assert client.post(link, {"verb": "goes_on"}).status_code == 200
    running.refresh_from_db()
    assert (running.state, running.asked_whether_ended_at, running.rounds_unanswered) == ("open", None, 0)
    with on(90):
        client.post(link, {"verb": "close", "close-result": "partly", "close-thanks": "Thank you, Neema."})
    running.refresh_from_db()
    assert running.state == "ended"
    assert "Thank you, Neema." in OutgoingMail.objects.get(subject__contains="has ended your").text
    assert client.get(link).status_code == 410


# --- The end ----------------------------------------------------------------------------------------------


def test_both_say_what_came_of_it_and_the_wish_rests(client, running):
    close_pair(running, side="learner", result="reached", thanks="Thank you")
    running.refresh_from_db()
    assert running.state == "ended"
    running.wish.refresh_from_db()
    assert running.wish.withdrawn_at
    client.force_login(running.mentor.user)
    client.post(running.get_absolute_url(), {"verb": "close", "close-result": "partly"})
    assert sorted(Closing.objects.values_list("side", "result")) == [("learner", "reached"), ("mentor", "partly")]
    with pytest.raises(PairMovedOnError):
        check_in(running, side="mentor", mood="well")


def test_who_leaves_ends_the_pair_with_a_note_and_their_words_are_forgotten(running):
    check_in(running, side="mentor", mood="well", next="WORDS-OF-THE-MENTOR")
    check_in(running, side="learner", mood="well", next="WORDS-OF-THE-LEARNER")
    running.offer.words = "WORDS-OF-THE-OFFER"
    running.offer.save()
    close_account(running.mentor, by=running.mentor.user)
    OutgoingMail.objects.all().delete()

    keep_mentoring()
    running.refresh_from_db()
    assert (running.state, running.ending) == ("ended", "left")
    mail = OutgoingMail.objects.get()
    assert mail.address == running.learner.user.email
    assert "Kone" not in mail.text
    assert list(CheckIn.objects.values_list("side", "next").order_by("side")) == [
        ("learner", "WORDS-OF-THE-LEARNER"),
        ("mentor", ""),
    ]
    running.offer.refresh_from_db()
    assert (running.offer.words, bool(running.offer.withdrawn_at)) == ("", True)
    assert keep_mentoring() == 0


def test_who_left_is_not_named_on_the_page_of_the_pair(client, running):
    close_account(running.mentor, by=running.mentor.user)
    client.force_login(running.learner.user)
    assert "Kone" not in client.get(running.get_absolute_url()).content.decode()
    assert "Kone" not in client.get(reverse("mentoring:index")).content.decode()


# --- Who sees what ----------------------------------------------------------------------------------------


def test_a_pair_exists_for_the_two_and_the_secretariat_only(
    client, running, stranger, focal_point, secretariat, settings
):
    settings.SECOND_FACTOR_REQUIRED = False
    expected = (
        (stranger, 404),
        (focal_point, 404),
        (running.mentor.user, 200),
        (running.learner.user, 200),
        (secretariat, 200),
    )
    assert client.get(running.get_absolute_url()).status_code == 302
    for user, status in expected:
        client.force_login(user)
        assert client.get(running.get_absolute_url()).status_code == status
        assert client.post(running.get_absolute_url(), {"verb": "goal_done"}).status_code in (404, 403)
    client.force_login(secretariat)
    assert client.post(running.get_absolute_url(), {"verb": "check_in"}).status_code == 403


def test_nothing_of_wishes_and_pairs_is_in_pages_of_others(client, running, stranger):
    check_in(running, side="mentor", mood="stuck", next="SECRET-STEP")
    pages = []
    for user in (None, stranger):
        if user:
            client.force_login(user)
        pages += [
            client.get(address).content.decode()
            for address in (
                reverse("mentoring:index"),
                running.mentor.get_absolute_url(),
                running.learner.get_absolute_url(),
            )
        ]
    assert not any("SECRET" in page for page in pages)
    assert "Barasa" not in pages[0] + pages[3]


def test_visitors_read_what_it_is_and_see_no_offer(client, offer):
    offer.words = "OFFER-FOR-MEMBERS"
    offer.save()
    page = client.get(reverse("mentoring:index"))
    assert page.status_code == 200
    assert "OFFER-FOR-MEMBERS" not in page.content.decode()


def test_members_see_the_offers_and_narrow_them(client, offer, stranger):
    OfferFactory(fields=["dioxins"])
    client.force_login(stranger)
    address = reverse("mentoring:index")
    assert client.get(address).content.decode().count('<li class="row">') == 2
    page = client.get(address, {"field": offer.fields.get().pk, "language": "nonsense"})
    assert page.content.decode().count('<li class="row">') == 1
    assert "Awa Kone" in page.content.decode()


def test_the_page_takes_the_same_number_of_queries_for_one_offer_and_for_three(client, offer, wish):
    client.force_login(wish.learner.user)
    client.get(reverse("mentoring:index"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("mentoring:index"))
    for _number in range(2):
        OfferFactory()
    with CaptureQueriesContext(connection) as three:
        client.get(reverse("mentoring:index"))
    assert len(three) == len(one)


def test_the_desk_takes_the_same_number_of_queries_for_one_and_for_three(client, pair, secretariat, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(secretariat)
    OfferFactory(), WishFactory()
    client.get(reverse("mentoring:desk"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("mentoring:desk"))
    for _number in range(2):
        OfferFactory(), WishFactory(fields=["dioxins"]), PairFactory()
    # A new term is read into memory once.
    client.get(reverse("mentoring:desk"))
    with CaptureQueriesContext(connection) as three:
        client.get(reverse("mentoring:desk"))
    assert len(three) == len(one)


def test_who_takes_their_data_away_gets_their_wish_and_pairs(running):
    check_in(running, side="learner", mood="well", next="Mine")
    told = str(takeaway.everything_about(running.learner, running.learner.user)["mentoring"])
    assert "SECRET-GOAL" in told
    assert "Mine" in told


# --- Figures ----------------------------------------------------------------------------------------------


def test_small_numbers_are_not_told_and_never_only_one_of_them():
    assert suppressed([10, 3, 7]) == [10, None, None]
    assert suppressed([10, 3, 2]) == [10, None, None]
    assert suppressed([10, 0, 7]) == [10, 0, 7]
    assert suppressed([3]) == [None]


def test_figures_by_region_hide_what_is_small_in_public(client):
    for iso2, number in (("KE", 6), ("CN", 2), ("RU", 5)):
        for _each in range(number):
            learner = PersonFactory(user=UserFactory(), country=CountryFactory(iso2=iso2))
            PairFactory(wish=WishFactory(learner=learner), state="open", began_at=BEGAN)
    public, whole = figures(), figures(Audience.SECRETARIAT)
    assert public["open"] == whole["open"] == 13
    assert [row["open"] for row in public["by_region"]] == [6, None, None]
    assert [row["open"] for row in whole["by_region"]] == [6, 2, 5]
    assert public["ended"] == 0


def test_pairs_are_counted_for_the_mentor(running, pair):
    key = running.mentor.roster_entry.pk
    assert usage_of([key])[key]["mentored"] == 1
    Pair.objects.update(state="not-now")
    assert usage_of([key])[key]["mentored"] == 0
