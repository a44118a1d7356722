"""Inviting members by name, people by their mail address, and whoever is given a link."""

import uuid

from audit.actions import record
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ...actions import join
from ...models import Membership
from .. import letters
from ..choices import INVITATION_WORKS, RequestState
from ..exceptions import CannotJoin
from ..models import GroupInvitation, InvitationUse, JoinRequest


@transaction.atomic
def invite(group, *, by, users=(), addresses=(), note="", language="en", expires_at=None, token=None):
    """Invite members and, by their addresses, people who may not be members yet. Returns the invitations made.

    Who belongs to the group or has an open invitation is not written to again. Sent twice with one ``token``, it has
    one effect. An address is never looked up: the answer tells nobody whether its owner is a member.
    """
    token, now = token or uuid.uuid4(), timezone.now()
    expires_at = expires_at or now + INVITATION_WORKS
    inside = set(Membership.objects.active().filter(group=group, user__in=users).values_list("user_id", flat=True))
    # An invitation whose time is over gives way to a new one.
    _end(GroupInvitation.objects.filter(group=group, user__in=users, expires_at__lte=now))
    asked = {
        address.lower()
        for address in GroupInvitation.objects.open()
        .filter(group=group)
        .exclude(address="")
        .values_list("address", flat=True)
    }
    whom = [{"user": user, "language": user.language} for user in users if user.pk not in inside]
    by_address = {address.lower(): address for address in addresses}
    whom += [
        {"address": address, "language": language} for lower, address in by_address.items() if lower not in asked
    ]
    made = []
    for one in whom:
        whose = str(one["user"].pk) if "user" in one else one["address"].lower()
        try:
            with transaction.atomic():
                invitation = GroupInvitation.objects.create(
                    group=group,
                    note=note,
                    invited_by=by,
                    expires_at=expires_at,
                    most_uses=1,
                    token=uuid.uuid5(token, whose),
                    **one,
                )
        except IntegrityError:
            continue
        made.append(invitation)
        letters.invitation(invitation)
    if made:
        record("joining.invited", group, by=by, changes={"invitations": [one.pk for one in made]})
    return made


@transaction.atomic
def make_link(group, *, by, expires_at=None, most_uses=None, note="", token=None):
    """A link by which whoever is given it joins, within a time and for a number of people. Returns the invitation."""
    token = token or uuid.uuid4()
    made = GroupInvitation.objects.filter(token=token, group=group).first()
    if made is not None:
        return made
    invitation = GroupInvitation.objects.create(
        group=group,
        invited_by=by,
        expires_at=expires_at or timezone.now() + INVITATION_WORKS,
        most_uses=most_uses,
        note=note,
        token=token,
    )
    record("joining.link.made", group, by=by, changes={"invitation": invitation.pk, "most_uses": most_uses})
    return invitation


@transaction.atomic
def accept_invitation(invitation, *, user):
    """Come into a group by an invitation. Returns the membership; the same one when it is accepted again."""
    invitation = _locked(invitation)
    group = invitation.group
    if not is_for(invitation, user):
        raise CannotJoin(_("This invitation was sent to somebody else."), "other")
    known = Membership.objects.active().filter(group=group, user=user).first()
    if known is not None:
        return known
    if group.is_archived:
        raise CannotJoin(_("The group is archived: nobody joins it."), "archived")
    if not invitation.is_open:
        raise CannotJoin(_("This invitation works no more: it was used, ended, or its time is over."), "over")
    _row, is_new = InvitationUse.objects.get_or_create(invitation=invitation, user=user)
    if not is_new:
        # Who left or was taken out does not come back by the same link.
        raise CannotJoin(_("You came in by this link before. Ask the facilitators to come back."), "used")
    GroupInvitation.objects.filter(pk=invitation.pk).update(use_count=F("use_count") + 1)
    if not invitation.is_link:
        _end(GroupInvitation.objects.filter(pk=invitation.pk))
    JoinRequest.objects.waiting().filter(group=group, user=user).update(
        state=RequestState.WITHDRAWN, decided_at=timezone.now()
    )
    return join(group, user=user, by=user)


@transaction.atomic
def decline_invitation(invitation):
    """Whoever was invited does not come. Returns False if it is over; a link is nobody's to decline."""
    invitation = _locked(invitation)
    if invitation.is_link or not invitation.is_open:
        return False
    GroupInvitation.objects.filter(pk=invitation.pk).update(ended_at=timezone.now(), is_declined=True)
    record("joining.invitation.declined", invitation.group, by=invitation.user, changes={"invitation": invitation.pk})
    return True


@transaction.atomic
def end_invitation(invitation, *, by):
    """Let an invitation work no more. Returns False if that was so."""
    if not _end(GroupInvitation.objects.filter(pk=invitation.pk)):
        return False
    record("joining.invitation.ended", invitation.group, by=by, changes={"invitation": invitation.pk})
    return True


def is_for(invitation, user):
    """Whether an invitation is good for this user: a link for everybody, any other for whom it was sent to."""
    if invitation.is_link:
        return True
    if invitation.user_id is not None:
        return invitation.user_id == user.pk
    return user.emailaddress_set.filter(email__iexact=invitation.address, verified=True).exists()


def _end(invitations):
    return invitations.filter(ended_at=None).update(ended_at=timezone.now())


def _locked(invitation):
    return (
        GroupInvitation.objects.select_for_update(of=("self",))
        .select_related("group", "user__person")
        .get(pk=invitation.pk)
    )
