"""What programs read."""

from datetime import date

import pytest
from openapi_spec_validator import validate

from directory.choices import Audience, TermStatus
from directory.duplicates.models import FormerAddress
from tests.factories import (
    ChemicalFactory,
    CountryFactory,
    DesignationFactory,
    ExpertiseTermFactory,
    InstitutionFactory,
    PartyFactory,
    PersonContactFactory,
    PersonFactory,
)

from .conftest import Program, token_for

pytestmark = pytest.mark.django_db


def ids(items):
    return [item["id"] for item in items]


def test_the_description_is_valid_and_names_the_values_of_filters(program, focal_point):
    ExpertiseTermFactory(slug="pcb")
    ExpertiseTermFactory(slug="my-own-secret-subject", status=TermStatus.PROPOSED)

    document = program.read("openapi.json")

    validate(document)
    assert document["openapi"].startswith("3.1")
    parameters = {each["name"]: each for each in document["paths"]["/api/v1/people"]["get"]["parameters"]}
    assert parameters["country"]["schema"]["items"]["enum"] == ["ke"]
    assert parameters["expertise"]["schema"]["items"]["enum"] == ["pcb"]
    assert parameters["limit"]["schema"]["maximum"] == 100
    for path, item in document["paths"].items():
        for operation in item.values():
            assert operation["summary"], path
            assert {"401", "405", "406", "422", "429"} <= set(operation["responses"]), path
            assert all(each["description"] for each in operation["parameters"]), path


def test_the_same_filters_find_the_same_people_as_on_the_page(program, client, index):
    kenya, senegal = CountryFactory(), CountryFactory(iso2="SN")
    PersonFactory(slug="chemist", family_name="Akinyi", country=kenya, expertise=["pcb"], languages={"fr": 3})
    PersonFactory(slug="lawyer", family_name="Diouf", country=senegal, expertise=["law"], languages={"fr": 3})
    PersonFactory(slug="writer", family_name="Njeri", country=kenya, position="Writes on transformers")
    index()

    for query in (
        {},
        {"country": "ke"},
        {"country": ["ke", "sn"], "language": "fr"},
        {"expertise": "pcb"},
        {"q": "transformers"},
        {"q": "Kenia", "sort": "name"},
        {"region": "002", "q": "-transformers pcb"},
        {"freshness": "never"},
    ):
        page = client.get("/en/directory/people/", query)
        on_page = [record.slug for _kind, record, _why in page.context["rows"]]
        assert ids(program.items("people", query)) == on_page, query
    assert ids(program.items("people", {"country": "ke"})) == ["chemist", "writer"]


def test_the_same_filters_find_the_same_institutions_as_on_the_page(program, client, index):
    InstitutionFactory(slug="laboratory", name="Analytical laboratory")
    InstitutionFactory(slug="ministry", name="Ministry of water", country=CountryFactory(iso2="SN"))
    index()

    for query in ({}, {"country": "sn"}, {"type": "laboratory"}, {"q": "water"}):
        page = client.get("/en/directory/institutions/", query)
        on_page = [record.slug for _kind, record, _why in page.context["rows"]]
        assert ids(program.items("institutions", query)) == on_page, query
    assert program.read("institutions/ministry")["country"]["iso3"] == "SEN"


def test_a_list_turns_its_pages(program, index):
    for number in range(5):
        PersonFactory(slug=f"person-{number}", family_name=f"Person {number}")
    index()

    seen, address = [], "/api/v1/people?limit=2"
    while address:
        response = program.client.get(address)
        page = response.json()
        seen += ids(page["items"])
        assert (page["total"], page["pages"]) == (5, 3)
        address = page["links"].get("next")
        assert ('rel="next"' in response["Link"]) == bool(address)
    assert seen == [f"person-{number}" for number in range(5)]
    beyond = program.read("people", {"limit": 2, "page": 9})
    assert (beyond["items"], beyond["links"]["prev"][-6:]) == ([], "page=3")


def test_names_come_in_the_language_asked_for(program, focal_point):
    def name(query=None, **headers):
        response = program("countries/ke", query, **headers)
        return response.json()["name"], response["Content-Language"]

    assert name() == ("Kenya", "en")
    assert name({"lang": "zh"}) == ("肯尼亚", "zh-hans")
    assert name({"lang": "ar"}, Accept_Language="ru") == ("كينيا", "ar")
    assert name(Accept_Language="de, ru;q=0.7, fr;q=0.2") == ("Кения", "ru")
    assert name(Accept_Language="zh-CN") == ("肯尼亚", "zh-hans")
    assert name(Accept_Language="de") == ("Kenya", "en")
    assert "/ar/directory/" in program.read("people/makena-gathogo", {"lang": "ar"})["links"]["page"]
    names = program.read("countries/ke", {"names": "all", "lang": "fr"})["names"]
    assert names == {"en": "Kenya", "ar": "كينيا", "es": "Kenya", "fr": "Kenya", "ru": "Кения", "zh": "肯尼亚"}


def test_a_country_says_who_spoke_for_it_on_any_day(program, focal_point):
    PartyFactory()
    before = PersonFactory(slug="predecessor", given_name="Otieno", family_name="Odhiambo")
    DesignationFactory(
        person=before,
        category__code="national-focal-point",
        starts_on=date(2019, 1, 1),
        ends_on=date(2024, 5, 2),
        designated_by="Ministry of Environment",
        source="Note verbale 12/2019",
    )

    def speaks(**query):
        country = program.read("countries/ke", query)
        return [each["holder"]["id"] for each in country["contacts"]], [each["code"] for each in country["vacant"]]

    assert speaks() == (["makena-gathogo"], [])
    assert speaks(on="2024-05-03") == (["makena-gathogo"], [])
    assert speaks(on="2024-05-02") == (["predecessor"], [])
    assert speaks(on="2010-01-01") == ([], ["national-focal-point"])
    (post,) = program.read("countries/KE", {"on": "2020-02-29"})["contacts"]
    assert (post["designated_by"], post["source"], post["until"]) == (
        "Ministry of Environment",
        "Note verbale 12/2019",
        "2024-05-02",
    )


