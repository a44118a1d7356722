"""What the Secretariat decides about an import, and what is kept of it."""

from datetime import timedelta
from pathlib import Path

import pytest
from audit.models import Entry
from django.core.management import CommandError, call_command
from django.utils import timezone

from directory.choices import Audience
from directory.imports import actions, holding, tasks
from directory.imports.actions import WrongStepError
from directory.imports.choices import KEPT_DAYS, Kind, State
from directory.imports.models import ImportMapping, ImportRun
from directory.models import Designation, Institution, Person, PersonContact
from tests.factories import InstitutionFactory, UserFactory

from .conftest import apply, bring, csv_of, outcomes, undo
from .test_bringing_in import AWA, HEADER, WANJIRU

pytestmark = pytest.mark.usefixtures("world")
POST = [*WANJIRU[:7], "National focal point"]


def test_an_official_post_in_a_file_makes_no_designation_by_itself(secretariat):
    run = apply(bring(csv_of([HEADER, POST]), secretariat), secretariat)
    assert Person.objects.get().family_name == "Kamau"
    assert not Designation.objects.exists()
    assert "post_noted" in [each["code"] for each in run.rows.get().findings]


def test_an_official_post_is_designated_when_chosen_and_stays_when_the_import_is_undone(secretariat):
    chosen = {"posts": True, "posts_source": "Note verbale 12", "posts_by": "Ministry", "posts_from": "2024-05-03"}
    run = apply(bring(csv_of([HEADER, POST, AWA]), secretariat, **chosen), secretariat)
    post = Designation.objects.get()
    assert (post.country.iso2, post.source, post.starts_on.isoformat()) == ("KE", "Note verbale 12", "2024-05-03")
    assert Entry.objects.filter(action="directory.designation.made").count() == 1

    run = undo(run, secretariat)

    assert [person.family_name for person in Person.objects.all()] == ["Kamau"]
    assert run.rows.get(state="kept").made["kept"] == "post"


def test_a_second_focal_point_of_a_party_is_told_and_does_not_stop_the_others(secretariat):
    chosen = {"posts": True, "posts_source": "Note verbale 12", "posts_from": "2024-05-03"}
    other = ["Juma", "Otieno", "Kenya", "juma@example.org", "", "", "", "National focal point"]
    run = apply(bring(csv_of([HEADER, POST, other]), secretariat, **chosen), secretariat)
    assert run.state == State.APPLIED
    assert (Person.objects.count(), Designation.objects.count()) == (2, 1)
    assert run.rows.get(number=3).made["refused"]


def test_two_people_in_a_cell_become_two_records(secretariat):
    rows = [["Full name", "Country", "E-mail"]]
    rows.append(["Mr. Amadou Ba / Ms. Fatou Sarr", "Senegal", "ba@example.org; sarr@example.org"])
    run = bring(csv_of(rows), secretariat)
    assert outcomes(run) == {2: "problem"}

    run, _count = actions.decide_all(run, "two_people", "split", by=secretariat)

    assert list(run.rows.values_list("number", "part", "outcome")) == [(2, 0, "create"), (2, 1, "create")]
    apply(run, secretariat)
    people = Person.objects.order_by("family_name")
    assert [(person.given_name, person.family_name) for person in people] == [("Amadou", "Ba"), ("Fatou", "Sarr")]
    assert [person.contacts.get().value for person in people] == ["ba@example.org", "sarr@example.org"]


def test_the_same_person_twice_in_a_file_is_one_record(secretariat):
    again = ["W.", "KAMAU", "Kenya", "W.Kamau@example.org", "+254 700 555 010", "", "", ""]
    run = apply(bring(csv_of([HEADER, WANJIRU, AWA, again]), secretariat), secretariat)
    assert Person.objects.count() == 2
    person = Person.objects.get(family_name="Kamau")
    assert person.contacts.count() == 3
    undo(run, secretariat)
    assert not Person.objects.exists()


