"""Who may do what with consultations."""

import rules

from directory.permissions import is_member, is_secretariat

from ..choices import Joining, MembershipState
from ..permissions import _group, _membership, belongs, is_alive, moderates, reads


@rules.predicate
def may_join_by_writing(user, thing):
    """Whether a contribution makes one a member: of an open group, unless one was taken out of it."""
    group = _group(thing)
    if group.joining != Joining.OPEN or not user.is_authenticated:
        return False
    membership = _membership(user, group)
    return membership is None or membership.state != MembershipState.REMOVED


# Of a group or a consultation: from the draft to the proceedings.
rules.add_perm("forum_consultations.lead", is_secretariat | (moderates & is_alive))
rules.add_perm("forum_consultations.contribute", is_alive & is_member & reads & (belongs | may_join_by_writing))
rules.add_perm("forum_consultations.contribute_for", is_secretariat & is_alive)
rules.add_perm("forum_consultations.correct", is_member & reads)
