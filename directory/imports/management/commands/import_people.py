"""Bring people in from a file."""

from directory.imports.choices import Kind
from directory.imports.console import ImportCommand


class Command(ImportCommand):
    help = "Check a file of people row by row, write it into the directory, undo that."
    kind = Kind.PEOPLE
