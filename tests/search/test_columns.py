"""Chosen columns: kept in the address, remembered for who wants it, and with nothing its reader may not see."""

import csv
import io
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from directory.choices import Audience, ContactKind
from directory.disclosure import FIELD_DEFAULTS
from directory.editions.models import KeptColumns
from directory.formats.tables import INSTITUTION_COLUMNS, PERSON_COLUMNS, columns_for
from tests.factories import (
    AffiliationFactory,
    DesignationFactory,
    InstitutionContactFactory,
    InstitutionFactory,
    PersonContactFactory,
    PersonFactory,
)

PEOPLE, CHOOSE = "/en/directory/people/", "/en/directory/take-away/people/"
ALL_OF_PEOPLE = ",".join(column.code for column in PERSON_COLUMNS)
ALL_OF_INSTITUTIONS = ",".join(column.code for column in INSTITUTION_COLUMNS)


def body_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def text_of(response, format):
    body = body_of(response)
    if format != "xlsx":
        return body.decode("utf-8-sig")
    return "\n".join(str(cell.value) for row in load_workbook(io.BytesIO(body)).worksheets[0] for cell in row)


@pytest.fixture
def focal(indexed):
    person = PersonFactory(given_name="Makena", family_name="Gathogo", position="=1+1; Head")
    DesignationFactory(
        person=person, category__code="national-focal-point", starts_on="2024-05-03", designated_by="Ministry"
    )
    indexed()
    return person


def test_a_file_holds_the_chosen_columns_in_the_chosen_order(client, focal):
    columns = "confirmed,offices,office_since,designated_by,name,position"
    answer = client.get(PEOPLE, {"format": "csv", "columns": columns})
    rows = list(csv.reader(io.StringIO(text_of(answer, "csv"))))

    assert rows == [
        ["Last confirmed", "Official posts", "In office since", "Designated by", "Name", "Position"],
        ["2026-09-01", "National focal point", "2024-05-03", "Ministry", "Makena Gathogo", "'=1+1; Head"],
    ]
    document = json.loads(text_of(client.get(PEOPLE, {"format": "json", "columns": "name,office_since"}), "json"))
    assert document == [{"name": "Makena Gathogo", "office_since": "2024-05-03"}]
    sheet = load_workbook(io.BytesIO(body_of(client.get(PEOPLE, {"format": "xlsx", "columns": columns})))).worksheets[
        0
    ]
    assert [cell.value for cell in sheet[1]] == rows[0]
    assert {cell.data_type for row in sheet for cell in row} == {"s"}


def test_a_csv_file_is_written_with_the_separator_and_mark_its_reader_wants(client, focal):
    asked = {"format": "csv", "columns": "name,position", "separator": "semicolon", "mark": "no"}
    assert body_of(client.get(PEOPLE, asked)) == b'Name;Position\r\nMakena Gathogo;"\'=1+1; Head"\r\n'
    with_mark = body_of(client.get(PEOPLE, asked | {"mark": "yes", "separator": "|"}))
    assert with_mark == "\ufeffName,Position\r\nMakena Gathogo,'=1+1; Head\r\n".encode()


def test_a_list_with_nobody_is_an_empty_file(client, indexed):
    indexed()
    assert body_of(client.get(PEOPLE, {"format": "json", "columns": "name"})) == b"[]\n"
    assert text_of(client.get(PEOPLE, {"format": "csv", "columns": "name"}), "csv") == "Name\r\n"


@pytest.mark.parametrize("format", ["csv", "xlsx", "json"])
def test_no_choice_of_columns_shows_what_is_hidden_at_any_level(client, indexed, request, format):
    words = {}
    for level in Audience:
        named = PersonFactory(
            family_name=f"Fields{level}",
            position=f"Position{level}",
            orcid=f"0000-000{level}-1825-0097",
            city=f"City{level}",
            address=f"Street{level}",
            field_audiences=dict.fromkeys(FIELD_DEFAULTS, int(level)),
        )
        AffiliationFactory(
            person=named, institution=None, institution_name=f"Workplace{level}", department=f"Dept{level}"
        )
        number = f"+254 20 555 07{level:02}"
        PersonContactFactory(person=named, kind=ContactKind.WORK, value=number, audience=level)
        PersonFactory(family_name=f"Listedfor{level}", listing=level)
        held = (f"Position{level}", f"City{level}", f"Street{level}", f"Workplace{level}", f"Dept{level}", number)
        words |= dict.fromkeys((*held, f"0000-000{level}-1825-0097", f"Listedfor{level}"), level)
        InstitutionContactFactory(
            institution=InstitutionFactory(unconfirmed_note="Doubted"),
            value=f"office{level}@example.org",
            audience=level,
        )
    indexed()

    for name in (None, "member", "official_contact", "secretariat"):
        client.logout()
        audience = Audience.EVERYONE
        if name:
            user = request.getfixturevalue(name)
            client.force_login(user)
            audience = user.audience
        people = text_of(client.get(PEOPLE, {"format": format, "columns": ALL_OF_PEOPLE}), format)
        assert {word: word in people for word in words} == {word: level <= audience for word, level in words.items()}
        asked = {"format": format, "columns": ALL_OF_INSTITUTIONS}
        houses = text_of(client.get("/en/directory/institutions/", asked), format)
        shown = [f"office{level}@example.org" in houses for level in Audience]
        assert shown == [level <= audience for level in Audience]
        assert ("Doubted" in houses) == (audience >= Audience.SECRETARIAT)
        assert ("shown_to" in people or "Record shown to" in people) == (audience >= Audience.SECRETARIAT)


