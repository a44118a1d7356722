"""Reading what mail servers send back: whether a mail failed, for good or for the time being, and which one it was.

Which mail it was stands in the address the notice comes to: each mail leaves with a return address of its own,
signed, so that nobody else can say that somebody's mail does not arrive.
"""

import base64
import email
import email.policy
import email.utils
import hashlib
import logging
import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from flufl.bounce import all_failures

from . import letters
from .choices import NoticeKind
from .models import OutgoingMail

logger = logging.getLogger(__name__)

# --- Return addresses -------------------------------------------------------------------------------------

_SALT = "notifications.bounces"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def return_address(mail):
    """Where notices about this mail go; empty where no bounce address is set."""
    local, _at, domain = settings.MAIL_BOUNCE_ADDRESS.rpartition("@")
    return f"{local}+{_base36(mail.pk)}-{_signature(mail)}@{domain}" if local else ""


def mail_of(addresses):
    """The mail whose return address is among these addresses, or None. Capital letters make no difference."""
    local, _at, domain = settings.MAIL_BOUNCE_ADDRESS.lower().rpartition("@")
    if not local:
        return None
    pattern = re.compile(rf"{re.escape(local)}\+([0-9a-z]{{1,13}})-([a-z2-7]{{16}})@{re.escape(domain)}")
    for address in addresses:
        found = pattern.fullmatch(address.strip().strip("<>").lower())
        if not found:
            continue
        number = int(found[1], 36)
        mail = OutgoingMail.objects.filter(pk=number).first() if number < 2**63 else None
        if mail is not None and constant_time_compare(_signature(mail), found[2]):
            return mail
    return None


def _signature(mail):
    # Small letters and digits only: some servers write return addresses in capitals.
    digest = salted_hmac(_SALT, f"{mail.pk}:{mail.message_id}", algorithm="sha256").digest()
    return base64.b32encode(digest[:10]).decode().lower()


def _base36(number):
    digits = ""
    while number:
        number, last = divmod(number, 36)
        digits = _DIGITS[last] + digits
    return digits or "0"


# --- Notices ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Notice:
    """What an incoming message says. ``addresses`` are those it came to, the envelope's first."""

    key: str
    kind: NoticeKind
    addresses: tuple = ()
    status: str = ""
    words: str = ""

    @property
    def is_hard(self):
        return self.kind == NoticeKind.FAILED and is_hard(self.status)


_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
_CODE = re.compile(r"(?<![\d.#-])([45]\d\d)[ -](?!\d)")
# Subjects of status codes (RFC 3463) that speak of the mail or of rules, not of the address: content and policy.
_NOT_THE_ADDRESS = {"6", "7"}


def is_hard(status):
    """Whether a status says that mail to the address will never arrive."""
    kind, _dot, rest = status.partition(".")
    return kind == "5" and rest.partition(".")[0] not in _NOT_THE_ADDRESS


