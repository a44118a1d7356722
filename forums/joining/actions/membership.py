"""Joining where nobody is asked, and being taken out."""

from django.db import transaction
from django.utils.translation import gettext as _

from ...actions import join
from ...actions import remove_member as take_out
from ...choices import Joining, MembershipState
from ...models import Group, Membership
from .. import letters
from ..exceptions import CannotJoin


@transaction.atomic
def join_freely(group, *, user):
    """Join a group that is open to every member, or come back where the rules had a place. Returns the membership."""
    group = Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
    known = Membership.objects.filter(group=group, user=user).first()
    if known is not None and known.is_active:
        return known
    comes_back = group.joining == Joining.AUTOMATIC and known is not None and known.is_automatic
    if group.is_archived or not (group.joining == Joining.OPEN or comes_back):
        raise CannotJoin(_("This group is not open to join any more."), "closed")
    if known is not None and known.state == MembershipState.REMOVED:
        raise CannotJoin(_("You were taken out of this group. Ask its facilitators to come back."), "removed")
    return join(group, user=user, is_automatic=comes_back)


@transaction.atomic
def remove_member(group, *, user, by, reason):
    """Take somebody out of a group and tell them why. Returns False, and tells nobody, if they were out already."""
    if not take_out(group, user=user, by=by, reason=reason):
        return False
    letters.removed(group, user, reason)
    return True
