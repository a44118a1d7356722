"""Carrying mails from the outbox to the mail server: each once, with patience."""

import logging
import smtplib
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from . import bounces, letters
from .choices import PAUSES, PAUSES_OF_SECRETS, MailState
from .models import OutgoingMail
from .reachability import note_refusal

logger = logging.getLogger(__name__)


def deliver(pk):
    """Send one mail if it is due. Returns whether this call sent it."""
    mail = OutgoingMail.objects.claim(pk)
    if mail is None:
        return False
    try:
        message_of(mail).send()
    except Exception as error:
        # Whatever went wrong, the mail must not be lost: only what can never work is given up at once.
        if is_permanent(error):
            give_up(mail, error)
        else:
            try_later(mail, error)
        return False
    _close(mail, MailState.SENT, sent_at=timezone.now(), last_error="")
    return True


def deliver_due(limit=200):
    """Send whatever waits and is due: first attempts a worker never came to, and repetitions."""
    return sum(deliver(pk) for pk in list(OutgoingMail.objects.due().values_list("pk", flat=True)[:limit]))


def message_of(mail):
    """The mail as Django sends it: text first, HTML beside it."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    # The envelope names where failures go, the letter whom it is from.
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        bounces.return_address(mail) or settings.DEFAULT_FROM_EMAIL,
        [mail.address],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={
            **mail.headers,
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": f"<{mail.message_id}@{domain}>",
            "Date": format_datetime(mail.created_at),
            "Auto-Submitted": "auto-generated",
            "Content-Language": mail.language,
        },
    )
    message.attach_alternative(mail.html, "text/html")
    return message


def is_permanent(error):
    """Whether the same mail would be refused again: a bad address, a refused recipient or text."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _reason in error.recipients.values())
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError | smtplib.SMTPHeloError):
        return False  # The server is at odds with the site, not with this mail.
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= 500
    return isinstance(error, smtplib.SMTPNotSupportedError | ValueError)


def try_later(mail, error):
    pauses = PAUSES_OF_SECRETS if mail.is_secret and not mail.is_unhurried else PAUSES
    if mail.attempts > len(pauses):
        give_up(mail, error)
        return
    logger.warning("Mail %s failed at attempt %s: %s", mail.pk, mail.attempts, type(error).__name__)
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state=MailState.FAILED,
        last_error=say(error),
        next_try=timezone.now() + pauses[mail.attempts - 1],
    )


def give_up(mail, error):
    """Stop trying, and tell the Secretariat, unless it is the Secretariat who cannot be reached."""
    logger.error("Mail %s given up after %s attempts: %s", mail.pk, mail.attempts, type(error).__name__)
    _close(mail, MailState.GIVEN_UP, last_error=say(error))
    if mail.address == settings.SECRETARIAT_EMAIL:
        return
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        note_refusal(mail, *next(iter(error.recipients.values())))
    letter = letters.write("notifications/mail/given_up", {"mail": mail, "error": say(error)}, "en")
    # Not enqueued: the next sweep takes it along.
    OutgoingMail.objects.create(
        address=settings.SECRETARIAT_EMAIL,
        language="en",
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
    )


def say(error):
    """The server's answer in one line."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = [f"{code} {_decoded(reason)}" for code, reason in error.recipients.values()]
        return letters.one_line("; ".join(answers))
    if isinstance(error, smtplib.SMTPResponseException):
        return letters.one_line(f"{error.smtp_code} {_decoded(error.smtp_error)}")
    return letters.one_line(str(error) or type(error).__name__)


def _decoded(reason):
    return reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)


def _close(mail, state, **changes):
    if mail.is_secret:
        changes |= {"text": "", "html": ""}
    OutgoingMail.objects.filter(pk=mail.pk).update(state=state, **changes)