def read(content, recipients=()):
    """What a message says that came in. ``recipients`` are those of the envelope, where they are known."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    key = _one_line(message, "Message-ID")[:255] or f"sha256:{hashlib.sha256(content).hexdigest()}"
    kind, status, words = _said(message, content)
    return Notice(key, kind, tuple(_addresses(message, recipients)), status, letters.one_line(words)[:500])


def _said(message, content):
    blocks = list(_delivery_status(message))
    if blocks:
        return _of_blocks(blocks)
    if _is_from_this_site(message):
        return NoticeKind.OWN, "", ""
    if _is_receipt(message):
        return NoticeKind.OTHER, "", ""
    if not _is_failure_by_its_look(message):
        return (NoticeKind.ANSWER if is_automatic(message) else NoticeKind.OTHER), "", ""
    return _of_text(message, content)


# What a standard report (RFC 3464) says.

_ACTIONS = {
    "failed": NoticeKind.FAILED,
    "error": NoticeKind.FAILED,
    "delayed": NoticeKind.DELAYED,
    "delivered": NoticeKind.DELIVERED,
    "relayed": NoticeKind.DELIVERED,
    "expanded": NoticeKind.DELIVERED,
}


def _delivery_status(message):
    """The blocks about recipients, as dictionaries; broken ones are left out."""
    for part in message.walk():
        if part.get_content_type() not in ("message/delivery-status", "message/global-delivery-status"):
            continue
        blocks = part.get_payload()
        if str(part.get("Content-Transfer-Encoding", "")).lower() == "base64":
            # The standard forbids it, some do it, and the parser leaves it alone.
            blocks = _decoded_blocks("".join(str(block.get_payload()) for block in blocks))
        for block in blocks if isinstance(blocks, list) else ():
            fields = {name.lower(): " ".join(str(value).split()) for name, value in block.items()}
            if "action" in fields:
                yield fields


def _decoded_blocks(coded):
    try:
        text = base64.b64decode(coded).decode(errors="replace")
    except ValueError:
        return []
    return [email.message_from_string(block) for block in re.split(r"\r?\n[ \t]*\r?\n", text)]


def _of_blocks(blocks):
    """A mail goes to one address. Should it have been passed on to several, the worst news counts."""
    worst = None
    for fields in blocks:
        action = re.split(r"[\s(;]", fields["action"].strip().lower())[0]
        kind = _ACTIONS.get(action, NoticeKind.OTHER)
        words = fields.get("diagnostic-code", "")
        status = status_of(fields.get("status", "")) or status_of(words)
        if kind == NoticeKind.FAILED and status.startswith("5.0.0"):
            # Says nothing; the words of the server may say more.
            status = status_of(words) or status
        rank = (kind == NoticeKind.FAILED, is_hard(status), kind == NoticeKind.DELAYED)
        if worst is None or rank > worst[0]:
            worst = rank, kind, status, words
    return worst[1:]


# What everything else looks like.

_DAEMON = re.compile(
    r"\b(mailer-daemon|postmaster|mail[-_. ]?daemon|mdaemon|maildaemon|mail delivery (sub)?system)\b", re.I
)
_RETURNED = re.compile(
    r"undeliver|delivery (status|failure|failed|problem|delayed)|mail delivery fail|returned mail|failure notice|"
    r"non[- ]?remis|no se (ha )?podido entregar|unzustellbar|недостав|не доставлен|退信|تعذر تسليم|"
    r"mail system error|could not (be )?deliver|delivery report|warning: (message|could not send)",
    re.I,
)
_LATE = re.compile(
    r"has not (yet )?been delivered|delivery (has been |is )?delayed|warning message only|will (be )?(continue|retr)|"
    r"no action is required on your part|not yet been delivered|delivery attempts will continue|"
    r"you do not need to resend",
    re.I,
)
_GIVEN_UP = re.compile(
    r"not going to try again|giving up|gave up|retry time(out)? (not reached|exceeded)|too long", re.I
)
# Where the mail that was returned begins: what it says is not what the server says.
_COPY = re.compile(
    r"^\W*((this is|below this line is|enclosed is) a copy of the (original )?message|original message\b|"
    r"returned message follows|begin(ning)? of (the )?(original|returned) message|message header follows|"
    r"unsent message follows|original-?nachricht|message d.origine)",
    re.I | re.M,
)
_NOBODY = re.compile(
    r"user unknown|unknown user|no such (user|mailbox|recipient|address|person)|no mailbox here|mailbox (not found|"
    r"unavailable|does not exist)|(user|account|recipient|address|mailbox)[^.\n]{0,60}(does not exist|doesn't exist|"
    r"not found|is disabled|has been disabled|is inactive|unknown|not listed)|not listed in|invalid (recipient|"
    r"mailbox|address)|unrouteable address|host or domain name not found|domain does not exist|"
    r"e-mail account does not exist|addressee unknown",
    re.I,
)


def _is_failure_by_its_look(message):
    if message.get_all("X-Failed-Recipients"):
        return True
    if message.get_content_type() == "multipart/report":
        return True
    sender = f"{_one_line(message, 'From')} {_one_line(message, 'Return-Path')}"
    is_from_daemon = bool(_DAEMON.search(sender)) or _one_line(message, "Return-Path") == "<>"
    return is_from_daemon and (bool(_RETURNED.search(_one_line(message, "Subject"))) or not is_automatic(message))


def _of_text(message, content):
    text = _COPY.split(_text_of(message), maxsplit=1)[0]
    delayed, failed = _known_shape(content)
    line = next((line for line in text.splitlines() if _STATUS.search(line) or _NOBODY.search(line)), "")
    if not line:
        line = next((line for line in text.splitlines() if _CODE.search(line)), "")
    status = status_of(text)
    if not status and (code := _CODE.search(text)):
        status = f"{code[1][0]}.0.0"
    if _LATE.search(text) and not _GIVEN_UP.search(text) and not status.startswith("5"):
        return NoticeKind.DELAYED, status, line
    if not status and _NOBODY.search(text):
        status = "5.1.1"
    if failed or status.startswith("5") or _GIVEN_UP.search(text):
        # A library's word without a code is that of the mail system: it stopped trying.
        return NoticeKind.FAILED, status or ("4.4.7" if _GIVEN_UP.search(text) else "5.0.0"), line
    if delayed or status.startswith("4"):
        return NoticeKind.DELAYED, status, line
    return NoticeKind.OTHER, "", ""


def _known_shape(content):
    """The addresses that wait and those that failed, in the shapes of some twenty mail systems the library knows."""
    try:
        return all_failures(email.message_from_bytes(content, policy=email.policy.compat32))
    except Exception:
        # It stumbles over messages that are no notices, such as empty ones.
        logger.info("A message has no shape that is known")
        return frozenset(), frozenset()


def _text_of(message):
    """The words of the server: all text that is not the returned mail."""
    texts = []
    for part in _parts(message):
        if part.get_content_maintype() not in ("text", "multipart"):
            continue
        payload = part.get_payload(decode=True) or b""
        try:
            text = payload.decode(part.get_content_charset() or "utf-8", errors="replace")
        except LookupError:
            text = payload.decode("utf-8", errors="replace")
        texts.append(re.sub(r"<[^@<>]+>", " ", text) if part.get_content_subtype() == "html" else text)
    return "\n".join(texts)


def _parts(message):
    """Parts of a message, but not those of messages inside it."""
    if message.get_content_maintype() == "message" or message.get_content_type() == "text/rfc822-headers":
        return
    if message.is_multipart():
        for part in message.iter_parts():
            yield from _parts(part)
    else:
        # A multipart that is none, for want of a boundary, is read as text.
        yield message


def status_of(words):
    """The worst enhanced status code in some words, one made from a plain code, or an empty word."""
    found = [".".join(match) for match in _STATUS.findall(words)]
    if found:
        return max(found, key=lambda status: (status[0] == "5", status[0] == "4"))
    code = _CODE.search(words)
    return f"{code[1][0]}.0.0" if code else ""


# What is no notice of failure.


def is_automatic(message):
    """Whether a program answered: an absence note, a list, a robot."""
    said = _one_line(message, "Auto-Submitted").lower()
    return (
        (said and said != "no")
        or any(
            _one_line(message, name)
            for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Response-Suppress")
        )
        or _one_line(message, "Precedence").lower() in ("auto_reply", "bulk", "junk")
    )


def _is_receipt(message):
    """Read receipts and complaints come as reports too, and say nothing about delivery."""
    kind = str(message.get_param("report-type", "", header="content-type")).lower()
    return message.get_content_type() == "multipart/report" and kind not in ("", "delivery-status")


def _is_from_this_site(message):
    """A mail of ours that was sent in a circle, by a forwarding or by a bounce address that is a recipient."""
    domain = email.utils.parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    found = re.fullmatch(r"<([0-9a-f-]{36})@(.+)>", _one_line(message, "Message-ID"))
    return bool(found) and found[2] == domain and OutgoingMail.objects.filter(message_id=found[1]).exists()


_CAME_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")


def _addresses(message, recipients):
    yield from recipients
    for name in _CAME_TO:
        for value in message.get_all(name, []):
            for _name, address in email.utils.getaddresses([" ".join(str(value).split())]):
                if address:
                    yield address


def _one_line(message, name):
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, IndexError, AttributeError, TypeError):
        # Headers so broken that the standard parser stumbles over them.
        return ""
