"""Shortlists side by side, as CVs and as files: each holds what its reader may see."""

import io
import json
import zipfile
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from directory.choices import Audience
from experts import formats
from experts.disclosure import disclose_entries
from experts.models import RosterEntry
from experts.shortlists import actions

from .conftest import SECRET_OF_CONTACTS, SECRET_OF_MEMBERS, SECRET_OF_SECRETARIAT, made_expert

pytestmark = pytest.mark.django_db

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parsed(written):
    """A part of a document we wrote ourselves."""
    return ElementTree.fromstring(written)  # noqa: S314


def text_of(response):
    """The words in an answer, whatever its format."""
    assert response.status_code == 200
    body = b"".join(response) if response.streaming else response.content
    kind = response["Content-Type"]
    if "wordprocessingml" in kind:
        return "".join(parsed(zipfile.ZipFile(io.BytesIO(body)).read("word/document.xml")).itertext())
    if "spreadsheetml" in kind:
        book = load_workbook(io.BytesIO(body))
        return "\n".join(str(cell) for sheet in book for row in sheet.values for cell in row)
    return body.decode()


@pytest.fixture
def listed(client, member, expert):
    shortlist, _new = actions.add_expert(member, expert)
    client.force_login(member)
    return shortlist


def test_experts_stand_side_by_side_with_what_can_be_compared(client, member, listed):
    actions.add_expert(member, made_expert(2))
    response = client.get(reverse("shortlists:shortlist_compare", args=[listed.pk]))
    rows = {
        row.label: [(cell.lines, cell.is_endorsed) for cell in row.cells]
        for group in response.context["groups"]
        for row in group.rows
    }
    assert rows["PCBs"] == [(["Experienced"], True), (["Experienced"], False)]
    assert rows["Willing to"] == [(["Advise from afar, Review documents"], False), ([], False)]
    assert rows["Nominated by"][1] == ([], False)
    assert rows["Employment"][0] == (["Chemist"], False)
    assert {"Availability", "Chemicals", "Worked in", "Listed until", "Other expertise"} <= set(rows)
    page = response.content.decode()
    assert page.count('scope="col"') == 3
    assert 'scope="row">PCBs' in page


def test_those_ticked_are_compared_and_never_more_than_eight(client, member, listed):
    for number in range(9):
        actions.add_expert(member, made_expert(number))
    address = reverse("shortlists:shortlist_compare", args=[listed.pk])
    assert len(client.get(address).context["experts"]) == 8
    assert client.get(address).context["left_out"] == 2
    ticked = client.get(address, {"expert": ["expert-3", "expert-5"]}).context["experts"]
    assert [each.slug for each in ticked] == ["expert-3", "expert-5"]


def test_cvs_are_one_article_each_and_what_is_hidden_is_not_in_them(client, listed):
    page = client.get(reverse("shortlists:shortlist_cvs", args=[listed.pk])).content.decode()
    assert page.count('<article class="cv">') == 1
    assert "PCB inventories" in page
    assert SECRET_OF_MEMBERS in page
    assert SECRET_OF_CONTACTS not in page
    assert SECRET_OF_SECRETARIAT not in page


def document(experts, language="en"):
    with override(language):
        body = formats.document_of_cvs(
            disclose_entries(experts, Audience.EVERYONE), "List <&> one", language, "https://chm.example/"
        )
    files = zipfile.ZipFile(io.BytesIO(body))
    return {name: parsed(files.read(name)) for name in files.namelist() if name.endswith((".xml", ".rels"))}


def test_the_document_has_headings_a_title_and_one_expert_a_page(expert):
    parts = document([expert, made_expert(2)])
    body = parts["word/document.xml"]
    styles = [style.get(f"{W}val") for style in body.iter(f"{W}pStyle")]
    assert styles.count("Heading1") == 2
    assert len(list(body.iter(f"{W}pageBreakBefore"))) == 1
    assert "Heading2" in styles
    assert "List <&> one" in list(parts["docProps/core.xml"].itertext())
    text = "".join(body.itertext())
    assert "PCB inventories" in text
    for hidden in (SECRET_OF_MEMBERS, SECRET_OF_CONTACTS, SECRET_OF_SECRETARIAT, "awa@example.org"):
        assert hidden not in text


