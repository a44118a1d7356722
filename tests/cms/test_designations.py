"""Focal points come and go; the record of who held a post stays."""

from datetime import date

import pytest
from audit.models import Entry
from django.urls import reverse

from directory.actions.designations import DesignationError, correct_designation, designate, end_designation
from directory.models import Designation
from directory.queries import spokespersons_of
from tests.factories import CategoryFactory, CountryFactory, DesignationFactory, PersonFactory


@pytest.fixture
def focal_point_category(db):
    return CategoryFactory(code="national-focal-point")


@pytest.fixture
def makena(db, focal_point):
    return focal_point.person.designations.get()


def test_a_successor_ends_the_predecessors_time_the_day_before(secretariat, makena):
    successor = PersonFactory(given_name="Otieno", country=makena.country)

    held = designate(
        makena.category,
        person=successor,
        country=makena.country,
        starts_on=date(2026, 6, 1),
        succeeds=makena,
        by=secretariat,
        source="Letter of 20 May 2026",
    )

    makena.refresh_from_db()
    assert makena.ends_on == date(2026, 5, 31)
    assert held.recorded_by == secretariat
    assert list(spokespersons_of(makena.country, date(2026, 5, 31))) == [makena]
    assert list(spokespersons_of(makena.country, date(2026, 6, 1))) == [held]
    assert {line.action for line in Entry.objects.filter(by=secretariat)} == {
        "directory.designation.made",
        "directory.designation.ended",
    }


def test_nobody_speaks_for_a_party_without_saying_for_which(secretariat, focal_point_category):
    with pytest.raises(DesignationError):
        designate(focal_point_category, person=PersonFactory(), starts_on=date(2026, 1, 1), by=secretariat)

    assert not Designation.objects.exists()


def test_a_designation_ends_once_and_not_before_it_began(secretariat, makena):
    with pytest.raises(DesignationError):
        end_designation(makena, on=date(2024, 1, 1), by=secretariat)

    assert end_designation(makena, on=date(2026, 5, 31), by=secretariat, reason="Letter") is True
    assert end_designation(makena, on=date(2026, 6, 30), by=secretariat) is False


def test_a_correction_names_what_it_changed(secretariat, makena):
    assert correct_designation(makena, by=secretariat, theme=makena.theme) is False
    assert correct_designation(makena, by=secretariat, source="Letter of 3 May 2024") is True
    assert Entry.objects.about(makena).get().changes == {"fields": ["source"]}


def test_the_secretariat_designates_and_ends_in_the_administration(client, secretariat, focal_point_category):
    client.force_login(secretariat)
    person, kenya = PersonFactory(), CountryFactory(iso2="KE")

    answer = client.post(
        reverse("designations:add"),
        {
            "person": person.pk,
            "category": focal_point_category.pk,
            "country": kenya.pk,
            "starts_on": "2026-06-01",
            "designated_by": "Ministry of Environment",
        },
    )
    assert answer.status_code == 302, answer.context["form"].errors
    held = Designation.objects.get()
    assert (held.person, held.country, held.recorded_by) == (person, kenya, secretariat)

    refused = client.post(reverse("designations:end", args=[held.pk]), {"ends_on": "2026-05-01", "reason": "Letter"})
    assert refused.status_code == 200
    client.post(reverse("designations:end", args=[held.pk]), {"ends_on": "2026-09-30", "reason": "Letter"})
    held.refresh_from_db()
    assert held.ends_on == date(2026, 9, 30)


def test_a_designation_with_a_mistake_comes_back_with_its_words(client, secretariat, focal_point_category):
    client.force_login(secretariat)

    answer = client.post(
        reverse("designations:add"),
        {"category": focal_point_category.pk, "starts_on": "2026-06-01", "theme": "PCBs in transformers"},
    )

    assert set(answer.context["form"].errors) == {"person", "country"}
    assert "PCBs in transformers" in answer.content.decode()


def test_a_designation_is_corrected_but_never_deleted(client, secretariat, makena):
    client.force_login(secretariat)

    client.post(reverse("designations:edit", args=[makena.pk]), {"starts_on": "2024-05-02", "source": "Letter"})
    client.post(reverse("designations:delete", args=[makena.pk]))

    makena.refresh_from_db()
    assert (makena.starts_on, makena.source) == (date(2024, 5, 2), "Letter")


def test_the_list_asks_as_much_for_three_as_for_one(client, secretariat, django_assert_max_num_queries):
    client.force_login(secretariat)
    DesignationFactory(category__code="national-focal-point")
    client.get(reverse("designations:index"))
    with django_assert_max_num_queries(30) as one:
        client.get(reverse("designations:index"))
    DesignationFactory(category__code="expert")
    DesignationFactory(category__code="expert")

    with django_assert_max_num_queries(len(one)):
        client.get(reverse("designations:index"))


def test_no_cell_of_the_file_is_a_formula(client, secretariat, makena):
    correct_designation(makena, by=secretariat, source='=HYPERLINK("https://example.org")')
    client.force_login(secretariat)

    answer = client.get(reverse("designations:index"), {"export": "csv"})

    assert "'=HYPERLINK" in b"".join(answer.streaming_content).decode()
