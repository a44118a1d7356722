"""What files can be brought in as: people, institutions, and what rooms above register when the site starts.

A target says what its rows are about, which columns it knows and in which formats it comes. What a row says of more
than the record it is about is the business of a ``Companion``: the directory does not know the roster of experts, the
roster comes to it.
"""

from dataclasses import dataclass, field
from typing import Any

from . import sentences
from .choices import Kind


class Companion:
    """What a row says beside the record it is about, kept under ``values["more"]``.

    Each method is told of a few rows at a time, in the order in which imports do their work.
    """

    def read(self, row):
        """Read the cells of a row (``understanding._Row``) into ``row.values["more"]``."""

    def look(self, rows, settings):
        """What is known of the records these rows are about, by the key of the record; asks the database once."""
        return {}

    def compare(self, row, known, settings):
        """Say in ``row.findings`` what the row comes to. Returns whether it changes or makes anything."""
        return False

    def seen(self, row, known, settings):
        """A mark that changes when what the row was compared with does."""
        return ""

    def differences(self, rows, settings):
        """What each row would change, in words: {key of the row: [Difference, …]}."""
        return {}

    def write(self, rows, writer):
        """Write what these rows say: (row, key of its record, values). What was made is noted in ``row.made``."""

    def end(self, keys):
        """Everything is written, or undone, about the records of these keys."""

    def reasons_to_keep(self, rows):
        """Why rows cannot be undone: {key of the row: "changed", "used" …}."""
        return {}

    def made_by(self, rows, model):
        """The keys of things of a model these rows made, which do not keep their record from being undone."""
        return ()

    def take_back(self, rows, by):
        """Undo what was written of these rows."""


@dataclass(frozen=True)
class Target:
    """``rows_are`` says what its rows are recognised as; ``fields`` what columns may hold (see ``fields.Field``)."""

    code: str
    label: Any
    rows_are: str
    fields: tuple
    # What the link to its template says.
    template: Any = ""
    # Headings as people write them, in small letters, with the field they name.
    headings: dict = field(default_factory=dict)
    # Fields of people or institutions for which it has its own.
    instead: dict = field(default_factory=dict)
    # Fields several columns may fill together.
    several: frozenset = frozenset()
    # Fields whose cells are not even kept with the rows.
    never_kept: frozenset = frozenset()
    # Choices of the form that have no meaning for it.
    without: tuple = ()
    # Readers of further formats: (content, filename) -> tables, or None for what they do not know.
    formats: tuple = ()
    companion: Companion | None = None
    # Codes of what is to be said about rows, with their sentences and their names in a few words.
    sentences: dict = field(default_factory=dict)
    short: dict = field(default_factory=dict)


_TARGETS: dict = {}


def register(target):
    """Let files be brought in as something more."""
    _TARGETS[target.code] = target
    sentences.OF_ROWS.update(target.sentences)
    sentences.SHORT.update(target.short)


def target_of(code):
    return _TARGETS[str(code)]


def targets():
    return list(_TARGETS.values())


def kinds():
    """The choices of what the rows of a file are."""
    return [(target.code, target.label) for target in _TARGETS.values()]


def rows_are(code):
    """People or institutions, whatever else a row says of them."""
    return Kind(target_of(code).rows_are)
