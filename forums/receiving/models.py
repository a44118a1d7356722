"""Mails that came to the forums: kept first, read afterwards."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.models import Group, Post

from .choices import CLAIM_LASTS, MailState, Outcome


class ReceivedMailQuerySet(models.QuerySet):
    def due(self):
        """Mails whose turn has come. One that a worker has claimed is not due until the claim runs out."""
        return self.filter(state=MailState.NEW, next_try__lte=timezone.now()).order_by("next_try", "pk")

    def claim(self, pk):
        """Take one due mail, or None if it is not due or another worker was faster."""
        taken = (
            self.due()
            .filter(pk=pk)
            .order_by()
            .update(next_try=timezone.now() + CLAIM_LASTS, attempts=F("attempts") + 1)
        )
        return self.get(pk=pk) if taken else None

    def held(self):
        return self.filter(state=MailState.HELD)


class ReceivedMail(models.Model):
    """One mail, from its arrival until what it says is done.

    The mail server hears "taken" once this row and the mail itself (``RawMail``) are written; everything else happens
    later, and what a mail does stands in one transaction with its ``state``. ``key`` is made of Message-ID and
    sender: what comes twice counts once. ``user`` is who it is from, as far as that is known; ``is_proved`` says that
    it is they who wrote: by the key in the address, by the word of the own mail server, or because they confirmed it.
    """

    key = models.CharField(max_length=64, unique=True, editable=False)
    message_id = models.CharField(max_length=255, blank=True, editable=False)
    recipients = models.JSONField(_("addresses"), default=list)
    sender = models.CharField(_("sender"), max_length=320, blank=True)
    subject = models.CharField(_("subject"), max_length=255, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    state = models.CharField(_("state"), max_length=6, choices=MailState, default=MailState.NEW)
    outcome = models.CharField(_("what became of it"), max_length=10, choices=Outcome, blank=True, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("member")
    )
    group = models.ForeignKey(
        Group, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("group")
    )
    post = models.ForeignKey(Post, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("post"))
    # Files that were not taken, by name; and what the sender was told of the reason.
    left_out = models.JSONField(_("files not taken"), default=list, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    is_proved = models.BooleanField(_("surely from its sender"), default=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try = models.DateTimeField(_("next attempt"), default=timezone.now)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now, db_index=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    held_until = models.DateTimeField(_("held until"), null=True, blank=True)

    objects = ReceivedMailQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("mail to the forums")
        verbose_name_plural = _("mails to the forums")
        indexes = [
            models.Index(fields=["next_try"], condition=Q(state=MailState.NEW), name="received_due"),
            models.Index(fields=["held_until"], condition=Q(state=MailState.HELD), name="received_held"),
        ]

    def __str__(self):
        return f"{self.get_outcome_display() or self.get_state_display()}: {self.sender}"


class RawMail(models.Model):
    """The mail as it came. It goes when what it says is done: posted words stand in their post."""

    mail = models.OneToOneField(ReceivedMail, models.CASCADE, primary_key=True, related_name="raw")
    content = models.BinaryField()

    class Meta:
        verbose_name = _("words of a mail")
        verbose_name_plural = _("words of mails")

    def __str__(self):
        return str(self.mail_id)


class Told(models.Model):
    """That somebody was told why a mail of theirs was not taken, so that they are not told again and again."""

    address = models.CharField(max_length=320)
    why = models.CharField(max_length=30)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("answer to a mail that was not taken")
        verbose_name_plural = _("answers to mails that were not taken")
        constraints = [models.UniqueConstraint(fields=["address", "why"], name="told_once")]

    def __str__(self):
        return f"{self.address}: {self.why}"
