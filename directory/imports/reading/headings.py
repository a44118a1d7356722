"""Where the header of a table stands, and which rows below it are not data."""

import re
from itertools import islice
from statistics import median

from .columns import is_known_header
from .notes import CannotRead, Note
from .tables import EMPTY, FOOTER, HEADING, REPEATED_HEADER, Table

LOOKED_AT = 40
# Words with which sheets of governments and organizations close.
CLOSING = re.compile(
    r"""^\W*(?:
    (?:grand\s+|sub-?)?totals?\b\W*[\d.,\s]*(?:\w+\W*)?$ | total\s+(?:général|general)\b | итого\b | всего\b
    | المجموع | الإجمالي | [总總合共]\s?[计計]
    | (?:data\s+)?sources?\s*[:：.\-–—] | fuentes?\s*[:：] | источники?\s*[:：] | المصدر | [来來]源 | 资料来源
    | (?:foot)?notes?\s*[:：.\-–—] | notas?\s*[:：] | remarques?\s*[:：] | примечани[ея]\b
    | ملاحظ(?:ة|ات) | [注註備备]\s*[:：]
    | page\s+\d+ | página\s+\d+ | стр(?:аница|\.)\s*\d+ | 第\s*\d+\s*页
    | (?:last\s+)?updated?\b | as\s+(?:of|at)\b | generated\s+(?:on|by)\b | exported\b | prepared\s+by\b
    | printed\s+on\b | mis(?:e)?\s+à\s+jour | actualizad[oa]\b | по\s+состоянию
    | © | copyright\b | end\s+of\s+(?:list|report|table|document)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
DATA_LIKE = re.compile(r"@|^\W*\+?[\d\s()./:,-]{4,}$|^https?://|^www\.", re.IGNORECASE)


def table_from(name, rows, *, notes=(), is_hidden=False, is_ragged=False):
    """A table from a function that yields all rows of a sheet from the top."""
    notes = list(notes)
    head = list(islice((row for row in rows() if not row.is_blank), LOOKED_AT))
    if not head:
        raise CannotRead("no_table")
    first, last = _header(head)
    if first is None:
        headers, above, begins, header_texts = [""] * max(_width(row) for row in head), [], 0, None
        notes.append(Note("no_header"))
    else:
        lines = head[first : last + 1]
        headers = _joined(lines, max(_width(row) for row in lines))
        above = head[:first]
        begins, header_texts = head[last].number, _folded(head[last])
        if above:
            notes.append(Note("lines_above", {"row": above[-1].number}))
        if len(lines) > 1:
            notes.append(Note("header_rows", {"count": len(lines)}))
    sample = head[last + 1 if last is not None else 0 :]
    usual = median(_filled(row) for row in sample) if sample else 0
    # Columns without a name count where several rows fill them; a single row that is longer has a stray separator.
    widths = sorted((_width(row) for row in sample), reverse=True)
    if first is not None and len(widths) > 1 and widths[1] > len(headers):
        headers += [""] * (widths[1] - len(headers))
    width = len(headers)

    def data():
        for row in rows():
            if row.number <= begins or row.is_blank:
                continue
            yield _fitted(row, width, header_texts, usual, is_ragged)

    return Table(name, headers, notes, above, data, is_hidden)


def _width(row):
    """The number of cells up to the last one that is filled."""
    return max((place for place, cell in enumerate(row.cells, 1) if cell.text.strip()), default=0)


def _filled(row):
    return sum(1 for cell in row.cells if cell.text.strip())


def _distinct(row):
    return list(dict.fromkeys(text for cell in row.cells if (text := cell.text.strip())))


def _folded(row):
    return [cell.text.strip().casefold() for cell in row.cells[: _width(row)]]


def _is_like_data(row):
    return any(DATA_LIKE.search(text) for text in _distinct(row))


def _header(head):
    """The first and last row of the header among the first rows, or None when there is none."""
    looked_at = head[:25]
    usual = median(_filled(row) for row in head)
    known = [sum(map(is_known_header, _distinct(row))) for row in looked_at]
    best = max(range(len(looked_at)), key=lambda place: (known[place], -place))
    filled = len(_distinct(looked_at[best]))
    if known[best] and (known[best] >= 2 or filled <= 3) and known[best] >= filled / 4:
        first = last = best
    else:
        wide = next((place for place, row in enumerate(looked_at) if len(_distinct(row)) >= 0.6 * usual), 0)
        row = looked_at[wide]
        if _is_like_data(row) or any(cell.value is not None for cell in row.cells):
            return None, None
        if len(head) > 1 and len(set(_folded(row))) < _filled(row):
            return None, None
        first = last = wide
    # Groups of columns stand above their columns.
    while first and head[first - 1].number == head[first].number - 1:
        above = head[first - 1]
        if len(_distinct(above)) < 2 or _is_like_data(above) or _filled(above) < 2:
            break
        first -= 1
    while last + 1 < len(head) and head[last + 1].number == head[last].number + 1 and last - first < 3:
        below = head[last + 1]
        words = _distinct(below)
        if (
            _is_like_data(below)
            or any(word.isdigit() for word in words)
            or sum(map(is_known_header, words)) < max(1, len(words) / 2)
        ):
            break
        if not _completes(head[last], below):
            break
        last += 1
    return first, last


def _completes(row, below):
    """Whether a row names columns the one above it leaves without a name, or names together."""
    texts = [cell.text.strip() for cell in row.cells]
    repeated = {text for text in texts if text and texts.count(text) > 1}
    for place, cell in enumerate(below.cells):
        above = texts[place] if place < len(texts) else ""
        if cell.text.strip() and cell.text.strip() != above and (not above or above in repeated):
            return True
    return False


def _joined(lines, width):
    headers = []
    for place in range(width):
        parts = [row.cells[place].text for row in lines if place < len(row.cells)]
        parts = [" ".join(part.split()) for part in parts]
        headers.append(" – ".join(dict.fromkeys(part for part in parts if part)))
    return headers


def _fitted(row, width, header_texts, usual, is_ragged):
    cells = row.cells
    if len(cells) < width:
        if is_ragged:
            row.notes.append(Note("too_few_cells", {"found": len(cells), "expected": width}, row=row.number))
        cells.extend([EMPTY] * (width - len(cells)))
    elif len(cells) > width:
        while len(cells) > width and not cells[-1].text.strip():
            cells.pop()
        if len(cells) > width:
            row.notes.append(Note("too_many_cells", {"found": len(cells), "expected": width}, row=row.number))
    if (
        header_texts is not None
        and cells[0].text.strip().casefold() == header_texts[0]
        and _folded(row) == header_texts
    ):
        row.kind = REPEATED_HEADER
        row.notes.append(Note("repeated_header", row=row.number))
    elif (width > 2 and _filled(row) <= 2) or _is_spread(row):
        _judge_short(row, usual)
    return row


def _is_spread(row):
    return len(row.cells) > 2 and len(_distinct(row)) == 1


def _judge_short(row, usual):
    texts = _distinct(row)
    text = texts[0]
    if len(texts) <= 2 and CLOSING.search(text):
        row.kind = FOOTER
        row.notes.append(Note("footer", {"text": text[:80]}, row=row.number))
        return
    is_alone = len(texts) == 1 and usual > 2 and not DATA_LIKE.search(text)
    if is_alone and (_filled(row) > 2 or (text.isupper() and len(text) > 3) or text.endswith(":")):
        row.kind = HEADING
        row.notes.append(Note("heading", {"text": text[:80]}, row=row.number))
