"""The whole state of the directory at a glance, for the Secretariat."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from notifications.models import OutgoingMail, UnreachableAddress

from directory.choices import RecordStatus
from directory.upkeep import queries
from directory.upkeep.actions.asking import confirm_from_letter, hold_mailing
from directory.upkeep.models import ConfirmationRequest
from tests.factories import (
    CountryFactory,
    DesignationFactory,
    InstitutionContactFactory,
    InstitutionFactory,
    PartyFactory,
    PersonContactFactory,
    PersonFactory,
    UserFactory,
)

from .conftest import LONG_AGO, MONDAY

PAGE = "/en/directory/upkeep/"
COLUMNS = ("all", "current", "due", "outdated", "never", "unreachable", "unanswered", "without-address")


@pytest.fixture
def network(monday):
    """Six people and two institutions in three regions, in every state."""
    PersonFactory(confirmed_at=MONDAY - timedelta(days=10), user=UserFactory(email="current@example.org"))
    PersonFactory(confirmed_at=MONDAY - timedelta(days=200), country=CountryFactory(iso2="CN"))
    asked = PersonFactory(confirmed_at=LONG_AGO)
    PersonContactFactory(person=asked, kind="email", value="asked@example.org")
    lost = PersonFactory(
        confirmed_at=None, user=UserFactory(email="Lost@example.org"), country=CountryFactory(iso2="RU")
    )
    DesignationFactory(person=lost, category__code="national-focal-point")
    PartyFactory(country=lost.country)
    PersonFactory(confirmed_at=None, country=None)
    PersonFactory(status=RecordStatus.CLOSED)
    answered = InstitutionFactory(confirmed_at=LONG_AGO)
    InstitutionContactFactory(institution=answered, value="answered@example.org")
    InstitutionFactory(confirmed_at=MONDAY - timedelta(days=1))
    UnreachableAddress.objects.create(address="lost@example.org")
    hold_mailing()
    monday.shift(timedelta(hours=1))
    confirm_from_letter(ConfirmationRequest.objects.get(institution=answered))
    return lost


def counted(kind, now, by=None):
    return {key: tuple(row[column] for column in COLUMNS) for key, row in queries.numbers(kind, now, by).items()}


def test_numbers_are_true(network, monday):
    now = MONDAY + timedelta(hours=1)
    lost = network

    assert counted("people", now) == {0: (5, 1, 1, 1, 2, 1, 1, 2)}
    assert counted("official", now) == {0: (1, 0, 0, 0, 1, 1, 0, 0)}
    assert counted("institutions", now) == {0: (2, 2, 0, 0, 0, 0, 0, 1)}
    by_region = counted("people", now, "country__region__code")
    assert by_region == {
        "002": (2, 1, 0, 1, 0, 0, 1, 0),
        "142": (1, 0, 1, 0, 0, 0, 0, 1),
        "150": (1, 0, 0, 0, 1, 1, 0, 0),
        None: (1, 0, 0, 0, 1, 0, 0, 1),
    }
    category = lost.designations.get().category_id
    assert {key: tuple(row[c] for c in COLUMNS) for key, row in queries.numbers_by_category(now).items()} == {
        category: (1, 0, 0, 0, 1, 1, 0, 0)
    }
    assert queries.parties_out_of_reach() == [lost.country]
    [mailing] = queries.mailings(now)
    assert (mailing["asked"], mailing["answered"], mailing["by_letter"], mailing["reminded"]) == (2, 1, 1, 0)


def test_every_number_leads_to_a_list_of_as_many(network, client, secretariat):
    client.force_login(secretariat)
    for of in ("people", "institutions", "official"):
        context = client.get(PAGE, {"of": of}).context
        rows = [*context["totals"], *context["regions"], *context["categories"]]
        cells = [cell for row in rows for cell in (row["all"], *row["cells"])]
        assert any(cell["number"] for cell in cells)
        for cell in cells:
            assert client.get(cell["address"]).context["number"] == cell["number"], cell


def test_page_begins_with_parties_whom_mail_does_not_reach(network, client, secretariat):
    client.force_login(secretariat)
    page = client.get(PAGE).content.decode()

    assert page.index("none of whose official contacts mail reaches") < page.index("All records")
    assert "1 of 2 records asked about in the last half-year have answered (50 %)." in page
    # A second contact who is reached takes the Party off.
    DesignationFactory(
        person__user=UserFactory(email="second@example.org"),
        person__country=network.country,
        category__code="official-contact-point",
    )
    assert queries.parties_out_of_reach() == []


@pytest.mark.parametrize("page", [PAGE, f"{PAGE}records/", f"{PAGE}?format=csv"])
def test_others_do_not_know_of_it(page, network, client, member):
    assert client.get(page).status_code == 302
    client.force_login(member)
    assert client.get(page).status_code == 404


def test_verbs_are_the_secretariats(network, client, member):
    client.force_login(member)
    for verb in ("ask", "try_again"):
        assert client.post(reverse(f"upkeep:{verb}", args=["person", network.pk])).status_code == 404
    assert UnreachableAddress.objects.now().exists()


def test_page_and_lists_ask_as_often_for_many_as_for_few(network, client, secretariat):
    client.force_login(secretariat)

    def asked(address):
        client.get(address)
        with CaptureQueriesContext(connection) as queries_asked:
            assert client.get(address).status_code == 200
        return len(queries_asked)

    addresses = [PAGE, f"{PAGE}?of=institutions", f"{PAGE}records/", f"{PAGE}records/?state=unreachable"]
    few = [asked(address) for address in addresses]
    for number, iso2 in enumerate(("KE", "EG", "SN")):
        person = PersonFactory(country=CountryFactory(iso2=iso2), user=UserFactory(email=f"more{number}@example.org"))
        DesignationFactory(person=person, category__code="official-contact-point")
        UnreachableAddress.objects.create(address=f"more{number}@example.org")
        InstitutionContactFactory(value=f"house{number}@example.org")
    assert [asked(address) for address in addresses] == few


def test_table_to_take_away_holds_every_number(network, client, secretariat):
    client.force_login(secretariat)
    region = network.country.region
    region.name_en = "=Europe"
    region.save()
    text = client.get(PAGE, {"format": "csv"}).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))

    assert rows[0][:4] == ["Counted", "Part", "Listed", "Current"]
    assert rows[1] == ["People", "All", "5", "1", "1", "1", "2", "1", "1", "2"]
    assert ["People", "Africa", "2", "1", "0", "1", "0", "0", "1", "0"] in rows
    assert all(not row[1].startswith("=") for row in rows)
    assert "National focal point" in text


def test_secretariat_asks_at_once_and_says_that_mail_arrives_again(network, client, secretariat):
    client.force_login(secretariat)
    before = OutgoingMail.objects.count()
    ask = reverse("upkeep:ask", args=["person", network.pk])
    again = reverse("upkeep:try_again", args=["person", network.pk])
    here = f"{PAGE}records/?state=unreachable"

    assert "has no address at which mail arrives" in client.post(ask, {"next": here}, follow=True).content.decode()
    assert client.post(again, {"next": here}).url == here
    assert client.post(again, {"next": "https://evil.example/"}).url == PAGE
    assert client.post(ask, {"next": here}).url == here
    assert "a moment ago" in client.post(ask, {"next": here}, follow=True).content.decode()
    assert OutgoingMail.objects.count() == before + 1
    assert client.post(reverse("upkeep:ask", args=["country", 1])).status_code == 404


def test_empty_network_has_a_page(client, secretariat):
    client.force_login(secretariat)
    assert "Nobody was asked" in client.get(PAGE).content.decode()
    assert "No record is in this state" in client.get(f"{PAGE}records/").content.decode()
