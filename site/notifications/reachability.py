"""Which addresses mail does not arrive at: learnt from notices and refusals, and cleared when something arrives.

Rooms above register what follows for them; it happens in the same transaction, so that it happens once.
"""

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone

from . import bounces, letters, mailboxes
from .choices import SOFT_FAILURES, SOFT_FAILURES_WITHIN, NoticeKind
from .models import DeliveryNotice, UnreachableAddress

_listeners: list = []


def listen(*, lost, found):
    """``lost(unreachable)`` is called when mail stops arriving, ``found(unreachable, by)`` when it arrives again."""
    _listeners.append((lost, found))


# --- What comes in ----------------------------------------------------------------------------------------


def take_in(content, recipients=()):
    """Keep what a message says that came in, and act on it. Returns the notice, or None if it was known already.

    What people write to an address of a room above is theirs to read, and no notice.
    """
    if mailboxes.deliver(content, recipients):
        return None
    return take_notice(content, recipients)


def take_notice(content, recipients=()):
    """Keep what a message says about delivery, wherever it came to. Returns the notice, or None if it was known."""
    read = bounces.read(content, recipients)
    mail = bounces.mail_of(read.addresses)
    return _note(
        read.key,
        kind=read.kind,
        mail=mail,
        status=read.status,
        words=read.words,
        is_hard=read.is_hard,
    )


def note_refusal(mail, code, reason):
    """The mail server refused the recipient for good while the mail was being sent."""
    words = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
    status = bounces.status_of(f"{code} {words}")
    return _note(
        f"refused:{mail.message_id}:{mail.attempts}",
        kind=NoticeKind.FAILED,
        mail=mail,
        status=status,
        words=letters.one_line(f"{code} {words}")[:500],
        is_hard=bounces.is_hard(status),
    )


@transaction.atomic
def _note(key, *, kind, mail, status, words, is_hard):
    try:
        with transaction.atomic():
            notice = DeliveryNotice.objects.create(
                key=key,
                kind=kind,
                mail=mail,
                mail_number=mail.pk if mail else None,
                address=mail.address.lower() if mail else "",
                status=status,
                words=words,
                is_hard=is_hard,
            )
    except IntegrityError:
        return None
    if mail is not None and kind == NoticeKind.FAILED and (is_hard or _failed_often(notice)):
        _mark(notice)
    return notice


def _failed_often(notice):
    """Whether several mails to the address failed lately. Several notices about one mail are one."""
    lately = DeliveryNotice.objects.filter(
        address=notice.address,
        kind=NoticeKind.FAILED,
        mail_number__isnull=False,
        received_at__gte=notice.received_at - SOFT_FAILURES_WITHIN,
    )
    known = UnreachableAddress.objects.filter(address=notice.address).first()
    if known and known.cleared_at:
        # What failed before mail arrived again does not count any more.
        lately = lately.filter(received_at__gt=known.cleared_at)
    return lately.aggregate(mails=Count("mail_number", distinct=True))["mails"] >= SOFT_FAILURES


def _mark(notice):
    unreachable, is_new = UnreachableAddress.objects.select_for_update().get_or_create(
        address=notice.address,
        defaults={
            "since": notice.received_at,
            "last_at": notice.received_at,
            "status": notice.status,
            "words": notice.words,
        },
    )
    if not is_new:
        was_cleared = unreachable.cleared_at is not None
        if was_cleared and notice.mail.created_at <= unreachable.cleared_at:
            # News from before: the mail left before somebody showed that the address works.
            return
        unreachable.last_at, unreachable.status, unreachable.words = notice.received_at, notice.status, notice.words
        unreachable.count = 1 if was_cleared else unreachable.count + 1
        if was_cleared:
            unreachable.since, unreachable.cleared_at, unreachable.cleared_why = notice.received_at, None, ""
        unreachable.save()
        if not was_cleared:
            return
    for lost, _found in _listeners:
        lost(unreachable)


# --- What arrives again -----------------------------------------------------------------------------------


@transaction.atomic
def clear(address, *, why, by=None):
    """Mail arrives at an address again, or is to be tried again. Returns False if nothing else was known."""
    unreachable = UnreachableAddress.objects.select_for_update().now().filter(address=address.lower()).first()
    if unreachable is None:
        return False
    unreachable.cleared_at, unreachable.cleared_why = timezone.now(), why[:200]
    unreachable.save(update_fields=["cleared_at", "cleared_why"])
    for _lost, found in _listeners:
        found(unreachable, by)
    return True


def unreachable_among(addresses):
    """Those of some addresses at which mail does not arrive, as a dictionary by address in small letters."""
    wanted = {address.lower() for address in addresses if address}
    found = UnreachableAddress.objects.now().filter(address__in=wanted) if wanted else ()
    return {unreachable.address: unreachable for unreachable in found}
