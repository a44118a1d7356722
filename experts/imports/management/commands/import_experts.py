"""Bring entries of the roster of experts in from a file."""

from directory.imports.console import ImportCommand
from experts.imports.fields import KIND


class Command(ImportCommand):
    help = "Check a file of experts row by row, write it into the roster, undo that."
    kind = KIND
