"""The summary of a consultation in its languages and versions, and the corrections readers proposed."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.names import direction

from .consultations import Consultation


class SummaryText(models.Model):
    """One version of the summary in one language. Only added to; ``is_shown`` once it was circulated or published."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="summaries")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    number = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("summary"), max_length=60_000)
    html = models.TextField(editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("written"), default=timezone.now)
    reason = models.CharField(_("what was changed"), max_length=300, blank=True)
    is_shown = models.BooleanField(_("shown"), default=False)

    class Meta:
        ordering = ["language", "-number"]
        verbose_name = _("version of a summary")
        verbose_name_plural = _("versions of summaries")
        constraints = [
            models.UniqueConstraint(fields=["consultation", "language", "number"], name="summary_version_once")
        ]

    def __str__(self):
        return f"{self.consultation} {self.language} {self.number}"

    @property
    def direction(self):
        return direction(self.language)


class Correction(models.Model):
    """What a reader proposes to correct in a summary that is circulated, and what became of it.

    It is read by its author and those who lead the consultation.
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="corrections")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey("directory.Person", models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField(_("correction"), max_length=5000)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    at = models.DateTimeField(_("proposed"), default=timezone.now)
    is_taken = models.BooleanField(_("taken up"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("correction of a summary")
        verbose_name_plural = _("corrections of summaries")

    def __str__(self):
        return f"{self.consultation}: {self.pk}"
