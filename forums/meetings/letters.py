"""Letters about meetings, to those who belong to the group."""

from zoneinfo import ZoneInfo

from notifications.actions import send

from directory.choices import RecordStatus

from ..choices import MailLevel
from ..from_letter import link, sign
from ..models import Membership
from .clock import zone_of

SILENCE, FILE = "meetings.silence", "meetings.file"


def readers_of(meeting):
    """Members of the group who are written to about its meetings: not those who want no mail of it at all."""
    return (
        Membership.objects.active()
        .filter(group=meeting.group_id, user__is_active=True, user__person__status=RecordStatus.LISTED)
        .exclude(mail_level=MailLevel.NONE)
        .filter(no_meeting_letters=None)
        .select_related("user__person")
        .order_by("pk")
    )


def to_members(letter, meeting):
    """Write one letter to each member."""
    for membership in readers_of(meeting).iterator(chunk_size=500):
        user = membership.user
        silence = link(user.language, "meetings:silence", sign(SILENCE, membership.pk))
        own = zone_of(user) or meeting.zone
        send(
            f"meetings/mail/{letter}",
            user,
            {
                "meeting": meeting,
                "group": meeting.group,
                "times": times(meeting, own),
                "address": link(user.language, "meetings:meeting", meeting.pk),
                "calendar_address": link(user.language, "meetings:file", sign(FILE, meeting.pk, user.pk)),
                "silence_address": silence,
            },
            # It holds where the meeting is, and leaves at once: a change must not come after the meeting.
            secret=True,
            lasting=True,
            unsubscribe=silence,
        )


def times(meeting, own: ZoneInfo):
    """When a meeting is: on its own clock and, where that is another, on the reader's."""
    found = [{"starts": meeting.local()[0], "ends": meeting.local()[1], "zone": meeting.time_zone}]
    if own.key != meeting.time_zone:
        starts, ends = meeting.local(own)
        found.append({"starts": starts, "ends": ends, "zone": own.key})
    return found
