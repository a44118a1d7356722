"""Questions about imports."""

from collections import Counter

from django.db.models import Q

from .choices import Outcome
from .models import ImportRun
from .sentences import short


def rows_shown(run, *, outcome="", code="", column="", number=""):
    """Rows of an import, as the filters of the report choose them."""
    rows = run.rows.order_by("number", "part")
    if outcome in Outcome.values:
        rows = rows.filter(outcome=outcome)
    if code:
        rows = rows.filter(codes__contains=f" {code} ")
    if column:
        rows = rows.filter(codes__contains=f" column-{column} ")
    if number:
        rows = rows.filter(number=number)
    return rows


def kinds_of_findings(run):
    """What is to be said about rows, by kind: (code, words, number of rows), the most frequent first."""
    codes, columns = Counter(), Counter()
    for marks in run.rows.exclude(codes="").values_list("codes", flat=True).iterator(chunk_size=5000):
        for mark in marks.split():
            if mark.startswith("column-"):
                columns[int(mark.removeprefix("column-"))] += 1
            else:
                codes[mark] += 1
    return (
        [(code, short(code), number) for code, number in codes.most_common()],
        sorted(columns.items()),
    )


def rows_with_same_value(run, row, column, field):
    """Rows that have the same finding about the same words in the same column, this one included."""
    about = [each for each in row.findings if each.get("column") == column and each.get("field") == field]
    mine = next((each for each in about if each.get("open") or each.get("decided") or each.get("offers")), None)
    if mine is None:
        return []
    rows = run.rows.filter(codes__contains=f" {mine['code']} ")
    return [
        each.pk
        for each in rows.only("pk", "findings").iterator(chunk_size=2000)
        if any(
            found["code"] == mine["code"]
            and found.get("column") == column
            and found.get("field") == field
            and found.get("value") == mine.get("value")
            for found in each.findings
        )
    ]


def imports_of_same_file(run):
    """Other imports of this very file that were written and not undone."""
    return ImportRun.objects.filter(
        Q(state="applied") | Q(state="applying"), sha256=run.sha256, kind=run.kind
    ).exclude(pk=run.pk)
