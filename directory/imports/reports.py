"""Rows as people read them: what is wrong in which cell, what may be chosen, what would change."""

import csv
import io
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from ..contents import schema_of
from ..formats.tables import harmless
from ..history import Words
from ..models import Country, Institution
from ..words import words
from .cells import text_of
from .choices import Outcome
from .fields import label_of
from .merging import merged
from .sentences import KEPT, REASONS, sentence
from .standing import contents_of_many, empty_contents
from .understanding import CONSTANT

_COUNTRY_FIELDS = ("country", "postal_country", "speaks_for", "parties_served")


@dataclass
class Choice:
    """One thing that may be chosen, as a radio button says it."""

    value: str
    label: str
    about: str = ""
    address: str = ""
    is_chosen: bool = False


@dataclass
class ShownFinding:
    code: str
    sentence: str
    column: str = ""
    value: str = ""
    name: str = ""
    choices: list = field(default_factory=list)
    is_open: bool = False
    is_decided: bool = False
    takes_text: bool = False
    same: int = 0


@dataclass
class ShownRow:
    row: object
    findings: list
    differences: list
    record: object = None
    kept: str = ""
    refused: list = field(default_factory=list)

    @property
    def is_open(self):
        return any(finding.is_open for finding in self.findings)


def shown_rows(run, rows):
    """Rows of one page, with what their findings and changes say, in a constant number of queries."""
    rows = list(rows)
    records = {row.record_id for row in rows if row.record_id}
    houses = set()
    for row in rows:
        for found in row.findings:
            for proposal in found.get("proposals", ()):
                if proposal.get("record"):
                    records.add(proposal["record"])
                if found["code"] == "unknown_institution":
                    houses.add(proposal["value"])
    things = run.record_model.objects.in_bulk(records)
    names = dict(Institution.objects.filter(pk__in=houses).values_list("pk", "name"))
    changes = _changes(run, rows)
    return [
        ShownRow(
            row,
            [_shown(run, row, found, things, names) for found in row.findings],
            changes.get(row.pk, []),
            things.get(row.record_id),
            str(KEPT.get(row.made.get("kept"), "")),
            row.made.get("refused", []),
        )
        for row in rows
    ]


def _changes(run, rows):
    """What each row would change, or has changed, in words."""
    wanted = [row for row in rows if row.outcome in (Outcome.CREATE, Outcome.CHANGE) and row.state == "checked"]
    if not wanted:
        return {}
    model = run.record_model
    held = contents_of_many(model, {row.record_id for row in wanted if row.record_id})
    empty = empty_contents(model)
    pairs = {}
    for row in wanted:
        before = held.get(row.record_id, empty)
        after = {**before, **merged(run.rows_are, before, row.values, run.settings)}
        pairs[row.pk] = (before, after)
    told = Words(schema_of(model()), [each for pair in pairs.values() for each in pair])
    companion = run.target.companion
    more = companion.differences(wanted, run.settings) if companion else {}
    return {pk: told.differences(before, after) + more.get(pk, []) for pk, (before, after) in pairs.items()}


def _shown(run, row, found, things, names):
    column = found.get("column")
    shown = ShownFinding(
        found["code"],
        sentence(found["code"], found["params"]),
        heading_of(run, column, found.get("field", "")),
        found.get("value", ""),
        is_open=bool(found.get("open")),
    )
    if found["code"] == "may_be" or (found["code"] == "no_name" and column is None):
        shown.name = "row"
        chosen = row.decision.get("row", {})
        shown.choices = [
            *(_candidate(proposal, things, chosen) for proposal in found.get("proposals", ())),
            *(
                [Choice("new", _("Somebody new: make a record"), is_chosen=chosen.get("as") == "new")]
                if found["code"] == "may_be"
                else []
            ),
            Choice("skip", _("Leave this row out"), is_chosen=chosen.get("as") == "skip"),
        ]
        return shown
    if column is None or not (found.get("open") or found.get("decided") or found.get("offers")):
        return shown
    decided = found.get("decided") or {}
    shown.name, shown.is_decided = f"cell-{column}:{found['field']}", bool(decided)
    for number, proposal in enumerate(found.get("proposals", ())):
        if "split" in proposal:
            label = ngettext(
                "%(count)s person: %(names)s", "%(count)s people, a record each: %(names)s", proposal["split"]
            )
            label %= {"count": proposal["split"], "names": proposal["label"]}
            shown.choices.append(Choice(f"split-{proposal['split']}", label, is_chosen="split" in decided))
            continue
        shown.choices.append(
            Choice(f"take-{number}", _label(found, proposal, names), is_chosen=number in decided.get("take", ()))
        )
    for offer in found.get("offers", ()):
        shown.choices.append(Choice(offer, OFFERS[offer](), is_chosen=bool(decided.get(offer))))
    if column != CONSTANT:
        shown.takes_text = True
    if found["code"] != "unknown_institution":
        shown.choices.append(
            Choice("leave", _("Leave this cell out, take the rest of the row"), is_chosen=bool(decided.get("leave")))
        )
    return shown


