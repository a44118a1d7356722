"""The search for duplicates: over all records, in steps that may be broken off at any moment."""

import re
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from moderation.choices import ReportReason
from moderation.models import Report

from ..likeness import COMMON_NAME, OTHER_GENERATION, SAME_EMAIL, SAME_IDENTIFIER, Likeness
from .actions import look_at, move_stragglers
from .choices import Kind, Origin
from .models import DuplicatePair, Search, model_of
from .queries import record_named

# Pairs less alike than this are not worth a look.
LEAST_SCORE = 75
STEP = 500
# By itself the site looks through everything so often, and at so many records in one go.
EVERY = timedelta(days=7)
AT_ONCE = 20_000
_ADDRESSES = re.compile(r"(?:people|institutions)/[\w-]+")


def find_duplicates(kind, *, limit=None, progress=None):
    """Propose pairs among the records of a kind. Returns how many new ones were found.

    What was looked at is written down with what was found, so that a search that is broken off goes on from there;
    ``limit`` breaks it off after so many records. Pairs known already, and those dismissed, are left alone.
    """
    search, _is_new = Search.objects.get_or_create(kind=kind)
    if search.started_at is None or search.finished_at is not None:
        search.started_at, search.finished_at, search.last, search.found = timezone.now(), None, 0, 0
        search.save()
    likeness = Likeness(kind)
    listed = set(model_of(kind).objects.listed().values_list("pk", flat=True))
    waiting = [pk for pk in likeness.pks if pk > search.last]
    looked_at = found = 0
    for start in range(0, len(waiting), STEP):
        step = waiting[start : start + STEP]
        step = step if limit is None else step[: limit - looked_at]
        if not step:
            break
        new = _look(kind, likeness, step, listed)
        found += new
        looked_at += len(step)
        if progress:
            progress(looked_at, len(waiting), found)
    if looked_at == len(waiting):
        Search.objects.filter(kind=kind).update(finished_at=timezone.now())
    return found


def _look(kind, likeness, step, listed):
    proposed = {}
    for pk in step:
        if pk not in listed:
            continue
        for other in likeness.like(pk, limit=5):
            if other.pk in listed and _is_worth_a_look(other):
                key = (min(pk, other.pk), max(pk, other.pk))
                if key not in proposed or proposed[key].score < other.score:
                    proposed[key] = other
    with transaction.atomic():
        before = DuplicatePair.objects.filter(kind=kind).count()
        DuplicatePair.objects.bulk_create(
            (
                DuplicatePair(kind=kind, low=low, high=high, score=other.score, reasons=other.reasons)
                for (low, high), other in proposed.items()
            ),
            ignore_conflicts=True,
        )
        new = DuplicatePair.objects.filter(kind=kind).count() - before
        Search.objects.filter(kind=kind).update(last=step[-1], found=F("found") + new)
    return new


def _is_worth_a_look(candidate):
    if candidate.score < LEAST_SCORE:
        return False
    # A common name, or father and son: only with something else than the name.
    weak = {COMMON_NAME, OTHER_GENERATION} & set(candidate.reasons)
    return not weak or bool({SAME_EMAIL, SAME_IDENTIFIER} & set(candidate.reasons))


def take_up_reports():
    """Let pairs that somebody reported appear among those to look at, where the words name the other record."""
    new = 0
    for report in Report.objects.undecided().filter(reason=ReportReason.DUPLICATE):
        record = report.thing
        kind = getattr(record, "_meta", None) and record._meta.model_name
        if kind not in Kind.values or record.status != "listed":
            continue
        for address in _ADDRESSES.findall(report.words):
            other = record_named(address, kind)
            if other is not None and other.pk != record.pk and not DuplicatePair.objects.of(record, other).exists():
                look_at(record, other, origin=Origin.REPORTED, reasons=["reported"], score=99)
                new += 1
    return new


def look_for_duplicates():
    """What the site does by itself each hour: take up what came in, and go on with the search of the week."""
    take_up_reports()
    move_stragglers()
    for kind in Kind:
        search = Search.objects.filter(kind=kind).first()
        if search and search.finished_at and timezone.now() - search.finished_at < EVERY:
            continue
        find_duplicates(kind, limit=AT_ONCE)
