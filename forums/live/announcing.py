"""Telling the processes that hold lines what happened: through Redis, where there is one, after the commit.

What is told is a short line of JSON and holds no words of anybody. Losing one harms nobody: whoever holds lines also
looks at the versions of what is open, now and then with Redis, several times a second without (``following``).
"""

import json
import logging
from functools import cache

from django.conf import settings
from django.db import transaction

logger = logging.getLogger(__name__)

CHANNEL = "forums.live"


@cache
def _redis(address):
    import redis

    return redis.Redis.from_url(address, socket_timeout=1, socket_connect_timeout=1)


def publish(**told):
    """Tell every process that holds lines. A Redis that is away keeps nobody from writing."""
    if not settings.REDIS_URL:
        return
    try:
        _redis(settings.REDIS_URL).publish(CHANNEL, json.dumps(told, separators=(",", ":")))
    except Exception:
        logger.warning("Open pages could not be told at once", exc_info=True)


def after_commit(**told):
    if settings.REDIS_URL:
        transaction.on_commit(lambda: publish(**told), robust=True)


def event_happened(event):
    """A listener of ``forums.hearing``."""
    after_commit(
        thread=event.thread_id,
        group=event.thread.group_id,
        version=event.version,
        kind=str(event.kind),
        post=event.post_id,
        by=event.by_id,
    )


def session_ended(sender, instance, **kwargs):
    """Somebody signed out here or from another device, or a session was ended: its lines are looked at again."""
    after_commit(session=instance.session_key)


def group_changed(sender, instance, created, **kwargs):
    """Who reads a group may have changed."""
    if not created:
        after_commit(check=instance.pk)


def membership_changed(group, user):
    """A listener of ``forums.hearing``."""
    after_commit(check=group.pk)
