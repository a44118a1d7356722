"""What the words of a question can mean: the names of fields, chemicals, places and languages in six languages.

Names come from the vocabularies, which the Secretariat keeps (``also`` holds other names); the words of a question
that no vocabulary has, such as "fluent" or "à distance", come from ``data/words.csv``.
"""

import csv
import re
import time
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import snowballstemmer
from search.analysis import fold, is_stopword, normalise
from search.analysis import words as cut

from directory.choices import RegionLevel, TermStatus
from directory.models import Chemical, ConventionArticle, Country, ExpertiseTerm, Language, Region, Sector
from directory.models.vocabulary import NAME_LANGUAGES
from directory.words import words

_SECONDS = 60
LONGEST_NAME = 9
_FILE = Path(__file__).with_name("data") / "words.csv"
# Stemmers for words written in each script; which of them a word is meant in, nobody says.
_ONE_LETTER = re.compile(r"\b([^\W\d_])-(?=[^\W\d_]{3})")
_STEMMERS = {"latin": ("en", "fr", "es"), "cyrillic": ("ru",), "arabic": ("ar",), "han": ()}
_DIRECTIONS = ("est", "sur")
_NAMES = {"en": "english", "fr": "french", "es": "spanish", "ru": "russian"}


class Token(NamedTuple):
    """One word of a question: as it was typed, as it is compared, and whether a comma stands before it."""

    typed: str
    text: str
    opens: bool = False

    @property
    def is_small(self):
        """Whether it carries no subject."""
        return is_small(self.text)


class Meaning(NamedTuple):
    """What a name stands for; names before other names people use."""

    kind: str
    value: str
    is_name: bool = True


class Name(NamedTuple):
    """The words of one name of a field, for questions that use only some of them."""

    meaning: Meaning
    stems: frozenset


@dataclass
class Lexicon:
    whole: dict = field(default_factory=dict)
    # Names by each of their words.
    by_stem: dict = field(default_factory=dict)
    # Names in Chinese, which is written without spaces.
    han: dict = field(default_factory=dict)
    longest_han: int = 1
    # Words that look like small words unless they are written in capitals: PAS, AND.
    capitals: dict = field(default_factory=dict)
    cas: dict = field(default_factory=dict)
    # The fields in which the name of a chemical stands, by its code: PCB management for PCB.
    kin: dict = field(default_factory=dict)
    # The single words that mean something, for slips of the fingers.
    single: list = field(default_factory=list)

    def add(self, meaning, name, languages, *, in_parts=False):
        """Let a name stand for something; ``languages`` it may be in."""
        tokens = [normalise(word) for word in cut(joined(name))]
        telling = [fold(word) for word in tokens if not is_small(fold(word))]
        if not telling:
            if name.isupper() and len(tokens) == 1:
                self.capitals.setdefault(name, {})[meaning] = None
            return
        if script(name) == "han":
            self._add_han(meaning, name)
            return
        keys = {("", *telling[:LONGEST_NAME])}
        for language in languages:
            stems = [stem(word, language) for word in telling]
            keys.add((language, *stems[:LONGEST_NAME]))
            if in_parts:
                entry = Name(meaning, frozenset(stems))
                for word in set(stems):
                    self.by_stem.setdefault((language, word), set()).add(entry)
        for key in keys:
            self.whole.setdefault(key, {})[meaning] = None

    def _add_han(self, meaning, name):
        text = "".join(cut(name))
        self.han.setdefault(text, {})[meaning] = None
        self.longest_han = max(self.longest_han, len(text))


def is_small(word):
    """Whether a word carries no subject. East in French and south in Spanish do, in the name of a region."""
    return is_stopword(word) and word not in _DIRECTIONS


def joined(text):
    """Text in which the letter before a hyphen stays with its word: e-waste is no waste."""
    return _ONE_LETTER.sub(r"\1", text)


def script(text):
    """The script a word is written in, as far as we stem."""
    for char in text:
        if "\u0400" <= char <= "\u052f":
            return "cyrillic"
        if "\u0600" <= char <= "\u06ff":
            return "arabic"
        if "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff":
            return "han"
    return "latin"


def all_languages_of(text):
    return _STEMMERS[script(text)]


@lru_cache(maxsize=50_000)
def stem(word, language):
    """A word without its endings."""
    if language == "ar":
        return _arabic_stem(word)
    if any(char.isdigit() for char in word):
        return word
    return fold(_stemmer(language).stemWord(word))