OFFERS = {
    "new": lambda: _("Propose it as a new term of the vocabulary"),
    "free": lambda: _("Keep it in the person’s own words"),
    "make": lambda: _("Make a new institution of this name"),
    "name": lambda: _("Keep the name as words in the person’s record"),
}


def _candidate(proposal, things, chosen):
    reasons = ", ".join(str(REASONS.get(code, code)) for code in proposal.get("reasons", ()))
    if "row" in proposal:
        label = _("The one of row %(row)s") % {"row": proposal["row"]}
        is_chosen = chosen.get("as") == "same" and chosen.get("row") == proposal["row"]
        return Choice(f"row-{proposal['row']}", label, reasons, is_chosen=is_chosen)
    thing = things.get(proposal["record"])
    label = _("%(name)s, who is in the directory") % {"name": thing} if thing else _("A record that is gone")
    return Choice(
        f"record-{proposal['record']}",
        label,
        reasons,
        thing.get_absolute_url() if thing else "",
        chosen.get("as") == "same" and chosen.get("record") == proposal["record"],
    )


def _label(found, proposal, names):
    value = proposal.get("value")
    if found["code"] == "unknown_institution":
        return names.get(value, "")
    if found.get("field") in _COUNTRY_FIELDS and value in words(Country):
        return words(Country)[value].name
    if isinstance(value, str) and len(value) == 10 and (day := parse_date(value)):
        return date_format(day, "DATE_FORMAT")
    return proposal.get("label") or str(value)


def heading_of(run, column, code):
    """What a column is called in the file, or the field whose value was chosen for all rows."""
    if column is None:
        return ""
    if column == CONSTANT or column >= len(run.headers):
        return label_of(run.kind, code)
    return run.headers[column] or _("Column %(number)s") % {"number": column + 1}


# --- As a file ------------------------------------------------------------------------------------------------


def report_rows(run):
    """The rows as they stood in the file, with what was found beside each: to mend, and to bring in again."""
    yield [_("Row"), _("Outcome"), _("What is to be said"), _("Proposals"), *run.headers]
    for row in run.rows.order_by("number", "part").iterator(chunk_size=1000):
        said, proposed = [], []
        for found in row.findings:
            column = heading_of(run, found.get("column"), found.get("field", ""))
            words_of = sentence(found["code"], found["params"])
            said.append(f"{column}: {words_of}" if column else words_of)
            for proposal in found.get("proposals", ()):
                label = proposal.get("label") or ""
                if found.get("field") in _COUNTRY_FIELDS and proposal.get("value") in words(Country):
                    label = words(Country)[proposal["value"]].name
                if label:
                    proposed.append(f"{column}: {label}" if column else label)
        yield [
            str(row.number),
            str(Outcome(row.outcome).label) if row.outcome else "",
            "\n".join(said),
            "\n".join(proposed),
            *(text_of(cell) for cell in row.cells),
        ]


def report_csv(run):
    """The report in lines of CSV, with a byte order mark for Excel."""
    line = io.StringIO()
    writer = csv.writer(line)
    yield "\ufeff"
    for row in report_rows(run):
        writer.writerow([harmless(cell) for cell in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def report_xlsx(run):
    return workbook(_("Report"), report_rows(run))


def workbook(title, rows, more=()):
    """The bytes of a workbook of text cells; ``more``: further sheets (title, rows)."""
    book = Workbook(write_only=True)
    for name, lines in ((title, rows), *more):
        sheet = book.create_sheet(name[:31])
        sheet.freeze_panes = "A2"
        for row in lines:
            cells = [WriteOnlyCell(sheet, value=_printable(cell)) for cell in row]
            for cell in cells:
                cell.data_type = "s"
            sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _printable(text):
    return "".join(char for char in str(text) if char in "\t\n" or char >= " ")[:32_767]


def address_with(base, **parameters):
    """An address with its parameters, without the empty ones."""
    kept = {key: value for key, value in parameters.items() if value not in ("", None)}
    return f"{base}?{urlencode(kept)}" if kept else base
