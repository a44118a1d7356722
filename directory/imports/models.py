"""Imports: a file, what its columns mean, what each row comes to, and what became of it."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ..models import Institution, Person
from .choices import WORKING, Kind, Outcome, RowState, State
from .targets import kinds, rows_are, target_of


def private_folder():
    """Files hold personal data: they are kept beside the folder of uploads, where no address leads."""
    return FileSystemStorage(
        location=Path(settings.VAR_DIR) / "imports", base_url=None, file_permissions_mode=0o600,
        directory_permissions_mode=0o700,
    )  # fmt: skip


def private_name(run, filename):
    """The name people gave their file is kept as words only."""
    return f"{run.sha256[:16]}{Path(filename).suffix.lower()[:6]}"


class ImportRun(models.Model):
    """One file that is brought in, from its upload to its undoing."""

    kind = models.CharField(_("what the rows are"), max_length=12, choices=kinds)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UPLOADED, db_index=True)
    file = models.FileField(_("file"), storage=private_folder, upload_to=private_name, blank=True)
    filename = models.CharField(_("name of the file"), max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    sheet = models.CharField(_("sheet"), max_length=200, blank=True)
    headers = models.JSONField(default=list, blank=True)
    notes = models.JSONField(default=list, blank=True)
    # [{"column": 0, "fields": ["name"]}, …]; what a column is taken for, in the order of the file.
    mapping = models.JSONField(default=list, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=10, default="en")
    counts = models.JSONField(default=dict, blank=True)
    rows_in_file = models.PositiveIntegerField(_("rows in the file"), default=0)
    problem = models.TextField(_("what stopped it"), blank=True)
    # Grows with every choice, so that a form filled before somebody else's choice is noticed.
    version = models.PositiveIntegerField(default=0)
    by = models.ForeignKey("directory.User", models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    begun_at = models.DateTimeField(_("step begun"), null=True, blank=True)
    applied_at = models.DateTimeField(_("written"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    erased_at = models.DateTimeField(_("words erased"), null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self):
        return f"{self.get_kind_display()}: {self.filename}"

    def get_absolute_url(self):
        return reverse("imports:run", args=[self.pk])

    @property
    def is_working(self):
        return self.state in WORKING

    @property
    def target(self):
        return target_of(self.kind)

    @property
    def rows_are(self):
        """People or institutions, whatever else the rows say of them."""
        return rows_are(self.kind)

    @cached_property
    def record_model(self):
        return Person if self.rows_are == Kind.PEOPLE else Institution

    @property
    def numbers(self):
        """Rows by outcome, in the order of the outcomes, with those of the file they add up to."""
        return [(outcome, self.counts.get(outcome.value, 0)) for outcome in Outcome if self.counts.get(outcome.value)]


class ImportRow(models.Model):
    """One row of the file: what it says, what it comes to, what somebody decided, what became of it."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    # 0, or the second, third … person of a row that names several.
    part = models.PositiveSmallIntegerField(default=0)
    cells = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    state = models.CharField(max_length=8, choices=RowState, default=RowState.WAITING)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    # What is to be said about cells: [{"column", "field", "code", "message", "value", "proposals", "is_open"}, …].
    findings = models.JSONField(default=list, blank=True)
    # " code code column-3 ": what lists of rows are filtered by.
    codes = models.CharField(max_length=600, blank=True)
    # {"row": {...}, "cells": {"<column>": {...}}}: what a person chose.
    decision = models.JSONField(default=dict, blank=True)
    # What the row says, in values of the directory.
    values = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    # What the row is recognised by: {"names": […], "emails": […], "country", "institution", "identifiers", "record"}.
    keys = models.JSONField(default=dict, blank=True)
    label = models.CharField(max_length=255, blank=True)
    # The record this row is about, and what of it was seen when the row was checked.
    record_id = models.PositiveBigIntegerField(null=True, blank=True)
    # Another row of the same file this row continues.
    row_of_file = models.PositiveIntegerField(null=True, blank=True)
    seen = models.CharField(max_length=64, blank=True)
    revision_before = models.PositiveBigIntegerField(null=True, blank=True)
    revision_after = models.PositiveBigIntegerField(null=True, blank=True)
    # Which other records came with this one, to be taken away with it: {"designations": [pk, …], …}.
    made = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["number", "part"]
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        constraints = [models.UniqueConstraint(fields=["run", "number", "part"], name="one_row_per_number")]
        indexes = [
            models.Index(fields=["run", "outcome", "number"]),
            models.Index(fields=["run", "state"]),
            models.Index(fields=["record_id"]),
        ]

    def __str__(self):
        return _("Row %(number)s") % {"number": self.number}

    @property
    def as_decided(self):
        """What somebody decided about the whole row: "new", "same", "skip", or nothing."""
        return self.decision.get("row", {}).get("as", "")


class ImportMapping(models.Model):
    """What columns of these names were taken for, proposed again when they come back."""

    kind = models.CharField(max_length=12, choices=kinds)
    signature = models.CharField(max_length=64)
    mapping = models.JSONField(default=list)
    settings = models.JSONField(default=dict)
    by = models.ForeignKey("directory.User", models.SET_NULL, null=True, related_name="+")
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-used_at"]
        verbose_name = _("remembered columns")
        verbose_name_plural = _("remembered columns")
        constraints = [models.UniqueConstraint(fields=["kind", "signature"], name="one_memory_per_header")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.signature[:8]}"
