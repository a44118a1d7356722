"""When the owner last said that the record is true."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import CONFIRMATION_DUE_AFTER, CONFIRMATION_OUTDATED_AFTER, Freshness


class ConfirmedRecord(models.Model):
    confirmed_at = models.DateTimeField(_("last confirmed"), null=True, blank=True, db_index=True)

    class Meta:
        abstract = True

    @property
    def freshness(self):
        if self.confirmed_at is None:
            return Freshness.NEVER
        age = timezone.now() - self.confirmed_at
        if age <= timedelta(days=CONFIRMATION_DUE_AFTER):
            return Freshness.CURRENT
        if age <= timedelta(days=CONFIRMATION_OUTDATED_AFTER):
            return Freshness.DUE
        return Freshness.OUTDATED


def confirmed_between(freshness, now=None):
    """The span of ``confirmed_at`` a freshness stands for: (after, until); None leaves an end open.

    ``Freshness.NEVER`` is no span: its records have no date.
    """
    now = now or timezone.now()
    due, outdated = now - timedelta(days=CONFIRMATION_DUE_AFTER), now - timedelta(days=CONFIRMATION_OUTDATED_AFTER)
    return {
        Freshness.CURRENT: (due, None),
        Freshness.DUE: (outdated, due),
        Freshness.OUTDATED: (None, outdated),
    }[Freshness(freshness)]
