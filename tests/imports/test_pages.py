"""The Secretariat brings a file in, page by page; to others these pages do not exist."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directory.imports import actions
from directory.imports.choices import State
from directory.imports.models import ImportRun
from directory.models import Person
from tests.factories import PersonFactory

from .conftest import apply, bring, csv_of
from .test_bringing_in import AWA, HEADER, WANJIRU

pytestmark = pytest.mark.usefixtures("world")
SECRET = "very.secret@example.org"


@pytest.fixture
def office(client, secretariat):
    """The Secretariat, signed in."""
    client.force_login(secretariat)
    return client


def test_a_file_goes_its_way_from_upload_to_undoing(office, django_capture_on_commit_callbacks):
    people = csv_of([HEADER, WANJIRU, AWA])
    with django_capture_on_commit_callbacks(execute=True):
        answer = office.post(reverse("imports:new"), {"kind": "people", "file": people})
        run = ImportRun.objects.get()
        assert answer.url == reverse("imports:columns", args=[run.pk])
        page = office.get(answer.url)
        assert "Wanjiru" in page.content.decode()
        chosen = dict(
            re.findall(r'<select id="(column-\d+)".*?<option value="(\w+)" selected', page.content.decode())
        )
        assert chosen["column-0"] == "given_name"
        answer = office.post(answer.url, {**chosen, **_settings(page)})
        assert answer.status_code == 302, (answer.context["problems"], answer.context["form"].errors)
        assert answer.url == run.get_absolute_url()
    page = office.get(run.get_absolute_url()).content.decode()
    assert "2 rows would change the directory" in page
    rows = office.get(reverse("imports:rows", args=[run.pk])).content.decode()
    assert "Awa Ndiaye" in rows

    run.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        office.post(reverse("imports:apply", args=[run.pk]), {"version": run.version})
    assert Person.objects.count() == 2
    assert "2 rows were written" in office.get(run.get_absolute_url()).content.decode()
    run.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        office.post(reverse("imports:undo", args=[run.pk]), {"version": run.version})
    assert not Person.objects.exists()
    assert "This import is undone" in office.get(run.get_absolute_url()).content.decode()


def _settings(page):
    form = page.context["form"]
    return {
        name: form[name].value()
        for name in form.fields
        if form[name].value() not in (None, "") and form[name].value() is not False
    }


@pytest.mark.parametrize("who", ["visitor", "member", "focal_point", "official_contact", "applicant"])
def test_imports_are_hidden_from_everybody_else(client, request, secretariat, who):
    run = bring(csv_of([HEADER, [*WANJIRU[:3], SECRET, *WANJIRU[4:]]]), secretariat)
    row = run.rows.get()
    user = request.getfixturevalue(who)
    if user.is_authenticated:
        client.force_login(user)
    pages = ["index", "new"]
    of_run = ["run", "columns", "rows", "apply", "undo"]
    addresses = [reverse(f"imports:{name}") for name in pages]
    addresses += [reverse(f"imports:{name}", args=[run.pk]) for name in of_run]
    addresses += [reverse("imports:report", args=[run.pk, "csv"])]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == (404 if user.is_authenticated else 302), address
        assert SECRET not in answer.content.decode()
    for address in (
        reverse("imports:decide", args=[run.pk, row.pk]),
        reverse("imports:apply", args=[run.pk]),
        reverse("imports:discard", args=[run.pk]),
    ):
        assert client.post(address).status_code == (404 if user.is_authenticated else 302), address
    assert client.get(f"/media/imports/{run.file.name}").status_code == 404
    run.refresh_from_db()
    assert run.state == State.CHECKED


def test_pressing_apply_twice_writes_once(office, secretariat, django_capture_on_commit_callbacks):
    run = bring(csv_of([HEADER, WANJIRU]), secretariat)
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(2):
            assert office.post(reverse("imports:apply", args=[run.pk]), {"version": run.version}).status_code == 302
    assert Person.objects.count() == 1


def test_a_page_from_before_somebody_elses_choice_changes_nothing(office, secretariat):
    run = bring(csv_of([HEADER, WANJIRU]), secretariat)
    office.post(reverse("imports:apply", args=[run.pk]), {"version": run.version - 1})
    run.refresh_from_db()
    assert run.state == State.CHECKED

    row = run.rows.get()
    office.post(reverse("imports:decide", args=[run.pk, row.pk]), {"seen": "old", "row": "skip"})
    row.refresh_from_db()
    assert row.decision == {}


def test_steps_out_of_order_lead_to_where_the_import_stands(office, secretariat):
    run = apply(bring(csv_of([HEADER, WANJIRU]), secretariat), secretariat)
    for name in ("columns", "apply"):
        assert office.get(reverse(f"imports:{name}", args=[run.pk])).url == run.get_absolute_url()
    office.post(reverse("imports:discard", args=[run.pk]))
    assert ImportRun.objects.filter(pk=run.pk).exists()
    assert Person.objects.count() == 1


def test_a_country_is_put_right_for_all_rows_with_the_same_value(office, secretariat):
    rows = [[name, "Mwangi", "Kenyya", f"{name}@example.org", "", "", "", ""] for name in ("ann", "bob", "cid")]
    run = bring(csv_of([HEADER, *rows]), secretariat)
    assert set(run.rows.values_list("outcome", flat=True)) == {"problem"}
    page = office.get(reverse("imports:rows", args=[run.pk]))
    (shown, seen), *_rest = page.context["rows"]
    finding = next(each for each in shown.findings if each.is_open)
    assert finding.choices[0].label == "Kenya"

    office.post(
        reverse("imports:decide", args=[run.pk, shown.row.pk]),
        {"seen": seen, finding.name: "take-0", f"same-{finding.name.removeprefix('cell-')}": "1"},
    )

    assert set(run.rows.values_list("outcome", flat=True)) == {"create"}


def test_somebody_similar_is_proposed_and_never_guessed(office, secretariat):
    PersonFactory(given_name="Wanjiru", family_name="Kamau")
    run = bring(csv_of([HEADER, [*WANJIRU[:3], "another@example.org", *WANJIRU[4:]]]), secretariat)
    row = run.rows.get()
    assert row.outcome == "duplicate"
    known = Person.objects.get()
    (_shown, seen), *_rest = office.get(reverse("imports:rows", args=[run.pk])).context["rows"]
    office.post(reverse("imports:decide", args=[run.pk, row.pk]), {"seen": seen, "row": f"record-{known.pk}"})
    row.refresh_from_db()
    assert (row.outcome, row.record_id) == ("change", known.pk)


def test_pages_of_rows_ask_the_database_as_often_for_three_rows_as_for_one(office, secretariat):
    counts = []
    for rows in ([WANJIRU], [WANJIRU, AWA, [*AWA[:1], "Sow", *AWA[2:3], "sow@example.org", *AWA[4:]]]):
        run = bring(csv_of([HEADER, *rows]), secretariat)
        office.get(reverse("imports:rows", args=[run.pk]))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            office.get(reverse("imports:rows", args=[run.pk]))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("kind", ["people", "institutions"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_our_own_template_comes_back_with_every_column_known(office, secretariat, kind, form):
    answer = office.get(reverse("imports:template", args=[kind, form]))
    run = bring(SimpleUploadedFile(f"t.{form}", answer.content), secretariat, kind=kind)
    assert all(each["fields"] for each in run.mapping), [
        run.headers[each["column"]] for each in run.mapping if not each["fields"]
    ]


def test_an_interrupted_import_says_so_and_goes_on_when_asked(
    office, secretariat, django_capture_on_commit_callbacks
):
    run = bring(csv_of([HEADER, WANJIRU]), secretariat)
    actions.begin_applying(run, by=secretariat, here=True)
    page = office.get(run.get_absolute_url()).content.decode()
    assert "It begins in a moment." in page
    assert "data-look-again" in page
    ImportRun.objects.update(begun_at=timezone.now() - timedelta(minutes=5))

    page = office.get(run.get_absolute_url()).content.decode()
    assert "This step was interrupted." in page
    assert "data-look-again" not in page
    with django_capture_on_commit_callbacks(execute=True):
        office.post(reverse("imports:go_on", args=[run.pk]))

    assert Person.objects.count() == 1
    assert "One row was written" in office.get(run.get_absolute_url()).content.decode()


def test_a_file_that_is_no_table_is_refused_with_what_to_do(office):
    for name, content, words in (
        ("letter.pdf", b"%PDF-1.4 nothing", "PDF"),
        ("empty.csv", b"", "empty"),
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n\x00\x00", "picture"),
    ):
        answer = office.post(reverse("imports:new"), {"kind": "people", "file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_the_report_as_a_file_names_row_column_value_and_proposal(office, secretariat):
    run = bring(csv_of([HEADER, [*WANJIRU[:2], "Kenyya", *WANJIRU[3:]]]), secretariat)
    told = b"".join(office.get(reverse("imports:report", args=[run.pk, "csv"])).streaming_content).decode()
    for words in ("2,To put right", "Country: “Kenyya”", "Country: Kenya", "w.kamau@example.org"):
        assert words in told
