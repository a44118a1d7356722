"""Experts come from a file onto the roster, never listed, and leave it again."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Revision

from directory.choices import Audience, ContactKind, LanguageLevel
from directory.imports.choices import RowState, State
from directory.models import ExpertiseTerm, Person, PersonContact
from experts.choices import EntryState, ExpertiseLevel, NominationState, StepKind
from experts.models import NominatingInstitution, Nomination, RosterEntry, RosterStep
from tests.factories import CountryFactory, InstitutionFactory, PersonFactory
from tests.factories.experts import RosterEntryFactory

from .conftest import apply, bring, csv_of, outcomes, undo, xlsx_of

pytestmark = pytest.mark.usefixtures("world")

HEADER = [
    "Given name", "Family name", "Country", "E-mail", "Position", "Institution", "Fields of expertise", "Keywords",
    "Languages", "Countries worked in", "Education", "Previous employment", "Publications", "Panels", "Willing to",
    "Availability", "Declaration of interests", "Gender", "ORCID iD", "Nominated by", "Chemicals",
    "Articles of the Convention",
]  # fmt: skip
AWA = [
    "Awa", "Ndiaye", "Senegal", "awa@example.org", "Head of unit", "Water Lab",
    "PCB disposal (leading, 12 years); Inventories (experienced)", "transformer retrofilling; retrofitting",
    "French: excellent; Wolof: mother tongue; English (good)", "Ghana; Togo; Western Africa",
    "MSc, Environmental chemistry, Université Cheikh Anta Diop, 2001–2003",
    "Chemist, Chemicals unit, National Laboratory, Togo, 2004–2009",
    "PCB in transformer oil (2018) doi:10.5555/12345678", "POPs Review Committee (member, 2012–2016)",
    "mission; review; train", "Not available (2027-01-01 – 2027-03-31)", "none", "F", "0000-0002-1825-0097",
    "Sénégal", "1336-36-3", "Article 6",
]  # fmt: skip


def entry_of(name):
    return RosterEntry.objects.get(person__family_name=name)


def said(run, number=2):
    """What is said about a row: (code, its column, whether it is open)."""
    findings = run.rows.get(number=number).findings
    return [(each["code"], each.get("field"), bool(each.get("open"))) for each in findings]


def test_a_row_becomes_an_entry_that_waits_for_the_secretariat_and_is_not_listed(secretariat):
    run = bring(csv_of([HEADER, AWA]), secretariat, source="List of 2026")
    assert outcomes(run) == {2: "create"}
    assert ("entry_new_nominated", None, False) in said(run)
    assert not RosterEntry.objects.exists()

    run = apply(run, secretariat)

    entry = entry_of("Ndiaye")
    person = entry.person
    assert (entry.state, entry.listed_on) == (EntryState.NOMINATED, None)
    assert not RosterEntry.objects.visible_to(Audience.MEMBERS).exists()
    assert [(each.term.slug, each.level, each.years) for each in entry.fields.all()] == [
        ("pcb-disposal", ExpertiseLevel.LEADING, 12),
        ("inventories", ExpertiseLevel.EXPERIENCED, None),
    ]
    assert entry.terms_in_words == ["transformer retrofilling", "retrofitting"]
    assert {each.language.code: each.level for each in person.language_skills.all()} == {
        "fr": LanguageLevel.EXCELLENT,
        "wo": LanguageLevel.MOTHER_TONGUE,
        "en": LanguageLevel.GOOD,
    }
    assert {each.iso2 for each in entry.countries_worked_in.all()} == {"GH", "TG"}
    assert [each.code for each in entry.regions_worked_in.all()] == ["011"]
    study = entry.education.get()
    assert (study.title, study.subject, study.institution_name, str(study.starts_on), str(study.ends_on)) == (
        "MSc", "Environmental chemistry", "Université Cheikh Anta Diop", "2001-01-01", "2003-01-01",
    )  # fmt: skip
    work = {each.institution_name: each for each in person.affiliations.all()}
    assert set(work) == {"Water Lab", "National Laboratory, Togo"}
    assert work["Water Lab"].is_primary
    earlier = work["National Laboratory, Togo"]
    assert (earlier.position, earlier.department, earlier.ends_on.year) == ("Chemist", "Chemicals unit", 2009)
    publication = entry.publications.get()
    assert (publication.title, publication.year, publication.doi) == (
        "PCB in transformer oil", 2018, "10.5555/12345678",
    )  # fmt: skip
    panel = entry.panels.get()
    assert (panel.name, panel.role, panel.starts_on.year) == ("POPs Review Committee", "member", 2012)
    assert entry.willing_to == ["mission", "review", "train"]
    assert [(each.kind, str(each.ends_on)) for each in entry.availability.all()] == [("none", "2027-03-31")]
    assert (entry.interests_declared, entry.gender, person.orcid) == ("none", "woman", "0000-0002-1825-0097")
    assert [each.code for each in person.chemicals.all()] == ["pcb"]
    assert [each.number for each in person.articles.all()] == ["6"]
    nomination = entry.nominations.get()
    assert (nomination.country.iso2, nomination.state, nomination.reason) == (
        "SN", NominationState.OPEN, "List of 2026",
    )  # fmt: skip
    assert list(entry.steps.values_list("kind", "by")) == [
        (StepKind.PROPOSED, secretariat.pk),
        (StepKind.NOMINATED, secretariat.pk),
    ]
    assert entry.latest_revision.content["headline"] == ""


def test_undoing_takes_the_entry_its_nomination_and_its_person_away(secretariat):
    versions = Revision.objects.count()
    run = apply(bring(csv_of([HEADER, AWA]), secretariat), secretariat)

    run = undo(run, secretariat)

    assert run.state == State.UNDONE
    assert not RosterEntry.objects.exists()
    assert not Person.objects.exists()
    assert not Nomination.objects.exists()
    assert not RosterStep.objects.exists()
    assert Revision.objects.count() == versions


def test_the_second_time_nothing_changes(secretariat):
    apply(bring(csv_of([HEADER, AWA]), secretariat), secretariat)

    run = bring(csv_of([HEADER, AWA]), secretariat)

    assert outcomes(run) == {2: "same"}
    assert ("nomination_known", None, False) in said(run)


def test_a_listed_entry_is_changed_and_undoing_puts_it_back(secretariat):
    person = PersonFactory(given_name="Awa", family_name="Ndiaye", country=CountryFactory(iso2="SN"))
    PersonContact.objects.create(person=person, kind=ContactKind.EMAIL, value="awa@example.org")
    entry = RosterEntryFactory(person=person, headline="Ask me about transformers", willing_to=["mentor"])
    run = bring(csv_of([HEADER, AWA]), secretariat)
    assert outcomes(run) == {2: "change"}
    assert ("nomination_not_now", None, False) in said(run)

    run = apply(run, secretariat)

    entry.refresh_from_db()
    assert (entry.state, entry.headline) == (EntryState.LISTED, "Ask me about transformers")
    assert entry.willing_to == ["mentor", "mission", "review", "train"]
    assert not entry.nominations.exists()

    undo(run, secretariat)

    entry = RosterEntry.objects.get()
    assert entry.willing_to == ["mentor"]
    assert not entry.fields.exists()
    assert set(run.rows.values_list("state", flat=True)) == {RowState.UNDONE}


def test_a_draft_that_is_nominated_by_the_file_is_a_draft_again_after_undoing(secretariat):
    person = PersonFactory(given_name="Awa", family_name="Ndiaye", country=CountryFactory(iso2="SN"))
    PersonContact.objects.create(person=person, kind=ContactKind.EMAIL, value="awa@example.org")
    RosterEntryFactory(person=person, state=EntryState.DRAFT, listed_on=None, lapses_on=None)

    run = apply(bring(csv_of([HEADER, AWA]), secretariat), secretariat)
    assert RosterEntry.objects.get().state == EntryState.NOMINATED
    undo(run, secretariat)

    assert RosterEntry.objects.get().state == EntryState.DRAFT
    assert not Nomination.objects.exists()


def test_what_the_secretariat_decided_since_is_kept(secretariat):
    run = apply(bring(csv_of([HEADER, AWA]), secretariat), secretariat)
    Nomination.objects.update(state=NominationState.IN_FORCE)
    RosterEntry.objects.update(state=EntryState.LISTED)

    run = undo(run, secretariat)

    assert [row.made["kept"] for row in run.rows.all()] == ["entry_decided"]
    assert RosterEntry.objects.get().state == EntryState.LISTED


def test_without_a_nominator_an_entry_is_a_draft_and_the_dry_run_says_so(secretariat):
    run = bring(csv_of([HEADER[:5], AWA[:5]]), secretariat)
    assert ("entry_new_draft", None, False) in said(run)

    apply(run, secretariat)

    assert RosterEntry.objects.get().state == EntryState.DRAFT


@pytest.mark.parametrize(
    ("nominator", "code"),
    [
        ("United States of America", "not_a_party"),
        ("Water Lab", "may_not_nominate"),
        ("Senegaal", "unknown_country"),
        ("Ghana and Togo", "several_countries"),
    ],
)
def test_who_may_not_nominate_is_met_with_a_question(secretariat, nominator, code):
    InstitutionFactory(name="Water Lab", name_en="Water Lab", acronym="WL")

    run = bring(csv_of([["Given name", "Family name", "Nominated by"], ["Awa", "Ndiaye", nominator]]), secretariat)

    assert (code, "nominated_by", True) in said(run)
    assert outcomes(run) == {2: "problem"}


def test_an_institution_entitled_to_it_nominates(secretariat):
    house = InstitutionFactory(name="Regional Centre", name_en="Regional Centre", acronym="RC")
    NominatingInstitution.objects.create(institution=house, source="Decision 1")

    apply(
        bring(csv_of([["Given name", "Family name", "Nominated by"], ["Awa", "Ndiaye", "RC"]]), secretariat),
        secretariat,
    )

    assert Nomination.objects.get().institution == house


@pytest.mark.parametrize(
    ("heading", "cell", "level", "years"),
    [
        ("Fields of expertise", "PCB disposal - leading", 3, None),
        ("Domaines d’expertise", "Élimination des PCB (de premier plan, 12 ans)", 3, 12),
        ("Ámbitos de especialización", "Eliminación de PCB (experta destacada; 12 años)", 3, 12),
        ("Области экспертизы", "Удаление ПХД (ведущий эксперт, 12 лет)", 3, 12),
        ("مجالات الخبرة", "التخلص من ثنائي الفينيل (خبير رائد، 12 سنة)", 3, 12),
        ("专业领域", "多氯联苯处置（首席专家，12年）", 3, 12),
    ],
)
def test_fields_are_read_in_six_languages(secretariat, heading, cell, level, years):
    run = bring(csv_of([["Given name", "Family name", heading], ["Awa", "Ndiaye", cell]]), secretariat)

    assert outcomes(run) == {2: "create"}, said(run)
    apply(run, secretariat)

    field = RosterEntry.objects.get().fields.get()
    assert (field.term.slug, field.level, field.years) == ("pcb-disposal", level, years)


def test_level_and_years_come_in_columns_of_their_own(secretariat):
    header = ["Given name", "Family name", "Fields of expertise", "Level", "Years of experience"]
    rows = [
        ["Awa", "Ndiaye", "PCB disposal; Inventories", "leading; working knowledge", "12; 3"],
        ["Kofi", "Mensah", "PCB disposal; Inventories", "leading", "7"],
        ["Ama", "Owusu", "PCB disposal; Inventories", "leading; working; experienced", ""],
        ["Yaw", "Boateng", "PCB disposal", "guru", ""],
    ]
    run = bring(csv_of([header, *rows]), secretariat)

    assert outcomes(run) == {2: "create", 3: "create", 4: "problem", 5: "problem"}
    assert ("as_many", "field_level", True) in said(run, 4)
    assert ("unknown_level", "field_level", True) in said(run, 5)
    apply(run, secretariat)
    told = {
        name: sorted((each.term.slug, each.level, each.years) for each in entry_of(name).fields.all())
        for name in ("Ndiaye", "Mensah")
    }
    assert told == {
        "Ndiaye": [("inventories", 1, 3), ("pcb-disposal", 3, 12)],
        "Mensah": [("inventories", 3, 7), ("pcb-disposal", 3, 7)],
    }


def test_a_field_nobody_knows_is_proposed_or_kept_in_ones_own_words(secretariat, client):
    from directory.imports import actions

    header = ["Given name", "Family name", "Fields of expertise"]
    rows = [["Awa", "Ndiaye", "Ball mills (leading, 4 years); Inventories"], ["Kofi", "Mensah", "Fluff; Inventories"]]
    run = bring(csv_of([header, *rows]), secretariat)
    assert ("unknown_word", "roster_fields", True) in said(run)
    first, second = run.rows.order_by("number")

    run = actions.decide(run, [first.pk], cells={"2:roster_fields": {"new": True}}, by=secretariat)
    run = actions.decide(run, [second.pk], cells={"2:roster_fields": {"free": True}}, by=secretariat)
    run = apply(run, secretariat)

    proposed = ExpertiseTerm.objects.get(name="Ball mills")
    assert [(each.term, each.level, each.years) for each in entry_of("Ndiaye").fields.filter(term=proposed)] == [
        (proposed, 3, 4)
    ]
    assert entry_of("Mensah").terms_in_words == ["Fluff"]

    undo(run, secretariat)

    assert not ExpertiseTerm.objects.filter(name="Ball mills").exists()


def test_nothing_of_a_cell_is_dropped_in_silence(secretariat):
    """What is not understood, each in its own column: met with a question or a sentence."""
    questions = {
        "Education": ("PhD", "study_not_divided"),
        "Previous employment": ("Chemist", "work_not_divided"),
        "Publications": ("https://doi.org/10.5555/12345678", "no_title"),
        "Relevant publications": ("A study doi:12.99/x", "wrong_doi"),
        "Willing to": ("juggle", "unknown_word"),
        "Availability": ("perhaps (2026)", "unknown_word"),
        "Languages": ("French (superb)", "unknown_rating"),
        "Countries worked in": ("Wakanda", "unknown_word"),
        "Gender": ("x7", "unknown_word"),
        "ORCID iD": ("0000-0002-1825-0098", "wrong_orcid"),
        "Employed since": ("some day", "no_span"),
        "Headline": ("word " * 80, "too_long"),
    }
    header = ["Given name", "Family name", *questions]
    row = ["Awa", "Ndiaye", *(cell for cell, _code in questions.values())]
    run = bring(csv_of([header, row]), secretariat)

    found = {
        run.headers[each["column"]]: each["code"]
        for each in run.rows.get().findings
        if each.get("open") and "column" in each
    }
    assert found == {heading: code for heading, (_cell, code) in questions.items()}


def test_birth_is_never_kept_nor_repeated(secretariat):
    header = ["Given name", "Family name", "Birth year", "Country of birth"]
    run = bring(csv_of([header, ["Awa", "Ndiaye", "1971", "Togo"]]), secretariat)

    assert [each for each in said(run) if each[0] == "birth_not_kept"] == [("birth_not_kept", "birth", False)] * 2
    apply(run, secretariat)

    entry = RosterEntry.objects.get()
    assert "1971" not in str(entry.latest_revision.content) + str(entry.person.latest_revision.content)
    assert "1971" not in str(run.rows.get().findings) + str(run.rows.get().cells)


def test_lists_with_an_end_say_what_found_no_place(secretariat):
    titles = "\n".join(f"Study number {number} (2010)" for number in range(1, 13))
    header = ["Given name", "Family name", "Publications"]
    run = bring(csv_of([header, ["Awa", "Ndiaye", titles]]), secretariat)

    finding = next(each for each in run.rows.get().findings if each["code"] == "too_many_rows")
    assert finding["params"] == {"most": 10, "left": "Study number 11; Study number 12"}
    apply(run, secretariat)
    assert RosterEntry.objects.get().publications.count() == 10


def test_somebody_similar_is_a_question_and_no_guess(secretariat):
    PersonFactory(given_name="Awa", family_name="Ndiaye", country=CountryFactory(iso2="SN"))

    run = bring(csv_of([HEADER[:3], ["Awa", "Ndyaye", "Senegal"]]), secretariat)

    assert outcomes(run) == {2: "duplicate"}


def test_m_is_no_man_where_the_column_holds_h_as_well(secretariat):
    header = ["Given name", "Family name", "Sexo"]
    run = bring(csv_of([header, ["Ana", "Ruiz", "M"], ["Luis", "Soto", "H"]]), secretariat)

    assert ("ambiguous_gender", "gender", True) in said(run)
    assert outcomes(run) == {2: "problem", 3: "create"}


def test_a_workbook_and_a_file_of_another_encoding_say_the_same(secretariat):
    header = ["Prénoms", "Nom de famille", "Domaines d’expertise", "Langues"]
    row = ["Aïssatou", "Diouf", "Élimination des PCB (de premier plan, 12 ans)", "Français : excellent"]
    told = []
    for file in (xlsx_of([header, row]), csv_of([header, row], separator=";", encoding="cp1252")):
        run = bring(file, secretariat)
        values = run.rows.get().values
        told.append((values["more"]["terms"], values["languages"], values["fields"]["family_name"]))

    assert told[0] == told[1]
    assert told[0][0][0][1:] == [3, 12]


def test_from_the_command_line(secretariat, tmp_path, capsys):
    path = tmp_path / "experts.csv"
    path.write_bytes(csv_of([HEADER, AWA]).read())

    call_command("import_experts", str(path), "--apply", "--by", secretariat.email)

    assert entry_of("Ndiaye").state == EntryState.NOMINATED
    assert "Written. Undo with --undo" in capsys.readouterr().out


def test_pages_offer_the_kind_and_its_template(secretariat, client):
    client.force_login(secretariat)
    page = client.get(reverse("imports:new"), {"kind": "experts"}).content.decode()
    assert 'value="experts"' in page
    assert reverse("imports:template", args=["experts", "xlsx"]) in page
    template = client.get(reverse("imports:template", args=["experts", "csv"])).content.decode()
    assert "Fields of expertise" in template
    assert "birth" not in template


def test_the_rows_show_what_the_entry_would_say_at_a_constant_number_of_queries(secretariat, client):
    client.force_login(secretariat)
    pages, counts = [], []
    for number in (1, 3):
        rows = [[*AWA[:1], f"Ndiaye{chr(65 + each) * 3}", *AWA[2:]] for each in range(number)]
        for each, row in enumerate(rows):
            row[3], row[18] = f"awa{number}{each}@example.org", ""
        run = bring(csv_of([HEADER, *rows]), secretariat)
        client.get(reverse("imports:rows", args=[run.pk]))
        with CaptureQueriesContext(connection) as asked:
            pages.append(client.get(reverse("imports:rows", args=[run.pk])).content.decode())
        counts.append(len(asked))

    assert "PCB decontamination and disposal: Leading expert, 12 years" in pages[0]
    assert "nominated by Senegal, with the Secretariat for its check, and not listed" in pages[0]
    assert "POPs Review Committee, member" in pages[0]
    assert counts[0] == counts[1]
