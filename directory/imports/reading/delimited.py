"""Text files whose columns are set off by a character."""

import csv
import io
import re
from collections import Counter

from . import encodings
from .headings import table_from
from .notes import CannotRead, Note
from .tables import Cell, Row

SEPARATORS = (",", ";", "\t", "|", "\x1f", "^", "~", "¦", "§", ":", "，", "；", "،", "؛")
# A cell of a spreadsheet holds no more; a longer one is a quotation mark that was never closed.
LONGEST_CELL = 32_767
SAMPLED_LINES = 200

csv.field_size_limit(1 << 24)


def tables(content, name):
    """The one table of a delimited file."""
    encoding, note = encodings.detect(content)
    notes = [note] if note else []
    head = list(_first(_lines(content, encoding), SAMPLED_LINES))
    if not any(line.strip(" \r\n\t;,|\ufeff") for line, _decoded in head):
        raise CannotRead("no_table" if content.strip() else "empty_file")
    skip, declared = _declared(head[0][0])
    dialect = _dialect([line for line, _decoded in head][skip:], declared)

    def rows():
        return _rows(content, encoding, dialect, skip)

    return [table_from(name, rows, notes=notes, is_ragged=True)]


def _first(lines, count):
    for _number, line in zip(range(count), lines, strict=False):
        yield line


def _lines(content, encoding):
    """Lines with their ends, and a note for those that are not in the encoding of the others."""
    if encoding in {"utf-8", "utf-8-sig"} and not encodings.is_utf8(content):
        yield from _mixed_lines(content.removeprefix(b"\xef\xbb\xbf"))
        return
    # Nothing is replaced silently: whatever is not in the encoding shows, and its row is named.
    for line in io.TextIOWrapper(io.BytesIO(content), encoding=encoding, errors="backslashreplace", newline=""):
        yield line, None


