"""Partnerships: begun, suspended, taken up again, ended; never deleted."""

from audit.actions import record
from django.db import transaction
from django.utils import timezone
from notifications.actions import send

from directory.models import Institution

from ..choices import PartnershipStatus
from ..models import Partnership, PartnershipChange
from ..queries import keepers_of


class PartnershipOverlapError(Exception):
    """The institution is a partner already during a part of that time."""


class WrongDayError(Exception):
    """The day lies before the partnership began, before its last change, or after its end."""


@transaction.atomic
def begin_partnership(institution, *, starts_on, by, ends_on=None, application=None, offers="", is_demo=False):
    """Make an institution a partner from a day on. Days in the past are for partnerships that are recorded late."""
    if ends_on is not None and ends_on < starts_on:
        raise WrongDayError
    # Two who accept at once wait for one another here.
    institution = Institution.objects.select_for_update().get(pk=institution.pk)
    if institution.partnerships.overlapping(starts_on, ends_on).exists():
        raise PartnershipOverlapError
    partnership = Partnership.objects.create(
        institution=institution,
        application=application,
        starts_on=starts_on,
        ends_on=ends_on,
        offers=offers,
        recorded_by=by,
        is_demo=is_demo,
    )
    _note(partnership, PartnershipStatus.ACTIVE, starts_on, by=by)
    if ends_on is not None:
        _note(partnership, PartnershipStatus.ENDED, ends_on, by=by)
    record("partnerships.partnership.begun", partnership, by=by)
    return partnership


@transaction.atomic
def suspend_partnership(partnership, *, on, by, reason):
    """Let a partnership rest from a day on. Returns False if it rests already."""
    return _change(partnership, PartnershipStatus.SUSPENDED, on=on, by=by, reason=reason)


@transaction.atomic
def resume_partnership(partnership, *, on, by, reason=""):
    """Take a resting partnership up again. Returns False if it is in force already."""
    return _change(partnership, PartnershipStatus.ACTIVE, on=on, by=by, reason=reason)


@transaction.atomic
def end_partnership(partnership, *, on, by, reason):
    """End a partnership; ``on`` is its last day. Returns False if it was ended already."""
    return _change(partnership, PartnershipStatus.ENDED, on=on, by=by, reason=reason)


_VERBS = {
    PartnershipStatus.SUSPENDED: "suspended",
    PartnershipStatus.ACTIVE: "resumed",
    PartnershipStatus.ENDED: "ended",
}


def _change(partnership, status, *, on, by, reason):
    fresh = Partnership.objects.select_for_update().get(pk=partnership.pk)
    if fresh.ends_on is not None:
        return False
    last = fresh.changes.last()
    if last is not None and last.status == status:
        return False
    if on < fresh.starts_on or (last is not None and on < last.on):
        raise WrongDayError
    if status == PartnershipStatus.ENDED:
        fresh.ends_on = on
        fresh.save(update_fields=["ends_on"])
    _note(fresh, status, on, by=by, reason=reason)
    record(f"partnerships.partnership.{_VERBS[status]}", fresh, by=by, reason=reason)
    for keeper in keepers_of([fresh.institution_id]):
        send(
            "partnerships/mail/partnership_changed",
            keeper,
            {"partnership": fresh, "status": status, "on": on, "reason": reason},
        )
    return True


def _note(partnership, status, on, *, by, reason=""):
    return PartnershipChange.objects.create(
        partnership=partnership, status=status, on=on, by=by, reason=reason, recorded_at=timezone.now()
    )
