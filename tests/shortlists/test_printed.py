"""The roster by field and region: sheets of today, and editions that are kept."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from directory.choices import Audience, TermStatus
from directory.editions import actions, keeping, making
from directory.editions.models import Edition
from experts.printed import contents, roster
from tests.editions.conftest import media, pdf_text_of, without_pdf  # noqa: F401
from tests.factories import CountryFactory, ExpertiseTermFactory, PersonFactory
from tests.factories.experts import FieldOfExpertiseFactory, RosterEntryFactory

from .conftest import SECRET_OF_CONTACTS, SECRET_OF_MEMBERS, SECRET_OF_SECRETARIAT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def world(expert):
    """An expert of PCBs in Kenya, one of a field below it in Senegal, one of monitoring, and one nobody may see."""
    pcb = ExpertiseTermFactory(slug="pcb", name="PCBs", name_en="PCBs", status=TermStatus.CONTROLLED)
    oil = ExpertiseTermFactory(slug="oil", name="Oils", name_en="Oils", parent=pcb, status=TermStatus.CONTROLLED)
    other = ExpertiseTermFactory(slug="monitoring", name="Monitoring", name_en="Monitoring")
    for slug, country, term in (("diop", "SN", oil), ("monitor", "KE", other)):
        person = PersonFactory(
            slug=slug, given_name="Given", family_name=slug.title(), country=CountryFactory(iso2=country)
        )
        FieldOfExpertiseFactory(entry=RosterEntryFactory(person=person), term=term)
    hidden = RosterEntryFactory(
        person=PersonFactory(slug="hidden", family_name="Hiddenname"), listing=Audience.MEMBERS
    )
    FieldOfExpertiseFactory(entry=hidden, term=pcb)
    return expert


def sheet(client, **values):
    return client.get(reverse("printed:sheet"), values)


def test_a_sheet_holds_a_field_with_everything_below_it(client, world):
    page = sheet(client, field="pcb").content.decode()
    assert "Ndoye" in page
    assert "Diop" in page
    assert "Monitor</bdi>" not in page
    assert "Roster of experts: PCBs" in page
    assert "Endorsed by Senegal" in page


def test_a_sheet_holds_a_region_alone(client, world):
    people = {
        "africa": sheet(client, place="002").content.decode(),
        "asia": sheet(client, place="142").content.decode(),
    }
    assert "Ndoye" in people["africa"]
    assert "Ndoye" not in people["asia"]


def test_a_sheet_shows_the_secretariat_no_more_than_everyone(client, world, secretariat):
    client.force_login(secretariat)
    page = sheet(client).content.decode()
    assert "Ndoye" in page
    for hidden in (SECRET_OF_MEMBERS, SECRET_OF_CONTACTS, SECRET_OF_SECRETARIAT, "awa@example.org", "Hiddenname"):
        assert hidden not in page


def test_a_sheet_may_use_its_own_style_and_nothing_else(client, world):
    policy = sheet(client)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "'sha256-" in policy


def test_the_language_is_chosen_with_the_sheet_and_arabic_runs_from_right_to_left(client, world):
    address = client.get(reverse("printed:choose"), {"language": "ar", "field": "pcb"}).context["sheet"]
    assert address.startswith("/ar/")
    page = client.get(address).content.decode()
    assert '<html lang="ar" dir="rtl">' in page


def test_nonsense_gives_no_sheet_of_something_else(client, world):
    ExpertiseTermFactory(slug="mine", name="My own", status=TermStatus.PROPOSED)
    for values in ({"field": "nothing"}, {"field": "mine"}, {"place": "nowhere"}, {"language": "xx"}):
        response = client.get(reverse("printed:choose"), values)
        assert response.status_code == 422, values
    assert sheet(client, field="nothing").status_code == 404


def test_too_many_are_asked_to_be_narrowed(client, world, monkeypatch):
    monkeypatch.setattr("experts.printed.views.MOST_ON_A_SHEET", 1)
    assert sheet(client).status_code == 302
    assert "A sheet holds 1 expert at most" in client.get(reverse("printed:choose")).content.decode()


def test_an_edition_is_made_numbered_and_published_beside_those_of_the_directory(
    client,
    world,
    secretariat,
    without_pdf,  # noqa: F811
):
    client.force_login(secretariat)
    values = {"field": "pcb", "place": "002", "language": "en"}
    with override("en"):
        for _twice in range(2):
            client.post(reverse("printed:ask_for_edition"), values)
    edition = Edition.objects.get()
    assert (edition.slug, edition.title) == (
        f"roster-pcb-002-en-{edition.year}-1",
        f"Roster of experts: PCBs, Africa, edition {edition.year}/1",
    )
    assert making.make(edition.pk)
    actions.publish_edition(edition, by=secretariat)
    edition = Edition.objects.get()
    page = keeping.kept(edition.html).read_text()
    assert "Ndoye" in page
    assert SECRET_OF_MEMBERS not in page
    assert edition.counts["people"] == 2
    client.logout()
    shown = client.get(reverse("printed:choose"), {"field": "pcb", "place": "002"})
    assert [each.pk for each in shown.context["editions"]] == [edition.pk]
    assert "Roster of experts: PCBs" in client.get(reverse("editions:list")).content.decode()
    assert client.get(edition.get_absolute_url()).status_code == 200
    directory, _new = actions.ask_for_edition("002", "en", Audience.EVERYONE, by=secretariat)
    assert directory.number == 1


def test_only_the_secretariat_has_editions_made(client, world, member):
    for user in (None, member):
        if user:
            client.force_login(user)
        assert client.post(reverse("printed:ask_for_edition"), {"field": "pcb"}).status_code == 403
    with pytest.raises(actions.EditionError):
        actions.ask_for_edition("002", "en", Audience.EVERYONE, by=None, subject="roster.nothing")


def test_the_pdf_in_arabic_holds_the_experts(client, world, pdf_text_of):  # noqa: F811
    edition, _new = actions.ask_for_edition("002", "ar", Audience.EVERYONE, by=None, subject="roster.pcb")
    edition.refresh_from_db()
    if edition.state != "ready":
        assert making.make(edition.pk)
    text = pdf_text_of(Edition.objects.get(pk=edition.pk))
    assert "Ndoye" in text
    assert SECRET_OF_MEMBERS not in text


def test_one_expert_and_five_cost_the_same(world):
    def cost():
        edition = Edition(subject="roster", place="network", language="en", as_of=date(2026, 11, 26), year=2026)
        with CaptureQueriesContext(connection) as asked:
            contents.gather(edition)
        return len(asked)

    roster.controlled_terms()
    cost()
    before = cost()
    for number in range(4):
        FieldOfExpertiseFactory(
            entry=RosterEntryFactory(person=PersonFactory(slug=f"more-{number}", family_name=f"More{number}")),
            term=ExpertiseTermFactory(slug="monitoring"),
        )
    assert cost() == before
