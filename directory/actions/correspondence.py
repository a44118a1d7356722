"""Writing to a person or institution through the site."""

from datetime import timedelta

from audit.actions import record
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from moderation.queries import undecided_about

from ..choices import MESSAGE_CONFIRMED_WITHIN_DAYS, MESSAGE_KEPT_DAYS, MessageState
from ..models import Person, RelayedMessage
from ..notifications.correspondence import ask_to_confirm, relay


@transaction.atomic
def write_message(recipient, *, subject, text, token, name, address, wants_copy=False, by=None):
    """Send a message, or ask a visitor to confirm their address first. Sent twice with one token, it is one."""
    message, is_new = RelayedMessage.objects.get_or_create(
        token=token,
        defaults={
            "person" if isinstance(recipient, Person) else "institution": recipient,
            "sender": by,
            "sender_name": name[:120],
            "sender_address": address,
            "subject": subject,
            "text": text,
            "language": get_language() or "en",
            "wants_copy": wants_copy,
            "state": MessageState.WAITING,
        },
    )
    if not is_new:
        return message
    if by is None:
        ask_to_confirm(message)
    else:
        _relay(message, by=by)
    return message


@transaction.atomic
def confirm_message(message):
    """Send a visitor's message once they confirmed their address. Returns False if it has been sent already."""
    message = RelayedMessage.objects.select_for_update().get(pk=message.pk)
    if message.state == MessageState.RELAYED:
        return False
    _relay(message, by=None)
    return True


def _relay(message, *, by):
    message.state, message.relayed_at = MessageState.RELAYED, timezone.now()
    message.save(update_fields=["state", "relayed_at"])
    record("directory.message.relayed", message.recipient, by=by, changes={"message": message.pk})
    relay(message)


def forget_old_messages():
    """Erase the words of old messages, but for those about which a report waits, and delete those never confirmed.

    Of a visitor nothing is kept but the day. Returns how many were touched.
    """
    now = timezone.now()
    deleted, _rows = RelayedMessage.objects.filter(
        state=MessageState.WAITING, written_at__lt=now - timedelta(days=MESSAGE_CONFIRMED_WITHIN_DAYS)
    ).delete()
    old = RelayedMessage.objects.filter(
        state=MessageState.RELAYED, erased_at=None, relayed_at__lt=now - timedelta(days=MESSAGE_KEPT_DAYS)
    ).exclude(pk__in=undecided_about(RelayedMessage))
    visitors = old.filter(sender=None).update(sender_name="", sender_address="", subject="", text="", erased_at=now)
    return deleted + visitors + old.update(subject="", text="", erased_at=now)
