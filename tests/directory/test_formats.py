"""Records taken away as files: complete, readable by others, and with nothing the reader may not see."""

import csv
import io
import json

import pytest
import vobject
from django.db import connection
from django.http import Http404
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from directory import formats
from directory.choices import Audience, ContactKind
from directory.models import Person
from tests.factories import PersonContactFactory, PersonFactory

SECRET = "+254 20 555 0999"


@pytest.fixture
def request_of():
    return RequestFactory().get("/en/directory/people/?country=ke")


@pytest.fixture
def person(db):
    person = PersonFactory(
        given_name="Ling",
        family_name="Wang",
        original_given_name="玲",
        original_family_name="王",
        name_language="zh",
        family_name_first=True,
        position='=HYPERLINK("http://evil.example")',
    )
    PersonContactFactory(person=person, kind=ContactKind.WORK, value=SECRET, audience=Audience.OFFICIAL_CONTACTS)
    PersonContactFactory(person=person, kind=ContactKind.EMAIL, value="wang@example.org", audience=Audience.EVERYONE)
    return person


def body_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize("format", formats.LIST_FORMATS)
def test_a_file_holds_a_hidden_telephone_only_for_those_who_may_see_it(format, person, request_of):
    def text(viewer):
        body = body_of(formats.render("person", [person], viewer, format, request_of))
        if format != "xlsx":
            return body.decode()
        sheet = load_workbook(io.BytesIO(body)).worksheets[0]
        return " ".join(str(cell.value) for row in sheet for cell in row)

    assert [SECRET in text(viewer) for viewer in (None, 1, 2, 3)] == [False, False, True, True]


def test_a_spreadsheet_cell_never_starts_a_formula(person, request_of):
    text = body_of(formats.render("person", [person], None, "csv", request_of)).decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text)))

    assert row["Position"] == '\'=HYPERLINK("http://evil.example")'
    assert row["Name in its own script"] == "王玲"

    book = load_workbook(io.BytesIO(body_of(formats.render("person", [person], None, "xlsx", request_of))))
    assert "f" not in {cell.data_type for row in book.worksheets[0] for cell in row}


def test_a_vcard_carries_both_scripts_and_is_read_by_another_program(person, request_of):
    body = body_of(formats.render("person", [person], None, "vcf", request_of))

    assert "FN;ALTID=1;LANGUAGE=zh:王玲" in body.decode()
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    card = next(vobject.readComponents(body.decode()))
    assert (card.n.value.family, card.n.value.given, card.email.value) == ("Wang", "Ling", "wang@example.org")


def test_a_json_list_is_one_document_in_the_order_given(person, request_of):
    other = PersonFactory()

    document = json.loads(body_of(formats.render("person", [other, person], None, "json", request_of)))

    assert [record["id"] for record in document["people"]] == [other.slug, person.slug]


def test_a_person_is_described_in_schema_org_words(client, person):
    response = client.get(person.get_absolute_url(), {"format": "jsonld"})

    described = json.loads(response.content)
    assert response["Content-Type"] == "application/ld+json"
    assert (described["@type"], described["alternateName"], described["email"]) == (
        "Person",
        "王玲",
        ["wang@example.org"],
    )
    assert "telephone" not in described


def test_an_unknown_format_is_not_found(client, person, request_of):
    assert client.get(person.get_absolute_url(), {"format": "exe"}).status_code == 404
    with pytest.raises(Http404):
        formats.render("person", [person], None, "exe", request_of)


def test_a_list_of_three_costs_as_many_queries_as_one(request_of, db):
    for _each in range(3):
        PersonContactFactory(person=PersonFactory(), audience=Audience.EVERYONE)

    def queries(number):
        with CaptureQueriesContext(connection) as captured:
            body_of(formats.render("person", Person.objects.all()[:number], None, "csv", request_of))
        return len(captured)

    queries(1)  # reads the vocabularies into memory
    assert queries(3) == queries(1)
