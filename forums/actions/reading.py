"""How far one has read."""

from django.utils import timezone

from ..models import ReadingMark


def mark_read(user, thread, number):
    """Note that a user has read a thread up to a number. A mark never goes back by this; nothing is written twice."""
    now = timezone.now()
    if ReadingMark.objects.filter(user=user, thread=thread, number__lt=number).update(number=number, read_at=now):
        return
    ReadingMark.objects.bulk_create(
        [ReadingMark(user=user, thread=thread, number=number, read_at=now)], ignore_conflicts=True
    )
