"""A mentor, and somebody who wishes to learn."""

import pytest

from directory.models import Person
from tests.factories import CountryFactory, UserFactory
from tests.factories.mentoring import OfferFactory, PairFactory, WishFactory


@pytest.fixture
def offer(db):
    """Awa Kone of Senegal mentors on PCBs in French; room for one."""
    offer = OfferFactory()
    Person.objects.filter(pk=offer.mentor_id).update(
        given_name="Awa", family_name="Kone", slug="awa-kone", country=CountryFactory(iso2="SN")
    )
    offer.refresh_from_db()
    return offer


@pytest.fixture
def wish(db):
    """Neema Barasa of Kenya wishes to learn about PCBs in French."""
    wish = WishFactory(goal="SECRET-GOAL")
    Person.objects.filter(pk=wish.learner_id).update(given_name="Neema", family_name="Barasa", slug="neema")
    wish.refresh_from_db()
    return wish


@pytest.fixture
def pair(offer, wish):
    """The two, proposed by the Secretariat; nobody has answered yet."""
    return PairFactory(offer=offer, wish=wish)


@pytest.fixture
def running(pair):
    """The same two, under way since 2 March 2026."""
    began = "2026-03-02T09:00Z"
    type(pair).objects.filter(pk=pair.pk).update(
        state="open", began_at=began, mentor_accepted_at=began, learner_accepted_at=began
    )
    pair.refresh_from_db()
    return pair


@pytest.fixture
def stranger(db):
    """Another member."""
    from tests.factories import PersonFactory

    user = UserFactory(email="stranger@example.org")
    PersonFactory(user=user, given_name="Pavel", family_name="Orlov")
    return user
