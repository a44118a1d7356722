"""What comes to point at a record after it was put together with another: an earlier version brought back, a letter
on its way, an import that had begun before.
"""

from django.db import transaction

from ..choices import Kind
from ..ledger import Ledger
from ..models import Merge, model_of
from ..pointers import point_at, pointers_at


def move_stragglers():
    """Let late rows point at the record that stays, as all others do. Returns how many were moved."""
    return sum(_move_stragglers(kind) for kind in Kind)


def _move_stragglers(kind):
    merges = {merge.gone: merge for merge in Merge.objects.in_force().filter(kind=kind).defer("ledger")}
    if not merges:
        return 0
    moved = 0
    for pointer in pointers_at(model_of(kind)):
        if pointer.is_part:
            continue
        for row in pointer.rows_of(merges):
            merge = merges[int(getattr(row, pointer.attname))]
            if [pointer.model._meta.label_lower, row.pk] in [[each["model"], each["pk"]] for each in merge.left]:
                continue
            moved += _move(pointer, row, merge.pk)
    return moved


@transaction.atomic
def _move(pointer, row, pk):
    merge = Merge.objects.select_for_update().get(pk=pk)
    if merge.undone_at is not None:
        return False
    ledger = Ledger(merge.ledger)
    is_itself = pointer.model is model_of(merge.kind) and row.pk == merge.kept
    if not point_at(ledger, pointer, row, None if is_itself else merge.kept):
        return False
    if merge.forgotten_at is None:
        merge.ledger = ledger.entries
        merge.save(update_fields=["ledger"])
    return True
