"""Who may do what with offers, wishes and pairs."""

import rules

from directory.permissions import is_member, is_secretariat
from experts.models import RosterEntry

from .models import Pair


@rules.predicate
def is_listed_expert(user):
    return user.is_authenticated and RosterEntry.objects.listed().filter(person__user=user).exists()


@rules.predicate
def has_record(user):
    """Whether a user of the network stands in the directory: the Secretariat may, but need not."""
    return user.is_authenticated and user.record is not None and user.record.is_listed


@rules.predicate
def is_of_pair(user, pair):
    return user.is_authenticated and pair is not None and Pair.objects.of_user(user).filter(pk=pair.pk).exists()


rules.add_perm("mentoring.wish", is_member & has_record)
rules.add_perm("mentoring.offer", is_member & is_listed_expert)
rules.add_perm("mentoring.view_pair", is_secretariat | is_of_pair)
rules.add_perm("mentoring.keep_pairs", is_secretariat)