def test_empty_cells_erase_only_when_chosen(secretariat):
    apply(bring(csv_of([HEADER, WANJIRU]), secretariat), secretariat)
    bare = [*WANJIRU[:6], "", ""]
    assert outcomes(bring(csv_of([HEADER, bare]), secretariat)) == {2: "same"}
    apply(bring(csv_of([HEADER, bare]), secretariat, empty="erase"), secretariat)
    assert Person.objects.get().position == ""


def test_addresses_come_in_for_the_audience_that_was_chosen(secretariat):
    apply(bring(csv_of([HEADER, WANJIRU]), secretariat, audience=int(Audience.SECRETARIAT)), secretariat)
    assert set(PersonContact.objects.values_list("audience", flat=True)) == {Audience.SECRETARIAT}


@pytest.mark.parametrize(
    ("family", "given", "names"),
    [
        ("Nom", "Prénom", ["Ould Ahmed", "Mohamed", "Ndiaye", "Awa"]),
        ("Apellidos", "Nombre", ["García López", "Ana", "Ruiz Mora", "José Luis"]),
        ("Фамилия", "Имя", ["Иванов", "Олег", "Петрова", "Анна"]),
    ],
)
def test_a_heading_of_whole_names_is_half_of_one_beside_the_other_half(secretariat, family, given, names):
    rows = [[family, given, "E-mail"], [*names[:2], "a@example.org"], [*names[2:], "b@example.org"]]
    run = actions.upload(csv_of(rows), "names.csv", kind=Kind.PEOPLE, by=secretariat)
    assert [each["fields"] for each in run.mapping] == [["family_name"], ["given_name"], ["email"]]


@pytest.mark.parametrize("heading", ["Nom", "Nombre", "Name"])
def test_a_heading_of_whole_names_alone_stays_one(secretariat, heading):
    rows = [[heading, "E-mail"], ["Awa Ndiaye", "awa@example.org"], ["Wanjiru Kamau", "w.kamau@example.org"]]
    run = actions.upload(csv_of(rows), "names.csv", kind=Kind.PEOPLE, by=secretariat)
    assert [each["fields"] for each in run.mapping] == [["name"], ["email"]]


def test_columns_of_the_same_names_are_remembered(secretariat):
    run = actions.upload(csv_of([HEADER, WANJIRU]), "a.csv", kind=Kind.PEOPLE, by=secretariat)
    mapping = [{**each, "fields": []} if each["column"] == 6 else each for each in run.mapping]
    actions.choose_columns(run, mapping, run.settings, by=secretariat, here=True)
    again = actions.upload(csv_of([HEADER, AWA]), "b.csv", kind=Kind.PEOPLE, by=secretariat)
    assert again.mapping[6]["fields"] == []
    assert ImportMapping.objects.count() == 1


def test_institutions_come_in_with_those_they_belong_to_and_leave(secretariat):
    ministry = InstitutionFactory(name="Ministry of Environment")
    rows = [["Name of the institution", "Part of", "Country", "E-mail"]]
    rows.append(["Chemicals Laboratory", "Ministry of Environment", "Kenya", "lab@example.org"])
    run = apply(bring(csv_of(rows), secretariat, kind=Kind.INSTITUTIONS), secretariat)
    assert Institution.objects.get(name="Chemicals Laboratory").parent == ministry
    undo(run, secretariat)
    assert list(Institution.objects.all()) == [ministry]


def test_words_of_rows_and_files_are_erased_after_a_while(secretariat):
    run = apply(bring(csv_of([HEADER, WANJIRU]), secretariat), secretariat)
    file = Path(run.file.path)
    assert file.stat().st_mode & 0o077 == 0
    assert actions.forget_old_imports() == 0
    ImportRun.objects.update(uploaded_at=timezone.now() - timedelta(days=KEPT_DAYS + 1))

    assert actions.forget_old_imports() == 1

    assert not file.exists()
    row = run.rows.get()
    assert (row.cells, row.values, row.label, row.findings) == ([], {}, "", [])
    assert row.record_id == Person.objects.get().pk


