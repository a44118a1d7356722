"""What the Secretariat decides about the roster as a whole: its numbers, and which organisations nominate."""

from audit.actions import record
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import NominatingInstitution, RosterRules
from .nominating import return_orphaned_nominations


@transaction.atomic
def change_rules(*, by, **values):
    """Change numbers of the roster. Returns the names of what changed."""
    rules = RosterRules.objects.select_for_update().filter(pk=1).first() or RosterRules(pk=1)
    changed = {name: value for name, value in values.items() if getattr(rules, name) != value}
    if not changed:
        return []
    for name, value in changed.items():
        setattr(rules, name, value)
    rules.full_clean(validate_unique=False)
    rules.save()
    record("experts.rules.changed", rules, by=by, changes=changed)
    return sorted(changed)


@transaction.atomic
def entitle_institution(institution, *, by, source, since=None, until=None, nominators=()):
    """Let an organisation nominate experts. It has one right at a time."""
    since = since or timezone.localdate()
    overlapping = NominatingInstitution.objects.select_for_update().filter(institution=institution)
    overlapping = overlapping.exclude(until__lt=since)
    if until is not None:
        overlapping = overlapping.exclude(since__gt=until)
    if overlapping.exists():
        raise ValidationError({"institution": _("%(name)s nominates in that time already.") % {"name": institution}})
    right = NominatingInstitution(institution=institution, source=source, since=since, until=until)
    right.full_clean()
    right.save()
    record("experts.institution.entitled", right, by=by, reason=source)
    change_nominators(right, nominators, by=by)
    return right


@transaction.atomic
def end_right(right, *, by, on, reason):
    """End the right of an organisation with a last day. Returns False if it had ended by then.

    What it nominated stays until it lapses; what waits for the Secretariat is given back when the day is past.
    """
    right = NominatingInstitution.objects.select_for_update().get(pk=right.pk)
    if right.until is not None and right.until <= on:
        return False
    if on < right.since:
        raise ValidationError({"until": _("The last day cannot be before the first.")})
    right.until = on
    right.save(update_fields=["until"])
    record("experts.institution.ended", right, by=by, reason=reason, changes={"until": on.isoformat()})
    return_orphaned_nominations()
    return True


@transaction.atomic
def change_nominators(right, users, *, by):
    """Say who nominates for an organisation. Returns False, and records nothing, if it is they already."""
    standing, wanted = set(right.nominators.all()), set(users)
    if standing == wanted:
        return False
    right.nominators.set(wanted)
    record(
        "experts.institution.nominators",
        right,
        by=by,
        changes={"added": sorted(map(str, wanted - standing)), "removed": sorted(map(str, standing - wanted))},
    )
    return_orphaned_nominations()
    return True
