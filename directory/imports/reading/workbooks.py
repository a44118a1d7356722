"""XLSX workbooks, read as a stream.

openpyxl, and every other library tried, reads either as a stream or with merged cells, links, and hidden rows and
columns, and stops at small faults of styles; so the sheets are read here, with openpyxl's knowledge of formats.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from posixpath import join, normpath
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel
from openpyxl.utils.escape import unescape

from .headings import table_from
from .notes import CannotRead, Note
from .packages import chunks, elements, parser
from .tables import EMPTY, Cell, Row

MOST_COLUMNS = 1_000
MOST_ROWS = 1_048_576
PLAIN, DAY, SPAN = "plain", "day", "span"
# Formats that only set digits in order, such as 00000 and (000) 000-0000.
MASK = re.compile(r'(?:\[[^\]]*\])?(?:[0#\s()+/.-]|"[^"]*"|\\.)+')


def tables(archive):
    book = Workbook(archive)
    found, empty = [], []
    for sheet in book.sheets:
        if not sheet.path:
            empty.append(Note("is_chart", {"sheet": sheet.name}))
            continue
        try:
            found.append(_table(book, sheet))
        except CannotRead as refusal:
            if refusal.note.code != "no_table":
                raise
            empty.append(Note("empty_sheet", {"sheet": sheet.name}))
    if not found:
        raise CannotRead("no_table")
    found[0].notes.extend(empty)
    return found


def _table(book, sheet):
    layout = book.layout(sheet)
    notes = [Note("hidden_sheet")] if sheet.is_hidden else []
    if layout.hidden_columns:
        letters = ", ".join(get_column_letter(column) for column in sorted(layout.hidden_columns))
        notes.append(Note("hidden_columns", {"columns": letters}))
    return table_from(sheet.name, lambda: book.rows(sheet, layout), notes=notes, is_hidden=sheet.is_hidden)


@dataclass
class Sheet:
    name: str
    path: str
    is_hidden: bool


@dataclass
class Layout:
    """What a sheet says after its rows, and is needed before them."""

    merged: dict = field(default_factory=lambda: defaultdict(list))  # first row: areas
    links: dict = field(default_factory=dict)  # (row, column): target
    hidden_columns: set = field(default_factory=set)


class Workbook:
    def __init__(self, archive):
        self.archive = archive
        self.names = {name.lower(): name for name in archive.namelist()}
        main = next(
            (target for kind, target in self._relations("").values() if kind == "officeDocument"), "xl/workbook.xml"
        )
        relations = self._relations(main)
        parts = elements(self._part(main))
        self.epoch = CALENDAR_WINDOWS_1900
        self.sheets = []
        for name, attributes, _text in parts:
            if name == "workbookPr" and attributes.get("date1904") in {"1", "true", "on"}:
                self.epoch = CALENDAR_MAC_1904
            elif name == "sheet":
                kind, target = relations.get(attributes.get("id"), ("", ""))
                self.sheets.append(
                    Sheet(
                        attributes.get("name", ""),
                        target if kind == "worksheet" else "",
                        attributes.get("state", "visible") != "visible",
                    )
                )
        by_kind = dict(relations.values())
        self.strings = self._strings(by_kind.get("sharedStrings"))
        self.formats = self._formats(by_kind.get("styles"))

    def _part(self, path):
        name = self.names.get(path.lower())
        if name is None:
            raise CannotRead("is_damaged")
        return chunks(self.archive, name)

    def _relations(self, path):
        """What a part points at, by identifier: the kind and the path, or the address outside."""
        folder, _slash, name = path.rpartition("/")
        rels = join(folder, "_rels", f"{name}.rels")
        if rels.lower() not in self.names:
            return {}
        found = {}
        for name, attributes, _text in elements(self._part(rels)):
            if name == "Relationship":
                target = attributes.get("Target", "")
                if attributes.get("TargetMode") != "External":
                    target = normpath(join(folder, target)) if not target.startswith("/") else target[1:]
                found[attributes.get("Id")] = (attributes.get("Type", "").rpartition("/")[2], target)
        return found

    def _strings(self, path):
        """Texts shared by cells, without their fonts and without readings of characters."""
        if not path or path.lower() not in self.names:
            return []
        found, parts, state = [], [], {"taken": False, "reading": False}

        def start(name, _attributes):
            local = name.rpartition(":")[2]
            if local == "si":
                parts.clear()
            elif local == "rPh":
                state["reading"] = True
            state["taken"] = local == "t" and not state["reading"]

        def end(name):
            local = name.rpartition(":")[2]
            if local == "si":
                found.append(_text("".join(parts)))
            elif local == "rPh":
                state["reading"] = False
            state["taken"] = False

        def text(data):
            if state["taken"]:
                parts.append(data)

        made = parser()
        made.StartElementHandler, made.EndElementHandler, made.CharacterDataHandler = start, end, text
        for piece in self._part(path):
            _parse(made, piece)
        _parse(made, b"", True)
        return found

    def _formats(self, path):
        """What the numbers of each style are: plain, days, spans of time, or digits in a mask."""
        if not path or path.lower() not in self.names:
            return []
        custom, found, in_cells = {}, [], False
        for name, attributes, _text in elements(self._part(path)):
            if name == "numFmt":
                custom[attributes.get("numFmtId")] = attributes.get("formatCode", "")
            elif name in {"cellXfs", "cellStyleXfs", "cellStyles", "dxfs"}:
                in_cells = name == "cellXfs"
            elif name == "xf" and in_cells:
                number = attributes.get("numFmtId", "0")
                code = custom.get(number) or (BUILTIN_FORMATS.get(int(number), "") if number.isdigit() else "")
                found.append(_kind_of(code, number))
        return found

    def layout(self, sheet):
        """Merged cells, links and hidden columns, without reading the rows between them."""
        layout = Layout()
        head, tail = _around_rows(self._part(sheet.path))
        relations = self._relations(sheet.path)
        for name, attributes, _text in elements([head, tail]):
            if name == "col" and attributes.get("hidden") in {"1", "true"}:
                first, last = int(attributes.get("min", 0)), int(attributes.get("max", 0))
                # All columns to the end of the sheet are hidden to make it look small.
                if last < 16_384:
                    layout.hidden_columns.update(range(first, min(last, MOST_COLUMNS) + 1))
            elif name == "mergeCell" and (area := _area(attributes.get("ref", ""))):
                layout.merged[area[0]].append(area)
            elif name == "hyperlink" and (area := _area(attributes.get("ref", ""))):
                _kind, target = relations.get(attributes.get("id"), ("", ""))
                if target:
                    for row in range(area[0], min(area[2], area[0] + 1000) + 1):
                        for column in range(area[1], min(area[3], area[1] + 50) + 1):
                            layout.links[row, column] = target
        return layout

    def rows(self, sheet, layout):
        yield from _spread(_read(self, sheet, layout), layout)


def _parse(made, piece, is_last=False):
    try:
        made.Parse(piece, is_last)
    except expat.ExpatError as fault:
        raise CannotRead("is_damaged") from fault


def _text(text):
    if "_x" in text:
        text = unescape(text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _kind_of(code, number):
    if is_timedelta_format(code):
        return SPAN
    # Numbers of formats that differ by the language of the program: days all the same.
    if is_date_format(code) or (number.isdigit() and int(number) in {*range(27, 37), *range(50, 59)}):
        return DAY
    code = code.split(";")[0]
    digits = code.count("0") + code.count("#")
    if digits > 1 and MASK.fullmatch(code) and not re.search(r"0\.0|#\.", code) and code not in {"0", "#", "##"}:
        return re.sub(r"\[[^\]]*\]", "", code)
    return PLAIN


_CELLS_END = re.compile(rb"</(?:\w+:)?sheetData\s*>|<(?:\w+:)?sheetData\s*/>")
_CELLS_BEGIN = re.compile(rb"<(?:\w+:)?sheetData[\s/>]")


def _around_rows(pieces):
    """What stands before and after the rows of a sheet."""
    head, tail, window = b"", [], b""
    state = "head"
    for piece in pieces:
        if state == "tail":
            tail.append(piece)
            continue
        window += piece
        if state == "head" and (begin := _CELLS_BEGIN.search(window)):
            head, window = window[: begin.start()], window[begin.start() :]
            state = "rows"
        if state == "rows":
            if end := _CELLS_END.search(window):
                tail.append(window[end.end() :])
                state = "tail"
            else:
                window = window[-40:]
    return (head, b"".join(tail)) if state == "tail" else (b"<nothing/>", b"")


def _area(reference):
    match = re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?", reference.upper())
    if not match:
        return None
    first, last = _column(match[1]), _column(match[3] or match[1])
    return int(match[2]), first, int(match[4] or match[2]), last


def _column(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _read(book, sheet, layout):
    """The rows of a sheet with their cells by column, piece by piece."""
    ready = []
    number = 0
    cells, far = {}, []
    is_hidden = False
    column = 0
    kind = style = None
    has_formula = False
    parts = []
    is_taken = is_reading = False
    columns = {}
    strings, links = book.strings, layout.links

    def start(name, attributes):
        nonlocal number, cells, far, is_hidden, column, kind, style, has_formula, is_taken, is_reading
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            reference = attributes.get("r")
            if reference:
                letters = reference.rstrip("0123456789")
                column = columns.get(letters)
                if column is None:
                    column = columns[letters] = _column(letters.upper())
            else:
                column += 1
            kind, style = attributes.get("t", "n"), attributes.get("s")
            has_formula = False
            parts.clear()
        elif name == "v" or (name == "t" and not is_reading):
            is_taken = True
        elif name == "f":
            has_formula = True
        elif name == "row":
            given = attributes.get("r")
            number = int(given) if given and given.isdigit() else number + 1
            if number > MOST_ROWS:
                raise CannotRead("is_damaged")
            cells, far, column = {}, [], 0
            is_hidden = attributes.get("hidden") in {"1", "true"}
        elif name == "rPh":
            is_reading = True

    def end(name):
        nonlocal is_taken, is_reading
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            if parts or has_formula or (number, column) in links:
                cell = _cell(book, strings, kind, style, "".join(parts), has_formula)
                if cell is not None:
                    target = links.get((number, column))
                    if target:
                        cell = _linked(cell, target)
                    if column <= MOST_COLUMNS:
                        cells[column] = cell
                    else:
                        far.append(cell.text)
        elif name in {"v", "t"}:
            is_taken = False
        elif name == "rPh":
            is_reading = False
        elif name == "row" and (cells or far):
            ready.append((number, cells, is_hidden, far))

    def text(data):
        if is_taken:
            parts.append(data)

    made = parser()
    made.StartElementHandler, made.EndElementHandler, made.CharacterDataHandler = start, end, text
    for piece in book._part(sheet.path):
        _parse(made, piece)
        yield from ready
        ready.clear()
    _parse(made, b"", True)
    yield from ready


def _cell(book, strings, kind, style, text, has_formula):
    if kind == "s":
        place = int(text) if text.strip().isdigit() else -1
        shown = strings[place] if 0 <= place < len(strings) else ""
        return Cell(shown) if shown else None
    if kind in {"str", "inlineStr"}:
        return Cell(_text(text)) if text else None
    if kind == "e":
        return Cell("", None, Note("error_value", {"text": text}))
    if not text:
        return Cell("", None, Note("no_result")) if has_formula else EMPTY
    if kind == "b":
        return Cell("TRUE" if text == "1" else "FALSE", text == "1")
    if kind == "d":
        return _dated(text)
    return number_cell(text, _format(book.formats, style), book.epoch)


def _format(formats, style):
    place = int(style) if style and style.isdigit() else 0
    return formats[place] if place < len(formats) else PLAIN


def _dated(text):
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return Cell(text)
    return day_cell(moment.replace(tzinfo=None))


def number_cell(text, kind, epoch):
    """A number as a person means it: a day, digits in order, or a number without an exponent."""
    try:
        number = float(text)
    except ValueError:
        return Cell(text)
    if kind in (DAY, SPAN):
        try:
            moment = from_excel(number, epoch, timedelta=kind == SPAN)
        except (ValueError, OverflowError):
            return Cell(plain(number), number, Note("bad_date", {"text": plain(number)}))
        return day_cell(moment)
    shown = plain(number)
    value = int(number) if number.is_integer() and abs(number) < 1e18 else number
    note = Note("rounded", {"text": shown}) if abs(number) >= 1e15 else None
    if kind is not PLAIN and isinstance(value, int) and value >= 0:
        shown = masked(str(value), kind)
    return Cell(shown, value, note)


def plain(number):
    """``254712345678`` and not ``2.54712345678E+11``, ``12`` and not ``12.0``."""
    if number != number or number in (float("inf"), float("-inf")):
        return ""
    if number.is_integer() and abs(number) < 1e21:
        return str(int(number))
    short = f"{number:.15g}"
    return f"{number:.15f}".rstrip("0") if "e" in short and abs(number) < 1 else short


def masked(digits, mask):
    """Digits set into a mask from the right, as a spreadsheet shows them."""
    parts = re.findall(r'"[^"]*"|\\.|.', mask)
    places = sum(1 for part in parts if part in "0#")
    zeros = sum(1 for part in parts if part == "0")
    digits = digits.zfill(zeros)
    surplus, left = digits[: max(0, len(digits) - places)], list(digits[max(0, len(digits) - places) :])
    missing = places - len(left)
    shown, is_first = [], True
    for part in parts:
        if part in "0#":
            if is_first:
                shown.append(surplus)
                is_first = False
            if missing:
                missing -= 1
                continue
            shown.append(left.pop(0))
        elif part.startswith('"'):
            shown.append(part[1:-1])
        else:
            shown.append(part[-1])
    return "".join(shown).strip()


def day_cell(moment):
    if isinstance(moment, datetime):
        if moment.time() == time():
            return Cell(moment.date().isoformat(), moment.date())
        moment = moment.replace(microsecond=0)
        return Cell(moment.isoformat(" ", "minutes"), moment)
    if isinstance(moment, date):
        return Cell(moment.isoformat(), moment)
    if isinstance(moment, time):
        return Cell(moment.isoformat("minutes"), moment)
    if isinstance(moment, timedelta):
        minutes = int(moment.total_seconds() // 60)
        return Cell(f"{minutes // 60}:{minutes % 60:02d}", moment)
    return Cell(str(moment), moment)


def _linked(cell, target):
    """A cell with what it links to: named when an address shown is not the one written to."""
    note = cell.note
    address = target[7:].split("?")[0] if target.lower().startswith("mailto:") else ""
    if address and "@" in cell.text and address.casefold() not in cell.text.casefold():
        note = Note("link_differs", {"text": cell.text, "target": address})
    return cell._replace(note=note, link=target)


def _spread(read, layout):
    """Rows with the value of merged cells in each of their cells."""
    active = []
    waiting = sorted(layout.merged)
    place = 0
    for number, cells, is_hidden, far in read:
        while place < len(waiting) and waiting[place] <= number:
            for top, left, bottom, right in layout.merged[waiting[place]]:
                if bottom >= number:
                    active.append([top, left, bottom, min(right, MOST_COLUMNS), None])
            place += 1
        if active:
            active = [area for area in active if area[2] >= number]
            for area in active:
                top, left, _bottom, right, held = area
                if number == top and left in cells:
                    held = area[4] = cells[left]
                if held is not None and held.text:
                    spread = held._replace(note=Note("merged"))
                    for column in range(left, right + 1):
                        if (number, column) != (top, left) and not cells.get(column, EMPTY).text:
                            cells[column] = spread
        notes = []
        if is_hidden:
            notes.append(Note("hidden_row", row=number))
        if far and any(far):
            shown = next(filter(None, far))
            notes.append(Note("far_cells", {"most": MOST_COLUMNS, "text": shown[:80]}, row=number))
        if cells:
            yield Row(number, [cells.get(column, EMPTY) for column in range(1, max(cells) + 1)], notes)
        elif notes:
            yield Row(number, [], notes)
