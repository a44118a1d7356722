"""Reports: somebody says that something on the site is not right, and the Secretariat decides."""

import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .choices import Decision, ReportReason, ReportState


class ReportQuerySet(models.QuerySet):
    def undecided(self):
        return self.exclude(state=ReportState.DECIDED)

    def about(self, thing):
        """Reports about one object, the latest first."""
        return self.filter(
            content_type=ContentType.objects.get_for_model(thing, for_concrete_model=False), object_id=thing.pk
        )


class Report(models.Model):
    """One report. ``label`` keeps the object's name, should the object go."""

    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    thing = GenericForeignKey()
    label = models.CharField(_("about"), max_length=255)
    reason = models.CharField(_("reason"), max_length=15, choices=ReportReason)
    words = models.TextField(_("what is not right"), max_length=3000)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reported by"),
    )
    reporter_address = models.EmailField(
        _("address for the answer"), blank=True, help_text=_("Of somebody who is not signed in. Not confirmed.")
    )
    language = models.CharField(_("language"), max_length=10, default="en")
    # Comes with the form, so that a form sent twice makes one report.
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reported_at = models.DateTimeField(_("reported"), default=timezone.now)

    state = models.CharField(_("state"), max_length=8, choices=ReportState, default=ReportState.OPEN, db_index=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("in the hands of"),
    )
    claimed_at = models.DateTimeField(_("taken in hand"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=8, choices=Decision, blank=True)
    decision_reason = models.TextField(
        _("reason of the decision"), max_length=3000, blank=True, help_text=_("The reporter reads it.")
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-reported_at", "-pk"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = [models.Index(fields=["content_type", "object_id"])]
        constraints = [
            models.CheckConstraint(
                name="decided_report_says_what",
                condition=~Q(state=ReportState.DECIDED) | ~Q(decision="") & Q(decided_at__isnull=False),
            )
        ]

    def __str__(self):
        return self.label
