"""Asking that somebody else decides again."""

import uuid

from audit.actions import record
from django.db import transaction
from django.utils.translation import gettext as _

from forums.actions.exactly_once import once
from forums.exceptions import Refused

from ..choices import MatterKind
from ..models import Matter, Ruling


def appeal(ruling, *, by, words, token=None):
    """Put a decision about oneself before somebody else. Returns the matter; there is one appeal for a decision."""
    pk = once(token or uuid.uuid4(), "forums.appeal", by=by, do=lambda: _appeal(ruling, by=by, words=words).pk)
    return Matter.objects.get(pk=pk)


@transaction.atomic
def _appeal(ruling, *, by, words):
    ruling = Ruling.objects.select_for_update(of=("self",)).get(pk=ruling.pk)
    made = Matter.objects.filter(ruling=ruling).first()
    if made is not None:
        return made
    if not ruling.can_be_appealed:
        raise Refused(_("The time to appeal against this decision is over."), "late")
    matter = Matter.objects.create(
        kind=MatterKind.APPEAL, group=ruling.group, post=ruling.post, ruling=ruling, appealed_by=by, words=words
    )
    record("forums.ruling.appealed", ruling, by=by)
    return matter