def test_the_address_of_the_page_holds_the_choice_and_its_links_move_columns(client, focal):
    answer = client.get(CHOOSE, {"country": "ke", "columns": "country,name", "column": ["email", "name", "country"]})
    assert answer.status_code == 302
    assert answer["Location"] == f"{CHOOSE}?country=ke&columns=country%2Cname%2Cemail"

    page = client.get(answer["Location"]).content.decode()
    headings = re.findall(r'<tr><th scope="row">(.*?)</th>', page)
    assert headings == ["Country", "Name", "E-mail"]
    assert "1 person, 3 columns" in page
    assert "columns=country%2Cemail%2Cname#order" in page
    taken = client.get(answer["Location"] + "&format=csv")
    assert taken["Location"] == f"{PEOPLE}?country=ke&format=csv&columns=country%2Cname%2Cemail"


def test_columns_nobody_offers_are_left_out_of_the_address_and_the_file(client, focal):
    answer = client.get(PEOPLE, {"format": "csv", "columns": "name,shown_to,password,__class__"})
    assert text_of(answer, "csv").splitlines()[0] == "Name"
    assert "Record shown to" not in client.get(CHOOSE).content.decode()
    usual = client.get(PEOPLE, {"format": "csv", "columns": "nothing"})
    assert text_of(usual, "csv").splitlines()[0].startswith("Name,Name in its own script")


def test_a_member_has_columns_remembered_and_a_visitor_is_not_asked(client, focal, member, focal_point):
    asked = {"columns": "email,name", "separator": "semicolon", "mark": "no"}
    assert client.post(CHOOSE, asked).status_code == 403
    assert "Remember these columns" not in client.get(CHOOSE).content.decode()

    client.force_login(member)
    for _twice in range(2):
        client.post(CHOOSE, asked | {"country": "ke"})
    page = client.get(CHOOSE).content.decode()
    assert re.findall(r'<tr><th scope="row">(.*?)</th>', page) == ["E-mail", "Name"]
    assert '<option value="semicolon" selected>' in page
    assert KeptColumns.objects.get().user == member
    client.force_login(focal_point)
    assert "Subregion" in re.findall(r'<tr><th scope="row">(.*?)</th>', client.get(CHOOSE).content.decode())


def test_remembered_columns_that_are_offered_no_longer_are_left_out(client, focal, secretariat):
    client.force_login(secretariat)
    client.post(CHOOSE, {"columns": "shown_to,name"})
    secretariat.is_staff = False
    secretariat.save()
    page = client.get(CHOOSE).content.decode()
    assert re.findall(r'<tr><th scope="row">(.*?)</th>', page) == ["Name"]


def test_only_what_the_columns_need_is_read_and_as_often_for_many_as_for_few(client, indexed):
    def asked(columns):
        with CaptureQueriesContext(connection) as queries:
            body_of(client.get(PEOPLE, {"format": "csv", "columns": columns}))
        return [query["sql"] for query in queries if "directory_" in query["sql"]]

    for number in range(3):
        PersonContactFactory(person=PersonFactory(), audience=Audience.EVERYONE)
        if number in (0, 2):
            indexed()
            asked("name")
            read = asked("name,email")
            assert any("directory_personcontact" in sql for sql in read)
            assert not any("directory_personcontact" in sql for sql in asked("name"))
            few = len(read) if number == 0 else few  # noqa: F821
            assert len(read) == few


def test_every_column_has_a_code_of_its_own():
    for kind in ("person", "institution"):
        codes = [column.code for column in columns_for(kind, Audience.SECRETARIAT)]
        assert len(codes) == len(set(codes))


def test_several_cards_of_a_list_are_one_file(client, focal, indexed):
    PersonFactory(given_name="Amina", family_name="Otieno")
    indexed()
    body = body_of(client.get(PEOPLE, {"format": "vcf"})).decode()
    assert body.count("BEGIN:VCARD") == body.count("END:VCARD") == 2
