"""Text as it comes out of files: invisible characters, words for nothing, letters broken on the way."""

import re
import unicodedata

import ftfy
from ftfy.badness import is_bad

from . import lists
from .notes import Note, Problem
from .readings import NOTHING_READ, Reading

# Soft hyphens, zero-width spaces, marks of order and direction: seen by nobody, compared by computers.
UNSEEN = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\u061c\u180e]"
)
JOINERS = re.compile("[\u200c\u200d]")
SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t\v\f ]+")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
# The words and signs with which people say that they know nothing.
NOTHING = frozenset(lists.words("nothing"))
BY_HAND = re.compile(r"^[\s\-–—_.*?/]*$")


def tidy(text):
    """A text without what nobody sees; line breaks stay. The second value is a note when a word was divided by it."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return _unquoted(text.strip()), None
    note = None
    seen = UNSEEN.sub("", text)
    if seen != text and re.search(rf"\w{UNSEEN.pattern}\w", text):
        note = Note("unseen")
    if JOINERS.search(seen):
        # Persian, Urdu and languages of India need them within words.
        seen = re.sub(
            "(?<![\u0600-\u06ff\u0900-\u0dff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u06ff\u0900-\u0dff])", "", seen
        )
    seen = (
        seen.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n")
        .replace("\x85", "\n")
    )
    if CONTROLS.search(seen):
        seen = CONTROLS.sub("", seen)
    lines = [SPACES.sub(" ", line).strip() for line in unicodedata.normalize("NFC", seen).split("\n")]
    return _unquoted("\n".join(lines).strip()), note


def _unquoted(text):
    """Without the marks that make a spreadsheet take digits for text: ``="0041"`` and ``'0041``."""
    if text[:1] == "=" and (match := re.fullmatch(r'="([^"]*)"', text)):
        return match[1].strip()
    if text[:1] in "'’‘`" and re.match(r".[+=\d@-]", text):
        return text[1:]
    return text


def line(text):
    """A text in one line."""
    return " ".join(text.split("\n"))


def is_nothing(text):
    """Whether a text says that there is nothing: a dash, “n/a”, “none”, in six languages."""
    bare = text.strip().casefold()
    return not bare or (len(bare) < 24 and ("-".join(bare.split()) in NOTHING or bool(BY_HAND.match(bare))))


def digits(text):
    """A text with the digits of Arabic, Persian, Hindi and full width as 0 to 9."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(char))
        if char.isdigit() and not char.isascii() and unicodedata.category(char) == "Nd"
        else char
        for char in text
    )


def mended(text):
    """What a text was before it went through a wrong encoding; empty when it looks whole."""
    if text.isascii():
        return ""
    if is_bad(text):
        fixed = ftfy.fix_encoding(text)
        if fixed != text and not is_bad(fixed):
            return fixed
    # Cyrillic of Windows read as Western letters: “Ïåòðîâ” for “Петров”.
    words = re.findall(r"[À-ÿ]{4,}", text)
    if words and sum(map(len, words)) > 0.6 * sum(char.isalpha() for char in text):
        try:
            fixed = text.encode("cp1252").decode("cp1251")
        except (UnicodeEncodeError, UnicodeDecodeError):
            return ""
        if re.search(r"[а-яё]{3}", fixed) and not re.search(r"[а-яё][А-ЯЁ]", fixed):
            return fixed
    return ""


def read_text(text, value=None):
    """Any words: tidied, empty when they say nothing, questioned when letters were lost or broken."""
    shown, note = tidy(text)
    if is_nothing(shown):
        return Reading(None, note=Note("says_nothing", {"text": shown}) if shown else None)
    fixed = mended(shown)
    if fixed:
        return Reading(shown, Problem("broken_letters", {"text": shown, "mended": fixed}), [fixed], note)
    if "�" in shown or (re.search(r"\w\?\w", shown) and not shown.startswith("http")):
        return Reading(shown, note=Note("lost_letters", {"text": shown}))
    if shown[:1] in "=@" and len(shown) > 1:
        return Reading(shown, note=Note("kept_as_text"))
    return Reading(shown, note=note) if shown else NOTHING_READ


def read_line(text, value=None):
    """Words that belong in one line, such as a position or a city."""
    reading = read_text(text, value)
    if reading.value and "\n" in reading.value:
        reading = Reading(
            line(reading.value), reading.problem, [line(each) for each in reading.proposals], reading.note
        )
    return reading


def read_address(text, value=None):
    """A street address with its lines as they are; codes and cities in it are left where they stand."""
    return read_text(text, value)


def read_code(text, value=None):
    """A postal code or another name of digits and letters, letter by letter as it was written."""
    reading = read_line(text, value)
    if reading.value:
        reading = Reading(digits(reading.value), None, [], reading.note)
    return reading
