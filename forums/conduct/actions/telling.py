"""Telling those who keep order that something waits for them."""

from itertools import groupby

from django.db import transaction
from django.utils import timezone

from .. import letters
from ..models import Matter


@transaction.atomic
def tell_of_matters():
    """Write to those who decide about matters nobody was told of yet, one letter for each group. By the clock."""
    untold = list(
        Matter.objects.select_for_update(of=("self",), skip_locked=_skips())
        .open()
        .filter(told_at=None)
        .order_by("group", "pk")
        .select_related("group")
    )
    Matter.objects.filter(pk__in=[matter.pk for matter in untold]).update(told_at=timezone.now())
    for group, matters in groupby(untold, key=lambda matter: matter.group):
        letters.matters_wait(group, list(matters))
    return len(untold)


def _skips():
    """What somebody decides at this moment needs no letter; a database with one writer has nothing to skip."""
    from django.db import connection

    return connection.features.has_select_for_update_skip_locked
