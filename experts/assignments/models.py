"""What an expert was asked to do, for whom, and what both sides say of it."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.choices import Audience, RecordStatus
from directory.models import Country, Designation, Institution, Person, audience_of
from directory.permissions import SPEAKERS, kept_institutions

from .choices import (
    KEPT_STATES,
    REPORTS_OPEN_AFTER_DAYS,
    Again,
    AssignmentKind,
    AssignmentState,
    RecordedBy,
    Satisfaction,
    Side,
)


def requested_by(user):
    """The condition of the assignments a user answers for: those of the country they speak for today, and of the
    institutions they keep. Who comes after them in the office answers instead."""
    if not getattr(user, "is_authenticated", False) or audience_of(user) < Audience.MEMBERS:
        return Q(pk__in=[])
    spoken_for = Designation.objects.current().filter(
        person__user=user, category__code__in=SPEAKERS, country__isnull=False
    )
    kept = Institution.objects.listed().filter(kept_institutions(user))
    return Q(country__in=spoken_for.values("country")) | Q(institution__in=kept.values("pk"))


class AssignmentQuerySet(models.QuerySet):
    def of_expert(self, user):
        """What somebody was asked to do as an expert."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(expert__user=user).exclude(expert__status=RecordStatus.CLOSED)

    def requested_by(self, user):
        return self.filter(requested_by(user))

    def concerning(self, user):
        """Assignments somebody reads whole: their own on either side; for the Secretariat all."""
        if audience_of(user) >= Audience.SECRETARIAT:
            return self
        if not getattr(user, "is_authenticated", False):
            return self.none()
        own = Q(expert__user=user) & ~Q(expert__status=RecordStatus.CLOSED)
        return self.filter(own | requested_by(user))

    def agreed(self):
        """Those both sides said yes to, and that were not called off: of these everybody may know."""
        return self.filter(state__in=[AssignmentState.ACCEPTED, AssignmentState.CLOSED])

    def done(self, on=None):
        """Those that are over."""
        return self.agreed().filter(ends_on__lt=on or timezone.localdate())

    def in_state(self, state, on=None):
        on = on or timezone.localdate()
        accepted = Q(state=AssignmentState.ACCEPTED)
        narrowed = {
            AssignmentState.ACCEPTED: accepted & Q(starts_on__gt=on),
            AssignmentState.UNDER_WAY: accepted & Q(starts_on__lte=on, ends_on__gte=on),
            AssignmentState.REPORTS_DUE: accepted & Q(ends_on__lt=on),
        }
        return self.filter(narrowed.get(state, Q(state=state)))


