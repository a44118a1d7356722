"""Asking to join the network, and the answer."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .people import Person
from .vocabulary import Category


class MembershipApplication(models.Model):
    """What an applicant says, and what the Secretariat decided. The person waits with ``RecordStatus.WAITING``."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="application", verbose_name=_("applicant"))
    categories = models.ManyToManyField(
        Category, blank=True, related_name="+", verbose_name=_("categories applied for")
    )
    statement = models.TextField(_("why you wish to join"), max_length=3000, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    is_accepted = models.BooleanField(_("accepted"), null=True)
    reason = models.TextField(_("reason given to the applicant"), blank=True)

    class Meta:
        ordering = ["submitted_at"]
        verbose_name = _("application")
        verbose_name_plural = _("applications")

    def __str__(self):
        return str(self.person)


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
