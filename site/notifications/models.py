"""The outbox: every mail the site owes somebody, written in the transaction of what it tells about."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .choices import CLAIM_LASTS, MailState

WAITING = (MailState.QUEUED, MailState.FAILED)


class OutgoingMailQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state__in=WAITING)

    def due(self):
        """Mails whose time has come. One that a worker has claimed is not due until the claim runs out."""
        return self.waiting().filter(next_try__lte=timezone.now()).order_by("next_try", "pk")

    def claim(self, pk):
        """Take one due mail for sending, or None if it is not due or another worker was faster.

        One conditional UPDATE, which every database carries out for one worker only.
        """
        now = timezone.now()
        taken = self.due().filter(pk=pk).order_by().update(next_try=now + CLAIM_LASTS, attempts=F("attempts") + 1)
        return self.get(pk=pk) if taken else None


class OutgoingMail(models.Model):
    """One mail to one address. ``message_id`` stays the same however often it is tried, so that a
    recipient's mail system can tell a repetition.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recipient"),
    )
    address = models.CharField(_("address"), max_length=320)
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=255)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    headers = models.JSONField(_("headers"), default=dict, blank=True)
    reply_to = models.CharField(_("answers go to"), max_length=400, blank=True)
    message_id = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    is_secret = models.BooleanField(_("words are erased once sent"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=MailState, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try = models.DateTimeField(_("next attempt"), default=timezone.now)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now, db_index=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        indexes = [
            models.Index(fields=["next_try"], condition=Q(state__in=WAITING), name="mails_waiting"),
        ]

    def __str__(self):
        return f"{self.subject} → {self.address}"
