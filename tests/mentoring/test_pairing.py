"""Offering, wishing, proposing, accepting, declining."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from notifications.models import OutgoingMail

from experts.mentoring.actions import (
    AlreadyProposedError,
    NoRoomError,
    PairMovedOnError,
    WishFulfilledError,
    accept,
    decline,
    keep_mentoring,
    propose,
    withdraw_offer,
)
from experts.mentoring.models import Offer, Pair, Wish
from tests.factories import ExpertiseTermFactory, LanguageFactory
from tests.factories.experts import RosterEntryFactory
from tests.factories.mentoring import OfferFactory, PairFactory, WishFactory

pytestmark = pytest.mark.django_db


def link_in(mail):
    return re.search(r"https?://[^/\s]+(/\S+/letter/\S+/)", mail.text)[1]


def choices():
    return {
        "fields_chosen": [ExpertiseTermFactory(slug="pcb").pk],
        "languages_chosen": [LanguageFactory(code="fr").pk],
        "ways": ["calls"],
    }


# --- Offers and wishes ------------------------------------------------------------------------------------


def test_a_listed_expert_offers_and_changes_the_offer(client, member):
    client.force_login(member)
    assert client.get(reverse("mentoring:offer")).status_code == 403
    RosterEntryFactory(person=member.person)
    said = {**choices(), "room": 2, "words": "Gladly."}
    assert client.post(reverse("mentoring:offer"), said).status_code == 302
    offer = Offer.objects.get()
    assert (offer.mentor, offer.room, offer.ways) == (member.person, 2, ["calls"])
    # Sent twice it is the same; changed in another window it is noticed.
    assert client.post(reverse("mentoring:offer"), said).status_code == 302
    assert client.post(reverse("mentoring:offer"), {**said, "room": 3}).status_code == 409
    seen = re.search(r'name="seen" value="([^"]+)"', client.get(reverse("mentoring:offer")).content.decode())[1]
    response = client.post(reverse("mentoring:offer"), {**said, "room": 3, "seen": seen})
    assert response.status_code == 302
    assert Offer.objects.get().room == 3


def test_a_wish_is_kept_with_what_was_typed(client, member):
    client.force_login(member)
    page = client.post(reverse("mentoring:wish"), {"goal": "Oil <out>"})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"fields_chosen", "languages_chosen", "ways"}
    assert "Oil &lt;out&gt;" in page.content.decode()
    client.post(reverse("mentoring:wish"), {**choices(), "goal": "Oil"})
    wish = Wish.objects.get()
    assert (wish.learner, wish.goal, wish.may_be_shown) == (member.person, "Oil", False)
    client.post(reverse("mentoring:wish"), {"verb": "withdraw"})
    wish.refresh_from_db()
    assert wish.withdrawn_at


# --- Proposing --------------------------------------------------------------------------------------------


def test_the_learner_asks_and_the_mentor_reads_why_in_the_letter(client, offer, wish):
    client.force_login(wish.learner.user)
    client.post(reverse("mentoring:propose"), {"offer": offer.pk, "wish": wish.pk, "word": "I read your guide."})
    pair = Pair.objects.get()
    assert (pair.proposed_by, bool(pair.learner_accepted_at), pair.mentor_accepted_at) == ("learner", True, None)
    mail = OutgoingMail.objects.get()
    assert mail.address == offer.mentor.user.email
    assert mail.is_secret
    for words in ("Both speak French.", "Has room for one more.", "SECRET-GOAL", "I read your guide."):
        assert words in mail.text


def test_asking_twice_is_one_proposal(client, offer, wish):
    client.force_login(wish.learner.user)
    for _time in range(2):
        client.post(reverse("mentoring:propose"), {"offer": offer.pk, "wish": wish.pk})
    assert (Pair.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def test_nobody_proposes_others_to_each_other_but_the_secretariat(
    client, offer, wish, stranger, secretariat, settings
):
    settings.SECOND_FACTOR_REQUIRED = False
    said = {"offer": offer.pk, "wish": wish.pk}
    client.force_login(stranger)
    assert client.post(reverse("mentoring:propose"), said).status_code == 404
    client.force_login(secretariat)
    client.post(reverse("mentoring:propose"), said)
    assert sorted(OutgoingMail.objects.values_list("address", flat=True)) == sorted(
        [offer.mentor.user.email, wish.learner.user.email]
    )


def test_a_mentor_cannot_propose_to_a_wish_that_is_not_shown(client, offer, wish):
    wish.may_be_shown = False
    wish.save()
    client.force_login(offer.mentor.user)
    assert client.post(reverse("mentoring:propose"), {"offer": offer.pk, "wish": wish.pk}).status_code == 404


# --- Answering --------------------------------------------------------------------------------------------


def test_a_pair_begins_when_both_have_accepted(pair):
    accept(pair, side="mentor")
    pair.refresh_from_db()
    assert pair.state == "proposed"
    accept(pair, side="learner")
    accept(pair, side="learner")
    pair.refresh_from_db()
    assert pair.state == "open"
    assert OutgoingMail.objects.count() == 2


def test_a_letter_accepts_in_two_steps_without_a_sign_in(client, offer, wish):
    pair = propose(offer, wish, by=wish.learner.user, proposed_by="learner")
    link = link_in(OutgoingMail.objects.get())
    page = client.get(link)
    assert page.status_code == 200
    assert "Both speak French." in page.content.decode()
    pair.refresh_from_db()
    assert pair.state == "proposed"
    assert client.post(link, {"verb": "accept"}).status_code == 200
    pair.refresh_from_db()
    assert pair.state == "open"
    gone = client.get(link)
    assert gone.status_code == 410
    assert "SECRET-GOAL" not in gone.content.decode()


def test_a_letter_of_one_purpose_is_worth_nothing_for_another(client, offer, wish):
    propose(offer, wish, by=wish.learner.user, proposed_by="learner")
    link = link_in(OutgoingMail.objects.get())
    assert client.post(link, {"verb": "close", "close-result": "not"}).status_code == 404
    assert client.get(link[:-5] + "abcd/").status_code == 404


def test_declining_blames_nobody(client, offer, wish):
    pair = propose(offer, wish, by=wish.learner.user, proposed_by="learner")
    client.post(link_in(OutgoingMail.objects.get()), {"verb": "decline"})
    told = OutgoingMail.objects.get(address=wish.learner.user.email)
    assert "does not come about" in told.subject
    assert "declin" not in told.text.lower()
    client.force_login(wish.learner.user)
    page = client.get(pair.get_absolute_url()).content.decode()
    assert "Did not come about" in page
    assert "declin" not in page.lower()


def test_who_proposed_may_take_it_back_and_is_not_written_to(offer, wish):
    pair = propose(offer, wish, by=wish.learner.user, proposed_by="learner")
    OutgoingMail.objects.all().delete()
    decline(pair, side="learner", by=wish.learner.user)
    assert not OutgoingMail.objects.exists()
    with pytest.raises(PairMovedOnError):
        accept(pair, side="mentor")


def test_room_is_what_it_is_when_somebody_accepts(offer, wish):
    first = PairFactory(offer=offer, wish=wish, mentor_accepted_at=timezone.now(), proposed_by="mentor")
    second = PairFactory(offer=offer, mentor_accepted_at=timezone.now(), proposed_by="mentor")
    accept(first, side="learner")
    with pytest.raises(NoRoomError):
        accept(second, side="learner")
    with pytest.raises(NoRoomError):
        propose(offer, WishFactory(), by=None, proposed_by="secretariat")


def test_a_wish_has_one_mentor_at_a_time(wish):
    first, second = (PairFactory(offer=OfferFactory(), wish=wish, mentor_accepted_at=timezone.now()) for _n in "ab")
    accept(first, side="learner")
    with pytest.raises(WishFulfilledError):
        accept(second, side="learner")
    with pytest.raises(AlreadyProposedError):
        propose(first.offer, wish, by=None, proposed_by="secretariat")


def test_an_offer_taken_back_takes_its_proposals_with_it(offer, wish):
    pair = propose(offer, wish, by=wish.learner.user, proposed_by="learner")
    withdraw_offer(offer, by=offer.mentor.user)
    pair.refresh_from_db()
    assert pair.state == "not-now"
    assert OutgoingMail.objects.filter(address=wish.learner.user.email).count() == 1


def test_a_proposal_nobody_answers_is_taken_back_and_may_come_again(offer, wish):
    from experts.mentoring.queries import all_fits

    pair = propose(offer, wish, by=wish.learner.user, proposed_by="learner")
    assert keep_mentoring(timezone.now() + timedelta(days=44)) == 0
    assert keep_mentoring(timezone.now() + timedelta(days=46)) == 1
    pair.refresh_from_db()
    assert (pair.state, pair.ending) == ("not-now", "no-answer")
    assert all_fits()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite of the tests lives in one connection")
def test_two_who_accept_at_once_find_room_for_one():
    offer = OfferFactory()
    pairs = [PairFactory(offer=offer, mentor_accepted_at=timezone.now()) for _number in range(2)]
    start, said = threading.Barrier(2), []

    def follow(pair):
        start.wait()
        try:
            accept(pair, side="learner")
            said.append("pair")
        except NoRoomError:
            said.append("no room")
        finally:
            connection.close()

    threads = [threading.Thread(target=follow, args=[pair]) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["no room", "pair"]
    assert Pair.objects.filter(state="open").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite of the tests lives in one connection")
def test_both_sides_accepting_at_once_begin_one_pair_with_one_letter_each():
    pair = PairFactory()
    start = threading.Barrier(2)

    def follow(side):
        start.wait()
        try:
            accept(pair, side=side)
        finally:
            connection.close()

    threads = [threading.Thread(target=follow, args=[side]) for side in ("mentor", "learner")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pair.refresh_from_db()
    assert pair.state == "open"
    assert OutgoingMail.objects.count() == 2
