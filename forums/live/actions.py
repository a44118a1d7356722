"""Choosing whether others see that one reads."""

from .models import QuietReader


def show_reading(user, shown):
    """Let others see that somebody reads and writes, or not. Returns False without a change."""
    if shown:
        return bool(QuietReader.objects.filter(user=user).delete()[0])
    return QuietReader.objects.get_or_create(user=user)[1]
