"""Days as people write them. What can be read in two ways is proposed, or decided by the other days of a column."""

import re
from datetime import date, datetime, timedelta

from django.utils import timezone

from . import lists
from .notes import Note, Problem
from .readings import Reading
from .texts import digits, is_nothing, tidy
from .vocabulary import Proposal

FIRST_YEAR, LAST_YEAR = 1900, 2100
HIJRI = re.compile(
    r"هـ|\bهج|\bA\.?H\.?\b|محرم|صفر|ربيع|جمادى|رجب|شعبان|رمضان|شوال|ذو ال"
    r"|muharram|safar|rabi|jumada|rajab|sha.?ban|ramadan|shawwal|dhu",
    re.IGNORECASE,
)
_BY_NAME = {row["name"]: int(row["month"]) for row in lists.table("months")}
_NAMED = "|".join(sorted(map(re.escape, _BY_NAME), key=len, reverse=True))
_FILLER = re.compile(
    r"^(?:since|from|as of|as at|on|until|till|depuis(?: le)?"
    r"|à partir du|dès le|du|le|au|jusqu.au|desde(?: el)?|hasta(?: el)?|el|a partir del"
    r"|с|от|по|до|من|منذ|في|حتى|自|从|截至|至)\s+",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[.,]?\s+|^(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье),?\s+",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"(\d{1,4})\s*[./\-–,\s年]\s*(\d{1,2})\s*[./\-–,\s月]\s*(\d{1,4})\s*(?:日|г\.?|года|م)?")
_DAY_MONTH_YEAR = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th|er|º|ª|o|-?го|-?е)?[\s./-]*(?:of|de|del|d')?\s*({_NAMED})\b\.?[\s,./-]*(?:of|de|del)?\s*(\d{{2,4}})\s*(?:г\.?|года|م\.?)?",
    re.IGNORECASE,
)
_MONTH_DAY_YEAR = re.compile(rf"({_NAMED})\b\.?\s*(\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(\d{{4}})", re.IGNORECASE)
_YEAR_MONTH_DAY = re.compile(rf"(\d{{4}})[\s./-]+({_NAMED})\b\.?[\s./-]+(\d{{1,2}})", re.IGNORECASE)
_MONTH_YEAR = re.compile(rf"({_NAMED})\b\.?[\s,./-]*(?:de|of|del)?\s*(\d{{4}})\s*(?:г\.?|года)?", re.IGNORECASE)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(
    r"[T\s,]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)


def read_date(text, value=None, order=None):
    """A day. ``order`` (``dmy`` or ``mdy``, see ``order_of``) decides between 3 May and 5 March."""
    if isinstance(value, datetime):
        return Reading(value.date())
    if isinstance(value, date):
        return _checked(value)
    shown, _note = tidy(text)
    if is_nothing(shown):
        return Reading()
    plain = _stripped(shown)
    if HIJRI.search(plain):
        return Reading(None, Problem("hijri_date", {"text": shown}))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(float(value), shown)
    if re.fullmatch(r"\d{4}", plain):
        return _from_year(int(plain), shown)
    if re.fullmatch(r"\d{5}(?:\.\d+)?", plain):
        return _from_number(float(plain), shown)
    for pattern, places in (
        (_DAY_MONTH_YEAR, (3, 2, 1)),
        (_MONTH_DAY_YEAR, (3, 1, 2)),
        (_YEAR_MONTH_DAY, (1, 2, 3)),
    ):
        if match := pattern.fullmatch(plain):
            year, month, day = (match[place] for place in places)
            return _from_parts(shown, year, _month(month), int(day))
    if match := _COMPACT.fullmatch(plain):
        return _from_parts(shown, match[1], int(match[2]), int(match[3]))
    if match := _NUMBERS.fullmatch(plain):
        return _from_numbers(shown, *match.groups(), order)
    if match := _MONTH_YEAR.fullmatch(plain):
        return _part_of_date(shown, int(match[2]), _month(match[1]))
    if match := re.fullmatch(r"(\d{1,2})[./-](\d{4})|(\d{4})[./-](\d{1,2})", plain):
        month, year = int(match[1] or match[4]), int(match[2] or match[3])
        if 1 <= month <= 12:
            return _part_of_date(shown, year, month)
    return Reading(None, Problem("no_date", {"text": shown}))


def _stripped(text):
    text = (
        digits(text).replace("\n", " ").replace("٬", "").replace("،", ",").replace("\u2044", "/").replace("／", "/")
    )
    text = re.sub(r"\s+", " ", text).strip(" .,;")
    text = _TIME.sub("", text)
    for pattern in (_FILLER, _WEEKDAY, _FILLER):
        text = pattern.sub("", text)
    return text.strip(" .,;")


def _month(name):
    return _BY_NAME[" ".join(name.casefold().split())]


def order_of(texts):
    """In which order the days of a column are written: ``dmy`` or ``mdy`` when one of them shows it, else None.

    A column in which some days show one order and some the other has none.
    """
    found = set()
    for text in texts:
        match = _NUMBERS.fullmatch(_stripped(tidy(text)[0]))
        if match and len(match[1]) < 3:
            first, second = int(match[1]), int(match[2])
            if first > 12 >= second:
                found.add("dmy")
            elif second > 12 >= first:
                found.add("mdy")
    return found.pop() if len(found) == 1 else None


def _from_numbers(shown, first, second, third, order):
    if len(first) >= 3:
        return _from_parts(shown, first, int(second), int(third) if len(third) < 3 else 0)
    one, two = int(first), int(second)
    if one > 12 and two > 12:
        return Reading(None, Problem("no_such_day", {"text": shown}))
    if one > 12 or one == two:
        return _from_parts(shown, third, two, one)
    if two > 12:
        return _from_parts(shown, third, one, two)
    # Points are used where the day comes first.
    if order == "dmy" or (order is None and "." in shown):
        return _from_parts(shown, third, two, one)
    if order == "mdy":
        return _from_parts(shown, third, one, two)
    readings = [_from_parts(shown, third, two, one), _from_parts(shown, third, one, two)]
    proposals = [Proposal(each.value, each.value.isoformat()) for each in readings if each.value]
    if not proposals:
        return readings[0]
    return Reading(None, Problem("ambiguous_date", {"text": shown}), proposals)


def _from_parts(shown, year, month, day):
    note = None
    number = int(year)
    if len(str(year)) <= 2:
        number += 2000 if number <= (timezone.localdate().year + 10) % 100 else 1900
        note = Note("two_digit_year", {"text": shown, "year": number})
    if 1300 <= number <= 1500:
        return Reading(None, Problem("hijri_date", {"text": shown}))
    if 2400 <= number <= 2700:
        meant = _from_parts(shown, number - 543, month, day).value
        problem = Problem("buddhist_year", {"text": shown, "year": number - 543})
        return Reading(None, problem, [Proposal(meant, meant.isoformat())] if meant else [])
    try:
        found = date(number, month, day)
    except ValueError:
        return Reading(None, Problem("no_such_day", {"text": shown}))
    reading = _checked(found)
    reading.note = reading.note or note
    return reading


def _checked(day):
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return Reading(None, Problem("unlikely_year", {"text": day.isoformat()}), [Proposal(day, day.isoformat())])
    return Reading(day)


def _from_number(number, shown):
    if 1900 <= number <= 2100 and number.is_integer():
        return _from_year(int(number), shown)
    if 19_000_101 <= number <= 21_001_231 and (match := _COMPACT.fullmatch(str(int(number)))):
        return _from_parts(shown, match[1], int(match[2]), int(match[3]))
    if 10_000 <= number <= 80_000:
        found = date(1899, 12, 30) + timedelta(days=int(number))
        return Reading(found, note=Note("serial_date", {"text": shown, "day": found.isoformat()}))
    return Reading(None, Problem("no_date", {"text": shown}))


def _from_year(year, shown):
    if 1300 <= year <= 1500:
        return Reading(None, Problem("hijri_date", {"text": shown}))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Reading(None, Problem("no_date", {"text": shown}))
    return _part_of_date(shown, year, 1, code="year_only")


def _part_of_date(shown, year, month, code="month_only"):
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Reading(None, Problem("hijri_date" if 1300 <= year <= 1500 else "no_date", {"text": shown}))
    first = date(year, month, 1)
    return Reading(None, Problem(code, {"text": shown}), [Proposal(first, first.isoformat())])
