"""What asker, experts and Secretariat write to one another, on the site or by mail."""

import secrets
import uuid

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.names import direction

from ..choices import MailOutcome, Way
from .invitations import Invitation
from .questions import Question


class Message(models.Model):
    """One message of a thread. An expert's stands under their ``invitation``, so that it stays theirs without a
    sign-in; the asker's and the Secretariat's have none. Sent twice with one ``token``, it is one.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="messages")
    invitation = models.ForeignKey(
        Invitation, models.CASCADE, null=True, blank=True, related_name="messages", verbose_name=_("expert")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    is_of_secretariat = models.BooleanField(_("of the Secretariat"), default=False)
    text = models.TextField(_("message"), max_length=20_000)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, blank=True)
    how = models.CharField(_("came"), max_length=4, choices=Way, default=Way.PAGE)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    written_at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")

    def __str__(self):
        return f"{self.question.reference}, {self.pk}"

    @property
    def direction(self):
        return direction(self.language) if self.language else "auto"


class Attachment(models.Model):
    """A paper that came with a message: examined, kept under a name nobody can guess."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    file = models.CharField(max_length=255, editable=False)
    name = models.CharField(_("file"), max_length=100)
    kind = models.CharField(max_length=5)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("consulting:file", args=[self.pk])


class IncomingMail(models.Model):
    """A mail that came to the address of a question, and what became of it. ``key`` is its Message-ID: what comes
    twice counts once. Its words are kept only where they went into the thread.
    """

    key = models.CharField(max_length=255, unique=True, editable=False)
    question = models.ForeignKey(
        Question, models.SET_NULL, null=True, blank=True, related_name="mails_received", verbose_name=_("question")
    )
    sender = models.CharField(_("sender"), max_length=320, blank=True)
    outcome = models.CharField(_("what became of it"), max_length=14, choices=MailOutcome, db_index=True)
    left_out = models.JSONField(_("files not taken"), default=list, blank=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("mail received for a question")
        verbose_name_plural = _("mails received for questions")

    def __str__(self):
        return f"{self.get_outcome_display()}: {self.sender}"


def keep_paper(upload, paper):
    """Write an attachment down under a name nobody can guess. Returns the name in the storage."""
    upload.seek(0)
    return default_storage.save(f"consulting/{secrets.token_urlsafe(24)}.{paper.kind}", upload)
