"""Who speaks for a country today, who did on any past day, who will: and what nobody may learn on the way."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.actions.leaving import close_account
from directory.choices import Audience
from directory.designating import actions
from directory.models import Designation
from tests.factories import CategoryFactory, CountryFactory, DesignationFactory, PartyFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kenya(office):
    CategoryFactory(code="official-contact-point")
    PartyFactory()
    return CountryFactory()


def test_the_country_page_answers_for_yesterday_and_tomorrow(client, kenya, submitted, focal_point, secretariat):
    held = Designation.objects.get(person=focal_point.person)
    begins = timezone.localdate() + timedelta(days=30)
    actions.verify(submitted(succeeds=held, starts_on=begins), by=secretariat)

    yesterday = client.get("/en/directory/countries/ke/", {"on": str(timezone.localdate() - timedelta(days=1))})
    later = client.get("/en/directory/countries/ke/", {"on": str(begins)})
    long_ago = client.get("/en/directory/countries/ke/", {"on": "3 May 2020"})

    assert "Makena Gathogo is on record as national focal point" in yesterday.content.decode()
    assert "Achieng Odera is on record as national focal point" in later.content.decode()
    assert "On 3 May 2020, no national focal point is on record." in long_ago.content.decode()
    assert [post["holder"] for post in later.context["posts"]] == [
        Designation.objects.get(starts_on=begins).person,
        None,
    ]


def test_the_line_of_provenance_says_who_designated_and_when_it_was_verified_and_confirmed(
    client, kenya, submitted, secretariat, member
):
    actions.verify(submitted(starts_on=timezone.localdate()), by=secretariat, person=member.person)

    page = client.get("/en/directory/countries/ke/").content.decode()

    assert "Designated by Permanent Mission of Kenya in Geneva." in page
    assert "Verified by the Secretariat on " in page
    assert "Source: Permanent Mission of Kenya in Geneva, NV 12/2026, 5 January 2026." in page
    assert "Record last confirmed on 1 September 2026." in page


def test_a_vacancy_is_said_with_its_first_day(client, kenya, office):
    DesignationFactory(category=office, starts_on=date(2020, 1, 1), ends_on=date(2025, 6, 30))

    page = client.get("/en/directory/countries/ke/").content.decode()

    assert "Vacant since 1 July 2025." in page


def test_a_day_nobody_can_read_comes_back_with_the_message(client, kenya):
    page = client.get("/en/directory/countries/ke/", {"on": "<b>some day"}).content.decode()
    assert "Write the day as 3 May 2024" in page
    assert 'value="&lt;b&gt;some day"' in page


def test_who_left_the_network_stays_on_record_by_name_without_a_page(client, kenya, focal_point):
    close_account(focal_point.person, by=focal_point)

    page = client.get("/en/directory/countries/ke/", {"on": "1 June 2024"}).content.decode()

    assert "On 1 June 2024, Makena Gathogo is on record as national focal point." in page
    assert "/people/makena-gathogo/" not in page


@pytest.mark.parametrize("address", ["/en/directory/countries/ke/", "/en/directory/focal-points/"])
def test_a_holder_hidden_from_visitors_is_named_on_no_day(client, kenya, focal_point, member, address):
    person = focal_point.person
    person.listing = Audience.MEMBERS
    person.save()
    for parameters in ({}, {"on": "1 June 2024"}, {"on": "1 June 2024", "format": "csv"}):
        assert "Gathogo" not in client.get(address, parameters).content.decode()
    client.force_login(member)
    assert "Gathogo" in client.get(address, {"on": "1 June 2024"}).content.decode()


def test_parties_with_and_without_a_focal_point_are_listed_for_any_day(client, kenya, focal_point):
    PartyFactory(country=CountryFactory(iso2="SN"), entry_into_force=date(2010, 1, 1))

    today = client.get("/en/directory/focal-points/")
    without = client.get("/en/directory/focal-points/", {"show": "without"})
    before = client.get("/en/directory/focal-points/", {"on": "2009"})

    assert today.context["says"] == "1 of 2 Parties have a national focal point on record, 1 have none."
    assert [row["country"].iso2 for row in without.context["rows"]] == ["SN"]
    assert [row["country"].iso2 for row in before.context["rows"]] == ["KE"]
    lines = client.get("/en/directory/focal-points/", {"format": "csv"}).content.decode("utf-8-sig").splitlines()
    assert lines[1:] == ["KE,Kenya,,Makena Gathogo,2024-05-03,,", "SN,Senegal,,,,,"]


def test_the_list_of_parties_costs_the_same_with_one_party_and_with_three(client, kenya, focal_point):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get("/en/directory/focal-points/")
        return len(asked)

    queries()
    one = queries()
    for code in ("SN", "EG"):
        country = CountryFactory(iso2=code)
        PartyFactory(country=country)
        DesignationFactory(person=PersonFactory(country=country), category__code="national-focal-point")
    assert queries() == one
