"""The list of experts as people see it, over both engines; and without one."""

import re
import time
from contextlib import contextmanager
from datetime import date, datetime
from unittest import mock

import pytest
from django.core.cache import cache
from django.utils import timezone
from search.actions import catch_up, rebuild_index
from search.models import EmptySearch, PendingChange

from directory.choices import Audience, LanguageLevel
from experts.models import Availability, Endorsement, FieldOfExpertise
from tests.factories import AffiliationFactory, CountryFactory, InstitutionFactory
from tests.finding.conftest import expert

pytestmark = pytest.mark.django_db
LIST = "/en/experts/"
QUESTION = "PCB disposal in Western Africa, French"


def slugs(response):
    """Who is shown: those that fit, then near matches."""
    return re.findall(r'class="name"><a href="/en/experts/people/([\w-]+)/"', response.content.decode())


def counts(response, facet):
    """The numbers beside the values of a facet."""
    found = re.findall(
        rf'name="{facet}" value="([^"]+)"[^>]*> <span>[^<]*</span> <span class="n">(\d+)<', response.content.decode()
    )
    return {value: int(number) for value, number in found}


def test_the_list_is_by_name_with_facets_that_roll_up_the_tree(client, roster):
    response = client.get(LIST)

    assert slugs(response) == ["best", "broad", "elsewhere", "english", "self-declared"]
    assert counts(response, "expertise") == {"pcb": 4, "pcb-disposal": 3, "waste": 1}
    assert counts(response, "country") == {"sn": 3, "cn": 1, "ke": 1}
    assert counts(response, "region") == {"002": 4, "142": 1}
    assert counts(response, "worked") == {"sn": 1, "002": 1, "202": 1, "011": 1}
    assert counts(response, "language") == {"fr": 4, "en": 1}
    assert counts(response, "nominator") == {"sn": 1}
    assert slugs(client.get(LIST, {"expertise": "pcb", "country": ["ke", "cn"]})) == ["self-declared"]


def test_how_well_is_asked_once_a_language_is_chosen(client, engine, fields):
    for level in LanguageLevel.values:
        expert(f"french-{level}", languages={"fr": level})
    rebuild_index()

    assert counts(client.get(LIST), "skilled") == {}
    response = client.get(LIST, {"language": "fr"})
    assert counts(response, "skilled") == {"2": 3, "3": 2, "4": 1}
    assert slugs(client.get(LIST, {"language": "fr", "skilled": "3"})) == ["french-3", "french-4"]


def test_availability_is_seen_from_today(client, engine, fields, time_machine):
    made = expert("busy-then-free")
    shown = {"field_audiences": {"availability": 0}}
    type(made).objects.filter(pk=made.pk).update(**shown)
    Availability.objects.create(entry=made, kind="none", starts_on="2026-03-01", ends_on="2026-03-31")
    Availability.objects.create(entry=made, kind="full", starts_on="2026-02-01", ends_on="2026-05-31")
    with time_machine("2026-02-10"):
        rebuild_index()
        PendingChange.objects.all().delete()
        cache.clear()
        assert counts(client.get(LIST), "availability") == {"now": 1}
    # Nobody saves anything: a new day is enough.
    with time_machine("2026-03-10"):
        cache.clear()
        assert counts(client.get(LIST), "availability") == {"away": 1}
    with time_machine("2026-01-10"):
        cache.clear()
        assert counts(client.get(LIST), "availability") == {"soon": 1}
    with time_machine("2026-06-01"):
        cache.clear()
        assert counts(client.get(LIST), "availability") == {}


@pytest.fixture
def time_machine(monkeypatch):
    """Another day, for everything that asks for the day."""

    @contextmanager
    def on(day):
        then = timezone.make_aware(datetime.fromisoformat(f"{day}T12:00:00"))
        with (
            mock.patch.object(timezone, "now", return_value=then),
            mock.patch.object(timezone, "localdate", return_value=date.fromisoformat(day)),
        ):
            yield

    return on


SECRETS = {
    "worked": ("worked_in", "sn"),
    "willing": ("willing_to", "mentor"),
    "availability": ("availability", "now"),
    "gender": ("gender", "other"),
}


