"""The demonstration has partners, agreements and projects, and takes them away again."""

from datetime import date

import pytest

from directory.models import Institution
from directory.partnerships.demonstration import make_partnerships, remove_partnerships
from directory.partnerships.models import Agreement, Partnership, Project
from directory.partnerships.queries import agreements_in_force, agreements_to_renew, joint_projects
from tests.factories import CountryFactory, InstitutionFactory, InstitutionTypeFactory
from tests.factories.partnerships import AgreementFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 26)


@pytest.fixture
def houses(db):
    kind = InstitutionTypeFactory(code="laboratory")
    places = ("SN", "KE", "EG", "CN", "RU")
    return [
        InstitutionFactory(
            slug=f"demo-{number}", type=kind, country=CountryFactory(iso2=places[number % 5]), is_demo=True
        )
        for number in range(14)
    ]


def test_the_demonstration_is_the_same_twice_and_whole(houses):
    assert make_partnerships(1, ON) == 12
    told = list(Agreement.objects.values_list("reference", "in_force_from", "in_force_to"))
    assert make_partnerships(1, ON) == 0
    assert (Agreement.objects.count(), Project.objects.count()) == (20, 10)
    assert joint_projects(ON).count() == 10
    assert 0 < agreements_in_force(ON).count() < 19
    assert len(agreements_to_renew(ON)) >= 2
    assert Agreement.objects.filter(is_confidential=True).count() == 1
    remove_partnerships()
    make_partnerships(1, ON)
    assert list(Agreement.objects.values_list("reference", "in_force_from", "in_force_to")) == told


def test_removing_the_demonstration_removes_nothing_else(houses):
    make_partnerships(1, ON)
    real = AgreementFactory(institutions=[InstitutionFactory(name="Real House")])
    remove_partnerships()
    assert list(Agreement.objects.all()) == [real]
    assert not Partnership.objects.exists()
    Institution.objects.filter(is_demo=True).delete()
    assert list(Institution.objects.values_list("name", flat=True)) == ["Real House"]