class Assignment(models.Model):
    """A mission, review, training or advice of an expert for a country or an institution.

    It begins when both sides have said yes: who recorded it has, the other one answers.
    """

    key = models.UUIDField(unique=True, editable=False)
    expert = models.ForeignKey(Person, models.CASCADE, related_name="assignments", verbose_name=_("expert"))
    kind = models.CharField(_("kind"), max_length=8, choices=AssignmentKind)
    title = models.CharField(_("title"), max_length=200)
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name=_("for the country")
    )
    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("for the institution"),
    )
    place_country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("country of the place")
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), db_index=True)
    purpose = models.TextField(_("purpose"), max_length=4000)
    state = models.CharField(
        _("state"), max_length=9, choices=KEPT_STATES, default=AssignmentState.PLANNED, db_index=True
    )
    recorded_by = models.CharField(_("recorded by"), max_length=11, choices=RecordedBy)
    recorder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("recorder")
    )
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    over_at = models.DateTimeField(_("closed or cancelled"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    is_demo = models.BooleanField(_("demonstration record"), default=False, db_index=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.CheckConstraint(
                name="assignment_for_one",
                condition=Q(country__isnull=False, institution__isnull=True)
                | Q(country__isnull=True, institution__isnull=False),
            ),
            models.CheckConstraint(name="assignment_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("assignments:assignment", args=[self.pk])

    @property
    def requester(self):
        """The country or institution it is for."""
        return self.country or self.institution

    @property
    def shown_country(self):
        """The country everybody may read: that of the place, or else of whoever it was done for."""
        return self.place_country or self.country or (self.institution.country if self.institution else None)

    @property
    def answering_side(self):
        """Whose answer it waits for, or waited for."""
        return Side.REQUESTER if self.recorded_by == RecordedBy.EXPERT else Side.EXPERT

    @property
    def is_agreed(self):
        return self.state in (AssignmentState.ACCEPTED, AssignmentState.CLOSED)

    @property
    def is_settled(self):
        """Whether nothing more is to be done about it."""
        return self.state in (AssignmentState.CLOSED, AssignmentState.DECLINED, AssignmentState.CANCELLED)

    def state_on(self, on=None):
        on = on or timezone.localdate()
        if self.state != AssignmentState.ACCEPTED or self.starts_on > on:
            return AssignmentState(self.state)
        return AssignmentState.UNDER_WAY if self.ends_on >= on else AssignmentState.REPORTS_DUE

    @property
    def takes_reports(self):
        """Reports are written from the last day on."""
        return self.is_agreed and self.ends_on <= timezone.localdate()

    @property
    def due_from(self):
        """The day from which days are counted: the end, or the answer if that came later."""
        if self.answered_at is None:
            return self.ends_on
        return max(self.ends_on, timezone.localdate(self.answered_at))

    def reports_are_open(self, sides, on=None):
        """Whether each side reads the other's report; ``sides`` are those that have reported."""
        on = on or timezone.localdate()
        if set(sides) >= set(Side.values) or self.state == AssignmentState.CLOSED:
            return True
        return on >= self.due_from + timedelta(days=REPORTS_OPEN_AFTER_DAYS)


class AssignmentDocument(models.Model):
    """Terms of the assignment, a paper to review, a report with figures: for those concerned."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="documents")
    title = models.CharField(_("title"), max_length=200)
    file = models.CharField(max_length=120, unique=True, editable=False)
    name = models.CharField(_("name of the file"), max_length=120, editable=False)
    kind = models.CharField(_("kind"), max_length=5, editable=False)
    size = models.PositiveIntegerField(_("size"), editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    added_at = models.DateTimeField(_("added"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name = _("document of an assignment")
        verbose_name_plural = _("documents of assignments")

    def __str__(self):
        return self.title


class AssignmentReport(models.Model):
    """What one side says of an assignment."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="reports")
    side = models.CharField(_("side"), max_length=9, choices=Side)
    done = models.TextField(_("what was done"), max_length=6000, blank=True)
    results = models.TextField(_("results"), max_length=6000)
    lessons = models.TextField(_("lessons"), max_length=6000, blank=True)
    satisfaction = models.CharField(_("how much it helped"), max_length=6, choices=Satisfaction, blank=True)
    would_ask_again = models.CharField(_("would ask again"), max_length=7, choices=Again, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    # Written while the other side's report was open to be read.
    after_reading = models.BooleanField(_("written after the other report"), default=False)

    class Meta:
        ordering = ["side"]
        verbose_name = _("report on an assignment")
        verbose_name_plural = _("reports on assignments")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "side"], name="one_report_each_side"),
            models.CheckConstraint(
                name="requester_grades",
                condition=Q(side=Side.EXPERT, satisfaction="", would_ask_again="")
                | (Q(side=Side.REQUESTER) & ~Q(satisfaction="") & ~Q(would_ask_again="")),
            ),
        ]

    def __str__(self):
        return f"{self.assignment} ({self.get_side_display()})"


class ReportReminder(models.Model):
    """A side was reminded of its report; once for each day agreed on, whoever sends."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="reminders")
    side = models.CharField(max_length=9, choices=Side)
    days = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reminder of a report")
        verbose_name_plural = _("reminders of reports")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "side", "days"], name="one_report_reminder_each")
        ]

    def __str__(self):
        return f"{self.assignment} ({self.side}, {self.days})"
