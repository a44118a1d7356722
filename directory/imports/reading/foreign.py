"""Old and foreign spreadsheets (XLS, XLSB, ODS), read by calamine: values, without formats and links."""

import io
from datetime import date, datetime, time, timedelta

from openpyxl.utils.datetime import CALENDAR_WINDOWS_1900
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from .headings import table_from
from .notes import CannotRead, Note
from .packages import chunks, feed, package, parser
from .tables import EMPTY, Cell, Row
from .workbooks import PLAIN, day_cell, number_cell

MOST_CELLS = 20_000_000


def tables(content, kind):
    if kind == "ods":
        _weigh(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = book.sheets_metadata
    except PasswordError as fault:
        raise CannotRead("is_encrypted") from fault
    except CalamineError as fault:
        raise CannotRead("is_damaged") from fault
    found = []
    for sheet in sheets:
        notes = [Note("old_format")]
        is_hidden = sheet.visible != SheetVisibleEnum.Visible
        if is_hidden:
            notes.append(Note("hidden_sheet"))
        try:
            found.append(
                table_from(sheet.name, lambda name=sheet.name: _rows(book, name), notes=notes, is_hidden=is_hidden)
            )
        except CannotRead as refusal:
            if refusal.note.code != "no_table":
                raise
    if not found:
        raise CannotRead("no_table")
    return found


def _weigh(content):
    """Refuse an open document whose repeated cells and rows would fill the memory: it is read as a full rectangle."""
    rows = columns = repeated = in_row = 0
    is_filled = False

    def start(name, attributes):
        nonlocal rows, columns, repeated, in_row, is_filled
        local = name.rpartition(":")[2]
        if local == "table-row":
            repeated, in_row, is_filled = _times(attributes, "rows"), 0, False
        elif local in {"table-cell", "covered-table-cell"}:
            in_row += _times(attributes, "columns")
        elif local == "p":
            is_filled = True
            columns = max(columns, in_row)

    def end(name):
        nonlocal rows
        local = name.rpartition(":")[2]
        if local == "table-row" and is_filled:
            rows += repeated
            if rows * columns > MOST_CELLS:
                raise CannotRead("is_bomb")

    made = parser()
    made.StartElementHandler, made.EndElementHandler = start, end
    feed(made, chunks(package(content), "content.xml"))


def _times(attributes, what):
    given = next((value for key, value in attributes.items() if key.endswith(f"number-{what}-repeated")), "1")
    return int(given) if given.isdigit() else 1


def _rows(book, name):
    try:
        sheet = book.get_sheet_by_name(name)
        grid = sheet.to_python(skip_empty_area=False)
        merged = sheet.merged_cell_ranges or []
    except CalamineError as fault:
        raise CannotRead("is_damaged") from fault
    rows = [[_cell(value) for value in row] for row in grid]
    for (top, left), (bottom, right) in merged:
        if top < len(rows) and left < len(rows[top]) and rows[top][left].text:
            spread = rows[top][left]._replace(note=Note("merged"))
            for row in rows[top : bottom + 1]:
                for column in range(left, min(right + 1, len(row))):
                    if not row[column].text:
                        row[column] = spread
    for number, cells in enumerate(rows, 1):
        yield Row(number, cells)


def _cell(value):
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE", value)
    if isinstance(value, int | float):
        return number_cell(repr(value), PLAIN, CALENDAR_WINDOWS_1900)
    if isinstance(value, date | datetime | time | timedelta):
        return day_cell(value)
    text = str(value)
    if text in {"#REF!", "#N/A", "#NAME?", "#DIV/0!", "#VALUE!", "#NULL!", "#NUM!"}:
        return Cell("", None, Note("error_value", {"text": text}))
    return Cell(text.replace("\r\n", "\n").replace("\r", "\n"))
