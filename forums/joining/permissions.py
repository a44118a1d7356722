"""Who may come into a group, and who lets them in."""

import rules

from directory.permissions import is_member, is_secretariat

from ..choices import Joining, MembershipState
from ..permissions import _membership, is_alive, moderates


@rules.predicate
def is_outside(user, group):
    membership = _membership(user, group)
    return membership is None or membership.state != MembershipState.ACTIVE


@rules.predicate
def was_removed(user, group):
    membership = _membership(user, group)
    return membership is not None and membership.state == MembershipState.REMOVED


@rules.predicate
def is_free(user, group):
    """Whether a member of the network joins without being asked anything."""
    return group.joining == Joining.OPEN


@rules.predicate
def had_automatic_place(user, group):
    """Whoever the rules put in may come back after leaving."""
    membership = _membership(user, group)
    return group.joining == Joining.AUTOMATIC and membership is not None and membership.is_automatic


@rules.predicate
def is_on_request(user, group):
    return group.joining == Joining.REQUEST


@rules.predicate
def is_known(user, group):
    return group.is_known_to(user)


comes_in = is_member & is_known & is_alive & is_outside
rules.add_perm("joining.join", comes_in & (is_free | had_automatic_place) & ~was_removed)
# Who was taken out of a group may ask to come back, wherever anybody may join by themselves.
rules.add_perm("joining.ask", comes_in & (is_on_request | (is_free & was_removed)))
rules.add_perm("joining.decide", moderates)
rules.add_perm("joining.invite", is_alive & moderates)
# Facilitators are named by the Secretariat.
rules.add_perm("joining.name_facilitators", is_secretariat)
