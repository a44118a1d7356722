"""Reading what somebody wrote in a mail, and what came with it."""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from notifications import trimming

from directory.documents import examine
from directory.forms.fields import without_invisible
from forums.choices import MOST_ATTACHMENTS, MOST_CHARACTERS

from . import headers
from .charsets import decoded
from .pages import markdown_of

# Smaller pictures inside a text are signs of firms, not what somebody wanted to show.
SMALL_PICTURE = 20_000
_SIGNATURES = {
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-encrypted",
    "application/pgp-keys",
}
# What neither the database nor a reader has a use for.
_UNSEEN = dict.fromkeys(map(ord, "\x00\ufeff"))
_NOT_PLAIN = {"text/html", "text/calendar"}
_LOCKED = re.compile(r"-----BEGIN PGP MESSAGE-----")
_SIGNED = re.compile(
    r"-----BEGIN PGP SIGNED MESSAGE-----\r?\n(?:[\w-]+:[^\n]*\n)*\r?\n(.*?)-----BEGIN PGP SIGNATURE-----.*?"
    r"(?:-----END PGP SIGNATURE-----|\Z)",
    re.DOTALL,
)


@dataclass
class Letter:
    """What a mail says: ``text`` is what was written now, ``folded`` quotations and signature."""

    text: str = ""
    folded: str = ""
    files: list = field(default_factory=list)
    left_out: list = field(default_factory=list)
    is_locked: bool = False
    is_calendar: bool = False
    is_cut: bool = False


def read(message):
    """The letter in a mail. Nothing a mail holds makes this fail."""
    kinds = [part.get_content_type() for part in message.walk()]
    letter = Letter(is_locked=_is_locked(message), is_calendar="text/calendar" in kinds)
    if letter.is_locked:
        return letter
    written, is_plain = _words(message)
    if _LOCKED.search(written):
        letter.is_locked = True
        return letter
    # An armour of PGP, its dashes doubled.
    if _SIGNED.search(written):
        written = _SIGNED.sub(lambda found: re.sub(r"(?m)^- ", "", found[1]), written)
    parted = trimming.part(without_invisible(written).translate(_UNSEEN))
    text = unwrapped(parted.text) if is_plain else parted.text
    letter.text, letter.folded = text[: MOST_CHARACTERS + 1], parted.folded[:MOST_CHARACTERS]
    if len(letter.text) > MOST_CHARACTERS:
        letter.text, letter.is_cut = letter.text[:MOST_CHARACTERS], True
    _take_files(message, letter)
    return letter


def title_of(message, letter=None):
    """The subject without what programs write before it; else the first words."""
    title = bare_subject(headers.line(message, "Subject"))
    if not title and letter is not None:
        first = next((line.strip(" #*>-") for line in letter.text.splitlines() if line.strip(" #*>-")), "")
        title = first if len(first) <= 80 else first[:79].rsplit(" ", 1)[0] + "…"
    return title[:200]


# How programs say that a mail answers another or passes one on.
_BEFORE = re.compile(
    r"^\s*(?:(?:re|r|réf|rép|aw|antw|sv|vs|odp|res|rv|fwd?|fw|wg|tr|enc|i|пд|отв(?:ет)?|на|пересл(?:ано)?|"
    r"答复|回复|回覆|答覆|转发|轉寄|رد|إعادة توجيه|إ?عادة)\s*(?:\[\d+\]|\(\d+\))?\s*[:\uff1a]|"
    r"\[[^\[\]]{1,80}\])\s*",
    re.IGNORECASE,
)
_ANSWERS = re.compile(
    r"^\s*(?:\[[^\[\]]{1,80}\]\s*)?(?:re|r|réf|rép|aw|antw|sv|vs|odp|res|отв(?:ет)?|на|答复|回复|回覆|答覆|رد)"
    r"\s*(?:\[\d+\]|\(\d+\))?\s*[:\uff1a]",
    re.IGNORECASE,
)


def bare_subject(subject):
    """A subject without “Re:”, “Fwd:” and the name of the group in brackets, in six languages."""
    while (shorter := _BEFORE.sub("", subject)) != subject:
        subject = shorter
    return subject.strip()


def says_it_answers(subject):
    return bool(_ANSWERS.match(subject))


# --- Words ------------------------------------------------------------------------------------------------


def _words(message):
    """(The words of a mail, whether they are those of its text and not of its HTML)."""
    parts = [part for part in _parts(message) if not _is_file(part)]
    # What calls itself of many parts and has none, for want of a boundary, is text.
    texts = [part for part in parts if part.get_content_type() not in _NOT_PLAIN]
    found = "\n\n".join(filter(None, (_plain(part).strip("\n") for part in texts)))
    if found.strip():
        return found, True
    pages = [part for part in parts if part.get_content_type() == "text/html"]
    return "\n\n".join(markdown_of(_content(part)) for part in pages), False


