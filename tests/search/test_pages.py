"""The lists as people see them."""

import csv
import io

import pytest
from django.contrib.auth.models import AnonymousUser
from search.models import EmptySearch, PendingChange

from directory.choices import Audience
from tests.factories import BiographyFactory, CountryFactory, InstitutionFactory, PersonContactFactory, PersonFactory

pytestmark = pytest.mark.django_db
PEOPLE, INSTITUTIONS, SEARCH = "/en/directory/people/", "/en/directory/institutions/", "/en/search/"


def rows_of(response):
    return [record.slug for _kind, record, _why in response.context["rows"]]


def test_the_list_shows_who_is_listed_with_counts_and_chips(client, indexed):
    PersonFactory(slug="of-kenya", family_name="Akinyi")
    PersonFactory(slug="of-senegal", family_name="Diouf", country=CountryFactory(iso2="SN"))
    indexed()

    response = client.get(PEOPLE)
    assert rows_of(response) == ["of-kenya", "of-senegal"]
    assert "2 people" in response.content.decode()

    response = client.get(PEOPLE, {"country": "sn"})
    assert rows_of(response) == ["of-senegal"]
    assert "1 person for Senegal" in response.content.decode()
    assert response.context["chips"] == [{"words": "Senegal", "address": "?"}]
    (country,) = [facet for facet in response.context["facets"] if facet["name"] == "country"]
    assert {(value["label"], value["count"], value["chosen"]) for value in country["values"]} == {
        ("Kenya", 1, False),
        ("Senegal", 1, True),
    }


def test_a_row_says_why_it_is_there(client, indexed):
    person = PersonFactory(slug="writer")
    BiographyFactory(person=person, text="Spent ten years measuring dioxins near <b>incinerators</b> & kilns.")
    indexed()

    page = client.get(PEOPLE, {"q": "dioxin kenya"}).content.decode()

    assert "Country: <mark>Kenya</mark>" in page
    assert "<mark>dioxins</mark> near &lt;b&gt;incinerators&lt;/b&gt; &amp; kilns." in page


def test_a_row_never_says_why_from_what_is_hidden(client, indexed, member):
    person = PersonFactory(slug="owner", position="Volcanologist")
    PersonContactFactory(person=person, kind="email", value="volcanologist@zebra.example", audience=Audience.MEMBERS)
    indexed()

    assert "zebra.example" not in client.get(PEOPLE, {"q": "volcanologist"}).content.decode()
    assert rows_of(client.get(PEOPLE, {"q": "volcanologist zebra"})) == []
    client.force_login(member)
    assert "<mark>zebra</mark>" in client.get(PEOPLE, {"q": "volcanologist zebra"}).content.decode()


def test_a_list_takes_as_many_queries_for_three_rows_as_for_one(client, indexed, django_assert_max_num_queries):
    PersonFactory(languages={"fr": 3}, expertise=["pcb"])
    InstitutionFactory()
    indexed()
    client.get(SEARCH)
    counts = []
    for number in (0, 2):
        PersonFactory.create_batch(number, languages={"es": 3}, expertise=["dioxins"])
        InstitutionFactory.create_batch(number)
        indexed()
        client.get(PEOPLE)
        with django_assert_max_num_queries(8) as queries:
            client.get(PEOPLE)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_pages_have_twenty_five_rows_and_an_end(client, indexed):
    PersonFactory.create_batch(30)
    indexed()

    assert len(rows_of(client.get(PEOPLE))) == 25
    assert len(rows_of(client.get(PEOPLE, {"page": "2"}))) == 5
    assert len(rows_of(client.get(PEOPLE, {"page": "99"}))) == 5


def test_search_finds_people_and_institutions_together(client, indexed):
    PersonFactory(slug="person", position="Head of the observatory")
    InstitutionFactory(slug="institution", name="Observatory")
    indexed()

    assert rows_of(client.get(SEARCH, {"q": "observatory"})) == ["institution", "person"]
    assert rows_of(client.get(SEARCH, {"q": "observatory", "kind": "person"})) == ["person"]
    assert rows_of(client.get(INSTITUTIONS, {"q": "observatory"})) == ["institution"]


