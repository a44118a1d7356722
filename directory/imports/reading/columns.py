"""Which column holds what: by its header in six languages, and by what stands below it."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from . import lists

# What a column may hold; lists/headers.csv has the words people put above it.
LABELS = {
    "name": _("Full name"),
    "given_name": _("Given names"),
    "middle_name": _("Middle name or patronymic"),
    "family_name": _("Family name"),
    "prefix": _("Prefix"),
    "suffix": _("Suffix"),
    "original_name": _("Name in its own script"),
    "position": _("Position"),
    "institution": _("Institution"),
    "institution_en": _("Name of the institution in English"),
    "acronym": _("Acronym"),
    "department": _("Department"),
    "country": _("Country represented"),
    "postal_country": _("Country of the postal address"),
    "address": _("Street address"),
    "city": _("City"),
    "region": _("Region or province"),
    "postal_code": _("Postal code"),
    "email": _("E-mail"),
    "phone": _("Telephone"),
    "mobile": _("Mobile telephone"),
    "fax": _("Fax"),
    "website": _("Website"),
    "languages": _("Languages"),
    "expertise": _("Expertise or areas of work"),
    "category": _("Category"),
    "starts_on": _("From"),
    "ends_on": _("Until"),
    "sector": _("Sectors"),
    "type": _("Type of institution"),
    "stakeholder_group": _("Stakeholder group"),
    "orcid": _("ORCID iD"),
    "notes": _("Notes"),
    "skipped": _("Nothing we keep"),
}
# Fields several columns may fill together.
REPEATABLE = frozenset(
    {
        "email",
        "phone",
        "mobile",
        "fax",
        "website",
        "languages",
        "expertise",
        "address",
        "sector",
        "notes",
        "skipped",
        "category",
    }
)
REASONS = {
    "header": _("The header says so."),
    "header_alike": _("The header resembles “%(word)s”."),
    "content": _("What stands in the column looks like it."),
    "both": _("Header and content agree."),
    "differs": _("The header says so, but what stands in the column looks like something else (%(other)s)."),
    "taken": _("Another column fits “%(field)s” better."),
    "unknown": _("Neither the header nor the content says what the column holds."),
    "empty": _("The column is empty."),
}


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column seems to hold (None: not known), how sure that is from 0 to 1, and why."""

    field: str | None
    confidence: float
    code: str
    params: dict

    @property
    def why(self):
        """The reason as a sentence in the reader's language."""
        return str(REASONS[self.code]) % self.params


def normal(text):
    """A header without accents, punctuation, numbers and capital letters, words set apart."""
    text = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", unicodedata.normalize("NFKC", text))
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(char for char in text if not unicodedata.combining(char) and char != "ـ")
    text = text.replace("أ", "ا").replace("إ", "ا").replace("آ", "ا").replace("ى", "ي").replace("ё", "е")
    return " ".join(re.sub(r"[^\w]+|_|\d+(?!\w)", " ", text).split())


@lru_cache(maxsize=1)
def _words():
    found = {}
    for row in lists.table("headers"):
        found.setdefault(normal(row["words"]) or row["words"], row["field"])
    return found


# Columns that say something of another column, not of somebody: “E-mail 1 - Type”, “Account Owner”, “Lead Status”.
ABOUT_COLUMNS = frozenset({"type", "subtype", "id", "owner", "status", "label"})


@lru_cache(maxsize=4096)
def read_header(text):
    """The field a header names, how sure that is, and the word it resembles when it is not that word itself."""
    words = _words()
    bare = normal(re.sub(r"[(\[（].*?[)\]）]", " ", text))
    for form in (normal(text), bare):
        if form in words:
            return words[form], 1.0, ""
    if not bare or len(text) > 120:
        return None, 0.0, ""
    tokens = bare.split()
    # A group of columns, then the column.
    groups = [normal(part) for part in reversed(re.split(r" [–-] |:|\n|\|", text))]
    if len(tokens) > 1 and tokens[-1] in ABOUT_COLUMNS:
        return "skipped", 0.7, tokens[-1]
    for form in (*groups, *(normal(part) for part in text.split("/"))):
        if form in words:
            return words[form], 0.9, ""
    best = (None, 0.0, "")
    for word, field in words.items():
        score = _likeness(word, bare, tokens)
        if score > best[1]:
            best = (field, score, word)
    return best


