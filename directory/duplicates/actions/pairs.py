"""Deciding whether two records are one."""

from audit.actions import record as note
from django.db import transaction
from django.utils import timezone

from ..choices import Origin, PairState
from ..models import DuplicatePair, kind_of


@transaction.atomic
def look_at(one, other, *, origin=Origin.CHOSEN, reasons=(), score=0):
    """The line for two records: the one there is, or a new one. A decision made earlier stays."""
    low, high = sorted((one.pk, other.pk))
    pair, _is_new = DuplicatePair.objects.get_or_create(
        kind=kind_of(one),
        low=low,
        high=high,
        defaults={"origin": origin, "reasons": list(reasons), "score": score},
    )
    return pair


@transaction.atomic
def dismiss(pair, *, by, why=""):
    """Say that two records are two. They are never proposed again. Returns False if that was decided already."""
    pair = DuplicatePair.objects.select_for_update().get(pk=pair.pk)
    if pair.state != PairState.OPEN:
        return False
    pair.state, pair.decided_by, pair.decided_at, pair.why = PairState.DISMISSED, by, timezone.now(), why
    pair.save(update_fields=["state", "decided_by", "decided_at", "why"])
    note("duplicates.pair.dismissed", pair, by=by, reason=why)
    return True


@transaction.atomic
def reopen(pair, *, by):
    """Look at two records again that were thought to be two. Returns False if nobody had said so."""
    pair = DuplicatePair.objects.select_for_update().get(pk=pair.pk)
    if pair.state != PairState.DISMISSED:
        return False
    pair.state, pair.decided_by, pair.decided_at, pair.why = PairState.OPEN, None, None, ""
    pair.save(update_fields=["state", "decided_by", "decided_at", "why"])
    note("duplicates.pair.reopened", pair, by=by)
    return True
