"""How the interface behaves as a server: refusals, conditions, limits, other origins, constant work."""

import json

import pytest
from django.core.cache import cache
from django.test import Client
from search.models import PendingChange

from directory.choices import Audience
from directory.models import Country
from tests.factories import (
    AffiliationFactory,
    BiographyFactory,
    CountryFactory,
    DesignationFactory,
    InstitutionContactFactory,
    InstitutionFactory,
    PartyFactory,
    PersonContactFactory,
    PersonFactory,
)

from .conftest import Program, token_for

pytestmark = pytest.mark.django_db


def problem(response):
    assert response["Content-Type"] == "application/problem+json"
    told = response.json()
    assert told["status"] == response.status_code
    assert told["type"].endswith("/api/#" + told["type"].rpartition("#")[2])
    return told


@pytest.mark.parametrize(
    ("query", "parameter", "value"),
    [
        ("country=xx", "country", "xx"),
        ("country=ke&country=atlantis", "country", "atlantis"),
        ("page=0", "page", "0"),
        ("page=1.5", "page", "1.5"),
        ("page=-1", "page", "-1"),
        ("page=١", "page", "١"),
        ("limit=101", "limit", "101"),
        ("lang=de", "lang", "de"),
        ("sort=age", "sort", "age"),
        ("facets=1", "facets", "1"),
        ("freshness=", "freshness", ""),
        ("coutry=ke", "coutry", "ke"),
        ("q=a&q=b", "q", "a, b"),
        ("names=some", "names", "some"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_named_with_its_value(program, focal_point, query, parameter, value):
    told = problem(program(f"people?{query}"))

    assert told["status"] == 422
    assert [(each["parameter"], each["value"]) for each in told["errors"]] == [(parameter, value)]


def test_a_day_that_is_none_is_refused(program, focal_point):
    for day in ("2024-02-30", "2024-5-3", "03.05.2024", "0", "20240503", "today", "2024-05-03T00:00:00"):
        assert problem(program("countries/ke", {"on": day}))["errors"][0]["value"] == day


def test_refusals_speak_the_language_of_the_reader(program, focal_point):
    in_english, in_french = problem(program("nowhere")), problem(program("nowhere", Accept_Language="fr"))

    assert (in_english["status"], in_english["instance"]) == (404, "/api/v1/nowhere")
    assert "/fr/api/" in in_french["type"]
    assert program("nowhere", Accept_Language="fr")["Content-Language"] == "fr"


@pytest.mark.parametrize(
    "path",
    ["nowhere", "people/", "people/nobody", "people/a/b", "countries/xx", "countries/kenya", "vocabularies/no", "/"],
)
def test_what_is_not_there_is_a_problem_and_no_page(program, db, path):
    assert problem(program(path))["status"] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
def test_nothing_can_be_changed(client, member, method):
    client.force_login(member, backend="portal.accounts.backend.AccountBackend")
    for path in ("/api/v1/people", "/api/v1/people/neema-barasa", "/api/v1/", "/api/v1/nowhere"):
        response = client.generic(method, path)
        assert (problem(response)["status"], response["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_only_json_is_given(program, focal_point):
    for accept in (
        "application/json",
        "*/*",
        "application/*;q=0.5",
        "text/html, */*;q=0.1",
        "",
        "application/problem+json",
    ):
        assert program("regions", Accept=accept).status_code == 200, accept
    for accept in ("text/html", "application/xml", "nonsense"):
        assert problem(program("regions", Accept=accept))["status"] == 406, accept


def test_head_answers_as_get_does_without_the_body(client, focal_point):
    got, asked = client.get("/api/v1/people/makena-gathogo"), client.head("/api/v1/people/makena-gathogo")

    assert (asked.status_code, asked.content) == (200, b"")
    for header in ("Content-Type", "ETag", "Last-Modified", "Content-Language", "Cache-Control"):
        assert asked[header] == got[header]
    assert client.head("/api/v1/nowhere").status_code == 404


def test_other_sites_may_read_what_visitors_see_and_send_nothing_along(client, focal_point):
    asked = client.options(
        "/api/v1/people", headers={"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    )
    assert (asked.status_code, asked["Allow"]) == (204, "GET, HEAD, OPTIONS")
    assert "authorization" not in asked["Access-Control-Allow-Headers"].lower()
    got = client.get("/api/v1/regions", headers={"Origin": "https://elsewhere.example"})
    assert (got["Access-Control-Allow-Origin"], got["Cross-Origin-Resource-Policy"]) == ("*", "cross-origin")
    assert "Access-Control-Allow-Credentials" not in got


def test_a_session_counts_only_on_pages_of_this_site(client, official_contact):
    PersonContactFactory(person=PersonFactory(slug="somebody"), value="for officials", audience=2)
    client.force_login(official_contact, backend="portal.accounts.backend.AccountBackend")
    read = Program(client=client)

    def sees(**headers):
        return "for officials" in read("people/somebody", **headers).content.decode()

    assert sees()
    assert sees(Sec_Fetch_Site="same-origin")
    assert sees(Origin="http://testserver")
    assert not sees(Sec_Fetch_Site="cross-site")
    assert not sees(Sec_Fetch_Site="same-site")
    assert not sees(Origin="https://elsewhere.example")


def test_the_secretariat_without_its_second_factor_reads_as_a_visitor(client, secretariat, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    PersonContactFactory(person=PersonFactory(slug="somebody"), value="for the office", audience=3)
    client.force_login(secretariat, backend="portal.accounts.backend.AccountBackend")

    response = client.get("/api/v1/people/somebody")
    assert (response.status_code, "for the office" in response.content.decode()) == (200, False)


def test_only_answers_for_visitors_are_kept_by_others(client, member):
    read = Program()
    assert read("regions")["Cache-Control"] == "public, max-age=60"
    assert Program(token_for(member)[1])("regions")["Cache-Control"] == "private, no-cache"
    client.force_login(member, backend="portal.accounts.backend.AccountBackend")
    assert Program(client=client)("regions")["Cache-Control"] == "private, no-store"
    assert read("nowhere")["Cache-Control"] == "no-store"
    for response in (read("regions"), read("nowhere")):
        assert {"Accept-Language", "Authorization", "Cookie"} <= set(response["Vary"].split(", "))


# Conditional requests.


def test_an_answer_that_has_not_changed_is_not_made_again(program, index, focal_point, django_assert_max_num_queries):
    index()
    for address in ("people", "people/makena-gathogo", "countries/ke", "designations", "contacts", "openapi.json"):
        first = program(address)
        with django_assert_max_num_queries(4):
            again = program(address, If_None_Match=first["ETag"])
        assert (again.status_code, again.content) == (304, b""), address
        assert (again["ETag"], again["Content-Language"]) == (first["ETag"], "en")
        by_time = program(address, If_Modified_Since=first["Last-Modified"])
        assert by_time.status_code == 304, address


def test_a_change_is_seen_at_once_by_whoever_sees_it(program, index, focal_point, member):
    PersonContactFactory(person=focal_point.person, value="first", audience=Audience.MEMBERS)
    index()
    member_reads = Program(token_for(member, Audience.MEMBERS)[1])
    for_all, for_members = (read("people/makena-gathogo") for read in (program, member_reads))

    focal_point.person.contacts.all().delete()
    PersonContactFactory(person=focal_point.person, value="second", audience=Audience.MEMBERS)
    assert PendingChange.objects.exists()

    changed = member_reads("people/makena-gathogo", If_None_Match=for_members["ETag"])
    assert (changed.status_code, "second" in changed.content.decode()) == (200, True)
    # Who does not see the change cannot tell that there was one.
    same = program("people/makena-gathogo", If_None_Match=for_all["ETag"])
    assert (same.status_code, same["ETag"], same["Last-Modified"]) == (304, for_all["ETag"], for_all["Last-Modified"])


def test_a_renamed_country_is_another_answer(program, index, focal_point):
    index()
    first = program("countries/ke")
    kenya = Country.objects.get(iso2="KE")
    kenya.name_en = "Republic of Kenya"
    kenya.save()
    cache.delete("api:reference")

    again = program("countries/ke", If_None_Match=first["ETag"])
    assert again.json()["name"] == "Republic of Kenya"
    assert program("countries/ke", If_Modified_Since=first["Last-Modified"]).status_code == 200


def test_each_language_and_reader_has_an_answer_of_their_own(program, index, focal_point, member):
    index()
    etag = program("countries/ke")["ETag"]

    assert program("countries/ke", {"lang": "ar"}, If_None_Match=etag).status_code == 200
    assert program("countries/ke", Accept_Language="ar", If_None_Match=etag).status_code == 200
    assert program("countries/ke", If_None_Match='"something", ' + etag).status_code == 304


# Limits.


def test_whoever_asks_too_often_waits(program, settings, focal_point, member):
    settings.API_REQUESTS_A_MINUTE = {"visitor": 3, "member": 5}
    left = [program("regions").headers["RateLimit"].split(";")[1] for _ in range(3)]
    assert left == ["r=2", "r=1", "r=0"]

    stopped = program("regions")
    assert problem(stopped)["status"] == 429
    assert 1 <= int(stopped["Retry-After"]) <= 60
    assert stopped["RateLimit-Policy"] == '"visitor";q=3;w=60'
    # Somebody else, and somebody with a token, may go on.
    elsewhere = Program(client=Client(REMOTE_ADDR="192.0.2.7"))
    assert elsewhere("regions").status_code == 200
    read = Program(token_for(member)[1])
    assert [read("regions").status_code for _ in range(6)] == [200] * 5 + [429]
    assert Program(token_for(focal_point)[1])("regions").status_code == 200


def test_tokens_cannot_be_tried_without_end(settings, db):
    settings.API_REQUESTS_A_MINUTE = {"visitor": 3, "member": 5}

    assert [Program(f"popsnet_guess{n}")("regions").status_code for n in range(5)] == [401, 401, 401, 429, 429]
    assert Program()("regions").status_code == 429


def test_all_addresses_of_one_house_are_counted_together(settings, db):
    settings.API_REQUESTS_A_MINUTE = {"visitor": 2, "member": 5}
    addresses = ("2001:db8:1:2::1", "2001:db8:1:2:ffff::2", "2001:db8:1:2::3", "2001:db8:1:3::1")

    answers = [Program(client=Client(REMOTE_ADDR=address))("regions").status_code for address in addresses]
    assert answers == [200, 200, 429, 200]


# Constant work.


@pytest.fixture
def grow():
    def add(number):
        for _ in range(number):
            person = PersonFactory(
                expertise=["pcb"],
                interests=["law"],
                languages={"fr": 3},
                chemicals=["pop-09"],
                sectors=["agriculture"],
            )
            PersonContactFactory(person=person, audience=0)
            BiographyFactory(person=person)
            AffiliationFactory(person=person)
            DesignationFactory(person=person, category__code="national-focal-point")
            place = InstitutionFactory()
            InstitutionContactFactory(institution=place)
            DesignationFactory(
                person=None, institution=place, category__code="official-contact-point", country=CountryFactory()
            )

    return add


@pytest.mark.parametrize(
    "address",
    [
        *("people?facets=true", "institutions?facets=true", "designations", "designations?on=2025-01-01", "parties"),
        *("countries", "countries/ke", "contacts", "informea/Contacts", "vocabularies/expertise"),
    ],
)
def test_a_list_asks_the_database_as_often_for_many_as_for_one(program, index, grow, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    PartyFactory()
    numbers = []
    for more in (1, 2):
        grow(more)
        index()
        for _warm in range(2):
            cache.clear()
            program.read(address)
        cache.clear()
        program.read("regions")
        with CaptureQueriesContext(connection) as queries:
            told = program.read(address)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1], json.dumps(told)[:500]
    assert numbers[0] <= 20


def test_no_answer_breaks_when_the_engine_is_down(program, no_engine, focal_point):
    assert [item["id"] for item in program.items("people", {"country": "ke"})] == ["makena-gathogo"]


# Pages.


@pytest.mark.parametrize("language", ["en", "ar", "es", "fr", "ru", "zh-hans"])
def test_people_read_how_programs_read(client, focal_point, language):
    page = client.get(f"/{language}/api/")

    assert page.status_code == 200
    text = page.content.decode()
    assert "/api/v1/openapi.json" in text
    for address in ("/api/v1/people/{slug}", "/api/v1/informea/Contacts", "changed_since", "popsnet_"):
        assert address in text
    assert "<script" not in text.replace('<script src="/static/js/page.js" type="module">', "")
