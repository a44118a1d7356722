"""Mail that comes to the address of a question: a yes, a no, or words for the thread.

The address holds who it was given to; the sender must be that person. Automatic answers are left alone, what cannot
be taken is answered once with the reason, and a mail that comes twice counts once.
"""

import email.utils
import hashlib
import uuid
from datetime import timedelta
from io import BytesIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from moderation import limits
from notifications.bounces import is_automatic

from directory.documents import examine
from directory.forms.fields import without_invisible
from directory.upkeep.addressees import addressees_of

from . import letters
from .actions import accept, decline, write_message
from .addresses import part_of
from .choices import MailOutcome, Way
from .exceptions import ConsultingError
from .models import IncomingMail, Invitation
from .trimming import words_of_html, written_in, yes_or_no

LONGEST = 20_000
MOST_FILES = 5
# Nobody writes so many mails about a question by hand; a mail program gone wild does.
MAILS = limits.Limit("consulting-mails", 30, timedelta(hours=1))
# A stranger is told once a day why their mail was not taken.
REFUSALS = limits.Limit("consulting-refusals", 1, timedelta(days=1))


def read_mail(content, message, addresses):
    """Do what a mail says. Returns what is kept of it, or None if it came before."""
    key = _line(message, "Message-ID")[:255] or f"sha256:{hashlib.sha256(content).hexdigest()}"
    sender = email.utils.parseaddr(_line(message, "From"))[1][:320].lower()
    try:
        with transaction.atomic():
            # The line first: of two processes with the same mail one stops here.
            kept = IncomingMail.objects.create(key=key, sender=sender, outcome=MailOutcome.NOT_UNDERSTOOD)
            part = part_of(addresses)
            kept.outcome, kept.left_out = _take(kept, part, sender, message)
            kept.question = _question_of(part)
            kept.save(update_fields=["question", "outcome", "left_out"])
    except IntegrityError:
        return None
    _answer(kept, part, message)
    return kept


def _take(kept, part, sender, message):
    """(What became of it, names of files left out)."""
    if part is None:
        return MailOutcome.WRONG_TOKEN, []
    if _is_of_a_program(message):
        return MailOutcome.AUTOMATIC, []
    if sender not in _addresses_of(part):
        return MailOutcome.WRONG_SENDER, []
    if limits.use((MAILS, f"{type(part).__name__}:{part.pk}")) is not None:
        return MailOutcome.TOO_MANY, []
    text = without_invisible(written_in(_text_of(message)))[:LONGEST]
    uploads, left_out = _papers(message)
    if not text and not uploads:
        return MailOutcome.EMPTY, left_out
    try:
        return _do(kept, part, text, uploads), left_out
    except ConsultingError:
        return MailOutcome.OVER, left_out


def _do(kept, part, text, uploads):
    if isinstance(part, Invitation) and part.is_waiting:
        said, rest = yes_or_no(text)
        if said is None:
            return MailOutcome.NOT_UNDERSTOOD
        if said is False:
            decline(part, by=part.entry.person.user, how=Way.MAIL, reason=rest[:2000])
            return MailOutcome.DECLINED
        accept(part, by=part.entry.person.user, how=Way.MAIL)
        part.refresh_from_db()
        if rest or uploads:
            _write(kept, part, rest, uploads)
        return MailOutcome.ACCEPTED
    _write(kept, part, text, uploads)
    return MailOutcome.MESSAGE


def _write(kept, part, text, uploads):
    invitation = part if isinstance(part, Invitation) else None
    question = _question_of(part)
    write_message(
        question,
        text or "…",
        token=uuid.uuid5(uuid.NAMESPACE_URL, kept.key),
        by=invitation.entry.person.user if invitation else question.asked_by,
        invitation=invitation,
        how=Way.MAIL,
        uploads=uploads,
    )


def _answer(kept, part, message):
    """Say politely why a mail was not taken: to its sender, who knows the address, and never to a program."""
    told = (MailOutcome.WRONG_SENDER, MailOutcome.NOT_UNDERSTOOD, MailOutcome.OVER, MailOutcome.EMPTY)
    if part is None or not kept.sender or _is_of_a_program(message):
        return
    if kept.outcome not in told and not kept.left_out:
        return
    why = kept.outcome if kept.outcome in told else "files"
    if limits.use((REFUSALS, f"{kept.sender}:{kept.question_id}:{why}")) is not None:
        return
    letters.not_taken(kept.sender, kept.question, why, _language_of(part), files=kept.left_out)


def _is_of_a_program(message):
    """Absence notes, lists, and notices of mail servers that went astray."""
    return (
        is_automatic(message)
        or message.get_content_type() == "multipart/report"
        or _line(message, "Return-Path") == "<>"
    )


def _question_of(part):
    return part.question if isinstance(part, Invitation) else part


def _addresses_of(part):
    if isinstance(part, Invitation):
        return {addressee.address.lower() for addressee in addressees_of(part.entry.person)}
    user = part.asked_by
    return {user.email.lower()} if user is not None and user.is_active else set()


def _language_of(part):
    if isinstance(part, Invitation):
        addressee = next(iter(addressees_of(part.entry.person)), None)
        return addressee.language if addressee else settings.LANGUAGE_CODE
    return part.asked_by.language if part.asked_by else settings.LANGUAGE_CODE


def _text_of(message):
    """The words of a mail: its text, or the words of its HTML."""
    body = message.get_body(("plain",)) or message.get_body(("html",))
    if body is None:
        return ""
    try:
        text = body.get_content()
    except (LookupError, ValueError, KeyError):
        # A character set nobody knows.
        text = (body.get_payload(decode=True) or b"").decode("utf-8", errors="replace")
    return words_of_html(text) if body.get_content_subtype() == "html" else text


def _papers(message):
    """Papers that came along, examined again when they are kept; and the names of what is no paper."""
    taken, left_out = [], []
    for part in message.iter_attachments():
        name = part.get_filename() or ""
        content = part.get_payload(decode=True)
        if not name or content is None:
            # Signatures, pictures inside the text and mails passed on are no papers.
            continue
        upload = SimpleUploadedFile(name, BytesIO(content).getvalue())
        try:
            examine(upload)
        except ValidationError:
            left_out.append(name[:100])
            continue
        if len(taken) < MOST_FILES:
            taken.append(upload)
        else:
            left_out.append(name[:100])
    return taken, left_out


def _line(message, name):
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, IndexError, AttributeError, TypeError):
        # Headers so broken that the standard parser stumbles over them.
        return ""
