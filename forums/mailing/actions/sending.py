"""Writing what is due at once into the outbox: batch by batch, each in one transaction with its records."""

import logging
import time

from django.db import connection, transaction
from django.utils import timezone
from notifications.actions import put_in_outbox

from forums.choices import MailLevel

from ..choices import PAUSES, DeliveryState, Dropped, Reason, When
from ..letters import Desk
from ..models import Delivery
from ..queries import is_shown, mornings_of, readers

logger = logging.getLogger(__name__)

LETTERS_AT_ONCE = 250


def send_due(seconds=45):
    """Write everything that is due at once, for at most so long. Returns how many mails."""
    until, desk, sent = time.monotonic() + seconds, Desk(), 0
    while time.monotonic() < until:
        seen, mails = send_batch(desk)
        sent += mails
        if not seen:
            break
    return sent


@transaction.atomic
def send_batch(desk=None):
    """The next letters. Returns how many records were seen to, and how many mails were written.

    The records are held until the transaction ends; another worker takes the next ones meanwhile. Whoever reads the
    group no more, and what is not shown any more, is found out here, at the last moment.
    """
    desk = desk or Desk()
    deliveries = list(
        Delivery.objects.due_at_once()
        .select_for_update(of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked)
        .select_related(
            "post__thread__group",
            "post__person",
            "post__country",
            "post__institution",
            "post__answers",
        )
        .prefetch_related("post__attachments")
        .order_by("due_at", "pk")[:LETTERS_AT_ONCE]
    )
    known = readers(delivery.user_id for delivery in deliveries)
    mails, sent, dropped, later = [], [], {}, []
    for delivery in deliveries:
        reader = known[delivery.user_id]
        if why := why_not(delivery, reader):
            dropped.setdefault(why, []).append(delivery.pk)
        elif reader.wishes.most_a_day and reader.sent_today >= reader.wishes.most_a_day:
            later.append(delivery)
        else:
            try:
                mail = desk.mail_for(delivery, reader, is_last=reader.sent_today + 1 == reader.wishes.most_a_day)
            except Exception:
                logger.exception("The letter of delivery %s could not be written", delivery.pk)
                _try_later(delivery)
                continue
            reader.sent_today += 1
            mails.append(mail)
            sent.append(delivery)
    put_in_outbox(mails)
    _close(sent, mails)
    for why, keys in dropped.items():
        Delivery.objects.filter(pk__in=keys).update(state=DeliveryState.DROPPED, dropped=why)
    _leave_for_the_morning(later)
    return len(deliveries), len(mails)


def _leave_for_the_morning(deliveries):
    """What is more than somebody wants in a day stands in the digest of their next morning."""
    mornings = mornings_of([(delivery.user_id, When.DAILY) for delivery in deliveries])
    for delivery in deliveries:
        delivery.when, delivery.due_at = When.DAILY, mornings[delivery.user_id, When.DAILY]
    Delivery.objects.bulk_update(deliveries, ["when", "due_at"])


def why_not(delivery, reader):
    """Why a letter that was due is not sent, or None."""
    post, group = delivery.post, delivery.post.thread.group
    if not is_shown(post):
        return Dropped.NOT_SHOWN
    if not reader.gets(group):
        return Dropped.NOT_READ
    level = reader.levels.get(group.pk)
    if level == MailLevel.NONE or (level == MailLevel.CONCERNING and delivery.reason == Reason.GROUP):
        return Dropped.NOT_WANTED
    return None if reader.is_reachable else Dropped.UNREACHABLE


def _close(deliveries, mails):
    for delivery, mail in zip(deliveries, mails, strict=True):
        delivery.mail = mail
    # What is the same for all is not written row by row.
    Delivery.objects.bulk_update(deliveries, ["mail"])
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries]).update(
        state=DeliveryState.SENT, sent_at=timezone.now()
    )


def _try_later(delivery):
    """One letter's trouble is not that of the others."""
    pause = PAUSES[delivery.attempts] if delivery.attempts < len(PAUSES) else None
    if pause is None:
        Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.DROPPED, dropped=Dropped.FAILED)
    else:
        Delivery.objects.filter(pk=delivery.pk).update(attempts=delivery.attempts + 1, due_at=timezone.now() + pause)
