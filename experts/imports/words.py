"""Closed lists of the roster as people write them in six languages; ``lists/words.csv`` has what they write."""

import csv
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import override

from directory.choices import LanguageLevel
from directory.imports.reading.vocabulary import Vocabulary, names_of_countries
from directory.models import Country, Region

from ..choices import AvailabilityKind, DeclaredInterests, ExpertiseLevel, Gender, Willingness
from ..models import NominatingInstitution

LISTS = {
    "level": ExpertiseLevel,
    "rating": LanguageLevel,
    "willing": Willingness,
    "available": AvailabilityKind,
    "gender": Gender,
    "interests": DeclaredInterests,
}
COUNTRY, REGION, INSTITUTION = "country", "region", "institution"


def vocabulary_of(kind):
    """One of the closed lists of the roster, by its labels in six languages and the words people use."""
    choices = LISTS[kind]
    names = {value: list(_written().get((kind, str(value)), ())) for value in choices.values if value != ""}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for value in names:
                names[value].append(str(choices(value).label))
    return Vocabulary((value, str(choices(value).label), written) for value, written in names.items())


def places():
    """Countries and regions together, their keys as ``country:5`` and ``region:3``."""
    entries, codes, shared = names_of_countries()
    regions = list(Region.objects.all())
    return Vocabulary(
        [
            *((f"{COUNTRY}:{pk}", label, names) for pk, label, names in entries),
            *((f"{REGION}:{row.pk}", row.name, row.all_names) for row in regions),
        ],
        codes=[
            *((code, f"{COUNTRY}:{pk}") for code, pk in codes),
            *((code.lower(), f"{COUNTRY}:{pk}") for code, pk in codes),
            *((row.code, f"{REGION}:{row.pk}") for row in regions),
        ],
        ambiguous=[(name, [f"{COUNTRY}:{pk}" for pk in keys]) for name, keys in shared],
    )


def nominators():
    """Parties and the institutions that may nominate today, their keys as ``country:5`` and ``institution:3``."""
    rows = [(f"{COUNTRY}:{row.pk}", row.name, row.all_names) for row in Country.objects.parties()]
    for right in NominatingInstitution.objects.current().select_related("institution"):
        house = right.institution
        names = [name for name in (house.name, house.name_en, house.acronym) if name]
        rows.append((f"{INSTITUTION}:{house.pk}", str(house), names))
    return Vocabulary(rows)


def key_of(mark):
    """The kind and the key of “country:5”."""
    kind, _colon, key = mark.partition(":")
    return kind, int(key)


def table(name):
    """The rows of a list."""
    with open(Path(__file__).parent / "lists" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def _written():
    return {
        (row["kind"], row["value"]): tuple(word.strip() for word in row["words"].split(";")) for row in table("words")
    }
