"""Carrying mails from the outbox to the mail server: each once, with patience."""

import logging
import smtplib
import time
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import timezone

from . import bounces, letters
from .choices import PAUSES, PAUSES_OF_SECRETS, MailState
from .models import OutgoingMail
from .reachability import note_refusal

logger = logging.getLogger(__name__)


# So many mails go over one line to the mail server, and so many are looked up at once: what is in more of a hurry
# comes next.
MAILS_ON_A_LINE = 50


def deliver(pk, line=None):
    """Send one mail if it is due, over an open line to the mail server if there is one. Returns whether it was sent
    by this call.
    """
    mail = OutgoingMail.objects.claim(pk)
    if mail is None:
        return False
    try:
        message = message_of(mail)
        if line is not None:
            line.open()
            message.connection = line
        message.send()
    except Exception as error:
        if line is not None:
            line.close()
        # Whatever went wrong, the mail must not be lost: only what can never work is given up at once.
        if is_permanent(error):
            give_up(mail, error)
        else:
            try_later(mail, error)
        return False
    _close(mail, MailState.SENT, sent_at=timezone.now(), last_error="")
    return True


def deliver_due(seconds=20):
    """Send whatever waits and is due, for at most so long: first attempts a worker never came to, repetitions, and
    the many that are in no hurry.
    """
    until, sent = time.monotonic() + seconds, 0
    while due := list(OutgoingMail.objects.due().values_list("pk", flat=True)[:MAILS_ON_A_LINE]):
        line = get_connection()
        try:
            sent += sum(deliver(pk, line) for pk in due)
        finally:
            line.close()
        if len(due) < MAILS_ON_A_LINE or time.monotonic() > until:
            break
    return sent


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
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": f"<{mail.message_id}@{domain}>",
            "Date": format_datetime(mail.created_at),
            "Auto-Submitted": "auto-generated",
            "Content-Language": mail.language,
            # Mail of a list has a name that all its letters share, and names whose words it brings.
            **mail.headers,
        },
    )
    if mail.html:
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
