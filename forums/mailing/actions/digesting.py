"""Writing the digests of those whose morning has come."""

import logging
import time

from django.db import connection, transaction
from django.utils import timezone
from notifications.actions import put_in_outbox

from forums.models import Post

from ..choices import DeliveryState, When
from ..digests import DigestDesk
from ..models import Delivery, Digest
from ..queries import mornings_of, readers, zone_named
from .sending import why_not

logger = logging.getLogger(__name__)

PEOPLE_AT_ONCE = 100
_POSTS_AT_ONCE = 500


def write_digests(seconds=45):
    """Write every digest that is due, for at most so long. Returns how many."""
    until, desk, written = time.monotonic() + seconds, DigestDesk(), 0
    for when in (When.DAILY, When.WEEKLY):
        while time.monotonic() < until:
            seen, digests = write_batch(when, desk)
            written += digests
            if not seen:
                break
    return written


@transaction.atomic
def write_batch(when, desk=None):
    """The digests of some people, with the records of all that stands in them, in one transaction. Returns how many
    people were seen to, and how many digests written. Without news there is none.
    """
    desk = desk or DigestDesk()
    due = Delivery.objects.waiting().filter(when=when, due_at__lte=timezone.now())
    people = list(due.order_by("user").values_list("user", flat=True).distinct()[:PEOPLE_AT_ONCE])
    rows = list(
        due.filter(user__in=people)
        .select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
        .order_by("pk")
        .only("user", "post", "kind", "reason", "due_at")
    )
    known, posts = readers({row.user_id for row in rows}), _posts({row.post_id for row in rows})
    of_person: dict = {}
    for row in rows:
        row.post = posts[row.post_id]
        of_person.setdefault(row.user_id, []).append(row)
    days = _days(of_person, known)
    taken = set(Digest.objects.filter(user__in=of_person, when=when).values_list("user", "on"))
    digests, mails, told = [], [], []
    for user, own in of_person.items():
        reader = known[user]
        if (user, days[user]) in taken:
            # They moved to another time zone since: what is left waits for their next morning.
            _wait(own, when)
            continue
        good = _drop_what_is_not_sent(own, reader)
        if not good:
            continue
        try:
            mail = desk.mail_for(reader, when, [(row.post, row.reason) for row in good])
        except Exception:
            logger.exception("The digest of user %s could not be written", user)
            _wait(own, when)
            continue
        mails.append(mail)
        digests.append(Digest(user_id=user, when=when, on=days[user], posts=len(good), mail=mail))
        told.append(good)
    put_in_outbox(mails)
    Digest.objects.bulk_create(digests)
    now = timezone.now()
    for digest, good in zip(digests, told, strict=True):
        Delivery.objects.filter(pk__in=[row.pk for row in good]).update(
            state=DeliveryState.SENT, sent_at=now, mail=digest.mail, digest=digest
        )
    return len(of_person), len(digests)


def _posts(wanted):
    wanted, found = sorted(wanted), {}
    for start in range(0, len(wanted), _POSTS_AT_ONCE):
        some = (
            Post.objects.filter(pk__in=wanted[start : start + _POSTS_AT_ONCE])
            .select_related("thread__group", "person", "country", "institution")
            .defer("html", "folded")
        )
        found.update({post.pk: post for post in some})
    return found


def _days(of_person, known):
    """The morning each digest is of, where its reader lives."""
    return {
        user: max(row.due_at for row in own)
        .astimezone(zone_named(getattr(known[user].user.record, "time_zone", "")))
        .date()
        for user, own in of_person.items()
    }


def _drop_what_is_not_sent(rows, reader):
    """The rows that stand in the digest; why the others do not is written down."""
    good, dropped = [], {}
    for row in rows:
        if why := why_not(row, reader):
            dropped.setdefault(why, []).append(row.pk)
        else:
            good.append(row)
    for why, keys in dropped.items():
        Delivery.objects.filter(pk__in=keys).update(state=DeliveryState.DROPPED, dropped=why)
    return good


def _wait(rows, when):
    user = rows[0].user_id
    morning = mornings_of([(user, when)])[user, when]
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(due_at=morning)
