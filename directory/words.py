"""The words of the vocabularies, kept in memory: a few hundred rows that every page shows and nobody changes daily.

Each process reads a vocabulary once and again after ``KEPT_FOR`` seconds; a change made in this process is seen at
once, one made in another within that time.
"""

import time

from django.db.models.signals import post_delete, post_save

from .models import (
    Category,
    Chemical,
    ConventionArticle,
    Country,
    ExpertiseTerm,
    InstitutionType,
    Language,
    Region,
    Sector,
    Service,
    StakeholderGroup,
)

KEPT_FOR = 60.0  # seconds

VOCABULARIES = (
    Category,
    Chemical,
    ConventionArticle,
    Country,
    ExpertiseTerm,
    InstitutionType,
    Language,
    Region,
    Sector,
    Service,
    StakeholderGroup,
)

_kept = {}


def words(model):
    """Every row of a vocabulary by its primary key, in the vocabulary's own order. Not to be changed."""
    until, rows = _kept.get(model, (0.0, None))
    if rows is None or time.monotonic() > until:
        found = model.objects.all()
        if model is Country:
            found = found.select_related("region", "subregion", "intermediate_region")
        rows = {row.pk: row for row in found}
        _kept[model] = (time.monotonic() + KEPT_FOR, rows)
    return rows


def word(model, pk):
    """One row of a vocabulary; None for no key. A row added elsewhere a moment ago is fetched."""
    if pk is None:
        return None
    row = words(model).get(pk)
    if row is None:
        forget(model)
        row = words(model)[pk]
    return row


def forget(*models):
    """Read these vocabularies (all of them) anew when next asked, as after loading reference data."""
    for model in models or VOCABULARIES:
        _kept.pop(model, None)


def _forget_changed(sender, **kwargs):
    # Countries hold their regions.
    forget(sender, *([Country] if sender is Region else []))


def listen():
    """Notice changes made in this process; called once, when the app is ready."""
    for model in VOCABULARIES:
        post_save.connect(_forget_changed, sender=model, dispatch_uid=f"forget {model.__name__}")
        post_delete.connect(_forget_changed, sender=model, dispatch_uid=f"forget deleted {model.__name__}")