@pytest.mark.parametrize("facet", SECRETS)
def test_counts_and_choices_obey_visibility(client, engine, fields, secretariat, focal_point, facet):
    field, value = SECRETS[facet]
    made = expert(
        "owner",
        worked=["SN"],
        willing_to=["mentor"],
        gender="other",
        field_audiences={field: Audience.OFFICIAL_CONTACTS},
    )
    Availability.objects.create(entry=made, kind="full", starts_on="2020-01-01")
    rebuild_index()

    assert value not in counts(client.get(LIST), facet)
    assert slugs(client.get(LIST, {facet: value})) == []
    client.force_login(focal_point)
    assert counts(client.get(LIST), facet)[value] == 1
    assert slugs(client.get(LIST, {facet: value})) == ["owner"]


def test_what_the_person_hides_is_hidden_in_the_list_of_experts(client, engine, fields, focal_point):
    expert(
        "owner",
        languages={"fr": 4},
        person={
            "position": "Volcanologist",
            "chemicals": ["pop-09"],
            "sectors": ["agriculture"],
            "field_audiences": dict.fromkeys(("languages", "position", "chemicals", "sectors"), 2),
        },
    )
    rebuild_index()

    response = client.get(LIST)
    assert [counts(response, facet) for facet in ("language", "chemical", "sector")] == [{}, {}, {}]
    for question in ("French", "PCB", "volcanologist"):
        page = client.get(LIST, {"q": question})
        assert slugs(page) == []
    client.force_login(focal_point)
    response = client.get(LIST)
    assert counts(response, "language") == {"fr": 1}
    assert [slugs(client.get(LIST, {"q": question})) for question in ("French", "PCB", "volcanologist")] == [
        ["owner"]
    ] * 3


def test_a_question_is_answered_with_reasons_and_chips_that_can_be_removed(client, roster):
    response = client.get(LIST, {"q": QUESTION})
    page = response.content.decode()

    assert slugs(response) == ["best", "self-declared", "broad", "english"]
    assert (
        "2 experts for PCB decontamination and disposal · French · Western Africa" in page or "2 experts for" in page
    )
    assert "PCB decontamination and disposal, endorsed; French: excellent; works in Senegal" in page
    assert "Near matches" in page
    assert "<strong>Missing:</strong> French" in page
    (without_french,) = [part["address"] for part in response.context["understood"] if part["words"] == "French"]
    assert slugs(client.get(LIST + without_french))[:3] == ["best", "english", "self-declared"]
    assert page.count('rel="nofollow">') >= 3


def test_something_can_be_added_without_scripts(client, roster):
    response = client.get(LIST, {"q": "PCB", "more": "Senegal"})

    assert [part["words"] for part in response.context["understood"]] == ["PCB", "Senegal"]
    assert set(slugs(response)) == {"best", "broad", "english", "self-declared"}
    response = client.get(LIST, {"add": ["field:waste", "nonsense", "field:"]})
    assert [part["words"] for part in response.context["understood"]] == ["Waste management and disposal"]
    assert slugs(response)[0] == "elsewhere"


def test_what_found_nothing_is_noted_without_a_name_addresses_or_numbers(client, roster, member):
    client.force_login(member)
    for question in ("Unobtainium 555123 refining", "zebra@example.org", "+254 20 123 4567"):
        client.get(LIST, {"q": question})

    (empty,) = EmptySearch.objects.all()
    assert (empty.words, empty.kind, empty.audience) == ("unobtainium refining", "experts", Audience.MEMBERS)


def test_an_empty_answer_leads_on(client, roster):
    page = client.get(LIST, {"q": "waste, Senegal, English"}).content.decode()

    assert "nobody fits all of it" in page
    assert "Without “Waste management and disposal”: 1 expert" in page


def test_without_an_engine_the_plain_list_is_shown_and_says_so(client, broken_engine, fields):
    expert("fits", "pcb-disposal", country="SN")
    expert("elsewhere", "pcb", country="CN")
    expert("hidden", "pcb-disposal", country="SN", listing=Audience.MEMBERS)

    page = client.get(LIST)
    assert slugs(page) == ["elsewhere", "fits"]
    assert "The search engine does not answer just now" in page.content.decode()
    assert slugs(client.get(LIST, {"q": "PCB disposal in Senegal"})) == ["fits"]
    assert slugs(client.get(LIST, {"expertise": "pcb", "region": "142"})) == ["elsewhere"]
    assert slugs(client.get(LIST, {"q": "Amani fits"})) == ["fits"]
    assert not EmptySearch.objects.exists()


