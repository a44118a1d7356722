"""Asking to join the network, and the answer."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import RecordStatus
from .people import Person
from .vocabulary import Category

# How long somebody may wait before taking over a record by its invitation.
INVITATION_LASTS = timedelta(days=14)


class MembershipApplicationQuerySet(models.QuerySet):
    def waiting(self):
        """Those the Secretariat has to decide, the oldest first."""
        return self.filter(submitted_at__isnull=False, decided_at__isnull=True, person__status=RecordStatus.WAITING)


class MembershipApplication(models.Model):
    """What an applicant says, and what the Secretariat decided. The person waits with ``RecordStatus.WAITING``."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="application", verbose_name=_("applicant"))
    categories = models.ManyToManyField(
        Category, blank=True, related_name="+", verbose_name=_("categories applied for")
    )
    statement = models.TextField(_("why you wish to join"), max_length=3000, blank=True)
    submitted_at = models.DateTimeField(
        _("submitted"),
        default=timezone.now,
        null=True,
        blank=True,
        help_text=_("Empty until the applicant has confirmed the e-mail address."),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    is_accepted = models.BooleanField(_("accepted"), null=True)
    reason = models.TextField(_("reason given to the applicant"), blank=True)

    objects = MembershipApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["submitted_at"]
        verbose_name = _("application")
        verbose_name_plural = _("applications")

    def __str__(self):
        return str(self.person)

    @property
    def is_waiting(self):
        return self.submitted_at is not None and self.decided_at is None

    @property
    def is_unanswered(self):
        """Whether the applicant has had the last word, and the Secretariat owes an answer or a decision."""
        last = next(reversed(self.messages.all()), None)
        return self.is_waiting and (last is None or last.author_id == self.person.user_id)


class ApplicationMessage(models.Model):
    """A question to the applicant or the answer, seen by all of the Secretariat."""

    application = models.ForeignKey(MembershipApplication, models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(_("message"), max_length=3000)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)

    class Meta:
        ordering = ["sent_at"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")

    def __str__(self):
        return self.text[:60]


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Those whose link still works."""
        return self.filter(
            accepted_at__isnull=True,
            withdrawn_at__isnull=True,
            sent_at__gt=timezone.now() - INVITATION_LASTS,
            person__user__isnull=True,
        )


class Invitation(models.Model):
    """A link by which somebody who is listed already takes their record over. Of its secret only a digest is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="invitations", verbose_name=_("person"))
    email = models.EmailField(_("e-mail address"))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self):
        return f"{self.person} ({self.email})"

    @property
    def expires_at(self):
        return self.sent_at + INVITATION_LASTS
