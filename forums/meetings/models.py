"""Online meetings of groups, and who wants which letters and calendars of them."""

import secrets
import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.names import direction

from ..models import Group, Membership, Post, Thread
from ..models.groups import group_read_by


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Meetings this user (or audience) may know of: those of groups they read. Where to dial is for members."""
        return self.filter(group_read_by(user, "group__"))

    def to_come(self):
        """Meetings that are not over, the next first."""
        return self.filter(ends_at__gt=timezone.now()).order_by("starts_at", "pk")

    def over(self):
        return self.filter(ends_at__lte=timezone.now()).order_by("-starts_at", "-pk")


class Meeting(models.Model):
    """An online meeting of a group, or about one of its threads.

    It is held in a time zone, in which its hours are written down; ``sequence`` grows with each change that calendars
    must take over. Its minutes become a post.
    """

    group = models.ForeignKey(Group, models.CASCADE, related_name="meetings", verbose_name=_("group"))
    thread = models.ForeignKey(
        Thread, models.SET_NULL, null=True, blank=True, related_name="meetings", verbose_name=_("thread")
    )
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=50, default="UTC")
    address = models.URLField(_("address of the meeting"), max_length=1000, blank=True)
    dial_in = models.TextField(_("dial-in"), max_length=1000, blank=True)
    agenda = models.TextField(_("agenda"), max_length=10_000, blank=True)
    agenda_html = models.TextField(blank=True, editable=False)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    planned_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    minutes = models.ForeignKey(
        Post, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("minutes")
    )
    # Set by the clock once it has ended, with the group's version: pages kept by version never show it as to come.
    is_past = models.BooleanField(default=False, editable=False)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    # The beginning of which members were reminded: put off, a meeting is announced anew the day before.
    reminded_of = models.DateTimeField(null=True, blank=True, editable=False)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.CheckConstraint(name="meeting_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at")))
        ]
        indexes = [models.Index(fields=["group", "ends_at"])]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("meetings:meeting", args=[self.pk])

    @property
    def direction(self):
        return direction(self.language)

    @property
    def zone(self):
        return ZoneInfo(self.time_zone)

    @property
    def is_cancelled(self):
        return self.cancelled_at is not None

    @property
    def is_over(self):
        return self.ends_at <= timezone.now()

    @property
    def is_open(self):
        """Whether it can still be changed or cancelled."""
        return not self.is_cancelled and not self.is_over

    def is_attended_by(self, user):
        """Whether this user is told where the meeting is: who belongs to the group, and the Secretariat."""
        from .permissions import may_attend

        return may_attend(user, self.group)

    def local(self, zone=None) -> tuple[datetime, datetime]:
        """Begin and end on the clocks of a zone, its own if none is given."""
        zone = zone or self.zone
        return self.starts_at.astimezone(zone), self.ends_at.astimezone(zone)


class Silence(models.Model):
    """A member of a group who wants no letters about its meetings."""

    membership = models.OneToOneField(Membership, models.CASCADE, related_name="no_meeting_letters")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("wish for no letters about meetings")
        verbose_name_plural = _("wishes for no letters about meetings")

    def __str__(self):
        return str(self.membership)


def new_key():
    return secrets.token_urlsafe(18)


class CalendarKey(models.Model):
    """What stands in the addresses of somebody's calendars, which programs fetch without a sign-in. Made anew, the
    addresses given out before work no more.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="forum_calendar")
    key = models.CharField(max_length=40, unique=True, default=new_key)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("key of a calendar")
        verbose_name_plural = _("keys of calendars")

    def __str__(self):
        return str(self.user)