def test_changes_made_while_the_engine_is_down_are_found_once_it_is_back(client, engine, fields):
    made = expert("owner", "pcb")
    rebuild_index()
    # The note of the change waits, as when the engine did not answer.
    FieldOfExpertise.objects.filter(entry=made).first().delete()
    type(made).objects.filter(pk=made.pk).update(listing=Audience.MEMBERS)

    assert PendingChange.objects.filter(identity=f"experts.rosterentry.{made.pk}").exists()
    assert slugs(client.get(LIST)) == []
    catch_up()
    assert slugs(client.get(LIST)) == []
    assert not PendingChange.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_edited_entry_is_found_within_two_seconds(client, engine, fields):
    made = expert("owner", "waste")
    rebuild_index()
    assert slugs(client.get(LIST, {"q": "zebra"})) == []
    start = time.monotonic()
    made.headline = "Knows the zebra"
    made.save()

    assert slugs(client.get(LIST, {"q": "zebra"})) == ["owner"]
    assert time.monotonic() - start < 2


@pytest.mark.django_db(transaction=True)
def test_endorsements_and_the_persons_own_changes_are_found_at_once(client, engine, fields):
    made = expert("owner", "pcb", endorsed=["pcb"])
    rebuild_index()
    assert "endorsed" in client.get(LIST, {"q": "PCB"}).content.decode()
    Endorsement.objects.get(entry=made).delete()
    made.person.country = CountryFactory(iso2="SN")
    made.person.save()

    page = client.get(LIST, {"q": "PCB", "country": "sn"})
    assert slugs(page) == ["owner"]
    assert ", endorsed" not in page.content.decode()


def test_a_list_takes_as_many_queries_for_three_rows_as_for_one(
    client, engine, fields, django_assert_max_num_queries
):
    numbers = []
    for number in (1, 2):
        for place in range(number):
            expert(f"e{number}{place}", "pcb", endorsed=["pcb"], worked=["SN"], languages={"fr": 3})
        rebuild_index()
        for address in (LIST, f"{LIST}?q=PCB+in+Senegal"):
            client.get(address)
        for address in (f"{LIST}?sort=country", f"{LIST}?q=PCB,+Senegal"):
            with django_assert_max_num_queries(35) as queries:
                client.get(address)
            numbers.append(len(queries))
    assert numbers[:2] == numbers[2:]


def test_the_page_of_weights_shows_each_of_them(client, db):
    from experts.finding import weights

    page = client.get(f"{LIST}ranking/").content.decode()

    for _heading, group in weights.groups():
        for weight in group:
            assert str(weight.sentence) in page
    assert "Gender counts nothing" in page


def test_beside_a_profile_stand_people_alike_and_named_as_what_they_are(client, engine, fields):
    here = InstitutionFactory(name="Laboratory of Dakar")
    one = expert("one", "pcb-disposal", country="SN", languages={"fr": 3}, person={"chemicals": ["pop-09"]})
    twin = expert("twin", "pcb-disposal", country="SN", languages={"fr": 3}, person={"chemicals": ["pop-09"]})
    expert("colleague", "waste", country="CN", languages={"fr": 3})
    expert("stranger", "waste", country="CN")
    hidden = expert("hidden-twin", "pcb-disposal", country="SN", listing=Audience.MEMBERS)
    for slug in ("one", "colleague"):
        entry = type(one).objects.get(person__slug=slug)
        AffiliationFactory(person=entry.person, institution=here)
    AffiliationFactory(person=hidden.person, institution=here)
    rebuild_index()

    page = client.get("/en/experts/people/one/").content.decode()

    assert "People like this one" in page
    assert "Laboratory of Dakar" in page
    beside = page[page.index("People like this one") :]
    assert re.findall(r"/experts/people/([\w-]+)/", beside)[:3] == ["twin", "colleague", "twin"]
    assert "hidden-twin" not in page
    assert twin.person.slug in page
