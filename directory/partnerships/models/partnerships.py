"""Institutions that are partners, since when, and how they came to be."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.choices import RecordStatus
from directory.models import Country, Institution, InstitutionType, Region

from ..choices import Outcome, PartnershipStatus
from .agreements import institutions_kept_by


class PartnershipApplicationQuerySet(models.QuerySet):
    def waiting(self):
        """Those the Secretariat has to decide, the oldest first."""
        return self.filter(decided_at__isnull=True).order_by("submitted_at")

    def of_user(self, user):
        """Those somebody sent, and those for institutions whose record they keep."""
        return self.filter(Q(applicant=user) | Q(institution__in=institutions_kept_by(user)))


class PartnershipApplication(models.Model):
    """What an institution says when it asks to become a partner, and what the Secretariat answered."""

    # Made with the form: a form that is sent twice is one application.
    key = models.UUIDField(unique=True, editable=False, default=uuid.uuid4)
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="partnership_applications"
    )
    institution_name = models.CharField(_("name of the institution"), max_length=255, blank=True)
    institution_type = models.ForeignKey(
        InstitutionType, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("type")
    )
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("country")
    )
    website = models.URLField(_("website"), blank=True)
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="partnership_applications"
    )
    why = models.TextField(_("why it wishes to be a partner"), max_length=4000)
    offers = models.TextField(_("what it offers"), max_length=4000)
    activities = models.TextField(_("activities it wishes to take up"), max_length=4000)
    regions = models.ManyToManyField(Region, blank=True, related_name="+", verbose_name=_("regions"))
    contact_name = models.CharField(_("who is to be written to"), max_length=200)
    contact_email = models.EmailField(_("e-mail address"))
    submitted_at = models.DateTimeField(_("submitted"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    outcome = models.CharField(_("answer"), max_length=10, choices=Outcome, blank=True)
    reason = models.TextField(_("reason given to the applicant"), blank=True)
    is_demo = models.BooleanField(_("demonstration record"), default=False, db_index=True)

    objects = PartnershipApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at"]
        verbose_name = _("application to become a partner")
        verbose_name_plural = _("applications to become a partner")
        constraints = [
            models.UniqueConstraint(
                fields=["institution"],
                condition=Q(decided_at__isnull=True),
                name="one_open_partnership_application",
            ),
            models.CheckConstraint(
                name="partnership_application_names_an_institution",
                condition=Q(institution__isnull=False) | ~Q(institution_name=""),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("partnerships:application", args=[self.pk])

    @property
    def name(self):
        return self.institution.name if self.institution_id else self.institution_name

    @property
    def is_waiting(self):
        return self.decided_at is None

    @property
    def is_unanswered(self):
        """Whether the applicants have had the last word, and the Secretariat owes an answer or a decision."""
        last = next(reversed(self.messages.all()), None)
        return self.is_waiting and (last is None or not last.by_secretariat)


class PartnershipMessage(models.Model):
    """A question to the applicants or their answer, seen by all of them and all of the Secretariat."""

    application = models.ForeignKey(PartnershipApplication, models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_secretariat = models.BooleanField()
    text = models.TextField(_("message"), max_length=4000)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)

    class Meta:
        ordering = ["sent_at", "pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")

    def __str__(self):
        return self.text[:60]


class PartnershipQuerySet(models.QuerySet):
    def with_status_on(self, on=None):
        """Partnerships with ``status_then``: where each stood on a day, by its dated changes."""
        on = on or timezone.localdate()
        latest = PartnershipChange.objects.filter(partnership=OuterRef("pk"), on__lte=on).order_by("-on", "-pk")
        return self.annotate(status_then=Subquery(latest.values("status")[:1]))

    def in_force(self, on=None):
        """Those in force on a day: begun, not ended, not suspended."""
        on = on or timezone.localdate()
        return (
            self.with_status_on(on)
            .filter(starts_on__lte=on)
            .exclude(ends_on__lt=on)
            .filter(Q(status_then__isnull=True) | ~Q(status_then=PartnershipStatus.SUSPENDED))
        )

    def over(self, on=None):
        """Those that were ended before a day."""
        return self.filter(ends_on__lt=on or timezone.localdate())

    def overlapping(self, starts_on, ends_on=None):
        """Those of which at least one day falls into a time; without an end, into all that follows."""
        found = self.exclude(ends_on__lt=starts_on)
        return found if ends_on is None else found.filter(starts_on__lte=ends_on)

    def visible_to(self, user):
        """Partnerships of institutions somebody may know of."""
        return self.filter(institution__in=Institution.objects.visible_to(user))


class Partnership(models.Model):
    """That an institution is a partner of the network, from a day to a day. It is ended, never deleted."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="partnerships")
    application = models.OneToOneField(
        PartnershipApplication, models.SET_NULL, null=True, blank=True, related_name="partnership"
    )
    offers = models.TextField(_("what the partner offers"), max_length=4000, blank=True)
    starts_on = models.DateField(_("partner since"))
    ends_on = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day."))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    is_demo = models.BooleanField(_("demonstration record"), default=False, db_index=True)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        ordering = ["institution__sort_name", "-starts_on"]
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        constraints = [
            models.CheckConstraint(
                name="partnership_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.UniqueConstraint(
                fields=["institution"], condition=Q(ends_on__isnull=True), name="one_open_partnership"
            ),
        ]

    def __str__(self):
        return self.institution.name

    def get_absolute_url(self):
        return reverse("partnerships:partner", args=[self.institution.slug])

    def status_on(self, on=None):
        """Where it stands on a day; an institution is no partner before the first day."""
        on = on or timezone.localdate()
        if on < self.starts_on:
            return None
        if self.ends_on is not None and self.ends_on < on:
            return PartnershipStatus.ENDED
        changes = [change for change in self.changes.all() if change.on <= on]
        latest = max(changes, key=lambda change: (change.on, change.pk), default=None)
        return PartnershipStatus(latest.status) if latest else PartnershipStatus.ACTIVE

    @property
    def is_public(self):
        return self.institution.status == RecordStatus.LISTED


class PartnershipChange(models.Model):
    """One step in the story of a partnership: from this day on it stands so."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="changes")
    status = models.CharField(_("status"), max_length=10, choices=PartnershipStatus)
    on = models.DateField(_("from"))
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = _("change of a partnership")
        verbose_name_plural = _("changes of partnerships")

    def __str__(self):
        return f"{self.get_status_display()}: {self.on}"