def test_the_record_of_actions_holds_nothing_of_the_rows(secretariat):
    undo(apply(bring(csv_of([HEADER, WANJIRU]), secretariat), secretariat), secretariat)
    told = " ".join(f"{entry.label} {entry.changes} {entry.reason}" for entry in Entry.objects.all())
    for secret in ("kamau", "Kamau", "555"):
        assert secret not in told


def test_a_held_import_is_left_to_whoever_holds_it(secretariat):
    run = bring(csv_of([HEADER, WANJIRU]), secretariat)
    actions.begin_applying(run, by=secretariat, here=True)
    with holding.holding(run) as held:
        assert held
        assert not actions.is_interrupted(ImportRun.objects.get(pk=run.pk))
    holding.tell(run, 1, 2, "apply")
    assert actions.is_interrupted(ImportRun.objects.get(pk=run.pk))
    tasks.work_on(run)
    assert Person.objects.count() == 1
    with pytest.raises(WrongStepError):
        actions.discard(run, by=secretariat)


def test_from_the_command_line_a_file_is_checked_written_and_undone(secretariat, tmp_path, capsys):
    path = tmp_path / "people.csv"
    path.write_bytes(csv_of([HEADER, WANJIRU, AWA]).read())
    report = tmp_path / "report.csv"
    call_command("import_people", path, report=str(report))
    assert "2 rows would be written" in capsys.readouterr().out
    assert "w.kamau@example.org" in report.read_text()
    assert not Person.objects.exists()

    call_command("import_people", path, apply=True, map=["Position="], by=secretariat.email)
    assert set(Person.objects.values_list("position", flat=True)) == {""}
    run = ImportRun.objects.first()
    call_command("import_people", undo=run.pk)
    assert not Person.objects.exists()
    with pytest.raises(CommandError, match="cannot be undone"):
        call_command("import_people", undo=ImportRun.objects.last().pk)


def test_nobody_is_undone_whom_others_point_at(secretariat):
    run = apply(bring(csv_of([HEADER, WANJIRU]), secretariat), secretariat)
    person = Person.objects.get()
    Person.objects.filter(pk=person.pk).update(user=UserFactory())
    run = undo(run, secretariat)
    assert run.rows.get().made["kept"] == "used"
    assert Person.objects.filter(pk=person.pk).exists()


def continued(secretariat):
    """A row nobody can take yet, one that continues it, and one of somebody else."""
    rows = [["Full name", "Country", "E-mail", "Position"]]
    rows.append(["Wanjiru Kamau", "Atlantis", "wanjiru@example.org", "Chemist"])
    rows.append(["Wanjiru Kamau", "Kenya", "wanjiru@example.org", "Chief chemist"])
    rows.append(["Awa Diop", "Senegal", "awa@example.org", "Inspector"])
    return bring(csv_of(rows), secretariat)


def test_a_row_that_continues_one_left_behind_waits_with_it_and_the_others_are_written(secretariat):
    run = continued(secretariat)
    assert outcomes(run) == {2: "problem", 3: "problem", 4: "create"}

    run = apply(run, secretariat)

    assert run.state == State.APPLIED
    assert [person.family_name for person in Person.objects.all()] == ["Diop"]


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        ({"cells": {"1:country": {"leave": True}}}, {2: "create", 3: "change", 4: "create"}),
        ({"row": {"as": "skip"}}, {2: "skipped", 3: "create", 4: "create"}),
    ],
)
def test_a_row_that_continues_another_goes_when_that_one_is_decided(secretariat, decision, expected):
    run = continued(secretariat)
    run = actions.decide(run, [run.rows.get(number=2).pk], by=secretariat, **decision)
    assert outcomes(run) == expected

    run = apply(run, secretariat)

    assert run.state == State.APPLIED
    assert Person.objects.get(family_name="Kamau").position == "Chief chemist"
