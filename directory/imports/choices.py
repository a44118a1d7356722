"""The closed lists of imports."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What the rows of a file are."""

    PEOPLE = "people", _("People")
    INSTITUTIONS = "institutions", _("Institutions")


class State(models.TextChoices):
    """Where an import stands."""

    UPLOADED = "uploaded", _("Uploaded")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked, nothing written yet")
    APPLYING = "applying", _("Being written")
    APPLIED = "applied", _("Written")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    FAILED = "failed", _("The file could not be read")


# States in which a process works on the import.
WORKING = (State.CHECKING, State.APPLYING, State.UNDOING)


class Outcome(models.TextChoices):
    """What a row comes to. Every row of the file has exactly one."""

    CREATE = "create", _("New record")
    CHANGE = "change", _("Changes a record")
    SAME = "same", _("Says what the record says")
    DUPLICATE = "duplicate", _("May be somebody known: to decide")
    PROBLEM = "problem", _("To put right")
    SKIPPED = "skipped", pgettext_lazy("row of a file", "Left out by choice")
    NO_RECORD = "none", _("No record: a heading, a closing line, or empty")


# What is written when the import is applied; the others stay behind, and the result says so.
WRITTEN = (Outcome.CREATE, Outcome.CHANGE)


class RowState(models.TextChoices):
    """What became of a row."""

    WAITING = "waiting", _("Not checked yet")
    CHECKED = "checked", _("Checked")
    APPLIED = "applied", _("Written")
    UNDONE = "undone", _("Undone")
    KEPT = "kept", _("Kept, because somebody changed it since")


class EmptyCells(models.TextChoices):
    KEEP = "keep", _("leaves what the record says")
    ERASE = "erase", _("erases what the record says")


class Lists(models.TextChoices):
    """What addresses, numbers, languages and terms of a row do to those a known record has."""

    ADD = "add", _("are added to those of the record")
    REPLACE = "replace", _("take the place of those of the record")


class UnknownInstitutions(models.TextChoices):
    NAME = "name", _("stay words in the person’s record")
    CREATE = "create", _("become new institutions of the directory")
    ASK = "ask", _("are asked about, one by one")


# Days after which the words of the rows and the file itself are erased.
KEPT_DAYS = 180
# Rows that are checked while somebody waits; more are left to the background.
AT_ONCE = 300