# A line that stands for itself in Markdown, or looks like a list, a table, a quotation.
_OWN_LINE = re.compile(r"^(?:\s*(?:[-*+•–]\s|\d{1,3}[.)]\s|#{1,6}\s|>|\|)|\s{2,}|-- ?$)")
_WRAPPED_FROM = 60
_WITHOUT_BLANKS = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


def unwrapped(text):
    """Text whose lines a mail program broke at some width, with its paragraphs whole again.

    A line was broken by the program where the next word would not have fitted; all other breaks are the writer's.
    """
    return "\n\n".join(_joined(paragraph.split("\n")) for paragraph in text.split("\n\n"))


def _joined(lines):
    width = max(map(len, lines))
    joined, before = lines[0], lines[0]
    for line in lines[1:]:
        next_word = line.split(" ", 1)[0]
        is_broken = (
            _WRAPPED_FROM <= width <= 1000
            and len(before) + 1 + len(next_word) > width
            and not _OWN_LINE.match(line)
            and not before.lstrip().startswith((">", "|", "#"))
        )
        glue = "\n"
        if is_broken:
            glue = "" if _WITHOUT_BLANKS.match(before[-1:]) and _WITHOUT_BLANKS.match(line[:1]) else " "
        # More than three blanks would be code in Markdown.
        joined += glue + (line.lstrip() if is_broken else re.sub(r"^[ \t]{4,}(?=\S)", "   ", line))
        before = line
    return joined


def _plain(part):
    text = _content(part).replace("\r\n", "\n").replace("\r", "\n")
    if str(part.get_param("format", "")).lower() == "flowed":
        return _unfolded(text, str(part.get_param("delsp", "")).lower() == "yes")
    return text


def _unfolded(text, deletes_space):
    """Text of RFC 3676: a line that ends in a space goes on in the next."""
    lines = []
    for line in text.split("\n"):
        depth, words = re.match(r"(>*) ?(.*)", line).groups()
        goes_on = lines and lines[-1][2] and lines[-1][0] == depth
        flows = words.endswith(" ") and words != "-- "
        words = words[:-1] if flows and deletes_space else words
        if goes_on and words != "-- ":
            lines[-1] = depth, lines[-1][1] + words, flows
        else:
            lines.append((depth, words, flows))
    return "\n".join(f"{depth} {words}" if depth else words for depth, words, _flows in lines)


def _content(part):
    payload = part.get_payload(decode=True)
    if payload is None:
        return ""
    return decoded(payload, str(part.get_content_charset() or ""))


def _parts(message):
    """Parts of a mail, but not those of mails within it."""
    if message.get_content_maintype() == "message":
        return
    if message.is_multipart():
        for part in message.iter_parts() if hasattr(message, "iter_parts") else message.get_payload():
            yield from _parts(part)
    else:
        yield message


def _is_file(part):
    if part.get_content_maintype() == "text" and part.get_content_subtype() in ("plain", "html"):
        return part.get_content_disposition() == "attachment" or (
            bool(_name(part)) and part.get_content_disposition() is not None
        )
    return part.get_content_maintype() != "multipart"


def _is_locked(message):
    return message.get_content_type() in (
        "multipart/encrypted",
        "application/pkcs7-mime",
        "application/x-pkcs7-mime",
    )


# --- Files ------------------------------------------------------------------------------------------------


def _take_files(message, letter):
    for part in _parts(message):
        name = _name(part)
        if not _is_file(part) or part.get_content_type() in _SIGNATURES | {"text/calendar"}:
            continue
        content = part.get_payload(decode=True) or b""
        if not name and part.get_content_maintype() in ("text", "multipart"):
            continue
        if _is_ornament(part, content):
            continue
        upload = SimpleUploadedFile(name or part.get_content_type().replace("/", "."), content)
        try:
            examine(upload)
        except ValidationError:
            letter.left_out.append(upload.name[:100])
            continue
        if len(letter.files) < MOST_ATTACHMENTS:
            letter.files.append(upload)
        else:
            letter.left_out.append(upload.name[:100])


def _is_ornament(part, content):
    """A small picture of a page or a signature."""
    return (
        part.get_content_maintype() == "image"
        and part.get_content_disposition() != "attachment"
        and (len(content) < SMALL_PICTURE or not _name(part))
    )


def _name(part):
    try:
        name = part.get_filename() or ""
    except (ValueError, IndexError, AttributeError, TypeError, KeyError, LookupError):
        return "?"
    return headers.tidy(name)
