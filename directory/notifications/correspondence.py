"""Letters about messages between people."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import override
from notifications.actions import send

from .. import queries

CONFIRM_SALT = "directory.message.confirm"
REPORT_SALT = "directory.message.report"


def relay(message):
    """The message itself. Answers go straight to the sender; the recipient may report it without signing in."""
    to = queries.letters_go_to(message.recipient)
    language = queries.language_of_letters_to(message.recipient) if isinstance(to, str) else to.language
    context = {
        "message": message,
        "name": name_of(message.recipient),
        "sender_page": _sender_page(message, language),
        "report_address": _address(
            language, "moderation:report", "message", signing.dumps(message.pk, salt=REPORT_SALT)
        ),
    }
    send("directory/mail/relayed", to, context, language=language, reply_to=message.sender_address, secret=True)
    if message.wants_copy:
        send(
            "directory/mail/copy",
            message.sender or message.sender_address,
            context,
            language=message.language,
            secret=True,
        )


def ask_to_confirm(message):
    """Asks whoever owns the address whether they wrote. Holds no word a stranger could have typed, so that
    nobody can make the site write to somebody else.
    """
    address = _address(message.language, "directory:confirm_message", signing.dumps(message.pk, salt=CONFIRM_SALT))
    send(
        "directory/mail/confirm_message",
        message.sender_address,
        {"name": name_of(message.recipient), "confirm_address": address},
        language=message.language,
        secret=True,
    )


def name_of(record):
    """What a letter calls the recipient of a message."""
    return getattr(record, "romanised_name", None) or record.name


def _sender_page(message, language):
    person = message.sender and message.sender.record
    if not person or not person.is_listed:
        return ""
    with override(language):
        return settings.BASE_URL.rstrip("/") + person.get_absolute_url()


def _address(language, name, *args):
    with override(language):
        return settings.BASE_URL.rstrip("/") + reverse(name, args=args)
