"""Expert records of the Biosafety Clearing-House are read as any file, and written from what a reader may see."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from directory.choices import Audience, ContactKind, LanguageLevel
from directory.imports import actions
from directory.imports.reading.notes import CannotRead
from directory.models import Affiliation, Biography, LanguageSkill, Person, PersonContact
from experts.choices import EntryState, NominationState
from experts.models import FieldOfExpertise, Panel, Publication, RosterEntry
from tests.factories import CountryFactory, ExpertiseTermFactory, LanguageFactory, PersonFactory
from tests.factories.experts import NominationFactory, RosterEntryFactory

from .conftest import apply, bring, outcomes, undo

pytestmark = pytest.mark.usefixtures("world")
SECRET = "secret.address@example.org"

CONTACT = {
    "header": {"identifier": "C-1", "schema": "contact", "languages": ["fr"]},
    "type": "person",
    "prefix": {"fr": "Mme"},
    "firstName": "Awa",
    "lastName": "Ndiaye",
    "gender": {"identifier": "7CC8AFB1-36E0-4583-AE4E-DB928E60A3B3"},
    "emails": ["awa@example.org"],
    "phones": ["+221 33 555 01 00"],
    "country": {"identifier": "sn"},
    "city": {"fr": "Dakar"},
}
EXPERT = {
    "header": {"identifier": "E-1", "schema": "biosafetyExpert", "languages": ["fr", "en"]},
    "government": {"identifier": "sn"},
    "profile": {"fr": "<p>Chimiste.</p><p>Vingt ans.</p>", "en": "Chemist.", "pt": "Química."},
    "contact": {"identifier": "C-1@2"},
    "birthYear": 1971,
    "birthCountry": {"identifier": "tg"},
    "nationalities": [{"identifier": "sn"}],
    "currentEmployment": {
        "title": {"fr": "Cheffe d’unité"},
        "name": {"fr": "Laboratoire de l’eau"},
        "department": {"fr": "Produits chimiques"},
        "startDate": "2015-09",
        "organizationType": {"identifier": "governmental"},
        "responsibilities": {"fr": "Inventaires; contrôle"},
    },
    "countryRegionsWorkedIn": [{"identifier": "gh"}, {"identifier": "011"}],
    "previousEmployment": [
        {
            "title": {"fr": "Chimiste"}, "name": {"fr": "Institut, section A"}, "startDate": "2004-01",
            "endDate": "2009-06", "responsibilities": {"fr": "Analyses"},
        }
    ],
    "primaryEducation": {
        "title": {"fr": "Doctorat"}, "institution": {"fr": "UCAD"}, "startDate": "1998-10", "endDate": "2002-06",
    },
    "professionalQualification": [{"fr": "Auditrice (2010)"}],
    "expertise": [
        {"identifier": "pcb-disposal", "name": {"en": "PCB decontamination and disposal"}},
        {"identifier": "5B6177DD-5E5E-434E-8CB7-D63D67D5EBED", "customValue": {"fr": "Transformateurs"}},
    ],
    "relevantPublication": [{"title": {"fr": "Les PCB"}, "year": 2018, "doi": "10.5555/12345678"}],
    "professionalMemberships": [{"fr": "Société de chimie"}],
    "panelServed": [{"fr": "Comité POP (membre, 2012–2016)"}],
    "motherTongue": [{"identifier": "lang-wo"}],
    "languageRating": [{"identifier": "lang-fr", "level": "excellent"}, {"identifier": "lang-en", "level": "good"}],
    "additionalInformation": {"fr": "Disponible au printemps."},
    "additionalDocuments": [{"url": "https://example.org/cv.pdf", "name": "CV"}],
    "notes": "internal remark",
}  # fmt: skip


def json_of(said, name="experts.json"):
    return SimpleUploadedFile(name, json.dumps(said, ensure_ascii=False).encode())


def test_a_record_with_its_contact_becomes_an_entry(secretariat):
    run = bring(json_of([CONTACT, EXPERT]), secretariat)
    assert outcomes(run) == {1: "create"}, run.rows.get().findings

    run = apply(run, secretariat)

    entry = RosterEntry.objects.get()
    person = entry.person
    assert (person.given_name, person.family_name, person.country.iso2, person.city) == (
        "Awa", "Ndiaye", "SN", "Dakar",
    )  # fmt: skip
    assert (entry.state, entry.gender) == (EntryState.NOMINATED, "woman")
    nomination = entry.nominations.get()
    assert (nomination.country.iso2, nomination.state, nomination.is_paper) == ("SN", NominationState.OPEN, True)
    assert {each.language: each.text for each in person.biographies.all()} == {
        "fr": "Chimiste.\nVingt ans.",
        "en": "Chemist.",
    }
    work = {each.institution_name: each for each in person.affiliations.all()}
    assert set(work) == {"Laboratoire de l’eau", "Institut, section A"}
    now = work["Laboratoire de l’eau"]
    assert (now.position, now.department, now.responsibilities, now.starts_on, now.is_primary) == (
        "Cheffe d’unité", "Produits chimiques", "Inventaires; contrôle", date(2015, 9, 1), True,
    )  # fmt: skip
    assert (work["Institut, section A"].position, work["Institut, section A"].ends_on) == (
        "Chimiste", date(2009, 6, 1),
    )  # fmt: skip
    assert [(each.title, each.institution_name, each.ends_on) for each in entry.education.all()] == [
        ("Doctorat", "UCAD", date(2002, 6, 1))
    ]
    assert {(each.kind, each.title, each.year) for each in entry.qualifications.all()} == {
        ("qualification", "Auditrice", 2010),
        ("membership", "Société de chimie", None),
    }
    assert [each.term.slug for each in entry.fields.all()] == ["pcb-disposal"]
    assert entry.terms_in_words == ["Transformateurs"]
    publication = entry.publications.get()
    assert (publication.title, publication.year, publication.doi) == ("Les PCB", 2018, "10.5555/12345678")
    panel = entry.panels.get()
    assert (panel.name, panel.role, panel.ends_on.year) == ("Comité POP", "membre", 2016)
    assert {each.language.code: each.level for each in person.language_skills.all()} == {
        "wo": LanguageLevel.MOTHER_TONGUE, "fr": LanguageLevel.EXCELLENT, "en": LanguageLevel.GOOD,
    }  # fmt: skip
    assert [each.iso2 for each in entry.countries_worked_in.all()] == ["GH"]
    assert [each.code for each in entry.regions_worked_in.all()] == ["011"]
    assert entry.additional_information == "Disponible au printemps.\nCV: https://example.org/cv.pdf"


def test_what_is_not_kept_is_said_and_birth_is_not_even_repeated(secretariat):
    run = bring(json_of([CONTACT, EXPERT]), secretariat)

    findings = run.rows.get().findings
    said = {run.headers[each["column"]]: each["code"] for each in findings if "not_kept" in each["code"]}
    assert said == {
        "birthYear": "birth_not_kept",
        "birthCountry": "birth_not_kept",
        "nationalities": "not_kept",
        "currentEmployment.organizationType": "not_kept",
        "notes": "not_kept",
        "other fields": "not_kept",
    }
    row = run.rows.get()
    assert "1971" not in json.dumps([row.cells, row.findings, row.values])
    assert "Química" in json.dumps(findings, ensure_ascii=False)


def test_undoing_takes_it_all_away(secretariat):
    run = apply(bring(json_of({"records": [CONTACT, EXPERT]}), secretariat), secretariat)

    undo(run, secretariat)

    assert not RosterEntry.objects.exists()
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("government", {"identifier": "us"}, "not_a_party"),
        ("languageRating", [{"identifier": "lang-fr", "level": "superb"}], "unknown_rating"),
        ("expertise", [{"identifier": "DBFD2A56-AE48-4463-8AB4-0D8E91EB7A32"}], "unknown_word"),
        ("previousEmployment", [{"name": "Lab", "startDate": "last year"}], "no_span"),
        ("primaryEducation", {"title": "PhD"}, "study_not_divided"),
        ("countryRegionsWorkedIn", [{"identifier": "zz"}], "unknown_word"),
        ("relevantPublication", [{"url": "https://example.org/x"}], "no_title"),
    ],
)
def test_values_that_are_not_understood_are_asked_about(secretariat, field, value, code):
    run = bring(json_of([CONTACT, {**EXPERT, field: value}]), secretariat)

    open_codes = [each["code"] for each in run.rows.get().findings if each.get("open")]
    assert open_codes == [code]


def test_a_reference_to_a_contact_that_is_not_there_is_said(secretariat):
    run = bring(json_of(EXPERT), secretariat)

    codes = [each["code"] for each in run.rows.get().findings]
    assert {"reference_unresolved", "no_name"} <= set(codes)


@pytest.mark.parametrize(
    "content",
    [
        b'{"hello": "world"}',
        b'[{"header": {"schema": "nationalReport"}}]',
        b"[" * 100_000 + b"]" * 100_000,
        b'[{"government": NaN, "contact": {}}]',
    ],
)
def test_other_json_is_refused(secretariat, content):
    with pytest.raises(CannotRead):
        actions.upload(SimpleUploadedFile("x.json", content), "x.json", kind="experts", by=secretariat)


@pytest.mark.parametrize(
    "broken",
    [
        {"profile": ["a", 5, None], "expertise": "PCB disposal", "contact": "C-9", "currentEmployment": "Lab"},
        {"profile": {"en": {"en": {"en": "deep"}}}, "expertise": {"a": [None, 7]}, "panelServed": {"x": 1}},
        {"languageRating": "French", "motherTongue": {"identifier": 7}, "birthYear": [], "contact": {"emails": {}}},
    ],
)
def test_wrong_shapes_do_not_break_the_reading(secretariat, broken):
    run = bring(json_of([{"header": "x", "government": "Senegal", **broken}]), secretariat)

    assert run.state == "checked"
    assert run.rows.count() == 1


def test_people_are_not_brought_in_from_such_records(secretariat):
    with pytest.raises(CannotRead):
        actions.upload(json_of([EXPERT]), "experts.json", kind="people", by=secretariat)


@pytest.fixture
def listed(db):
    person = PersonFactory(
        given_name="Kofi", family_name="Mensah", slug="kofi-mensah", position="Director",
        country=CountryFactory(iso2="GH"),
    )  # fmt: skip
    PersonContact.objects.create(person=person, kind=ContactKind.EMAIL, value=SECRET, audience=Audience.MEMBERS)
    Biography.objects.create(person=person, language="en", text="Works on PCB.")
    Affiliation.objects.create(
        person=person, institution_name="Energy Commission", is_primary=True, starts_on=date(2015, 9, 1)
    )
    Affiliation.objects.create(
        person=person, institution_name="Old Lab", starts_on=date(2004, 1, 1), ends_on=date(2009, 6, 1)
    )
    LanguageSkill.objects.create(person=person, language=LanguageFactory(code="fr"), level=LanguageLevel.GOOD)
    entry = RosterEntryFactory(person=person, gender="man", free_terms="Transformers")
    FieldOfExpertise.objects.create(entry=entry, term=ExpertiseTermFactory(slug="pcb-disposal"), level=3, years=12)
    Publication.objects.create(entry=entry, title="Oil", year=2018, doi="10.5555/12345678")
    Panel.objects.create(entry=entry, name="Committee", role="member", starts_on=date(2012, 1, 1))
    NominationFactory(entry=entry, country=CountryFactory(iso2="GH"))
    return entry


def test_an_entry_is_written_as_its_reader_may_see_it(client, listed, member):
    address = reverse("roster_imports:bch", args=["kofi-mensah"])
    answer = client.get(address)
    public = answer.json()

    assert answer["Content-Type"] == "application/json"
    assert SECRET not in answer.content.decode()
    assert "gender" not in public["contact"]
    assert public["header"]["languages"] == ["en"]
    assert public["government"]["identifier"] == "gh"
    assert public["profile"] == {"en": "Works on PCB."}
    assert public["currentEmployment"] == {
        "title": {"en": "Director"}, "name": {"en": "Energy Commission"}, "startDate": "2015-09",
    }  # fmt: skip
    assert public["previousEmployment"] == [{"name": {"en": "Old Lab"}, "startDate": "2004-01", "endDate": "2009-06"}]
    assert [each["identifier"] for each in public["expertise"]] == [
        "pcb-disposal", "5B6177DD-5E5E-434E-8CB7-D63D67D5EBED",
    ]  # fmt: skip
    assert public["languageRating"][0] | {"name": ""} == {"identifier": "lang-fr", "level": "good", "name": ""}
    assert public["panelServed"] == [{"en": "Committee (member, 2012–)"}]
    assert not {"birthYear", "birthCountry", "nationalities", "notes"} & set(public)
    client.force_login(member)
    assert client.get(address).json()["contact"]["emails"] == [SECRET]


@pytest.mark.parametrize("state", [EntryState.DRAFT, EntryState.NOMINATED, EntryState.WITHDRAWN])
def test_an_entry_that_is_not_listed_is_not_found(client, listed, state):
    RosterEntry.objects.update(state=state)

    assert client.get(reverse("roster_imports:bch", args=["kofi-mensah"])).status_code == 404
    assert client.get(reverse("roster_imports:bch", args=["nobody"])).status_code == 404


def test_what_is_written_is_read_again_and_says_the_same(client, listed, secretariat):
    content = client.get(reverse("roster_imports:bch", args=["kofi-mensah"])).content
    RosterEntry.objects.all().delete()
    Person.objects.all().delete()

    apply(bring(SimpleUploadedFile("kofi.json", content), secretariat), secretariat)
    entry = RosterEntry.objects.get()
    RosterEntry.objects.update(state=EntryState.LISTED)
    entry.nominations.update(state=NominationState.IN_FORCE)
    Person.objects.update(slug="kofi-mensah")

    assert client.get(reverse("roster_imports:bch", args=["kofi-mensah"])).json() == json.loads(content)