def _likeness(word, bare, tokens):
    """How far a header is this word: the part of it the word makes up, or their letters."""
    if _is_han(word):
        return 0.6 + 0.35 * len(word) / len(bare) if len(word) > 1 and word in bare else 0.0
    if len(word) < 3:
        return 0.0
    if f" {word} " in f" {bare} ":
        # The last words weigh more: “focal point e-mail” is an address.
        at_end = 0.05 if bare.endswith(word) else 0.0
        return 0.5 + 0.35 * len(word) / len(bare) + at_end
    if len(word) > 4 and abs(len(word) - len(bare)) < 3 and word[0] == bare[0]:
        ratio = fuzz.ratio(word, bare)
        return ratio / 100 - 0.1 if ratio >= 85 else 0.0
    return 0.0


def _is_han(text):
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def is_known_header(text):
    """Whether a text is a header rather than a value: a word that stands above columns."""
    text = text.strip()
    if not text or len(text) > 60 or re.search(r"[@{}\[\]=<>\"]|\d{3}", text):
        return False
    field, sure, _word = read_header(text)
    return field is not None and sure >= 0.8


def guess(headers, sample_rows, *, of="people"):
    """What each column seems to hold. ``sample_rows`` are rows of the table or lists of texts."""
    texts = [_texts(row) for row in sample_rows]
    columns = [
        [row[place] for row in texts if place < len(row) and row[place].strip()] for place in range(len(headers))
    ]
    found = [_guess_one(header, column, of) for header, column in zip(headers, columns, strict=True)]
    _settle_names(headers, found, columns)
    _settle_titles(headers, found, columns)
    _settle_countries(found)
    return _one_each(found)


def _texts(row):
    cells = getattr(row, "cells", row)
    return [getattr(cell, "text", cell) or "" for cell in cells]


def _guess_one(header, column, of):
    field, sure, word = read_header(header) if header.strip() else (None, 0.0, "")
    if (
        of == "institutions"
        and field in {"name", "family_name", "original_name"}
        and normal(header) in _NAMES_OF_ANYTHING
    ):
        field = "institution"
    content, content_sure = sniff(column)
    if not column:
        return Guess(field, sure / 2, "empty", {}) if field else Guess(None, 0.0, "empty", {})
    if field is None or sure < 0.55:
        if content and content_sure > sure:
            return Guess(content, content_sure * 0.8, "content", {})
        if field is None:
            return Guess(None, 0.0, "unknown", {})
    if content and content_sure >= 0.8 and content in CERTAIN and content not in LIKE.get(field, {field}):
        if sure < 0.9 or (content == "email" and content_sure == 1):
            return Guess(content, 0.6, "content", {})
        return Guess(field, sure * 0.6, "differs", {"other": LABELS[content]})
    if content == field:
        return Guess(field, min(1.0, sure + 0.1), "both", {})
    return Guess(field, sure, "header_alike" if word else "header", {"word": word} if word else {})


_NAMES_OF_ANYTHING = {"name", "nom", "nombre", "название", "наименование", "الاسم", "名称", "full name", "names"}
# Contents that cannot be mistaken, and fields in which they are at home.
CERTAIN = frozenset({"email", "website", "phone"})
LIKE = {
    "phone": {"phone", "mobile", "fax"},
    "mobile": {"phone", "mobile", "fax"},
    "fax": {"phone", "mobile", "fax"},
    "address": {"address", "phone", "website"},
    "notes": {"notes", "email", "website", "phone"},
    "postal_code": {"postal_code", "phone"},
    "skipped": {"skipped", "phone", "website", "email"},
    "starts_on": {"starts_on", "phone"},
    "ends_on": {"ends_on", "phone"},
    "name": {"name", "email", "phone"},
    "orcid": {"orcid", "website", "phone"},
}

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", re.IGNORECASE)
_SITE = re.compile(
    r"^(?:https?://|www\.)\S+|^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:org|com|net|gov|int|edu|info)(?:\.[a-z]{2})?/?$",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"^(?:(?:tel|phone|fax|mob|cell|тел|t|f|m)[.:\s]*)?[+(\d][\d\s()./+;,\-–x\n]{5,}(?:ext.*)?$", re.IGNORECASE
)
_DATE = re.compile(
    r"^(?:\d{4}-\d{2}-\d{2}(?:[ T].*)?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
    r"|\d{1,2}\s+[^\W\d]{3,}\.?\s+(?:de\s+)?\d{4}|[^\W\d]{3,}\s+\d{1,2},?\s+\d{4})$"
)
_PREFIX = re.compile(
    r"^(?:mr|mrs|ms|miss|dr|prof|professor|h\.?e|hon|eng|ing|mme|mlle|m|sr|sra|srta|lic|г-н|г-жа|السيد|السيدة|الدكتور|先生|女士|博士)\.?(?:\s*(?:mr|mrs|ms|dr|prof)\.?)?$",
    re.IGNORECASE,
)


