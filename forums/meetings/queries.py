"""Questions the pages ask about meetings."""

from .clock import zone_of
from .letters import times
from .models import Meeting


def with_times(meetings, user):
    """Meetings with their hours, on their own clock and the reader's."""
    own = zone_of(user)
    return [(meeting, times(meeting, own or meeting.zone)) for meeting in meetings]


def to_come_in(group):
    return Meeting.objects.filter(group=group, is_past=False, cancelled_at=None)


def next_of(group, most=3):
    """The next meetings of a group that take place."""
    return to_come_in(group).order_by("starts_at", "pk")[:most]


def of_calendar(meetings):
    """What a calendar holds: what is to come, and the last year."""
    from datetime import timedelta

    from django.utils import timezone

    since = timezone.now() - timedelta(days=365)
    return meetings.filter(ends_at__gte=since).select_related("group").order_by("starts_at", "pk")
