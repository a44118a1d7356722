"""A spreadsheet with fifty kinds of mistakes is imported, undone, mended and imported."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from directory.imports.choices import Outcome, State
from directory.models import Person

from . import fifty_mistakes
from .conftest import apply, bring, undo
from .fifty_mistakes import ASK, MISTAKES, OUT, READ


def workbook(is_mended=False):
    return SimpleUploadedFile("fifty.xlsx", fifty_mistakes.build(is_mended))


def test_each_of_fifty_mistakes_is_read_as_meant_or_asked_about(db, secretariat):
    call_command("load_reference_data", "regions", "countries", "categories", "languages", "expertise", verbosity=0)
    assert len(MISTAKES) >= 50
    run = bring(workbook(), secretariat)
    assert run.rows_in_file == len(MISTAKES) == sum(run.counts.values())
    met = {}
    for number, mistake in enumerate(MISTAKES, 2):
        row = run.rows.get(number=number)
        asked = [each for each in row.findings if each.get("open")]
        is_met = {
            READ: not asked and row.outcome in (Outcome.CREATE, Outcome.CHANGE),
            ASK: bool(asked) and row.outcome in (Outcome.PROBLEM, Outcome.DUPLICATE),
            OUT: row.outcome == Outcome.NO_RECORD,
        }[mistake.met]
        if mistake.code:
            is_met = is_met and mistake.code in [each["code"] for each in row.findings]
        if not is_met:
            met[mistake.what] = (row.outcome, row.findings, row.values)
    assert sorted(met) == [], met

    run = apply(run, secretariat)
    assert run.state == State.APPLIED
    asked = sum(mistake.met == ASK for mistake in MISTAKES)
    assert run.rows.filter(state="applied").count() == len(MISTAKES) - asked - 1
    assert undo(run, secretariat).state == State.UNDONE
    assert not Person.objects.exists()

    run = apply(bring(workbook(is_mended=True), secretariat), secretariat)

    assert {row.number: row.findings for row in run.rows.filter(outcome=Outcome.PROBLEM)} == {}
    assert run.rows.filter(state="applied").count() == len(MISTAKES) - 1
    # Of three rows two are about one person.
    assert Person.objects.count() == len(MISTAKES) - 2