def sniff(values):
    """What a column holds by its values alone."""
    values = [value.strip() for value in values[:200]]
    if not values:
        return None, 0.0
    total = len(values)
    counts = Counter()
    for value in values:
        if _EMAIL.search(value) and len(value) < 200:
            counts["email"] += 1
        elif _SITE.search(value):
            counts["website"] += 1
        elif _DATE.match(value):
            counts["starts_on"] += 1
        elif _PREFIX.match(value):
            counts["prefix"] += 1
        elif (
            _PHONE.match(value)
            and sum(char.isdigit() for char in value) >= 6
            and re.search(r"[+\s()/-]|^\d{7,}$", value)
        ):
            counts["phone"] += 1
    for field, count in counts.most_common(1):
        if count / total >= 0.6:
            return field, count / total
    numbers = [int(value) for value in values if value.isdigit() and len(value) < 7]
    if len(numbers) == total > 2 and all(after == before + 1 for before, after in pairwise(numbers)):
        return "skipped", 0.9
    countries = _country_words()
    if sum(1 for value in values if normal(value) in countries or value.upper() in countries) / total >= 0.6:
        return "country", 0.85
    return None, 0.0


@lru_cache(maxsize=1)
def _country_words():
    from .vocabulary import reference_names

    return frozenset(name for names in reference_names("countries") for name in names)


def _settle_names(headers, found, columns):
    """“Nom” and “Nombre” are whole names when no other column holds the other half."""
    fields = [each.field for each in found]
    for place, each in enumerate(found):
        word = normal(headers[place])
        several = sum(1 for value in columns[place] if len(value.split()) > 1) > 0.6 * max(1, len(columns[place]))
        if (each.field == "family_name" and "given_name" not in fields and word in {"nom", "noms"} and several) or (
            each.field == "given_name"
            and "family_name" not in fields
            and word in {"nombre", "имя", "nombres"}
            and several
        ):
            found[place] = Guess("name", 0.8, "header", {})
        elif each.field == "name" and "family_name" not in fields and "given_name" in fields and not several:
            found[place] = Guess("family_name", 0.7, "header", {})
        elif each.field == "position" and word in {"title", "titre", "titulo"} and columns[place]:
            prefixes = sum(1 for value in columns[place] if _PREFIX.match(value))
            if prefixes > 0.5 * len(columns[place]):
                found[place] = Guess("prefix", 0.9, "both", {})
        elif each.field == "starts_on" and word in {"с", "من", "自", "du", "from"} and fields.count("starts_on") > 1:
            found[place] = Guess("starts_on", 0.6, "header", {})


def _settle_titles(headers, found, columns):
    """Beside “Job title” or “Position”, “Title” is how somebody is addressed and “Role” a category."""
    words = [normal(header) for header in headers]
    if not {"position", "job title", "function", "designation", "poste", "cargo", "fonction"} & set(words):
        return
    fields = {each.field for each in found}
    for place, word in enumerate(words):
        if found[place].field != "position":
            continue
        if word in {"title", "titre", "titulo"} and "prefix" not in fields:
            if all(len(value.split()) <= 2 for value in columns[place]):
                found[place] = Guess("prefix", 0.7, "header", {})
        elif word == "role" and "category" not in fields:
            found[place] = Guess("category", 0.6, "header", {})


def _settle_countries(found):
    """Of two columns with countries, the one that speaks of an address is the country of the address."""
    places = [place for place, each in enumerate(found) if each.field == "country"]
    if len(places) == 2 and not any(each.field == "postal_country" for each in found):
        first, second = places
        addresses = [place for place, each in enumerate(found) if each.field in {"address", "city", "postal_code"}]
        if addresses:
            near = min(places, key=lambda place: min(abs(place - other) for other in addresses))
            other = first if near == second else second
            if found[other].confidence >= 0.8:
                found[near] = Guess("postal_country", 0.6, "content", {})


def _one_each(found):
    best = {}
    for place, each in enumerate(found):
        if each.field and each.field not in REPEATABLE:
            held = best.get(each.field)
            if held is None or each.confidence > found[held].confidence:
                best[each.field] = place
    settled = []
    for place, each in enumerate(found):
        if each.field and each.field not in REPEATABLE and best[each.field] != place:
            settled.append(Guess(None, 0.0, "taken", {"field": LABELS[each.field]}))
        else:
            settled.append(each)
    return settled
