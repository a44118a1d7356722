"""Questions about duplicates."""

from django.db.models import Q

from ..choices import RecordStatus
from ..models import Institution, Person
from .choices import REASONS, Kind, PairState
from .models import DuplicatePair, FormerAddress, Merge, model_of


def record_at(kind, slug, viewer):
    """The record a former address leads to, or None: also when the viewer may not know of it."""
    address = FormerAddress.objects.filter(kind=kind, slug=slug).first()
    if address is None:
        return None
    return model_of(kind).objects.visible_to(viewer).filter(pk=address.record).exclude(
        status=RecordStatus.CLOSED
    ).first()  # fmt: skip


def merges_about(record):
    """What was put together into a record, or taken apart again, the latest first."""
    return Merge.objects.about(record).select_related("by", "undone_by")


def pairs(state):
    """Pairs in one state, the likeliest first or the latest decided first."""
    if state == PairState.OPEN:
        return DuplicatePair.objects.to_look_at()
    return DuplicatePair.objects.filter(state=state).order_by("-decided_at", "-pk").select_related("decided_by")


def with_records(found):
    """Pairs with both their records, in a constant number of queries."""
    found = list(found)
    records = {
        Kind.PERSON: Person.objects.select_related("country").prefetch_related("affiliations__institution"),
        Kind.INSTITUTION: Institution.objects.select_related("country", "type"),
    }
    for kind, those in records.items():
        keys = {key for pair in found if pair.kind == kind for key in (pair.low, pair.high)}
        by_key = {record.pk: record for record in those.filter(pk__in=keys)} if keys else {}
        for pair in found:
            if pair.kind == kind:
                pair.records = [by_key[key] for key in (pair.low, pair.high) if key in by_key]
    return found


def reasons_in_words(pair):
    return [str(REASONS[code]) for code in pair.reasons if code in REASONS]


def merged_row(record):
    """The merge by which a record is gone, or None."""
    return Merge.objects.in_force().filter(kind=record._meta.model_name, gone=record.pk).first()


def record_named(text, kind=None):
    """The listed record somebody means by its address or the last part of it; None if there is none or two."""
    slug = text.strip().split("?")[0].split("#")[0].rstrip("/").rpartition("/")[2]
    kinds = [kind] if kind else list(Kind)
    if "/institutions/" in text:
        kinds = [Kind.INSTITUTION]
    elif "/people/" in text:
        kinds = [Kind.PERSON]
    found = [
        record for each in kinds for record in model_of(each).objects.filter(Q(slug=slug), status=RecordStatus.LISTED)
    ]
    return found[0] if len(found) == 1 else None
