"""Messages to people and institutions, carried by the site so that nobody's address is shown."""

import uuid
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import MessageState


class RelayedMessage(models.Model):
    """One message. Its words are kept for a while, should it be reported, and then erased; who wrote to whom
    and when is kept.
    """

    person = models.ForeignKey(
        "directory.Person",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="messages_received",
        verbose_name=_("to the person"),
    )
    institution = models.ForeignKey(
        "directory.Institution",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="messages_received",
        verbose_name=_("to the institution"),
    )
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="messages_sent",
        verbose_name=_("sender"),
    )
    sender_name = models.CharField(_("name of the sender"), max_length=120, blank=True)
    sender_address = models.EmailField(_("address of the sender"), blank=True)
    subject = models.CharField(_("subject"), max_length=150, blank=True)
    subject_hash = models.CharField(max_length=64, editable=False)
    text = models.TextField(_("message"), max_length=5000, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    wants_copy = models.BooleanField(_("copy to the sender"), default=False)
    # Comes with the form, so that a form sent twice makes one message.
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=9, choices=MessageState)
    written_at = models.DateTimeField(_("written"), default=timezone.now, db_index=True)
    relayed_at = models.DateTimeField(_("relayed"), null=True, blank=True)
    erased_at = models.DateTimeField(_("words erased"), null=True, blank=True)

    class Meta:
        ordering = ["-written_at"]
        verbose_name = _("relayed message")
        verbose_name_plural = _("relayed messages")
        constraints = [
            models.CheckConstraint(
                name="message_has_one_recipient",
                condition=Q(person__isnull=False, institution__isnull=True)
                | Q(person__isnull=True, institution__isnull=False),
            )
        ]

    def __str__(self):
        # Without its subject: this name outlives the words.
        return _("Message to %(name)s") % {"name": self.recipient}

    def save(self, *args, **kwargs):
        if self.subject:
            self.subject_hash = sha256(self.subject.casefold().encode()).hexdigest()
        super().save(*args, **kwargs)

    @property
    def recipient(self):
        return self.person or self.institution
