"""Who may do what on the roster."""

import rules

from directory.choices import RecordStatus
from directory.permissions import is_secretariat

from .choices import EntryState, NominationState
from .models import Nomination, entries_seen_by
from .queries import capacities, capacities_for, capacity_for

# What has been put before those who nominate; a draft is nobody's but its owner's.
BEFORE_NOMINATORS = (EntryState.OFFERED, EntryState.NOMINATED, EntryState.RETURNED, EntryState.LISTED)


@rules.predicate
def is_own_entry(user, entry):
    """Whether the entry is this user's; nobody keeps that of a closed record."""
    return (
        entry is not None
        and user.is_authenticated
        and entry.person.user_id == user.pk
        and entry.person.status != RecordStatus.CLOSED
    )


@rules.predicate
def is_listed_for(user, entry):
    """Whether the entry is one that this user sees; asks the database once."""
    return type(entry).objects.filter(entries_seen_by(user), pk=entry.pk, state=EntryState.LISTED).exists()


@rules.predicate
def nominates(user):
    """Whether somebody nominates experts at all today."""
    return bool(capacities(user))


@rules.predicate
def may_put_forward(user, entry):
    """Whether somebody may nominate this expert today, once the entry is offered."""
    return entry is not None and bool(capacities_for(user, entry))


@rules.predicate
def is_before_nominators(user, entry):
    return entry is not None and entry.state in BEFORE_NOMINATORS


@rules.predicate
def nominated_before(user, entry):
    """Whether a nomination of this expert is one of those somebody answers for today."""
    standing = Nomination.objects.filter(entry=entry, state__in=[NominationState.OPEN, NominationState.IN_FORCE])
    return any(capacity_for(user, nomination.nominator) for nomination in standing)


@rules.predicate
def signs_for(user, nomination):
    """Whether somebody nominates today for the Party or organisation of a nomination."""
    return nomination is not None and capacity_for(user, nomination.nominator) is not None


rules.add_perm("experts.view_entry", is_secretariat | is_own_entry | is_listed_for)
rules.add_perm("experts.change_entry", is_secretariat | is_own_entry)
rules.add_perm("experts.nominate", is_secretariat | nominates)
rules.add_perm("experts.propose_expert", is_secretariat | nominates)
# What a nominator reads of an entry that others do not see yet.
rules.add_perm(
    "experts.view_offered_entry",
    is_secretariat | (is_before_nominators & (may_put_forward | nominated_before) & ~is_own_entry),
)
rules.add_perm("experts.nominate_entry", is_before_nominators & may_put_forward & ~is_own_entry)
rules.add_perm("experts.change_nomination", is_secretariat | signs_for)
rules.add_perm("experts.list_entry", is_secretariat)
