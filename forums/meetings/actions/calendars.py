"""Addresses of somebody's own calendars."""

from django.utils import timezone

from ..models import CalendarKey, new_key


def key_of(user):
    """The key in the addresses of a user's calendars, made when it is first asked for."""
    return CalendarKey.objects.get_or_create(user=user)[0].key


def forget_calendar(user):
    """Whoever leaves the network leaves no address that works."""
    CalendarKey.objects.filter(user=user).delete()


def renew_key(user):
    """Make the addresses of a user's calendars anew; those given out work no more."""
    key, is_new = CalendarKey.objects.get_or_create(user=user)
    if not is_new:
        CalendarKey.objects.filter(pk=key.pk).update(key=new_key(), made_at=timezone.now())
        key.refresh_from_db()
    return key.key
