"""On whose clock hours are shown."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def zone_of(user):
    """The time zone somebody gave in their record; None where nothing is known."""
    person = getattr(user, "record", None)
    name = getattr(person, "time_zone", "")
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
