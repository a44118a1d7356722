"""The first terms of reference, from the files in ``data/``. What is in force already is left as it is."""

import csv
from pathlib import Path

from django.db import transaction

from directory.models import Category
from directory.models.vocabulary import NAME_LANGUAGES

from .actions.terms import begin_terms, bring_into_force, revise_terms
from .models import TermsOfReference

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load_terms(folder=DATA):
    """Bring the first version into force for each category that has no terms yet. Returns the codes of those.

    Nobody is written to: whoever holds a category reads on their own page what there is to accept.
    """
    known = set(TermsOfReference.objects.values_list("category__code", flat=True))
    missing = {category.code: category for category in Category.objects.exclude(code__in=known)}
    loaded = []
    for code, words in words_in(folder):
        if code not in missing:
            continue
        terms = revise_terms(begin_terms(missing[code], by=None), by=None, **words)
        bring_into_force(terms, by=None, told=True)
        loaded.append(code)
    return loaded


def words_in(folder):
    """What the files say of each category, by column of a version."""
    with (folder / "undertakings.csv").open(encoding="utf-8", newline="") as sheet:
        for row in csv.DictReader(sheet):
            code = row.pop("code")
            words = {f"undertaking_{language}": said for language, said in row.items()}
            words |= {f"text_{language}": _whole_text(folder / language, code) for language in NAME_LANGUAGES}
            yield code, words


def _whole_text(folder, code):
    own, shared = folder / f"{code}.md", folder / "_everybody.md"
    if not (own.exists() and shared.exists()):
        return ""
    return f"{own.read_text(encoding='utf-8').strip()}\n\n{shared.read_text(encoding='utf-8').strip()}\n"