def test_in_arabic_the_document_runs_from_right_to_left_and_latin_lines_do_not(expert):
    parts = document([expert], "ar")
    paragraphs = list(parts["word/document.xml"].iter(f"{W}p"))

    def paragraph_with(text):
        return next(each for each in paragraphs if text in "".join(each.itertext()))

    assert parts["word/document.xml"].find(f".//{W}sectPr/{W}bidi") is not None
    assert paragraph_with("Awa Ndoye").find(f"{W}pPr/{W}bidi") is not None
    latin = paragraph_with("PCB inventories")
    assert latin.find(f"{W}pPr/{W}bidi") is None
    assert latin.find(f".//{W}rtl") is None
    assert parts["word/styles.xml"].find(f".//{W}lang").get(f"{W}bidi") == "ar-SA"


def test_characters_that_xml_does_not_hold_break_no_document(expert):
    expert.headline = "Bell \x07 and <b>&amp; \ufffe"
    expert.save()
    text = "".join(document([expert])["word/document.xml"].itertext())
    assert "Bell  and <b>&amp;" in text


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_no_cell_is_a_formula(client, member, expert, format):
    expert.headline = "=HYPERLINK(1)"
    expert.save()
    shortlist, _new = actions.add_expert(member, expert)
    client.force_login(member)
    response = client.get(reverse("shortlists:shortlist_file", args=[shortlist.pk, format]))
    if format == "csv":
        assert "'=HYPERLINK(1)" in text_of(response)
    else:
        sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
        assert sheet.title == "Experts"
        assert {cell.data_type for row in sheet.iter_rows() for cell in row}.isdisjoint({"f"})
        assert "=HYPERLINK(1)" in [cell.value for row in sheet.iter_rows() for cell in row]


def test_json_holds_the_experts_in_their_order_with_levels_and_endorsement(client, member, listed):
    actions.add_expert(member, made_expert(2))
    actions.move_expert(listed, RosterEntry.objects.get(person__slug="expert-2"), earlier=True)
    told = json.loads(text_of(client.get(reverse("shortlists:shortlist_file", args=[listed.pk, "json"]))))
    assert [each["id"] for each in told["experts"]] == ["expert-2", "awa-ndoye"]
    field = told["experts"][1]["fields"][0]
    assert (field["code"], field["level"], field["endorsed_by"]) == ("pcb", "experienced", "Senegal")
    assert told["experts"][1]["education"] == []


def test_json_ld_is_a_list_of_people_in_the_words_of_schema_org(client, listed):
    response = client.get(reverse("shortlists:shortlist_file", args=[listed.pk, "jsonld"]))
    told = json.loads(text_of(response))
    assert response["Content-Type"] == "application/ld+json"
    assert (told["@context"], told["@type"]) == ("https://schema.org", "ItemList")
    person = told["itemListElement"][0]["item"]
    assert person["@type"] == "Person"
    assert person["knowsLanguage"] == ["fr"]
    assert {"@type": "DefinedTerm", "name": "PCBs", "termCode": "pcb"} in person["knowsAbout"]
    assert "alumniOf" not in person


def test_there_is_no_other_format(client, listed):
    address = reverse("shortlists:shortlist_file", args=[listed.pk, "csv"])
    assert client.get(address.replace(".csv", ".vcf")).status_code == 404


def test_the_whole_roster_is_taken_away_as_the_viewer_may_see_it(rf, expert, visitor, official_contact):
    request = rf.get("/en/experts/?format=csv")
    for format in formats.LIST_FORMATS:
        for_visitor = text_of(formats.render(RosterEntry.objects.listed(), visitor, format, request))
        assert "Ndoye" in for_visitor
        for hidden in (SECRET_OF_MEMBERS, SECRET_OF_CONTACTS, SECRET_OF_SECRETARIAT, "awa@example.org"):
            assert hidden not in for_visitor
    for_contact = text_of(formats.render(RosterEntry.objects.listed(), official_contact, "json", request))
    assert "awa@example.org" in for_contact
    assert SECRET_OF_SECRETARIAT not in for_contact
