"""The Convention's terms in six languages, and marking them in posts.

A post is marked when it is written, so reading it costs nothing: the first time a term stands in it, it leads to the
glossary. Nothing within links, headings and code is marked.
"""

import csv
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from search.analysis import STEM, fold, normalise, terms

from directory.models import Chemical, ConventionArticle
from directory.words import words

_TERMS = Path(__file__).parent / "data" / "terms.csv"
_NAMES = ("en", "ar", "es", "fr", "ru", "zh")
_TAG_OR_TEXT = re.compile(r"<[^>]*>|[^<]+")
_TAG = re.compile(r"</?([a-z0-9]+)")
_UNMARKED = {"a", "code", "pre", "h2", "h3", "h4", "h5", "h6"}
_WORD = re.compile(r"[^\W_]+")
# What follows a name and is not part of it as people write it: salts, mixtures, abbreviations in brackets.
_NOT_THE_NAME = re.compile(r"\s*[(,،（].*$")


@dataclass(frozen=True)
class Term:
    """One term, with its names by language: ``en``, ``ar``, ``es``, ``fr``, ``ru``, ``zh``."""

    code: str
    kind: str
    abbreviation: str
    names: dict = field(hash=False)
    is_confirmed: bool = True

    def name_in(self, language):
        return self.names.get(language[:2], "")


def all_terms():
    """Every term of the glossary: those of the Convention, the chemicals, the articles and annexes."""
    return [*_terms_of_the_convention(), *_chemicals(), *_articles()]


def mark(html, language):
    """The HTML of a post in which the first occurrence of each term leads to the glossary."""
    lexicon = _lexicon(language or "en")
    marked: set = set()
    depth = 0
    parts = []
    for part in _TAG_OR_TEXT.findall(html):
        if part.startswith("<"):
            tag = _TAG.match(part)
            if tag and tag[1] in _UNMARKED:
                depth += -1 if part.startswith("</") else 1
        elif not depth:
            part = lexicon.mark(part, marked)
        parts.append(part)
    return "".join(parts) if marked else html


class Lexicon:
    """The terms of one language, laid out to be found while a text is read once."""

    def __init__(self, found, language):
        self.language = language[:2]
        self.exact = {}
        self.by_stems: dict = {}
        runs = {}
        for term in found:
            for short in filter(None, term.abbreviation.split("/")):
                self.exact[short] = self.exact[f"{short}s"] = term.code
            name = _NOT_THE_NAME.sub("", term.name_in(self.language))
            if self.language == "zh" and name and not name.isascii():
                runs[name] = term.code
            elif stems := tuple(_stem(word, self.language) for word in _WORD.findall(name)):
                self.by_stems.setdefault(stems[0], []).append((stems, term.code))
        for longest_first in self.by_stems.values():
            longest_first.sort(key=lambda each: -len(each[0]))
        self.runs = runs
        self.run = re.compile("|".join(sorted(map(re.escape, runs), key=len, reverse=True))) if runs else None

    def mark(self, text, marked):
        """The text with its first unmarked terms as links; their codes are put into ``marked``."""
        spans = sorted(self._spans(text, marked))
        parts, end = [], 0
        for start, stop, code in spans:
            if start < end:
                continue
            parts += [text[end:start], _link(code, text[start:stop])]
            end = stop
        return "".join([*parts, text[end:]]) if parts else text

    def _spans(self, text, marked):
        if self.run:
            for hit in self.run.finditer(text):
                if (code := self.runs[hit[0]]) not in marked:
                    marked.add(code)
                    yield hit.start(), hit.end(), code
        found = list(_WORD.finditer(text))
        stems = [_stem(word[0], self.language) for word in found]
        place = 0
        while place < len(found):
            length, code = self._at(found, stems, place)
            if code and code not in marked:
                marked.add(code)
                yield found[place].start(), found[place + length - 1].end(), code
            place += length or 1

    def _at(self, found, stems, place):
        """How many words from here on are a term, and which; (0, None) if none."""
        for term, code in self.by_stems.get(stems[place], ()):
            if tuple(stems[place : place + len(term)]) == term:
                return len(term), code
        # Short forms count only as they are written: BAT is a technique, a bat is an animal.
        if code := self.exact.get(found[place][0]):
            return 1, code
        return 0, None


def _link(code, words):
    return f'<a href="/forums/glossary/#{code}" class="term">{words}</a>'


@lru_cache(maxsize=50_000)
def _stem(word, language):
    """What is left of a word without its endings, as the search finds it."""
    forms = [term for _place, term in terms(normalise(word), language)]
    return next((form[len(STEM) :] for form in forms if form.startswith(STEM)), fold(normalise(word)))


_lexicons: dict = {}


def _lexicon(language):
    """The terms laid out for a language; anew when the Secretariat has corrected a chemical."""
    rows = words(Chemical)
    kept = _lexicons.get(language)
    if kept is None or kept[0] is not rows:
        kept = _lexicons[language] = (rows, Lexicon([*_terms_of_the_convention(), *_chemicals()], language))
    return kept[1]


@lru_cache
def _terms_of_the_convention():
    with _TERMS.open(encoding="utf-8", newline="") as file:
        return [
            Term(
                row["code"],
                "term",
                row["abbreviation"],
                {language: row[f"name_{language}"] for language in _NAMES},
                row["is_confirmed"] == "true",
            )
            for row in csv.DictReader(file)
        ]


def _chemicals():
    return [
        Term(row.code.lower(), "chemical", row.abbreviation, _names(row), False) for row in words(Chemical).values()
    ]


def _articles():
    return [Term(row.code, "article", row.number, _names(row), False) for row in words(ConventionArticle).values()]


def _names(row):
    return {language: getattr(row, f"name_{language}", "") for language in _NAMES}
