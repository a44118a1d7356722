"""What happened, in order; and what was done once."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import EventKind
from .posts import Post
from .threads import Thread


class Event(models.Model):
    """One thing that happened in a thread. (thread, version) has no gaps, for it is given under the thread's lock.

    Pages that lost their line fetch what came after the version they know. It holds no words of anybody.
    """

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="events")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=9, choices=EventKind)
    post = models.ForeignKey(Post, models.CASCADE, null=True, blank=True, related_name="events")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["thread", "version"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [models.UniqueConstraint(fields=["thread", "version"], name="event_version_once")]

    def __str__(self):
        return f"{self.thread_id}.{self.version} {self.kind}"


class Once(models.Model):
    """A form that was carried out, by the id that came with it: sent again, it has no second effect."""

    token = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    what = models.CharField(max_length=60)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("form that was carried out")
        verbose_name_plural = _("forms that were carried out")

    def __str__(self):
        return f"{self.what} {self.token}"
