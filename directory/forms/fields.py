"""Boxes that take what people write: lines and paragraphs without invisible characters, days, long lists."""

import re
import unicodedata
from datetime import date
from functools import cache

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS, MONTHS_3, MONTHS_ALT, MONTHS_AP
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from ..choices import Audience

# Marks that turn the direction of all that follows. Single letters and joiners that scripts need stay.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def without_invisible(text, keep="\n\t"):
    """Text without control characters, in one normal form. NUL stays, for Django refuses it with a message."""
    kept = (char for char in text if char in keep or char == "\x00" or unicodedata.category(char) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", "".join(kept))


class Line(forms.CharField):
    """One line of text."""

    def to_python(self, value):
        if isinstance(value, str):
            value = re.sub(r"\s+", " ", _TURNING.sub("", without_invisible(value, keep="\n\t\r")))
        return super().to_python(value)


class Paragraphs(forms.CharField):
    """Several lines of text, their ends as the platform keeps them."""

    def __init__(self, *, rows=4, **kwargs):
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = without_invisible(value.replace("\r\n", "\n").replace("\r", "\n"))
        return super().to_python(value)


class AudienceField(forms.TypedChoiceField):
    """Who sees what stands beside it."""

    def __init__(self, **kwargs):
        super().__init__(choices=Audience.choices, coerce=int, **{"label": _("Who sees this"), **kwargs})


class Day(forms.Field):
    """A day as people write it: 3 May 2024, 2024-05-03, 3.5.2024, May 2024 or 2024, in any of the six languages."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": _("Write the day as 3 May 2024, or only the month or the year: May 2024, 2024.")
    }

    def prepare_value(self, value):
        return date_format(value, "DATE_FORMAT") if isinstance(value, date) else value

    def widget_attrs(self, widget):
        return {"size": 18, "autocomplete": "off"}

    def to_python(self, value):
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return read_day(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


def read_day(text):
    """The day somebody means; a month or a year stands for its first day. ValueError if it is none."""
    text = "".join(str(unicodedata.digit(char, char)) for char in unicodedata.normalize("NFKC", text)).casefold()
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if not numbers or len(text) > 60:
        raise ValueError(text)
    months = {month for name, month in _month_names().items() if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)}
    if months:
        year = next((number for number in numbers if number > 31), None)
        days = [number for number in numbers if number <= 31]
        if len(months) > 1 or year is None or len(numbers) > 2:
            raise ValueError(text)
        return _sensible(year, months.pop(), days[0] if days else 1)
    if re.search(r"[^\W\d_年月日]", text):
        raise ValueError(text)
    if len(numbers) == 1:
        return _sensible(numbers[0])
    if len(numbers) == 2:
        return _sensible(*numbers) if numbers[0] > 31 else _sensible(numbers[1], numbers[0])
    if len(numbers) == 3:
        return _sensible(*numbers) if numbers[0] > 31 else _sensible(*reversed(numbers))
    raise ValueError(text)


def _sensible(year, month=1, day=1):
    if not 1900 <= year <= 2200:
        raise ValueError(year)
    return date(year, month, day)


@cache
def _month_names():
    names = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for months in (MONTHS, MONTHS_ALT, MONTHS_AP, MONTHS_3):
                for number, name in months.items():
                    name = str(name).casefold().rstrip(".")
                    if not re.fullmatch(r"\d+月|\d*", name):
                        names.setdefault(name, number)
    return names


class Boxes(forms.CheckboxSelectMultiple):
    """A long list to choose from on a phone: boxes, folded by group; a group with choices in it is open."""

    template_name = "directory/record/_boxes.html"


class ManyBoxes(forms.TypedMultipleChoiceField):
    """Several entries of a vocabulary. ``choices`` may be grouped."""

    widget = Boxes

    def __init__(self, **kwargs):
        super().__init__(**{"coerce": int, "required": False, **kwargs})

    def clean(self, value):
        return sorted(super().clean(value))
