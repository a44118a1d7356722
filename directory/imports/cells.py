"""Cells as rows of imports keep them: their text, and what stood behind it where that is more."""

from datetime import date, datetime
from decimal import Decimal

from .reading.notes import Note
from .reading.tables import EMPTY, Cell

_DAY, _MOMENT = "day", "moment"


def pack(cell):
    """A cell as JSON: most are a text alone."""
    if cell.value is None and cell.note is None:
        return cell.text
    held = {"text": cell.text}
    if isinstance(cell.value, datetime):
        held[_MOMENT] = cell.value.isoformat()
    elif isinstance(cell.value, date):
        held[_DAY] = cell.value.isoformat()
    elif isinstance(cell.value, Decimal):
        held["value"] = str(cell.value)
    elif isinstance(cell.value, (bool, int, float, list, dict)):
        held["value"] = cell.value
    if cell.note is not None:
        params = {
            key: value if isinstance(value, (str, int, float)) else str(value)
            for key, value in cell.note.params.items()
        }
        held["note"] = [cell.note.code, params]
    return held if len(held) > 1 else cell.text


def unpack(held):
    """The cell again."""
    if isinstance(held, str):
        return Cell(held) if held else EMPTY
    value = held.get("value")
    if _DAY in held:
        value = date.fromisoformat(held[_DAY])
    elif _MOMENT in held:
        value = datetime.fromisoformat(held[_MOMENT])
    note = Note(*held["note"]) if "note" in held else None
    return Cell(held["text"], value, note)


def text_of(held):
    return held if isinstance(held, str) else held["text"]
