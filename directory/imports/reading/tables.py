"""What every kind of file is read into: tables of rows of cells."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .notes import Note

DATA, HEADING, FOOTER, REPEATED_HEADER = "data", "heading", "footer", "repeated header"


class Cell(NamedTuple):
    """What a cell shows as text.

    ``value`` is the native number, date or truth behind it, where the file has one; ``link`` what a click opens.
    """

    text: str = ""
    value: Any = None
    note: Note | None = None
    link: str = ""

    def __bool__(self):
        return bool(self.text)


EMPTY = Cell()


@dataclass(slots=True)
class Row:
    """A row with its number as a spreadsheet shows it. ``kind`` is ``DATA`` unless it only looks like data."""

    number: int
    cells: list[Cell]
    notes: list[Note] = field(default_factory=list)
    kind: str = DATA

    @property
    def texts(self):
        return [cell.text for cell in self.cells]

    @property
    def is_blank(self):
        return not any(cell.text and not cell.text.isspace() for cell in self.cells)


@dataclass
class Table:
    """A sheet, a CSV file or the cards of a vCard file.

    ``rows`` begins anew each time it is asked for and reads as it goes, so that a file of any length fits. Every row
    that is not blank comes out once, below the header; ``above`` holds the lines that stood over it.
    """

    name: str
    headers: list[str]
    notes: list[Note]
    above: list[Row]
    open: Callable[[], Iterator[Row]] = field(repr=False)
    is_hidden: bool = False

    @property
    def rows(self) -> Iterator[Row]:
        return self.open()

    def sample(self, count=200):
        """The first rows of data, from which columns are recognised and a preview is shown."""
        found = []
        for row in self.rows:
            if row.kind == DATA:
                found.append(row)
                if len(found) >= count:
                    break
        return found
