"""Files and imports for the tests."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from directory.choices import Audience
from directory.imports import actions, tasks
from directory.imports.choices import Kind
from tests.factories import CategoryFactory, CountryFactory


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    """Files of imports of one test are not seen by another."""
    settings.VAR_DIR = tmp_path
    return tmp_path / "imports"


@pytest.fixture
def world(db):
    """Countries, and the categories of the network."""
    for code in ("KE", "SN", "EG", "CN", "RU"):
        CountryFactory(iso2=code)
    CategoryFactory(code="expert", name_en="Expert", is_official=False)
    CategoryFactory(code="national-focal-point", name_en="National focal point", is_official=True)


def csv_of(rows, separator=",", encoding="utf-8"):
    words = io.StringIO()
    csv.writer(words, delimiter=separator).writerows(rows)
    return SimpleUploadedFile("people.csv", words.getvalue().encode(encoding))


def xlsx_of(rows, name="people.xlsx"):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile(name, file.getvalue())


def bring(file, by, kind=Kind.PEOPLE, **settings):
    """Upload a file and check it with the columns as they were guessed."""
    run = actions.upload(file, file.name, kind=kind, by=by)
    run = actions.choose_columns(run, run.mapping, {**run.settings, **settings}, by=by, here=True)
    return tasks.work_on(run)


def apply(run, by):
    actions.begin_applying(run, by=by, here=True)
    return tasks.work_on(run)


def undo(run, by):
    actions.begin_undoing(run, by=by, here=True)
    return tasks.work_on(run)


def outcomes(run):
    """What each row comes to, by its number."""
    return dict(run.rows.values_list("number", "outcome"))


__all__ = ["Audience", "apply", "bring", "csv_of", "outcomes", "undo", "xlsx_of"]
