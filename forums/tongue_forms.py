"""Forms in which somebody writes the same thing in several languages, side by side: one block of boxes a language."""

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.forms.fields import Paragraphs, without_invisible
from directory.models.names import direction

from .tongues import LANGUAGES


def name_of_language(code):
    return dict(settings.LANGUAGES)[code]


class Lines(Paragraphs):
    """Several short texts, one a line."""

    def __init__(self, *, longest, **kwargs):
        self.longest = longest
        super().__init__(**kwargs)

    def clean(self, value):
        lines = [line.strip() for line in without_invisible(super().clean(value) or "").splitlines()]
        lines = [line for line in lines if line]
        if any(len(line) > self.longest for line in lines):
            raise ValidationError(
                ngettext(
                    "Each line has at most %(number)d character.",
                    "Each line has at most %(number)d characters.",
                    self.longest,
                )
                % {"number": self.longest},
                code="long",
            )
        return lines

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value


@dataclass
class Block:
    """The boxes of one language."""

    code: str
    fields: list
    is_main: bool

    @property
    def name(self):
        return name_of_language(self.code)

    @property
    def is_open(self):
        return self.is_main or any(field.value() or field.errors for field in self.fields)


class InTongues(forms.Form):
    """``texts`` names what is written in each language, with how its box is made: ``(name, make)``. The box of French
    is ``name_fr``. ``needed`` are those the main language must have; of those ``counted`` the lines stand for one
    another in all languages.
    """

    texts = ()
    needed = ()
    counted = ()

    language = forms.ChoiceField(choices=[(code, name_of_language(code)) for code in LANGUAGES])

    def __init__(self, *args, main="en", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].label = _("Main language")
        self.fields["language"].initial = self.initial.get("language", main)
        self.fields["language"].help_text = _("Whoever reads a language you leave out reads this one.")
        self.main = (self.data.get(self.add_prefix("language")) if self.is_bound else None) or self.fields[
            "language"
        ].initial
        if self.main not in LANGUAGES:
            self.main = main
        for code in self._order():
            for name, make in self.texts:
                field = self.fields[f"{name}_{code}"] = make()
                field.required = code == self.main and name in self.needed
                field.widget.attrs.update({"lang": code, "dir": direction(code)})

    def _order(self):
        return [self.main, *(code for code in LANGUAGES if code != self.main)]

    def blocks(self):
        return [
            Block(code, [self[f"{name}_{code}"] for name, _make in self.texts], code == self.main)
            for code in self._order()
        ]

    def other_fields(self):
        """What is not said in several languages."""
        written = {"language", *(f"{name}_{code}" for name, _make in self.texts for code in LANGUAGES)}
        return [field for field in self.visible_fields() if field.name not in written]

    def clean(self):
        cleaned = super().clean()
        main = cleaned.get("language") or self.main
        for name in self.counted:
            lines = len(cleaned.get(f"{name}_{main}") or [])
            for code in LANGUAGES:
                box = f"{name}_{code}"
                if box not in self.errors and cleaned.get(box) and len(cleaned[box]) != lines:
                    self.add_error(
                        box,
                        ValidationError(
                            ngettext(
                                "There is %(number)d line in the main language: write one here.",
                                "There are %(number)d lines in the main language: write as many, in their order.",
                                lines,
                            )
                            % {"number": lines},
                            code="count",
                        ),
                    )
        return cleaned

    def in_tongues(self, name):
        """What was written under a name: ``{language: text}``."""
        return {code: text for code in LANGUAGES if (text := self.cleaned_data.get(f"{name}_{code}"))}

    def lines_in_tongues(self, name):
        """What was written line by line: ``[{language: text}]``."""
        by_language = self.in_tongues(name)
        main = by_language.get(self.cleaned_data["language"], [])
        return [
            {code: lines[place] for code, lines in by_language.items() if place < len(lines)}
            for place in range(len(main))
        ]


def texts_to_initial(name, texts):
    """The initial values of boxes: ``{"question_fr": …}``."""
    return {f"{name}_{code}": text for code, text in texts.items()}


def lines_to_initial(name, lines):
    """The initial values of boxes written line by line, from ``[{language: text}]``. A language in which some are
    missing shows only whole lists.
    """
    return {
        f"{name}_{code}": [texts[code] for texts in lines]
        for code in LANGUAGES
        if lines and all(texts.get(code) for texts in lines)
    }
