"""Archives that come in, and copies of groups that go out."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.models import Group

from .choices import ExportState, ImportState, Kind


class ArchiveImport(models.Model):
    """One archive brought into one group. ``report`` is what was read in it and what became of that; the file goes
    once everything is in. Begun anew after a crash it goes on, for every thread and post knows where it comes from.
    """

    group = models.ForeignKey(Group, models.PROTECT, related_name="archive_imports", verbose_name=_("into the group"))
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    name = models.CharField(_("file"), max_length=120)
    file = models.CharField(max_length=255, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    language = models.CharField(
        _("language where none can be told"), max_length=10, choices=settings.LANGUAGES, default="en"
    )
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.CHECKING)
    report = models.JSONField(default=dict, editable=False)
    threads_done = models.PositiveIntegerField(default=0, editable=False)
    posts_done = models.PositiveIntegerField(default=0, editable=False)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    begun_at = models.DateTimeField(_("begun"), default=timezone.now)
    # When somebody was last seen at work on it: left alone for long, it is taken up again.
    touched_at = models.DateTimeField(default=timezone.now, editable=False)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        ordering = ["-begun_at", "-pk"]
        verbose_name = _("import of an archive")
        verbose_name_plural = _("imports of archives")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("forum_archives:import", args=[self.pk])

    @property
    def is_being_worked_on(self):
        return self.state in (ImportState.CHECKING, ImportState.APPLYING)


class GroupExport(models.Model):
    """A copy of everything in a group that its maker may read: pages, an mbox and JSON in one ZIP file."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="exports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    language = models.CharField(max_length=10, default="en")
    state = models.CharField(_("state"), max_length=7, choices=ExportState, default=ExportState.WAITING)
    file = models.CharField(max_length=255, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    posts = models.PositiveIntegerField(default=0)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    ready_at = models.DateTimeField(_("ready"), null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("copy of a group")
        verbose_name_plural = _("copies of groups")

    def __str__(self):
        return f"{self.group}, {self.asked_at:%Y-%m-%d}"

    @property
    def is_ready(self):
        return self.state == ExportState.READY