def _mixed_lines(content):
    for match in re.finditer(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", content):
        raw = match.group()
        try:
            yield raw.decode("utf-8"), None
        except UnicodeDecodeError as fault:
            text = raw.decode("utf-8", "reading_fallback")
            sample = raw[max(0, fault.start - 10) : fault.end + 10].decode("utf-8", "reading_fallback").strip()
            yield text, Note("undecodable", {"encoding": "UTF-8", "other": "Windows-1252", "sample": sample})


def _read_as_windows(fault):
    return fault.object[fault.start : fault.end].decode("cp1252", "backslashreplace"), fault.end


encodings.codecs.register_error("reading_fallback", _read_as_windows)


def _declared(line):
    """How many lines to leave out before the table, and the separator a first line ``sep=;`` names."""
    match = re.fullmatch(r'\ufeff?"?sep=(.)"?[;,\t]*\s*', line, re.IGNORECASE)
    return (1, match[1]) if match else (0, None)


class _Dialect(csv.Dialect):
    delimiter = ","
    quotechar = '"'
    escapechar = None
    doublequote = True
    skipinitialspace = False
    lineterminator = "\r\n"
    quoting = csv.QUOTE_MINIMAL


def _dialect(lines, declared):
    text = "".join(lines)
    quote = _quote(text)

    def dialect(separator):
        return type(
            "Found",
            (_Dialect,),
            {
                "delimiter": separator,
                "quotechar": quote,
                "escapechar": "\\" if f"\\{quote}" in text and quote * 2 not in text else None,
                "skipinitialspace": f"{separator} {quote}" in text,
            },
        )

    if declared:
        return dialect(declared)
    weighed = [(_evenness(lines, dialect(separator)), separator) for separator in SEPARATORS if separator in text]
    best = max(weighed, default=(0, ","), key=lambda pair: pair[0])
    return dialect(best[1] if best[0] > 0 else ",")


def _quote(text):
    """The double quotation mark, unless values stand between single ones throughout."""
    single = len(re.findall(r"(?:^|[,;\t|])'[^'\r\n]*'(?=[,;\t|]|\s*$)", text, re.MULTILINE))
    double = len(re.findall(r'(?:^|[,;\t|])\s?"', text, re.MULTILINE))
    return "'" if single > 3 and single > 3 * double else '"'


def _evenness(lines, dialect):
    """How evenly a separator divides the lines: the share of the commonest width, wider counting a little more."""
    widths = Counter()
    try:
        for cells in csv.reader(lines, dialect):
            if len(cells) > 1 or (cells and cells[0].strip()):
                widths[len(cells)] += 1
    except csv.Error:
        return 0
    total = sum(widths.values())
    width, count = max(widths.items(), key=lambda pair: (pair[1] * (pair[0] > 1), pair[0]), default=(1, 0))
    if width < 2 or not total:
        return 0
    if dialect.delimiter == ":" and count < total:
        return 0
    return count / total * (1 + min(width, 12) / 24) - (0.2 if dialect.delimiter in ":^~" else 0)


def _rows(content, encoding, dialect, skip):
    """Rows numbered as a spreadsheet numbers them: a line break within quotation marks begins no new row."""
    lines = _lines(content, encoding)
    for _line in _first(lines, skip):
        pass
    waiting = []  # lines given back after a quotation mark that was never closed
    taken = []

    def feed():
        while True:
            pair = waiting.pop(0) if waiting else next(lines, None)
            if pair is None:
                return
            taken.append(pair)
            line = pair[0]
            if (
                sum(len(each) for each, _note in taken[-2:]) > LONGEST_CELL
                and sum(len(e) for e, _n in taken) > LONGEST_CELL
            ):
                raise _Unclosed
            yield line

    number = skip
    reader = csv.reader(feed(), dialect)
    width = 0
    while True:
        taken.clear()
        notes = []
        try:
            cells = next(reader, None)
            if cells is None:
                return
            broken = len(taken) > 1 and _is_unclosed("".join(line for line, _n in taken), dialect, cells, width)
            alone = len(taken) == 1 and not waiting and _is_open(taken[0][0], dialect)
        except _Unclosed:
            broken = alone = True
        except csv.Error:
            broken = True
            alone = False
        if broken or alone:
            first, *rest = taken
            waiting[:0] = rest
            cells = _to_end_of_line(first[0], dialect)
            taken[:] = [first]
            notes.append(Note("unbalanced_quote", row=number + 1))
            reader = csv.reader(feed(), dialect)
        number += 1
        for _line, note in taken:
            if note:
                notes.append(Note(note.code, note.params, row=number))
        if any("\x00" in cell for cell in cells):
            cells = [cell.replace("\x00", "") for cell in cells]
            notes.append(Note("null_characters", row=number))
        if number == skip + 1 and cells:
            cells[0] = cells[0].removeprefix("\ufeff")
        width = max(width, len(cells)) if number < skip + 30 else width
        yield Row(number, [Cell(_line_breaks(cell)) for cell in cells], notes)


class _Unclosed(Exception):  # noqa: N818 - no fault, a turn of events
    """A value is longer than any cell may be."""


def _is_open(raw, dialect):
    """Whether a record ends within quotation marks."""
    if dialect.quotechar not in raw:
        return False
    try:
        for _cells in csv.reader(raw.splitlines(keepends=True), dialect, strict=True):
            pass
    except csv.Error as fault:
        return "unexpected end" in str(fault)
    return False


def _is_unclosed(raw, dialect, cells, width):
    """Whether several lines became one record by mistake."""
    if _is_open(raw, dialect):
        return True
    try:
        for _cells in csv.reader(io.StringIO(raw, newline=""), dialect, strict=True):
            pass
    except csv.Error:
        return len(cells) != width
    return False


def _to_end_of_line(line, dialect):
    cells = next(csv.reader([line.rstrip("\r\n")], dialect, quoting=csv.QUOTE_NONE), [])
    quote = dialect.quotechar
    return [cell.strip(quote).replace(quote * 2, quote) for cell in cells]


def _line_breaks(cell):
    return cell.replace("\r\n", "\n").replace("\r", "\n") if "\r" in cell else cell
