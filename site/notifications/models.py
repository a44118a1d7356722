"""The outbox: every mail the site owes somebody, written in the transaction of what it tells about."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .choices import CLAIM_LASTS, MailState, NoticeKind

WAITING = (MailState.QUEUED, MailState.FAILED)


class OutgoingMailQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state__in=WAITING)

    def due(self):
        """Mails whose time has come. One that a worker has claimed is not due until the claim runs out."""
        return self.waiting().filter(next_try__lte=timezone.now()).order_by("is_unhurried", "next_try", "pk")

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
    is_unhurried = models.BooleanField(
        _("one of many"), default=False, help_text=_("Sent when nothing else waits, and tried for a day.")
    )
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


class DeliveryNotice(models.Model):
    """What was heard about a mail that was sent: a notice from a mail server, or its refusal while sending.

    ``key`` is the Message-ID of the notice, so that one which comes twice counts once. ``mail`` is empty where the
    notice does not show that it answers a mail of this site: such a notice is kept and changes nothing.
    """

    key = models.CharField(max_length=255, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=9, choices=NoticeKind)
    mail = models.ForeignKey(
        OutgoingMail, models.SET_NULL, null=True, blank=True, related_name="notices", verbose_name=_("about the mail")
    )
    # Stays when the mail is forgotten, so that two notices about one mail never count as two.
    mail_number = models.PositiveBigIntegerField(null=True, editable=False)
    address = models.CharField(_("address"), max_length=320, blank=True, db_index=True)
    status = models.CharField(_("status"), max_length=12, blank=True)
    words = models.CharField(_("words of the mail server"), max_length=500, blank=True)
    is_hard = models.BooleanField(_("for good"), default=False)
    received_at = models.DateTimeField(_("received"), default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("delivery notice")
        verbose_name_plural = _("delivery notices")

    def __str__(self):
        return f"{self.get_kind_display()}: {self.address}"


class UnreachableAddressQuerySet(models.QuerySet):
    def now(self):
        """Addresses at which mail does not arrive today."""
        return self.filter(cleared_at=None)


class UnreachableAddress(models.Model):
    """An address at which mail does not arrive, in small letters; or did not, until ``cleared_at``."""

    address = models.CharField(_("address"), max_length=320, unique=True)
    since = models.DateTimeField(_("since"), default=timezone.now)
    last_at = models.DateTimeField(_("last tried"), default=timezone.now)
    status = models.CharField(_("status"), max_length=12, blank=True)
    words = models.CharField(_("words of the mail server"), max_length=500, blank=True)
    count = models.PositiveIntegerField(_("mails that failed"), default=1)
    cleared_at = models.DateTimeField(_("arrives again since"), null=True, blank=True)
    cleared_why = models.CharField(_("how that is known"), max_length=200, blank=True)

    objects = UnreachableAddressQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        verbose_name = _("unreachable address")
        verbose_name_plural = _("unreachable addresses")

    def __str__(self):
        return self.address
