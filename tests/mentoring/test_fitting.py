"""Which offer fits which wish, and the words that say why."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.choices import Audience
from directory.models import Person
from experts.mentoring import fit
from experts.mentoring.queries import all_fits, fits_for_offer, fits_for_wish
from tests.factories import CountryFactory, ExpertiseTermFactory, LanguageFactory
from tests.factories.mentoring import OfferFactory, PairFactory, WishFactory

pytestmark = pytest.mark.django_db


def reasons(offer, wish):
    found = [each for each in all_fits() if each.offered.key == offer.pk and each.wished.key == wish.pk]
    return found[0].reasons if found else None


def test_a_fit_says_in_sentences_why(offer, wish):
    Person.objects.filter(pk=wish.learner_id).update(country=CountryFactory(iso2="SN"))
    assert reasons(offer, wish) == (
        "Offers a field that is wished for: Pcb.",
        "Both speak French.",
        "Both are in the same subregion: Western Africa.",
        "Both can work like this: By call or video.",
        "Has room for one more.",
    )


def test_fields_of_one_broader_field_are_near_and_count_less(wish):
    broader = ExpertiseTermFactory(slug="disposal")
    for slug in ("pcb", "pcb-disposal"):
        term = ExpertiseTermFactory(slug=slug)
        term.parent = broader
        term.save()
    near, same = OfferFactory(fields=["pcb-disposal"]), OfferFactory(fields=["pcb"])
    assert "Offers Pcb disposal, which is near to Pcb." in reasons(near, wish)
    assert [each.offered.key for each in all_fits()] == [same.pk, near.pk]


@pytest.mark.parametrize(
    "missing",
    [{"fields": ["dioxins"]}, {"languages": ["ru"]}, {"until": timezone.localdate() - timedelta(days=1)}],
)
def test_without_a_field_a_language_or_time_nothing_fits(wish, missing):
    assert reasons(OfferFactory(**missing), wish) is None


def test_a_mentor_without_room_fits_nobody(offer, wish):
    PairFactory(offer=offer, state="open", began_at=timezone.now())
    assert reasons(offer, wish) is None


def test_nobody_is_proposed_to_themselves_or_again_soon(offer, wish, stranger):
    own = WishFactory(learner=offer.mentor)
    assert reasons(offer, own) is None
    pair = PairFactory(offer=offer, wish=wish, state="not-now", over_at=timezone.now(), ending="side")
    assert reasons(offer, wish) is None
    pair.over_at = timezone.now() - timedelta(days=366)
    pair.save()
    assert reasons(offer, wish)


def test_who_worked_in_the_region_wished_for_comes_first(wish):
    senegal = CountryFactory(iso2="SN")
    been_there, not_there = OfferFactory(), OfferFactory()
    entry = been_there.mentor.roster_entry
    entry.countries_worked_in.set([senegal])
    entry.save()
    wish.region = senegal.intermediate_region
    wish.save()
    assert "Has worked in the region wished for: Western Africa." in reasons(been_there, wish)
    assert [each.offered.key for each in all_fits()] == [been_there.pk, not_there.pk]


def test_where_a_mentor_worked_is_no_reason_to_who_may_not_know_it(offer, wish):
    senegal = CountryFactory(iso2="SN")
    entry = offer.mentor.roster_entry
    entry.countries_worked_in.set([senegal])
    entry.field_audiences = {"worked_in": int(Audience.SECRETARIAT)}
    entry.save()
    wish.region = senegal.intermediate_region
    wish.save()
    told = fits_for_wish(wish, wish.learner.user)[0].reasons
    assert not any("worked" in reason for reason in told)


def test_an_offer_of_a_hidden_or_unlisted_expert_is_shown_to_no_member(offer, wish):
    Person.objects.filter(pk=offer.mentor_id).update(listing=Audience.SECRETARIAT)
    assert fits_for_wish(wish, wish.learner.user) == []
    Person.objects.filter(pk=offer.mentor_id).update(listing=Audience.EVERYONE)
    assert fits_for_wish(wish, wish.learner.user)
    offer.mentor.roster_entry.state = "lapsed"
    offer.mentor.roster_entry.save()
    assert fits_for_wish(wish, wish.learner.user) == []


def test_a_wish_kept_to_oneself_is_shown_to_no_mentor(offer, wish):
    mentor = offer.mentor.user
    assert fits_for_offer(offer, mentor)
    wish.may_be_shown = False
    wish.save()
    assert fits_for_offer(offer, mentor) == []
    assert all_fits()


def test_a_learner_whose_record_is_hidden_from_the_mentor_is_not_shown(offer, wish):
    Person.objects.filter(pk=wish.learner_id).update(listing=Audience.OFFICIAL_CONTACTS)
    assert fits_for_offer(offer, offer.mentor.user) == []


def test_offers_are_read_in_the_same_number_of_queries_for_one_and_for_three(wish):
    OfferFactory()
    fits_for_wish(wish, Audience.MEMBERS)
    with CaptureQueriesContext(connection) as one:
        fits_for_wish(wish, Audience.MEMBERS)
    for _number in range(3):
        OfferFactory()
    with CaptureQueriesContext(connection) as four:
        assert len(fits_for_wish(wish, Audience.MEMBERS)) == 4
    assert len(four) == len(one)


def test_every_weight_is_told_to_readers():
    assert fit.WEIGHTS.keys() == fit.WEIGHTS_IN_WORDS.keys()


def test_languages_nobody_named_keep_nobody_apart(offer, wish):
    wish.languages.clear()
    assert reasons(offer, wish)
    wish.languages.set([LanguageFactory(code="ru")])
    assert reasons(offer, wish) is None
