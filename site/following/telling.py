"""Writing to followers: one letter each, of all that is due, in the transaction that notes it as told."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override
from notifications.actions import send

from . import links, searches
from .choices import MORNING, THINGS_IN_A_LETTER, Frequency
from .looking import audience_told, look
from .models import Follow

logger = logging.getLogger(__name__)


def tell_followers(at_once=False):
    """Write to everybody for whom something is due; ``at_once`` waits for nothing. Returns how many letters."""
    due = _due(at_once)
    users = due.order_by("user").values_list("user", flat=True).distinct()
    told = 0
    for key in list(users):
        try:
            told += tell(key, due)
        except Exception:
            # One follower's trouble is not that of the others; theirs is tried again in a minute.
            logger.exception("Follower %s could not be told", key)
    return told


def _due(at_once):
    """Follows that wait, and whose time has come."""
    waiting = Follow.objects.waiting()
    if not searches.is_ready():
        waiting = waiting.filter(list="")
    if at_once:
        return waiting
    now, pause = timezone.now(), timedelta(minutes=settings.FOLLOWING_PAUSE_MINUTES)
    morning = timezone.localtime(now).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    if morning > now:
        morning -= timedelta(days=1)
    monday = morning - timedelta(days=morning.weekday())
    return waiting.filter(
        Q(frequency=Frequency.AT_ONCE, changed_at__lte=now - pause)
        | Q(frequency=Frequency.DAILY, changed_at__lt=morning)
        | Q(frequency=Frequency.WEEKLY, changed_at__lt=monday)
    )


@transaction.atomic
def tell(user_key, due):
    """Write to one follower. Returns whether there was something to tell.

    Each follow is claimed by one conditional UPDATE, so that of two workers one tells; what is told and the letter
    stand or fall together. A change that comes meanwhile waits for the claim and then for the next letter.
    """
    claimed = [
        key
        for key in due.filter(user=user_key).order_by("-created_at", "-pk").values_list("pk", flat=True)
        if Follow.objects.filter(pk=key, changed_at__isnull=False).update(changed_at=None)
    ]
    follows = list(Follow.objects.with_targets().select_related("user__person").filter(pk__in=claimed))
    if not follows:
        return False
    user = follows[0].user
    audience = audience_told(user)
    if audience is None:
        return False
    language = user.language
    with override(language):
        news = look(follows, audience)
    now = timezone.now()
    for follow in follows:
        if any(each.follow is follow for each in news):
            follow.told_at = now
        follow.save(update_fields=["seen", "seen_people", "seen_institutions", "audience", "told_at"])
    if not news:
        return False
    _write(user, news)
    return True


def _write(user, news):
    shown, left = news[:THINGS_IN_A_LETTER], news[THINGS_IN_A_LETTER:]
    keys = [each.follow.pk for each in news]
    send(
        "following/mail/news",
        user,
        {
            "news": [{"told": each, "stop": links.address_of(user, [each.follow.pk])} for each in shown],
            "left": len(left),
            "first": shown[0].title,
            "mine": links.whole("following:mine", user.language),
            "stop": links.address_of(user, keys),
        },
        unsubscribe=links.address_of(user, keys),
        unhurried=True,
    )