def test_parties_without_a_focal_point_are_listed(program, focal_point):
    PartyFactory()
    PartyFactory(country=CountryFactory(iso2="SN"))
    PartyFactory(country=CountryFactory(iso2="EG"), is_party=False)

    def codes(**query):
        return [each["code"] for each in program.items("parties", query)]

    assert codes() == ["ke", "sn"]
    assert codes(focal_point="true") == ["ke"]
    assert codes(focal_point="false") == ["sn"]
    assert codes(focal_point="false", on="2024-05-02") == ["ke", "sn"]
    assert codes(on="2004-12-22") == []
    assert codes(region="002", focal_point="true") == ["ke"]
    assert [each["code"] for each in program.items("countries", {"party": "false"})] == ["eg"]


def test_designations_are_found_by_day_country_category_and_change(program, focal_point, official_contact):
    expert = DesignationFactory(person=PersonFactory(slug="expert"), starts_on=date(2025, 1, 1))

    def holders(**query):
        return [each["holder"]["id"] for each in program.items("designations", query)]

    assert holders() == ["makena-gathogo", "aissatou-diouf", "expert"]
    assert holders(on="2024-12-31") == ["makena-gathogo", "aissatou-diouf"]
    assert holders(country="sn") == ["aissatou-diouf"]
    assert holders(category="national-focal-point") == ["makena-gathogo"]
    assert holders(official="false") == ["expert"]
    type(expert).objects.update(recorded_at="2025-01-01T00:00:00Z")
    assert holders(changed_since="2026-01-01") == []
    from directory.actions.designations import end_designation

    end_designation(expert, on=date(2026, 1, 31), by=None)
    assert holders(changed_since="2026-01-01") == ["expert"]


def test_vocabularies_come_without_the_terms_members_proposed(program):
    ChemicalFactory(cas_numbers="1336-36-3; 57465-28-8")
    ExpertiseTermFactory(slug="pcb")
    ExpertiseTermFactory(slug="my-own-secret-subject", status=TermStatus.PROPOSED)

    assert [each["code"] for each in program.items("vocabularies/expertise")] == ["pcb"]
    (chemical,) = program.items("vocabularies/chemicals")
    assert (chemical["annexes"], chemical["cas_numbers"]) == (["A", "C"], ["1336-36-3", "57465-28-8"])
    assert {each["code"]: each["number"] for each in program.read("vocabularies")}["expertise"] == 1
    assert program("vocabularies/users").status_code == 404


FIELDS = (
    *("id", "country", "prefix", "firstName", "lastName", "type", "position", "institution", "department"),
    *("address", "email", "phoneNumber", "fax", "primary", "updated", "treaties"),
)


def test_contacts_have_the_fields_of_informea(program, focal_point, official_contact):
    PersonContactFactory(person=focal_point.person, kind="email", value="nfp@example.org", audience=0)
    PersonContactFactory(person=focal_point.person, kind="fax", value="+254 20 1", audience=Audience.MEMBERS)
    second = PersonFactory(slug="second")
    DesignationFactory(
        person=second, category__code="national-focal-point", starts_on=date(2025, 1, 1), is_primary=False
    )

    items = program.items("contacts", {"country": "ke"})

    assert [tuple(item) for item in items] == [FIELDS, FIELDS]
    first = items[0]
    assert (first["country"], first["lastName"], first["email"], first["fax"]) == (
        "KEN",
        "Gathogo",
        "nfp@example.org",
        None,
    )
    assert (first["treaties"], [item["primary"] for item in items]) == (["stockholm"], [True, False])
    assert program.items("contacts", {"country": "ke", "page": 2, "limit": 1})[0]["primary"] is False
    member = Program(token_for(official_contact, Audience.MEMBERS)[1])
    assert member.items("contacts", {"country": "ke"})[0]["fax"] == "+254 20 1"
    assert program.items("contacts", {"changed_since": "2999-01-01"}) == []


def test_informea_harvests_contacts_as_odata(program, focal_point, official_contact):
    answer = program.read("informea/Contacts", {"$top": "1", "$inlinecount": "allpages", "$format": "json"})

    (entry,) = answer["d"]["results"]
    assert tuple(entry) == ("__metadata", *FIELDS)
    assert (answer["d"]["__count"], entry["treaties"]) == ("2", {"results": [{"value": "stockholm"}]})
    following = program.client.get(answer["d"]["__next"]).json()["d"]
    assert (following["results"][0]["country"], "__next" in following) == ("SEN", False)
    assert program.read("informea/Contacts", {"$count": "true"}) == {"count": 2}
    later = {"$filter": "updated gt datetime'2999-02-30T00:00:00'"}
    assert program.read("informea/Contacts", later) == {"d": {"results": []}}


def test_the_address_of_a_merged_record_leads_on(program, member):
    FormerAddress.objects.create(kind="person", slug="n-barasa", record=member.person.pk)
    hidden = PersonFactory(slug="hidden", listing=Audience.MEMBERS)
    FormerAddress.objects.create(kind="person", slug="once-hidden", record=hidden.pk)

    moved = program("people/n-barasa", {"lang": "fr"})
    assert (moved.status_code, moved["Location"]) == (301, "http://testserver/api/v1/people/neema-barasa?lang=fr")
    assert program("people/once-hidden").status_code == 404
