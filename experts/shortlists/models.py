"""Shortlists of experts: private to those who keep them, until they share one by a link."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from experts.models import RosterEntry


class ShortlistQuerySet(models.QuerySet):
    def of(self, user):
        """Those somebody keeps; nobody else sees them, the Secretariat no more than others."""
        return self.filter(owner=user) if user.is_authenticated else self.none()


class Shortlist(models.Model):
    """Experts somebody thinks of for a task, in their order."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="shortlists")
    name = models.CharField(gettext_lazy("name"), max_length=120)
    purpose = models.TextField(
        gettext_lazy("what it is for"), max_length=2000, blank=True, help_text=gettext_lazy("Only you read this.")
    )
    # The one that buttons in lists add to.
    is_current = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ShortlistQuerySet.as_manager()

    class Meta:
        ordering = ["-is_current", "-changed_at", "-pk"]
        verbose_name = gettext_lazy("shortlist")
        verbose_name_plural = gettext_lazy("shortlists")
        constraints = [
            models.UniqueConstraint(fields=["owner"], condition=Q(is_current=True), name="one_current_shortlist")
        ]

    def __str__(self):
        """Without its name, which is private: the record of actions is read by others."""
        return _("Shortlist %(number)s") % {"number": self.pk}

    def get_absolute_url(self):
        return reverse("shortlists:shortlist", args=[self.pk])


class ShortlistedExpert(models.Model):
    """One expert on a shortlist, with what its keeper notes about them."""

    shortlist = models.ForeignKey(Shortlist, models.CASCADE, related_name="rows")
    entry = models.ForeignKey(RosterEntry, models.CASCADE, related_name="shortlistings")
    note = models.TextField(gettext_lazy("my note"), max_length=1000, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = gettext_lazy("shortlisted expert")
        verbose_name_plural = gettext_lazy("shortlisted experts")
        constraints = [models.UniqueConstraint(fields=["shortlist", "entry"], name="once_on_a_shortlist")]

    def __str__(self):
        return str(self.entry_id)


class ShareLinkQuerySet(models.QuerySet):
    def working(self):
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())


class ShareLink(models.Model):
    """A link that shows a shortlist to whoever has it, until its day. Its secret is kept as a digest."""

    shortlist = models.ForeignKey(Shortlist, models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    # The form that made it: a form sent twice makes one link.
    form = models.UUIDField(unique=True)
    ending = models.CharField(max_length=4)
    for_whom = models.CharField(
        gettext_lazy("for whom"),
        max_length=120,
        blank=True,
        help_text=gettext_lazy("To tell your links apart; readers do not see it."),
    )
    made_at = models.DateTimeField(gettext_lazy("made"), default=timezone.now)
    expires_at = models.DateTimeField(gettext_lazy("ends"))
    revoked_at = models.DateTimeField(gettext_lazy("revoked"), null=True, blank=True)
    views = models.PositiveIntegerField(gettext_lazy("opened"), default=0)
    last_viewed_at = models.DateTimeField(gettext_lazy("last opened"), null=True, blank=True)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = gettext_lazy("link to a shortlist")
        verbose_name_plural = gettext_lazy("links to shortlists")

    def __str__(self):
        return _("Link to shortlist %(number)s") % {"number": self.shortlist_id}

    @property
    def works(self):
        return self.revoked_at is None and self.expires_at > timezone.now()
