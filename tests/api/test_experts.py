"""What programs read of the roster of experts, each at their own audience."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from search.actions import catch_up

from directory.choices import Audience, LanguageLevel
from directory.duplicates.models import FormerAddress
from experts.choices import EntryState
from tests.factories import (
    ChemicalFactory,
    CountryFactory,
    ExpertiseTermFactory,
    LanguageFactory,
    LanguageSkillFactory,
    PersonFactory,
)
from tests.factories.experts import (
    EndorsementFactory,
    FieldOfExpertiseFactory,
    NominationFactory,
    RosterEntryFactory,
)

from .conftest import Program, token_for

pytestmark = pytest.mark.django_db

SECRETS = ("secret-for-members", "secret-for-contacts", "secret-for-secretariat")


@pytest.fixture
def roster(db):
    """An expert of PCBs in Kenya with secrets, one of a narrower field in Senegal, a draft, and one for members."""
    pcb = ExpertiseTermFactory(slug="pcb", name="PCB management", name_en="PCB management")
    oil = ExpertiseTermFactory(slug="pcb-disposal", name="PCB disposal", name_en="PCB disposal", parent=pcb)
    ExpertiseTermFactory(slug="monitoring", name="Monitoring", name_en="Monitoring")
    awa = RosterEntryFactory(
        person=PersonFactory(slug="awa-ndoye", family_name="Ndoye"),
        willing_to=["mission"],
        additional_information=SECRETS[0],
        interests_declared="some",
        interests_text=SECRETS[1],
    )
    FieldOfExpertiseFactory(entry=awa, term=pcb, level=3, years=12)
    EndorsementFactory(
        entry=awa, term=pcb, nomination=NominationFactory(entry=awa, country=CountryFactory(iso2="SN"))
    )
    awa.education.create(title=SECRETS[2], institution_name="Dakar")
    awa.availability.create(kind="part", starts_on=date(2026, 1, 1))
    awa.field_audiences = {"education": 3, "willing_to": 1}
    awa.countries_worked_in.set([CountryFactory(iso2="SN")])
    awa.save()
    awa.person.chemicals.set([ChemicalFactory(code="pop-09")])
    awa.person.save()
    LanguageSkillFactory(person=awa.person, language=LanguageFactory(code="fr"), level=LanguageLevel.EXCELLENT)
    diop = RosterEntryFactory(
        person=PersonFactory(slug="diop", family_name="Diop", country=CountryFactory(iso2="SN")),
        willing_to=["mission"],
    )
    FieldOfExpertiseFactory(entry=diop, term=oil)
    for slug, values in (("draft", {"state": EntryState.DRAFT}), ("for-members", {"listing": Audience.MEMBERS})):
        entry = RosterEntryFactory(person=PersonFactory(slug=slug, family_name=slug), **values)
        FieldOfExpertiseFactory(entry=entry, term=pcb)
    return awa


def ids(program, **query):
    return [each["id"] for each in program.items("experts", query)]


def test_filters_find_experts_and_a_field_holds_all_below_it(program, roster, index):
    index()
    assert ids(program) == ["diop", "awa-ndoye"]
    assert ids(program, field="pcb") == ["diop", "awa-ndoye"]
    assert ids(program, field="pcb-disposal") == ["diop"]
    assert ids(program, country="ke") == ["awa-ndoye"]
    assert ids(program, region="002") == ["diop", "awa-ndoye"]
    assert ids(program, language="fr") == ["awa-ndoye"]
    assert ids(program, chemical="pop-09") == ["awa-ndoye"]
    assert ids(program, worked_in="sn") == ["awa-ndoye"]
    assert ids(program, field="pcb", country=["ke", "sn"], language="fr") == ["awa-ndoye"]


def test_a_filter_tells_no_more_than_a_page(program, roster, index, member):
    """Who is willing to go on mission is for members only in one of the entries."""
    index()
    reads = Program(token_for(member, Audience.MEMBERS)[1])
    assert ids(program, willingness="mission") == ["diop"]
    assert set(ids(reads, willingness="mission")) == {"diop", "awa-ndoye"}
    assert "for-members" in ids(reads)
    counted = program.read("experts", {"facets": "true"})["facets"]["willingness"]
    assert [(each["code"], each["count"]) for each in counted] == [("mission", 1)]


def test_a_sentence_finds_what_the_list_finds_and_says_how_it_was_understood(program, roster, index):
    index()
    told = program.read("experts", {"q": "PCB management, French"})
    assert [each["id"] for each in told["items"]] == ["awa-ndoye"]
    assert {"field:pcb", "language:fr"} <= set(told["understood"])


def test_an_expert_is_told_with_levels_endorsement_and_links(program, roster):
    told = program.read("experts/awa-ndoye")
    (field,) = told["fields"]
    assert (field["code"], field["level"], field["years"]) == ("pcb", "leading", 12)
    assert field["endorsed_by"]["country"]["code"] == "sn"
    assert told["nominated_by"]["country"]["name"] == "Senegal"
    assert told["links"]["person"].endswith("/api/v1/people/awa-ndoye")
    assert told["languages"][0]["level"] == "excellent"
    assert "education" not in told
    assert "availability" not in told


def test_each_reader_reads_as_their_audience_and_nobody_as_themselves(roster, member, official_contact, index):
    index()
    readers = {
        Audience.EVERYONE: Program(),
        Audience.MEMBERS: Program(token_for(member, Audience.MEMBERS)[1]),
        Audience.OFFICIAL_CONTACTS: Program(token_for(official_contact, Audience.OFFICIAL_CONTACTS)[1]),
    }
    for audience, read in readers.items():
        for address in ("experts/awa-ndoye", "experts?limit=100", "experts?names=all", "experts?facets=true"):
            text = read(address).content.decode()
            for level, secret in enumerate(SECRETS, 1):
                shown = secret in text
                assert not shown or level <= audience, (audience, address, secret)
        whole = read("experts/awa-ndoye").content.decode()
        assert [secret in whole for secret in SECRETS] == [audience >= 1, audience >= 2, False]


def test_who_is_not_listed_is_nowhere(program, roster, index, secretariat):
    index()
    for slug in ("draft", "for-members", "nobody"):
        assert program(f"experts/{slug}").status_code == 404
    assert not {"draft", "for-members"} & set(ids(program))
    assert program.read("experts")["total"] == 2


def test_an_entry_that_is_withdrawn_is_gone_a_moment_later(program, roster, index):
    index()
    assert program("experts/awa-ndoye").status_code == 200
    roster.state = EntryState.WITHDRAWN
    roster.save()
    assert program("experts/awa-ndoye").status_code == 404
    assert ids(program) == ["diop"]


def test_a_former_address_leads_to_the_expert_it_was_put_together_with(program, roster):
    FormerAddress.objects.create(kind="person", slug="old-ndoye", record=roster.person.pk)
    response = program("experts/old-ndoye")
    assert response.status_code == 301
    assert response["Location"].endswith("/api/v1/experts/awa-ndoye")


def test_the_same_answer_is_not_sent_twice_and_another_is(program, roster, index):
    index()
    first = program("experts")
    assert program("experts", If_None_Match=first["ETag"]).status_code == 304
    roster.headline = "Something new"
    roster.save()
    catch_up()
    assert program("experts", If_None_Match=first["ETag"]).status_code == 200


def test_nonsense_is_told_with_its_name(program, roster):
    wrong = {"field": "nothing", "willingness": "dance", "worked_in": "xx", "sort": "freshness", "x": "1"}
    for query in ({name: value} for name, value in wrong.items()):
        response = program("experts", query)
        assert response.status_code == 422, query
        assert response.json()["errors"][0]["parameter"] == next(iter(query))


def test_without_the_search_no_filter_is_left_out(program, roster, no_engine):
    assert set(ids(program, country="ke", field="pcb")) == {"awa-ndoye"}
    for query in ({"language": "fr"}, {"q": "PCB"}, {"facets": "true"}):
        response = program("experts", query)
        assert response.status_code == 503, query
        assert response["Retry-After"] == "60"


def test_one_expert_and_five_cost_the_same(program, roster, index):
    def cost():
        index()
        program("experts", {"names": "all"})
        with CaptureQueriesContext(connection) as asked:
            program("experts", {"limit": 50})
        return len(asked)

    before = cost()
    for number in range(4):
        entry = RosterEntryFactory(person=PersonFactory(slug=f"more-{number}", family_name=f"More{number}"))
        FieldOfExpertiseFactory(entry=entry, term=ExpertiseTermFactory(slug="monitoring"))
    assert cost() == before


def test_the_index_and_the_description_name_the_roster(program, roster):
    assert program.read("")["lists"]["experts"].endswith("/api/v1/experts")
    parameters = {
        each["name"]: each for each in program.read("openapi.json")["paths"]["/api/v1/experts"]["get"]["parameters"]
    }
    assert parameters["willingness"]["schema"]["items"]["enum"][0] == "mission"
    assert parameters["worked_in"]["schema"]["items"]["enum"] == ["ke", "sn"]
