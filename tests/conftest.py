"""People every test may ask for: each is a user, and ``user.person`` is their record.

Every fixture gives the same person when two tests (or two fixtures of one test) ask for it.
"""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import override

from directory import words
from directory.choices import RecordStatus
from tests.factories import (
    CountryFactory,
    DesignationFactory,
    MembershipApplicationFactory,
    PersonFactory,
    UserFactory,
)


@pytest.fixture(autouse=True)
def fresh_words():
    """Vocabularies kept in memory belong to the test that made them."""
    words.forget()
    yield
    words.forget()


@pytest.fixture(autouse=True)
def english():
    """A page in another language, asked for by the test before, leaves nothing behind."""
    with override("en"):
        yield


@pytest.fixture
def visitor():
    """Somebody who has not signed in."""
    return AnonymousUser()


@pytest.fixture
def member(db):
    """A listed person of Kenya without an official post."""
    user = UserFactory(email="member@example.org")
    PersonFactory(user=user, given_name="Neema", family_name="Barasa", slug="neema-barasa")
    return user


@pytest.fixture
def focal_point(db):
    """The national focal point of Kenya since 3 May 2024."""
    user = UserFactory(email="focal.point@example.org")
    person = PersonFactory(user=user, given_name="Makena", family_name="Gathogo", slug="makena-gathogo")
    DesignationFactory(person=person, category__code="national-focal-point")
    return user


@pytest.fixture
def official_contact(db):
    """The official contact point of Senegal."""
    user = UserFactory(email="official.contact@example.org")
    person = PersonFactory(
        user=user,
        given_name="Aïssatou",
        family_name="Diouf",
        slug="aissatou-diouf",
        country=CountryFactory(iso2="SN"),
    )
    DesignationFactory(person=person, category__code="official-contact-point")
    return user


@pytest.fixture
def secretariat(db):
    """A member of the Secretariat: no record of their own, sees everything."""
    return UserFactory(email="secretariat@example.org", is_staff=True)


@pytest.fixture
def applicant(db):
    """Somebody who waits for approval, and so sees what a visitor sees and their own record."""
    user = UserFactory(email="applicant@example.org")
    person = PersonFactory(
        user=user,
        given_name="Lamin",
        family_name="Jatta",
        slug="lamin-jatta",
        country=CountryFactory(iso2="SN"),
        status=RecordStatus.WAITING,
    )
    MembershipApplicationFactory(person=person)
    return user
