"""Changes somebody wrote who may draft, waiting for somebody who may approve."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import DraftState
from .institutions import Institution


class DraftQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=DraftState.WAITING)


class Draft(models.Model):
    """One section of an institution's record as a deputy or national authorised user would have it.

    ``changes`` are plain values by key (see ``contents``), ``before`` what the record said when it was drafted.
    """

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="drafts", verbose_name=_("institution"))
    section = models.CharField(max_length=40)
    changes = models.JSONField(encoder=DjangoJSONEncoder)
    proposals = models.JSONField(default=dict, blank=True)
    before = models.JSONField(encoder=DjangoJSONEncoder)
    state = models.CharField(_("state"), max_length=10, choices=DraftState, default=DraftState.WAITING, db_index=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("drafted by")
    )
    drafted_at = models.DateTimeField(_("drafted"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["drafted_at", "pk"]
        verbose_name = _("drafted change")
        verbose_name_plural = _("drafted changes")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "section", "drafted_by"],
                condition=Q(state=DraftState.WAITING),
                name="one_draft_of_a_section_waits_from_each",
            )
        ]

    def __str__(self):
        return str(self.institution)

    def get_absolute_url(self):
        return reverse("directory:draft", args=[self.pk])
