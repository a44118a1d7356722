"""What happened to an entry, when, by whom and why; and which reminders were sent."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import StepKind
from .endorsement import Nomination
from .entries import RosterEntry


class RosterStep(models.Model):
    """One step in the life of an entry. Only added to."""

    entry = models.ForeignKey(RosterEntry, models.CASCADE, related_name="steps")
    kind = models.CharField(_("step"), max_length=20, choices=StepKind)
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    nomination = models.ForeignKey(Nomination, models.SET_NULL, null=True, blank=True, related_name="steps")

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("step")
        verbose_name_plural = _("steps")

    def __str__(self):
        return self.get_kind_display()


class Reminder(models.Model):
    """A reminder that an entry lapses; sent once for each day of lapse and number of months before it."""

    entry = models.ForeignKey(RosterEntry, models.CASCADE, related_name="reminders")
    lapses_on = models.DateField()
    months = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-sent_at"]
        constraints = [models.UniqueConstraint(fields=["entry", "lapses_on", "months"], name="one_reminder_each")]

    def __str__(self):
        return f"{self.lapses_on} − {self.months}"
