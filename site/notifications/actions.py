"""Sending a mail: written into the outbox with the change it tells about, sent after the commit.

Nothing leaves when the transaction is rolled back, and nothing is lost when the process dies after the commit:
the periodic sweep finds what still waits.
"""

from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, override

from . import letters
from .choices import KEPT_FOR, MailState
from .models import DeliveryNotice, OutgoingMail
from .tasks import deliver_mail


def send(
    template,
    to,
    context=None,
    *,
    language=None,
    reply_to="",
    secret=False,
    unsubscribe="",
    unhurried=False,
    lasting=False,
    headers=None,
):
    """Write a letter from its templates and queue it.

    ``to`` is a user or an address. The language is the recipient's, or the one given; an address without a user
    gets the language of the page that caused it. ``reply_to`` is an address, ``secret`` erases the words once they
    are sent, ``unsubscribe`` is the whole address of a page where the recipient stops letters of this kind:
    a POST there stops them at once, without a sign-in or a token of a form (RFC 8058); a GET only offers it.
    ``unhurried`` is for one of many letters: it leaves when no other waits, for codes must not wait behind thousands.
    ``lasting`` is for a secret that is still of use tomorrow: it leaves at once and is tried for a day.
    ``headers`` are further ones of the letter, or stand in place of the usual ones.
    """
    user, address = _recipient(to)
    language = language or _language_of(user)
    letter = letters.write(template, {"recipient": user, **(context or {})}, language)
    return _queue(
        letter,
        user,
        address,
        language,
        reply_to=reply_to,
        secret=secret,
        unsubscribe=unsubscribe,
        unhurried=unhurried,
        lasting=lasting,
        headers=headers,
    )


def send_rendered(subject, text, html, to, language=None, *, secret=True, reply_to=""):
    """Queue a letter written elsewhere, as allauth's are. Without ``html`` its text is set as paragraphs."""
    user, address = _recipient(to)
    language = language or _language_of(user)
    subject, text = letters.one_line(str(subject)), letters.tidy(str(text))
    if not html:
        with override(language):
            html = letters.set_as_html(subject, text)
    return _queue(letters.Letter(subject, text, html), user, address, language, reply_to=reply_to, secret=secret)


def put_in_outbox(mails):
    """Queue many letters at once, written elsewhere as unsaved rows; a sweep takes them along. Their headers may name
    who speaks (``From``, with the site's address) and be their own ``Message-ID``.
    """
    for mail in mails:
        try:
            validate_email(mail.address)
        except ValidationError:
            mail.state, mail.last_error = MailState.GIVEN_UP, "Not an e-mail address."
            mail.address = letters.one_line(mail.address)
        mail.subject = letters.one_line(mail.subject)
        mail.headers = {name: letters.one_line_of_header(value) for name, value in mail.headers.items()}
        mail.is_unhurried = True
    return OutgoingMail.objects.bulk_create(mails, batch_size=250)


def send_to_secretariat(template, context=None, *, reply_to=""):
    """Write to the Secretariat's common address, in English, its working language here."""
    return send(template, settings.SECRETARIAT_EMAIL, context, language="en", reply_to=reply_to)


@transaction.atomic
def try_again(mail):
    """Give a mail that was given up a new start. Returns False when its words are erased or it is on its way."""
    if mail.state != MailState.GIVEN_UP or not mail.text:
        return False
    mail.state, mail.attempts, mail.next_try = MailState.QUEUED, 0, timezone.now()
    mail.save(update_fields=["state", "attempts", "next_try"])
    _enqueue_after_commit(mail)
    return True


def forget_old_mail():
    """Delete mails that were sent or given up long ago. Returns how many."""
    closed = OutgoingMail.objects.exclude(state__in=[MailState.QUEUED, MailState.FAILED])
    long_ago = timezone.now() - KEPT_FOR
    DeliveryNotice.objects.filter(received_at__lt=long_ago).delete()
    return closed.filter(created_at__lt=long_ago).delete()[0]


def _queue(
    letter,
    user,
    address,
    language,
    *,
    reply_to="",
    secret=False,
    unsubscribe="",
    unhurried=False,
    lasting=False,
    headers=None,
):
    mail = OutgoingMail(
        recipient=user,
        address=address[:320],
        language=language,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        headers={
            **_unsubscribe_headers(unsubscribe),
            **{name: letters.one_line_of_header(value) for name, value in (headers or {}).items()},
        },
        reply_to=reply_to,
        is_secret=secret,
        is_unhurried=unhurried or lasting,
    )
    try:
        validate_email(address)
        if reply_to:
            validate_email(reply_to)
    except ValidationError:
        # A bad address in somebody's record must not undo the change the mail tells about.
        mail.state, mail.last_error = MailState.GIVEN_UP, "Not an e-mail address."
        if secret:
            mail.text = mail.html = ""
        mail.address, mail.reply_to = letters.one_line(address), letters.one_line(reply_to)
        mail.save()
        return mail
    mail.save()
    if not unhurried:
        # Otherwise a sweep takes it along.
        _enqueue_after_commit(mail)
    return mail


def _enqueue_after_commit(mail):
    # Robust: should the queue be out of reach, the sweep sends the mail and the page does not break.
    transaction.on_commit(partial(deliver_mail.enqueue, mail.pk), robust=True)


def _unsubscribe_headers(address):
    if not address:
        return {}
    # RFC 8058: the mail program asks the address itself, by POST and without a sign-in.
    return {
        "List-Unsubscribe": f"<{letters.one_line(address)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _recipient(to):
    return (None, to) if isinstance(to, str) else (to, to.email)


def _language_of(user):
    chosen = getattr(user, "language", None) or get_language() or settings.LANGUAGE_CODE
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