@lru_cache
def _stemmer(language):
    return snowballstemmer.stemmer(_NAMES[language])


def _arabic_stem(word):
    from search.analysis import terms

    return next((term.term[1:] for term in terms(word, "ar") if term.term.startswith("~")), word)


_kept: dict = {}


def lexicon():
    """The lexicon, read from the vocabularies at most once a minute, or when one of them was read anew."""
    made_of = tuple(id(words(model)) for model in _MODELS)
    until, made_from, made = _kept.get("lexicon", (0.0, None, None))
    if made is None or made_from != made_of or time.monotonic() > until:
        made = _make()
        _kept["lexicon"] = (time.monotonic() + _SECONDS, made_of, made)
    return made


_MODELS = (ExpertiseTerm, Chemical, Country, Region, Language, Sector, ConventionArticle)


def _make():
    found = Lexicon()
    for term in words(ExpertiseTerm).values():
        if term.status == TermStatus.CONTROLLED:
            _add_word(found, "field", term.code, term, in_parts=True)
    for chemical in words(Chemical).values():
        _add_word(found, "chemical", chemical.code, chemical)
        for name in chemical.abbreviation.split("/"):
            found.add(Meaning("chemical", chemical.code), name, ("en",))
        for number in re.findall(r"\d+-\d+-\d", chemical.cas_numbers):
            found.cas.setdefault(number, []).append(chemical.code)
    for country in words(Country).values():
        _add_word(found, "country", country.code, country, is_place=True)
        if country.iso3 and not is_stopword(country.iso3.lower()):
            found.capitals.setdefault(country.iso3, {})[Meaning("country", country.code, is_name=False)] = None
    for region in words(Region).values():
        kind = _KINDS_OF_REGIONS.get(region.level, "subregion")
        _add_word(found, kind, region.code, region, is_place=True)
    for language in words(Language).values():
        _add_word(found, "language", language.code, language)
    for sector in words(Sector).values():
        _add_word(found, "sector", sector.code, sector)
    for article in words(ConventionArticle).values():
        _add_word(found, "article", article.code, article)
        for name in _ARTICLE if article.code.startswith("article-") else _ANNEX:
            found.add(Meaning("article", article.code), f"{name} {article.number}", ())
    known = {term.code for term in words(ExpertiseTerm).values()}
    languages = {language.code for language in words(Language).values()}
    for kind, value, names in _words_of_questions():
        if (kind == "field" and value not in known) or (kind == "language" and value not in languages):
            continue
        for name in names:
            # A part of the world is several countries.
            for one in value.split() or [""]:
                found.add(Meaning(kind, one, is_name=False), name, all_languages_of(name), in_parts=kind == "field")
    for meanings in found.whole.values():
        fields = [meaning.value for meaning in meanings if meaning.kind == "field"]
        for meaning in meanings:
            if meaning.kind == "chemical" and fields:
                found.kin.setdefault(meaning.value, {}).update(dict.fromkeys(fields))
    found.single = [key[1] for key in found.whole if len(key) == 2 and not key[0] and len(key[1]) > 4]
    return found


# Where in the world one is does not matter when the whole world is meant.
_KINDS_OF_REGIONS = {RegionLevel.WORLD: "filler", RegionLevel.REGION: "region"}
_ARTICLE = ("Article", "artículo", "статья", "المادة", "第")
_ANNEX = ("Annex", "Annexe", "anexo", "приложение", "المرفق", "附件")


def _add_word(found, kind, value, word, *, in_parts=False, is_place=False):
    # Names of places have no endings in Latin letters: islands are not Iceland (Islande).
    def languages_of(name):
        return () if is_place and script(name) == "latin" else all_languages_of(name)

    for language in NAME_LANGUAGES:
        if name := getattr(word, f"name_{language}"):
            stemmed = tuple({language}.intersection(languages_of(name)))
            found.add(Meaning(kind, value), name, stemmed, in_parts=in_parts)
    for name in word.also.replace(";", "\n").splitlines():
        if name := name.strip():
            found.add(Meaning(kind, value, is_name=False), name, languages_of(name), in_parts=in_parts)


@lru_cache
def _words_of_questions():
    with _FILE.open(encoding="utf-8", newline="") as file:
        return [
            (row["kind"], row["value"], [name.strip() for name in row["words"].split(";") if name.strip()])
            for row in csv.DictReader(file)
        ]
