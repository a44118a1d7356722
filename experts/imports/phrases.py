"""Cells that hold several things at once, taken apart: fields with levels, work and studies with their years.

Nothing here knows of records. What cannot be read comes back as it was written, for somebody to decide.
"""

import calendar
import re
from dataclasses import dataclass, field
from datetime import date

from directory.imports.reading import values as reading
from directory.imports.reading.texts import digits, line

from ..validators import clean_doi

# Several in a cell: a semicolon, a line, a stroke, and what Arabic and Chinese write for them.
_BETWEEN = ";\n|；؛"
_OPENING, _CLOSING = "([（［【", ")]）］】"
_COMMAS = ",،，、"
_BRACKETS = re.compile(
    r"^(?P<before>.*?)\s*[(\[（［](?P<within>[^()\[\]（）［］]*)[)\]）］]\s*[.,،，]?\s*$", re.DOTALL
)
_BESIDE = re.compile(r"^(?P<before>.+?)\s*(?:[:：]|\s[-–—]|\s*=)\s*(?P<within>[^:：=]+)$", re.DOTALL)
_YEARS = re.compile(
    r"""^(?:for\s+|over\s+|>\s*|более\s+|plus\ de\s+|más\ de\s+|أكثر\ من\s+)?(\d{1,3})\s*\+?\s*
    (?:years?(?:\s+of\s+experience)?|yrs?\.?|y\.?|ans?(?:\s+d['’]expérience)?|années?|años?(?:\s+de\s+experiencia)?
    |лет|года?|г\.?|سنوات|سنة|سنين|عاما|عامًا|أعوام|عام|年(?:经验)?)?\.?$""",
    re.IGNORECASE | re.VERBOSE,
)
_SINCE = re.compile(r"^(?:since|depuis|desde|с|منذ|自|从)\s*((?:19|20)\d{2})\s*(?:г\.?|年)?$", re.IGNORECASE)
_NOW = frozenset(
    [
        "present", "now", "today", "current", "currently", "ongoing", "to date", "date", "à ce jour", "présent",
        "aujourd'hui", "aujourd’hui", "maintenant", "actuel", "en cours", "presente", "actualidad", "la actualidad",
        "hoy", "actual", "настоящее время", "н.в.", "сейчас", "الآن", "حتى الآن", "الوقت الحاضر",
        "至今", "现在", "今", "目前", "…", "...",
    ]
)  # fmt: skip
_DAY = (
    r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{4}[-./]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{1,2}[./]\d{4}"
    r"|(?:\d{1,2}\s+)?[^\W\d]{3,12}\.?\s+(?:de\s+)?\d{4}|\d{4})(?:\s*(?:г\.?|гг\.?|年(?:\d{1,2}月)?))?"
)
_SPAN = re.compile(
    rf"""^(?P<since>since|depuis|desde|from|de|с|من|منذ|自|从)?\s*(?P<first>{_DAY})?\s*
    (?:(?P<to>–|—|-|‒|―|~|/|\bto\b|\buntil\b|\bà\b|\bau\b|\ba\b|\bal\b|\bhasta\b|\bдо\b|\bпо\b|إلى|حتى|至|到|以来|起)
    \s*(?P<last>{_DAY}|[^\d]{{1,20}})?)?\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_DOI = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|\bdoi[:：]\s*)?\b(10\.\d{4,9}(?:\.\d+)*/[^\s;，。]+)", re.IGNORECASE
)
_CLAIMS_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|\bdoi[:：]\s*)(\S+)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s;<>\"]+", re.IGNORECASE)
_YEAR_OF_PUBLICATION = (
    r"[(\[（]\s*((?:19|20)\d{2})[a-z]?\s*[)\]）]",
    r"(?:^|[,，،|.]\s*)((?:19|20)\d{2})(?:\s*г\.?|年)?\s*$",
    r"^((?:19|20)\d{2})[.:,]\s",
)
FIRST_YEAR, LAST_YEAR = 1940, 2100


@dataclass
class Rated:
    """One of several in a cell: its name, what stood beside it, and which words of that nobody understands."""

    name: str
    marks: dict = field(default_factory=dict)
    odd: str = ""


def divided(text):
    """The several things of a cell; what stands in brackets stays together."""
    return _cut(text, _BETWEEN)


def parts_of(text):
    """The parts of one entry: divided by upright strokes, or by commas."""
    return _cut(text, "|") if "|" in text else _cut(text, _COMMAS)


def lines_of(text):
    """The entries of a cell whose entries may hold semicolons: its lines, or else what semicolons divide."""
    text = text.strip()
    return _cut(text, "\n") if "\n" in text else _cut(text, ";；؛")


def _cut(text, marks):
    found, depth, piece = [], 0, ""
    for char in text:
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth = max(0, depth - 1)
        if char in marks and (not depth or char == "\n"):
            found.append(piece)
            piece, depth = "", 0
        else:
            piece += char
    return [each.strip() for each in (*found, piece) if each.strip()]


def rated(text, marks_of, is_known):
    """Names with marks beside them: “PCB disposal (leading, 12 years); Dioxins: experienced”.

    ``marks_of`` gives what one mark says, or None; ``is_known`` whether a text is a name. What stands in brackets and
    is no mark belongs to the name, unless the name is one without it.
    """
    found = []
    for part in divided(text):
        # A comma divides names only where it divides their brackets as well: “PCB (leading), DDT (working)”.
        pieces = _cut(part, _COMMAS)
        if len(pieces) > 1 and all(_BRACKETS.match(each) or is_known(each) for each in pieces):
            found += [_rated(each, marks_of, is_known) for each in pieces]
        else:
            found.append(_rated(part, marks_of, is_known))
    return found


def _rated(part, marks_of, is_known):
    if is_known(part):
        return Rated(part)
    for pattern in (_BRACKETS, _BESIDE):
        match = pattern.match(part)
        if match is None:
            continue
        marks, odd = {}, []
        for piece in _cut(match["within"], _COMMAS + "/;" if pattern is _BRACKETS else _COMMAS):
            said = marks_of(piece)
            if said is None:
                odd.append(piece)
            else:
                marks |= said
        before = match["before"].strip(" -–—:：,")
        if marks or (before and is_known(before)):
            return Rated(before, marks, ", ".join(odd))
    return Rated(part)


def years_of(text, today):
    """Years of work: “12 years”, “12 ans”, “12年”, “since 2009”; None for what is no number of years."""
    plain = line(digits(text)).strip()
    if match := _YEARS.match(plain):
        return int(match[1])
    if match := _SINCE.match(plain):
        return max(0, today.year - int(match[1]))
    return None


@dataclass
class Span:
    starts_on: date | None = None
    ends_on: date | None = None


def span_of(text, alone="starts", to_the_end=False):
    """A time: “2004–2009”, “since May 2010”, “2015-09 – present”; None for what is none.

    ``alone`` says whether a year that stands alone is where something starts or ends. A month or a year counts as its
    first day, as everywhere in the directory; ``to_the_end`` lets a time end with the last day of them.
    """
    plain = digits(line(text)).strip(" .,;()[]（）")
    match = _SPAN.match(plain)
    if match is None or not (match["first"] or match["last"]):
        return None
    first, last = match["first"], (match["last"] or "").strip()
    if not match["to"]:
        if alone == "ends" and not match["since"]:
            ends_on = day_of(first, to_the_end)
            return Span(None, ends_on) if ends_on else None
        starts_on = day_of(first)
        return Span(starts_on) if starts_on else None
    starts_on = day_of(first) if first else None
    if first and starts_on is None:
        return None
    if not last or last.casefold().strip() in _NOW:
        return Span(starts_on) if starts_on else None
    ends_on = day_of(last, to_the_end)
    return Span(starts_on, ends_on) if ends_on else None


def day_of(text, is_end=False):
    """A day, a month or a year as a day: its first, or its last if asked for. None for no day."""
    plain = re.sub(r"\s*(?:гг?\.?|年)$", "", digits(line(text)).strip(" .,;"))
    if re.fullmatch(r"\d{4}", plain):
        year = int(plain)
        return (date(year, 12, 31) if is_end else date(year, 1, 1)) if FIRST_YEAR <= year <= LAST_YEAR else None
    if match := re.fullmatch(r"(\d{4})[-./](\d{1,2})", plain) or re.fullmatch(r"(\d{4})年(\d{1,2})月?", plain):
        return _of_month(int(match[1]), int(match[2]), is_end)
    read = reading.read_date(plain, None, "dmy")
    if read.value is not None:
        return read.value if FIRST_YEAR <= read.value.year <= LAST_YEAR else None
    if read.problem is not None and read.problem.code == "month_only":
        first = read.proposals[0].value
        return _of_month(first.year, first.month, is_end)
    return None


def _of_month(year, month, is_end):
    if not 1 <= month <= 12 or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return date(year, month, calendar.monthrange(year, month)[1] if is_end else 1)


def without_span(text, alone="starts", to_the_end=False):
    """The words of an entry and its time, which stands in brackets, behind the last comma or before a colon."""
    text = line(text).strip(" .")
    if match := _BRACKETS.match(text):
        within = _cut(match["within"], _COMMAS)
        spans = [(number, span) for number, each in enumerate(within) if (span := span_of(each, alone, to_the_end))]
        if len(spans) == 1:
            others = [each for number, each in enumerate(within) if number != spans[0][0]]
            return match["before"].strip(" ,،，"), spans[0][1], others
    pieces = parts_of(text)
    if len(pieces) > 1:
        for place in (-1, 0):
            if span := span_of(pieces[place], alone, to_the_end):
                rest = pieces[:-1] if place == -1 else pieces[1:]
                return (" | " if "|" in text else ", ").join(rest), span, []
    head, colon, tail = text.partition(":")
    if colon and (span := span_of(head, alone, to_the_end)):
        return tail.strip(), span, []
    words = text.split()
    for number in (1, 2, 3, 4, 5):
        if len(words) > number and (span := span_of(" ".join(words[-number:]), alone, to_the_end)):
            # A longer time may stand there: “2004 - 2009” rather than “2009”.
            for more in range(5, number, -1):
                if len(words) > more and (longer := span_of(" ".join(words[-more:]), alone, to_the_end)):
                    return " ".join(words[:-more]).rstrip(" ,-–—"), longer, []
            return " ".join(words[:-number]).rstrip(" ,-–—"), span, []
    return text, None, []


@dataclass
class Cited:
    title: str
    year: int | None = None
    doi: str = ""
    url: str = ""
    wrong_doi: str = ""


def citation_of(text):
    """A publication as people write it: its title, and the year, the DOI and the address taken out of it."""
    rest, cited = line(text), Cited("")
    if match := _DOI.search(rest):
        cited.doi = clean_doi(match[1]).rstrip(".,;)]")
        rest = rest.replace(match[0], " ")
    elif match := _CLAIMS_DOI.search(rest):
        cited.wrong_doi = match[1]
        rest = rest.replace(match[0], " ")
    if match := _ADDRESS.search(rest):
        cited.url = match[0].rstrip(".,)")
        rest = rest.replace(match[0], " ")
    rest = re.sub(r"\bdoi[:：]?\s*$", "", rest.strip(), flags=re.IGNORECASE).strip(" ,.;|")
    plain = digits(rest)
    for pattern in _YEAR_OF_PUBLICATION:
        if match := re.search(pattern, plain):
            cited.year = int(match[1])
            rest = rest[: match.start()] + " " + rest[match.end() :]
            break
    cited.title = " ".join(rest.replace("|", " ").split()).strip(" ,.;:")
    return cited
