"""Words of closed lists as people write them: found when they are certain, proposed when they are not.

A vocabulary is built once an import and asked for every cell; what it was asked before it remembers.
"""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process

from . import lists

DATA = Path(__file__).resolve().parents[2] / "data"
# Below this likeness (of 100) a word is no proposal.
ALIKE = 72
MOST_PROPOSALS = 5

JOINING = frozenset(
    [
        "the",
        "of",
        "and",
        "a",
        "an",
        "for",
        "in",
        "de",
        "del",
        "du",
        "des",
        "la",
        "le",
        "les",
        "el",
        "los",
        "las",
        "et",
        "y",
        "e",
        "i",
        "d",
        "l",
        "и",
        "en",
        "und",
        "der",
        "die",
        "das",
        "do",
        "da",
        "dos",
        "das",
        "o",
        "a",
    ]
)
SHORTENED = {
    "rep": "republic",
    "repub": "republic",
    "dem": "democratic",
    "fed": "federated",
    "st": "saint",
    "ste": "saint",
    "sta": "saint",
    "is": "islands",
    "isl": "islands",
    "isle": "islands",
    "island": "islands",
    "utd": "united",
    "terr": "territory",
    "govt": "government",
    "gov": "government",
    "gvt": "government",
    "govermental": "governmental",
    "univ": "university",
    "inst": "institution",
    "org": "organization",
    "orgs": "organization",
    "organisation": "organization",
    "organisations": "organization",
    "organizations": "organization",
    "centre": "center",
    "ctr": "center",
    "centres": "center",
    "centers": "center",
    "nat": "national",
    "natl": "national",
    "intl": "international",
    "peoples": "people",
    "republique": "republic",
    "republica": "republic",
    "республика": "republic",
    "респ": "republic",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value that may be meant, in words, and how alike it is (0 to 1)."""

    value: Hashable
    label: str
    score: float = 1.0


def plain(text):
    """Words without accents, punctuation and capital letters; letters with points (U.S.A.) as one word."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"(?<=\w)['’ʼ`´](?=\w)", "", text.replace("’s ", "s "))
    text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    text = (
        text.replace("أ", "ا")
        .replace("إ", "ا")
        .replace("آ", "ا")
        .replace("ى", "ي")
        .replace("ة", "ه")
        .replace("ـ", "")
    )
    text = (
        text.replace("ё", "е")
        .replace("ı", "i")
        .replace("ø", "o")
        .replace("đ", "d")
        .replace("ł", "l")
        .replace("æ", "ae")
    )
    text = re.sub(r"\b(\w)\.(?=\s?\w\b\.?)", r"\1", text).replace("&", " and ")
    return " ".join(re.sub(r"[^\w]+|_", " ", text).split())


def key(text):
    """A text by its words alone: their order, little words and usual abbreviations do not count."""
    words = [SHORTENED.get(word, word) for word in plain(text).split()]
    return " ".join(sorted(word for word in words if word not in JOINING)) or plain(text)


# What States call themselves beside their names: left out when that leaves the name of one country only.
FORMS_OF_STATE = frozenset(lists.words("forms_of_state"))


def bare_key(text):
    words = [word for word in key(text).split() if word not in FORMS_OF_STATE]
    return " ".join(words)


class Vocabulary:
    """``entries`` are tuples of a value, what it is called, and every name it has.

    ``codes`` are short forms that count only as they are written (``DE``, and not the word “de”).
    """

    def __init__(self, entries, *, codes=(), ambiguous=()):
        self.labels = {}
        self._exact, self._keys, self._codes, self._bare = {}, defaultdict(dict), {}, defaultdict(dict)
        for value, label, names in entries:
            self.labels[value] = label
            for name in (label, *names):
                self._exact.setdefault(plain(name), value)
                self._keys[key(name)][value] = True
                self._bare[bare_key(name)][value] = True
        for code, value in codes:
            self._codes[code] = value
        self._ambiguous = {
            plain(name): [value for value in values if value in self.labels] for name, values in ambiguous
        }
        self._names = [(name, value) for name, value in self._exact.items()]
        self._choices = [name for name, _value in self._names]
        self._known = {}

    def find(self, text):
        """The values a text certainly names: none, one, or several for names of more than one."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._find(text)
            if len(self._known) > 50_000:
                self._known.clear()
        return known

    def _find(self, text):
        text = text.strip()
        name = plain(text)
        if not name:
            return ()
        if name in self._ambiguous:
            return tuple(self._ambiguous[name])
        if text in self._codes:
            return (self._codes[text],)
        if name in self._exact:
            return (self._exact[name],)
        found = self._keys.get(key(text)) or self._keys.get(key(text.replace("-", "")))
        if found:
            return tuple(found)
        if text.upper() in self._codes and len(text) > 2:
            return (self._codes[text.upper()],)
        bare = bare_key(text)
        if bare and bare != key(text) and len(self._bare.get(bare, ())) == 1:
            return tuple(self._bare[bare])
        return ()

    def propose(self, text, most=MOST_PROPOSALS):
        """What may be meant, the likeliest first."""
        name = plain(text)
        if len(name) < 2:
            return []
        best = {}
        for scorer, weight in ((fuzz.ratio, 1.0), (fuzz.token_set_ratio, 0.93), (fuzz.token_sort_ratio, 0.97)):
            for _match, score, place in process.extract(
                name, self._choices, scorer=scorer, limit=most * 3, score_cutoff=ALIKE
            ):
                value = self._names[place][1]
                # A short word within a long one says little.
                share = min(len(name), len(self._choices[place])) / max(len(name), len(self._choices[place]))
                weighed = score * weight * (1.0 if scorer is fuzz.ratio else 0.75 + 0.25 * share)
                best[value] = max(best.get(value, 0), weighed)
        ranked = sorted(best.items(), key=lambda pair: -pair[1])
        return [
            Proposal(value, self.labels[value], round(score / 100, 2))
            for value, score in ranked[:most]
            if score >= ALIKE
        ]

    def proposals(self, values):
        return [Proposal(value, self.labels[value]) for value in values]


def countries():
    """Countries and the European Union by every name they have and had, and by their codes."""
    entries, codes, shared = names_of_countries()
    return Vocabulary(entries, codes=codes, ambiguous=shared)


def names_of_countries():
    """What a vocabulary of countries is made of: entries, codes, and names of more than one."""
    from directory.models import Country

    rows = list(Country.objects.all())
    by_code = {row.iso2: row.pk for row in rows}
    codes = [(code, row.pk) for row in rows for code in (row.iso2, row.iso3, row.m49) if code]
    former, shared = defaultdict(list), []
    for row in lists.table("country_names"):
        held = row["countries"].split()
        if len(held) == 1:
            former[held[0]].append(row["name"])
        else:
            shared.append((row["name"], [by_code[code] for code in held if code in by_code]))
    return [(row.pk, row.name, (*row.all_names, *former[row.iso2])) for row in rows], codes, shared


# What a vocabulary is asked for besides the names it holds itself.
MODELS = {
    "category": "Category",
    "type": "InstitutionType",
    "stakeholder_group": "StakeholderGroup",
    "sector": "Sector",
    "language": "Language",
    "service": "Service",
    "chemical": "Chemical",
    "region": "Region",
    "article": "ConventionArticle",
}


def vocabulary(kind):
    """One of the closed lists of the directory, or ``expertise``: the terms of the vocabulary."""
    from directory import models
    from directory.choices import TermStatus

    if kind == "country":
        return countries()
    if kind == "expertise":
        rows = list(models.ExpertiseTerm.objects.filter(status=TermStatus.CONTROLLED))
        return Vocabulary((row.pk, row.name, _names_of(row)) for row in rows)
    rows = list(getattr(models, MODELS[kind]).objects.all())
    codes = [(row.code, row.pk) for row in rows]
    if kind == "language":
        codes += [(long, row.pk) for row in rows for long in LONG_CODES.get(row.code.split("-")[0], ())]
        codes += [(code.upper(), pk) for code, pk in list(codes)]
    return Vocabulary(((row.pk, row.name, _names_of(row)) for row in rows), codes=codes)


# ISO 639-2 and 639-3 for the languages of the United Nations and of the vocabulary.
LONG_CODES = {
    "en": ("eng",),
    "fr": ("fra", "fre"),
    "es": ("spa", "esp"),
    "ru": ("rus",),
    "ar": ("ara",),
    "zh": ("zho", "chi"),
    "pt": ("por",),
    "de": ("deu", "ger"),
    "it": ("ita",),
    "ja": ("jpn",),
    "sw": ("swa",),
    "fa": ("fas", "per"),
    "tr": ("tur",),
    "id": ("ind",),
    "ms": ("msa", "may"),
    "vi": ("vie",),
    "ko": ("kor",),
    "hi": ("hin",),
}


def _names_of(row):
    names = list(getattr(row, "all_names", ()))
    for extra in ("abbreviation", "number"):
        if getattr(row, extra, ""):
            names.append(getattr(row, extra))
    names += re.findall(r"\d{2,7}-\d{2}-\d\b", getattr(row, "cas_numbers", ""))
    code = getattr(row, "code", "")
    return [*names, code.replace("-", " ")] if len(code) > 3 else names


@lru_cache(maxsize=4)
def reference_names(name):
    """Every name of each row of a reference file, simplified as headers are, for ``columns.sniff``."""
    from .columns import normal

    found = []
    with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = [row[column] for column in row if column and column.startswith("name_")]
            names += [each for each in (row.get("also") or "").split(";") if each.strip()]
            names += [row[column] for column in ("iso3",) if row.get(column)]
            found.append(frozenset(normal(each) for each in names if each))
    return tuple(found)
