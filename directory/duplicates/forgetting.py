"""What is kept for undoing a merge is not kept for ever."""

from datetime import timedelta

from audit.actions import record as note
from django.db import transaction
from django.utils import timezone

from ..actions.leaving import erase_person, take_sign_in_away
from ..choices import RecordStatus
from ..models import Institution, Person
from .choices import Kind
from .models import Merge, model_of

KEPT_FOR = timedelta(days=365)


def forget_old_merges():
    """Erase what stood in records that are gone: a year after the merge, or as soon as the record that stays was
    closed, for whoever leaves the network leaves it whole. Returns how many merges were forgotten.
    """
    waiting = Merge.objects.in_force().filter(forgotten_at=None)
    closed = Person.objects.filter(status=RecordStatus.CLOSED).values("pk")
    due = waiting.filter(at__lt=timezone.now() - KEPT_FOR) | waiting.filter(kind=Kind.PERSON, kept__in=closed)
    return sum(_forget(merge.pk) for merge in due)


@transaction.atomic
def _forget(pk):
    merge = Merge.objects.select_for_update().get(pk=pk)
    if merge.forgotten_at is not None:
        return False
    gone = model_of(merge.kind).objects.select_for_update().filter(pk=merge.gone).first()
    if isinstance(gone, Person):
        user = gone.user
        erase_person(gone)
        if user is not None:
            take_sign_in_away(user)
    elif isinstance(gone, Institution):
        gone.contacts.all().delete()
        gone.revisions.all().delete()
    merge.ledger, merge.forgotten_at = [], timezone.now()
    merge.save(update_fields=["ledger", "forgotten_at"])
    note("duplicates.merge.forgotten", merge)
    return True
