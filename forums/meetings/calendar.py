"""Meetings as iCalendar (RFC 5545): hours in UTC, which every calendar understands, one lasting UID a meeting, and a
sequence that grows with each change.
"""

from datetime import UTC

from django.conf import settings
from django.utils.translation import gettext as _

CONTENT_TYPE = "text/calendar; charset=utf-8"
_LONGEST = 75


def calendar_of(meetings, *, name="", is_attending=lambda meeting: False, address_of=None, method="PUBLISH"):
    """A calendar file. Where a meeting is stands in it only if ``is_attending(meeting)``."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//POPs Network//Forums//EN",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
    ]
    if name:
        lines += [f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT6H"]
    for meeting in meetings:
        lines += _event(meeting, is_attending(meeting), address_of(meeting) if address_of else "")
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) for line in lines)


def _event(meeting, is_attending, page):
    description = [meeting.agenda] if meeting.agenda else []
    if is_attending:
        if meeting.address:
            description.append(_("Address of the meeting: %(address)s") % {"address": meeting.address})
        if meeting.dial_in:
            description.append(_("Dial-in: %(words)s") % {"words": meeting.dial_in})
    if meeting.is_cancelled and meeting.reason:
        description.insert(0, meeting.reason)
    if page:
        description.append(page)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{meeting.uid}@{_host()}",
        f"SEQUENCE:{meeting.sequence}",
        f"DTSTAMP:{_moment(meeting.changed_at)}",
        f"LAST-MODIFIED:{_moment(meeting.changed_at)}",
        f"DTSTART:{_moment(meeting.starts_at)}",
        f"DTEND:{_moment(meeting.ends_at)}",
        f"SUMMARY:{_text(meeting.title)}",
        f"STATUS:{'CANCELLED' if meeting.is_cancelled else 'CONFIRMED'}",
        f"CATEGORIES:{_text(meeting.group.name)}",
    ]
    if description:
        words = "\n\n".join(description)
        lines.append(f"DESCRIPTION:{_text(words)}")
    if is_attending and meeting.address:
        lines.append(f"LOCATION:{_text(meeting.address)}")
    if page:
        lines.append(f"URL:{page}")
    return [*lines, "END:VEVENT"]


def _host():
    return settings.BASE_URL.partition("//")[2].partition("/")[0].partition(":")[0]


def _moment(moment):
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words):
    """Words as a value of type TEXT (RFC 5545, 3.3.11), without characters that have no place in a line."""
    words = str(words).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    words = words.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(char for char in words if char == "\t" or (ord(char) >= 32 and char != "\x7f"))


def _folded(line):
    """A line of at most 75 octets, gone on with a blank (RFC 5545, 3.1), no character cut in two."""
    parts, part, size = [], "", 0
    for char in line:
        width = len(char.encode())
        if size + width > _LONGEST:
            parts.append(part)
            part, size = " ", 1
        part, size = part + char, size + width
    return "\r\n".join([*parts, part]) + "\r\n"
