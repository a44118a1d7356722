"""Live sessions, as small as a test needs them."""

from datetime import timedelta

from django.utils import timezone

from forums.sessions.actions import plan_session


def planned(group, by, guests=(), **more):
    """A session of a group that begins in a day and lasts two hours."""
    starts_at = timezone.now() + timedelta(days=1)
    told = {
        "title": "Ask the laboratories",
        "text": "Three laboratories answer.",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
    }
    return plan_session(group, by=by, guests=[(guest, "Laboratory") for guest in guests], **{**told, **more})
