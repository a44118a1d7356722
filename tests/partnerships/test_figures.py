"""Partnerships in figures for any day, and the regional centres with the Parties they serve."""

import csv
import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directory.partnerships.choices import ProjectStatus
from directory.partnerships.figures import counts, drawing
from tests.factories import CountryFactory, InstitutionFactory, InstitutionTypeFactory, PartyFactory
from tests.factories.partnerships import AgreementFactory, PartnershipFactory, ProjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def past(laboratory):
    """A partnership, an agreement and a project of 2021, all over by 2024."""
    other = InstitutionFactory(name="Cairo Centre", country=CountryFactory(iso2="EG"))
    PartnershipFactory(institution=laboratory, starts_on=date(2020, 1, 1), ends_on=date(2023, 6, 30))
    PartnershipFactory(institution=other, starts_on=date(2022, 1, 1))
    AgreementFactory(institutions=[laboratory], in_force_from=date(2020, 1, 1), in_force_to=date(2022, 12, 31))
    project = ProjectFactory(partners=[laboratory, other], starts_on=date(2021, 1, 1))
    project.changes.create(status=ProjectStatus.COMPLETED, on=date(2023, 1, 1))
    project.save()
    return other


def test_a_past_day_is_answered_from_dated_rows(past):
    assert [counts(date(year, 6, 1)) for year in (2019, 2021, 2022, 2024)] == [
        {"partners": 0, "agreements": 0, "projects": 0},
        {"partners": 1, "agreements": 1, "projects": 1},
        {"partners": 2, "agreements": 1, "projects": 1},
        {"partners": 1, "agreements": 0, "projects": 0},
    ]


def test_the_page_shows_the_day_asked_for_and_says_what_is_wrong_with_one_it_cannot_read(client, past):
    address = reverse("partnerships:figures")
    page = client.get(address, {"on": "1 June 2022"})
    assert [figure["number"] for figure in page.context["figures"]] == [2, 1, 1]
    assert client.get(address).context["is_today"]
    wrong = client.get(address, {"on": "the day after"})
    assert wrong.status_code == 200
    assert "Write the day as" in wrong.content.decode()
    assert client.get(address, {"on": "2022"}).context["on"] == date(2022, 12, 31)
    assert client.get(address, {"on": str(timezone.localdate().year)}).context["is_today"]

    assert client.get(address, {"on": "1900-01-01"}).context["figures"][0]["number"] == 0


def test_the_file_says_the_same_as_the_page(client, past):
    address = reverse("partnerships:figures")
    answer = client.get(address, {"on": "2022-06-01", "format": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Day", "Table", "What is counted", "Part", "Number"]
    assert [row[4] for row in rows if row[1] == "total"] == ["2", "1", "1"]
    assert {row[3]: row[4] for row in rows if row[1] == "partner_regions"} == {"Africa": "2"}
    assert "2022-06-01" in answer["Content-Disposition"]


def test_the_chart_holds_a_bar_for_every_number_of_its_table(client, past):
    page = client.get(reverse("partnerships:figures"), {"on": "2022-06-01"})
    assert page.content.decode().count("<rect ") == 3 * len(page.context["course"])
    drawn = drawing([(date(2022, 1, 1), {"partners": 7, "agreements": 0, "projects": 10_000})])
    heights = [float(bar["height"]) for bar in drawn["bars"]]
    assert heights[1] == 0
    assert heights[2] == 200
    assert all(re.fullmatch(r"\d+\.\d", bar["x"]) for bar in drawn["bars"])


def test_figures_are_there_before_the_first_partner(client):
    page = client.get(reverse("partnerships:figures"))
    assert [figure["number"] for figure in page.context["figures"]] == [0, 0, 0]


def test_the_numbers_cost_the_same_for_one_partner_and_three(client, laboratory):
    def asked():
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("partnerships:figures"))
        return len(seen)

    def add():
        house = InstitutionFactory()
        PartnershipFactory(institution=house)
        AgreementFactory(institutions=[house])
        ProjectFactory(partners=[house, laboratory])

    add()
    asked()
    one = asked()
    add()
    add()
    assert asked() == one


# --- Regional centres -------------------------------------------------------------------------------------


@pytest.fixture
def centre(db):
    found = InstitutionFactory(
        name="Dakar Centre", slug="dakar-centre", type=InstitutionTypeFactory(code="regional-centre")
    )
    for iso2 in ("SN", "KE"):
        found.parties_served.add(PartyFactory(country=CountryFactory(iso2=iso2)).country)
    found.save()
    return found


def test_each_party_finds_the_centre_that_serves_it(client, centre, laboratory):
    laboratory.parties_served.add(CountryFactory(iso2="SN"))
    laboratory.save()
    page = client.get(reverse("partnerships:centres"))
    assert [row["country"].iso2 for row in page.context["parties"]] == ["KE", "SN"]
    assert [entry["centre"] for entry in page.context["centres"]] == [centre]
    assert "Dakar Centre" in client.get("/en/directory/countries/ke/").content.decode()
    CountryFactory(iso2="CN")
    assert "Dakar Centre" not in client.get("/en/directory/countries/cn/").content.decode()
    assert client.get(reverse("partnerships:centres"), {"format": "json"}).json()[0]["parties_served_iso2"] == [
        "KE",
        "SN",
    ]


def test_pages_are_read_in_arabic(client, centre, laboratory):
    PartnershipFactory(institution=laboratory)
    AgreementFactory(institutions=[laboratory])
    ProjectFactory(partners=[laboratory, centre])
    for path in ("partners/", "agreements/", "projects/", "partners/figures/", "partners/regional-centres/"):
        page = client.get(f"/ar/{path}")
        assert page.status_code == 200
        assert 'dir="rtl"' in page.content.decode()


def test_what_search_engines_find_are_public_partners_agreements_and_projects(client, laboratory):
    PartnershipFactory(institution=laboratory)
    AgreementFactory(institutions=[laboratory])
    project = ProjectFactory(partners=[laboratory, InstitutionFactory()])
    assert "/en/partners/of/nairobi-laboratory/" in client.get("/sitemap-partners-en.xml").content.decode()
    assert "/en/agreements/" in client.get("/sitemap-agreements-en.xml").content.decode()
    assert f"/en/projects/of/{project.slug}/" in client.get("/sitemap-projects-en.xml").content.decode()
