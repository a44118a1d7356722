"""What every step has in common: the lock, the state it needs, the line it leaves."""

from audit.actions import record
from django.db.models import F
from django.utils.translation import gettext as _

from ...actions import happen
from ...choices import EventKind
from ...models import Group
from ..exceptions import ConsultationError
from ..models import Consultation, ConsultationStep


def locked(consultation):
    """The consultation as it is now, kept from others until the transaction ends."""
    return Consultation.objects.select_for_update(of=("self",)).select_related("group").get(pk=consultation.pk)


def locked_in(consultation, *states):
    consultation = locked(consultation)
    if consultation.state not in states:
        raise ConsultationError(
            _("This is not possible any more: the consultation stands at “%(state)s”.")
            % {"state": consultation.get_state_display()},
            "state",
        )
    return consultation


def step(consultation, kind, *, by=None, reason="", before=None, after=None):
    """Keep what was done, for readers and in the record of actions, and tell open pages of the thread."""
    made = ConsultationStep.objects.create(
        consultation=consultation, kind=kind, by=by, reason=reason, before=before or {}, after=after or {}
    )
    if consultation.thread_id:
        happen(consultation.thread, EventKind.BESIDE, by=by, has_beside=True)
    # The page of the group lists its consultations: those who keep it learn that it changed.
    Group.objects.filter(pk=consultation.group_id).update(version=F("version") + 1)
    record(f"forum_consultations.consultation.{kind}", consultation, by=by, reason=reason)
    return made
