"""An institution, and somebody who keeps its record."""

import pytest
from django.core.cache import cache

from tests.factories import AffiliationFactory, InstitutionFactory, PersonFactory, UserFactory


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Sitemaps are kept for a while, and with them what the test before saw."""
    cache.clear()


@pytest.fixture
def laboratory(db):
    return InstitutionFactory(name="Nairobi Laboratory", slug="nairobi-laboratory")


@pytest.fixture
def keeper(laboratory):
    """Keeps the record of the laboratory, and reads letters in French."""
    user = UserFactory(email="keeper@example.org", language="fr")
    person = PersonFactory(user=user, given_name="Wanjiru", family_name="Kamau", slug="wanjiru-kamau")
    AffiliationFactory(person=person, institution=laboratory, maintains_institution=True)
    return user
