"""Short texts kept in several languages, as ``{language: text}``: what a poll asks, a guiding question."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language

from directory.models.names import direction

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True)
class Said:
    """A text, and the language in which it is written."""

    text: str
    language: str

    @property
    def direction(self):
        return direction(self.language)

    def __str__(self):
        return self.text


def said(texts, own="en", language=None):
    """The text in the reader's language, else in the one it was written in first, else in whichever there is."""
    for code in (language or get_language(), own, "en", *LANGUAGES):
        if texts.get(code):
            return Said(texts[code], code)
    return Said("", own)


def written(texts):
    """Without the languages nobody wrote in, in the order of the site."""
    return {code: texts[code].strip() for code in LANGUAGES if (texts.get(code) or "").strip()}
