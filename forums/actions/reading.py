"""How far one has read, what one wants to hear of, and when one was here."""

from datetime import timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from ..models import FeedKey, Membership, ReadingMark, Thread, Visit, Watch
from ..models.reading import new_feed_key

# A visit is over after so long without a page.
VISIT_ENDS_AFTER = timedelta(minutes=30)
# While it goes on it is noted no more often than this.
VISIT_NOTED_EVERY = timedelta(minutes=5)


def mark_read(user, thread, number):
    """Note that a user has read a thread up to a number. A mark never goes back by this; nothing is written twice."""
    now = timezone.now()
    if ReadingMark.objects.filter(user=user, thread=thread, number__lt=number).update(number=number, read_at=now):
        return
    ReadingMark.objects.bulk_create(
        [ReadingMark(user=user, thread=thread, number=number, read_at=now)], ignore_conflicts=True
    )


@transaction.atomic
def mark_unread_from(user, post):
    """Set the mark back, so that a post and those behind it are unread again."""
    ReadingMark.objects.update_or_create(
        user=user, thread_id=post.thread_id, defaults={"number": post.number - 1, "read_at": timezone.now()}
    )


@transaction.atomic
def mark_all_read(user, groups):
    """Let all that was posted in these groups until now count as read."""
    now = timezone.now()
    last = Thread.objects.filter(pk=OuterRef("thread")).values("last_number")[:1]
    ReadingMark.objects.filter(user=user, thread__group__in=groups).update(number=Subquery(last), read_at=now)
    return Membership.objects.active().filter(user=user, group__in=groups).update(read_before=now)


def note_visit(user):
    """Note that somebody is here. Returns the end of their visit before this one, or None if this is the first."""
    now = timezone.now()
    visit = Visit.objects.filter(user=user).first()
    if visit is None:
        Visit.objects.bulk_create([Visit(user=user, before_at=now, seen_at=now)], ignore_conflicts=True)
        return None
    if now - visit.seen_at > VISIT_ENDS_AFTER:
        visit.before_at, visit.seen_at = visit.seen_at, now
        visit.save(update_fields=["before_at", "seen_at"])
    elif now - visit.seen_at > VISIT_NOTED_EVERY:
        visit.seen_at = now
        visit.save(update_fields=["seen_at"])
    return visit.before_at


def watch(user, *, is_muted=False, **target):
    """Follow a ``thread``, a ``tag`` or a ``person``, or mute a thread. Returns False without a change."""
    row, is_new = Watch.objects.get_or_create(user=user, **target, defaults={"is_muted": is_muted})
    if is_new:
        return True
    return bool(Watch.objects.filter(pk=row.pk).exclude(is_muted=is_muted).update(is_muted=is_muted))


def unwatch(user, **target):
    return bool(Watch.objects.filter(user=user, **target).delete()[0])


def renew_feed_key(user):
    """Give somebody's feeds other addresses; those known until now lead nowhere."""
    return FeedKey.objects.update_or_create(user=user, defaults={"key": new_feed_key(), "made_at": timezone.now()})[0]


def revoke_feed_key(user):
    return bool(FeedKey.objects.filter(user=user).delete()[0])
