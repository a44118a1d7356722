"""Hearing what happens in threads: a row for what is to be mailed, in the transaction of the event."""

from django.core.cache import cache
from django.db import transaction

from forums.choices import EventKind, PostState, Way

from .choices import Kind
from .models import Mailing

_MAILED = {
    EventKind.POSTED: Kind.POST,
    EventKind.PUBLISHED: Kind.POST,
    EventKind.RESTORED: Kind.POST,
    EventKind.ACCEPTED: Kind.ACCEPTED,
}
# Of what happens within so many seconds the first wakes a worker; the rest is found by it, or by the next sweep.
_WAKE_EVERY = 5


def hear(event):
    """Note a post that is to be mailed. One that waits is noted when it is published."""
    kind = _MAILED.get(event.kind)
    post = event.post
    if kind is None or post is None or post.state != PostState.PUBLISHED or post.way == Way.IMPORT:
        return
    if event.kind == EventKind.RESTORED:
        # Who got it before has a record of that; whoever did not get it because it was hidden gets it now.
        Mailing.objects.filter(post=post, kind=kind).update(done_at=None, after=0, claimed_until=None)
    else:
        Mailing.objects.bulk_create([Mailing(post=post, kind=kind)], ignore_conflicts=True)
    transaction.on_commit(wake, robust=True)


def wake():
    """Ask a worker to mail now. Nothing depends on it: the sweep of every minute finds what waits."""
    from .tasks import mail_soon

    if cache.add("forum_mailing:awake", True, _WAKE_EVERY):
        mail_soon.enqueue()