def test_a_file_holds_the_same_records_in_the_same_order(client, indexed):
    for name in ("Charlie", "Alpha", "Bravo"):
        PersonFactory(family_name=name, given_name="", languages={"fr": 3})
    PersonFactory(family_name="Delta", given_name="", listing=Audience.MEMBERS, languages={"fr": 3})
    indexed()

    response = client.get(PEOPLE, {"language": "fr", "format": "csv"})
    lines = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))

    names = ("Alpha", "Bravo", "Charlie", "Delta")
    assert [name for line in lines for name in names if name in " ".join(line)] == ["Alpha", "Bravo", "Charlie"]


@pytest.mark.parametrize("format", ["csv", "xlsx", "json", "vcf"])
def test_every_list_has_its_formats(client, indexed, format):
    PersonFactory()
    InstitutionFactory()
    indexed()

    for page in (PEOPLE, INSTITUTIONS, SEARCH):
        assert client.get(page, {"format": format}).status_code == 200


def test_an_empty_search_proposes_ways_on_and_is_noted_without_a_name(client, indexed, member):
    PersonFactory(chemicals=["pop-09"])
    indexed()
    client.force_login(member)

    for _ in range(2):
        page = client.get(PEOPLE, {"q": "Unobtainium", "country": "ke"}).content.decode()

    assert "See who speaks for Kenya" in page
    assert "Ask the Secretariat" in page
    assert "Without the words “Unobtainium”" in page
    (empty,) = EmptySearch.objects.all()
    assert (empty.words, empty.times, empty.audience, empty.language) == ("unobtainium", 2, Audience.MEMBERS, "en")


def test_addresses_and_numbers_are_not_noted(client, indexed):
    indexed()
    client.get(PEOPLE, {"q": "somebody@example.org"})
    client.get(PEOPLE, {"q": "+254 20 123 4567"})

    assert not EmptySearch.objects.exists()


def test_a_slip_is_put_right_and_said_on_the_page(client, indexed):
    PersonFactory(slug="wanted", position="Volcanologist")
    indexed()
    response = client.get(PEOPLE, {"q": "vulcanologist"})

    assert rows_of(response) == ["wanted"]
    assert "Showing results for <strong>volcanologist</strong>" in response.content.decode()


def test_the_lists_work_without_an_engine(client, broken_engine):
    PersonFactory(slug="of-kenya", family_name="Akinyi")
    PersonFactory(slug="of-senegal", family_name="Diouf", country=CountryFactory(iso2="SN"))
    PersonFactory(slug="hidden", family_name="Akello", listing=Audience.MEMBERS)
    InstitutionFactory(slug="laboratory")

    response = client.get(PEOPLE)
    assert rows_of(response) == ["of-kenya", "of-senegal"]
    assert "does not answer just now" in response.content.decode()
    assert rows_of(client.get(PEOPLE, {"country": "sn"})) == ["of-senegal"]
    assert rows_of(client.get(PEOPLE, {"q": "akin"})) == ["of-kenya"]
    assert rows_of(client.get(SEARCH)) == ["of-kenya", "of-senegal", "laboratory"]
    assert rows_of(client.get(SEARCH, {"kind": "institution"})) == ["laboratory"]
    assert client.get(PEOPLE, {"format": "csv"}).status_code == 200


def test_without_an_engine_nothing_is_filtered_by_what_may_be_hidden(client, broken_engine):
    PersonFactory(slug="owner", languages={"fr": 3}, field_audiences={"languages": Audience.SECRETARIAT})

    for language in ("fr", "es"):
        assert rows_of(client.get(PEOPLE, {"language": language})) == ["owner"]


def test_a_record_that_waits_for_the_index_is_not_shown_from_what_it_was(client, indexed):
    person = PersonFactory(slug="changing")
    indexed()
    PendingChange.objects.create(identity=f"directory.person.{person.pk}")

    assert rows_of(client.get(PEOPLE)) == []


def test_what_the_index_does_not_know_yet_the_database_hides(client, indexed):
    person = PersonFactory(slug="hidden")
    indexed()
    type(person).objects.filter(pk=person.pk).update(listing=Audience.SECRETARIAT)

    assert rows_of(client.get(PEOPLE)) == []
    assert not type(person).objects.visible_to(AnonymousUser()).exists()


@pytest.mark.parametrize("language", ["en", "ar", "es", "fr", "ru", "zh-hans"])
def test_the_pages_exist_in_every_language(client, indexed, language):
    PersonFactory()
    indexed()
    for page in ("directory/people/", "directory/institutions/", "search/"):
        assert client.get(f"/{language}/{page}", {"q": "Kenya"}).status_code == 200
