"""Who may do what with assignments."""

import rules

from directory.permissions import is_member, is_secretariat
from experts.models import RosterEntry

from .models import Assignment
from .queries import may_ask_for


@rules.predicate
def is_concerned(user, assignment):
    return (
        user.is_authenticated
        and assignment is not None
        and Assignment.objects.concerning(user).filter(pk=assignment.pk).exists()
    )


@rules.predicate
def is_listed_expert(user):
    return user.is_authenticated and RosterEntry.objects.listed().filter(person__user=user).exists()


@rules.predicate
def asks_for_somebody(user):
    """Whether somebody speaks for a country or keeps an institution."""
    return user.is_authenticated and any(found.exists() for found in may_ask_for(user))


rules.add_perm("assignments.view_assignment", is_secretariat | is_concerned)
rules.add_perm("assignments.keep_assignments", is_secretariat)
rules.add_perm("assignments.record", is_secretariat | (is_member & (is_listed_expert | asks_for_somebody)))
