"""Where letters about a question lead: links that answer without a sign-in, and the address replies come to.

Links are signed and good for one invitation. The address of replies names who it was given to, signed as well, so
that a mail which comes to it belongs to that person's part in that question.
"""

import base64
import re

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import override

from experts.models import RosterEntry

from .choices import LINK_WORKS
from .models import Consent, FieldNotice, Invitation, Question

_INVITATION = "experts.consulting.invitation"
_STOP = "experts.consulting.stop"
_TAKE_UP = "experts.consulting.take-up"
_CONSENT = "experts.consulting.consent"
_REPLY = "experts.consulting.reply"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


# --- Links ------------------------------------------------------------------------------------------------


def link(language, name, *args):
    """The whole address of a page, in the language of the letter."""
    with override(language):
        return settings.BASE_URL.rstrip("/") + reverse(name, args=args)


def token_of(invitation):
    return signing.dumps([invitation.pk, invitation.question_id, invitation.entry_id], salt=_INVITATION)


def invitation_of(token):
    """The invitation a link stands for, whatever its state; None if it was not made here or is too old."""
    try:
        pk, question, entry = signing.loads(token, salt=_INVITATION, max_age=LINK_WORKS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (
        Invitation.objects.select_related("question__country", "question__asked_by__person", "entry__person__user")
        .filter(pk=pk, question=question, entry=entry)
        .first()
    )


def stop_token_of(entry):
    return signing.dumps(entry.pk, salt=_STOP)


def entry_of_stop(token):
    try:
        pk = signing.loads(token, salt=_STOP)
    except signing.BadSignature:
        return None
    return RosterEntry.objects.select_related("person__user").filter(pk=pk).first()


def take_up_token_of(question, entry):
    return signing.dumps([question.pk, entry.pk], salt=_TAKE_UP)


def told_of_take_up(token):
    """The notice of an open question that a link was sent with; None if it was not made here or is too old."""
    try:
        question, entry = signing.loads(token, salt=_TAKE_UP, max_age=LINK_WORKS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (
        FieldNotice.objects.select_related("question__country", "question__asked_by__person", "entry__person__user")
        .filter(question=question, entry=entry)
        .first()
    )


def consent_token_of(consent):
    """Good for the words that were agreed to: another version of the answer asks anew."""
    return signing.dumps([consent.pk, consent.answer.version], salt=_CONSENT)


def consent_of(token):
    """The agreement a link asks for, and the version of the answer its letter held; None if it was not made here."""
    try:
        pk, version = signing.loads(token, salt=_CONSENT, max_age=LINK_WORKS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    consent = (
        Consent.objects.select_related("answer__question", "invitation__entry__person__user").filter(pk=pk).first()
    )
    return (consent, version) if consent else None


# --- Addresses of replies -----------------------------------------------------------------------------------


def reply_address(part):
    """Where somebody's replies go; ``part`` is an invitation, or a question for its asker. Empty where the site takes
    no mail in.
    """
    local, _at, domain = settings.MAIL_QUESTION_ADDRESS.rpartition("@")
    return f"{local}+{_kind(part)}{_base36(part.pk)}-{_signature(part)}@{domain}" if local else ""


def is_ours(address):
    """Whether an address is one replies come to, with whatever stands behind the plus."""
    return _token_in(address) is not None


def part_of(addresses):
    """The invitation or question whose address is among these, or None."""
    for address in addresses:
        token = _token_in(address)
        found = re.fullmatch(r"([iq])([0-9a-z]{1,12})-([a-z2-7]{16})", token or "")
        if not found:
            continue
        model = Invitation if found[1] == "i" else Question
        part = model.objects.filter(pk=int(found[2], 36)).first()
        if part is not None and constant_time_compare(_signature(part), found[3]):
            return part
    return None


def _token_in(address):
    local, _at, domain = settings.MAIL_QUESTION_ADDRESS.lower().rpartition("@")
    if not local:
        return None
    found = re.fullmatch(
        rf"{re.escape(local)}(?:\+([^@]*))?@{re.escape(domain)}", address.strip().strip("<>").lower()
    )
    return (found[1] or "") if found else None


def _kind(part):
    return "i" if isinstance(part, Invitation) else "q"


def _signature(part):
    # Small letters and digits only: some servers write addresses in capitals. What a key belonged to once and does
    # not any more signs differently.
    salt_of_row = part.invited_at if isinstance(part, Invitation) else part.begun_at
    named = f"{_kind(part)}:{part.pk}:{salt_of_row.timestamp()}"
    return base64.b32encode(salted_hmac(_REPLY, named, algorithm="sha256").digest()[:10]).decode().lower()


def _base36(number):
    digits = ""
    while number:
        number, last = divmod(number, 36)
        digits = _DIGITS[last] + digits
    return digits or "0"
