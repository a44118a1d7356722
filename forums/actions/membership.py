"""Joining, leaving, and what one gets by mail."""

from audit.actions import record
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ..choices import MembershipState, Role
from ..hearing import tell_of_group
from ..models import Group, Membership


@transaction.atomic
def join(group, *, user, by=None, role=Role.MEMBER, is_automatic=False, mail_level=None):
    """Make somebody a member of a group. Returns the membership; who is one already stays as they are."""
    membership, is_new = Membership.objects.select_for_update().get_or_create(
        group=group,
        user=user,
        defaults={
            "role": role,
            "is_automatic": is_automatic,
            "mail_level": mail_level or group.default_mail_level,
        },
    )
    if not is_new:
        if membership.is_active:
            return membership
        membership.state, membership.left_at, membership.joined_at = MembershipState.ACTIVE, None, timezone.now()
        membership.role, membership.is_automatic = role, is_automatic
        membership.save(update_fields=["state", "left_at", "joined_at", "role", "is_automatic"])
    _changed(group, user, 1)
    record("forums.group.joined", group, by=by or user, changes={"member": user.pk, "role": role})
    return membership


def leave(group, *, user):
    """Leave a group. Returns False, and records nothing, if one did not belong to it."""
    return _end(group, user, MembershipState.LEFT, user, "")


def remove_member(group, *, user, by, reason):
    """Take somebody out of a group."""
    return _end(group, user, MembershipState.REMOVED, by, reason)


@transaction.atomic
def set_role(membership, role, *, by):
    """Make somebody facilitator, or member again. Returns False without a change."""
    if not Membership.objects.filter(pk=membership.pk).exclude(role=role).update(role=role):
        return False
    membership.role = role
    _changed(membership.group, membership.user, 0)
    record("forums.group.role", membership.group, by=by, changes={"member": membership.user_id, "role": role})
    return True


def set_mail_level(membership, level):
    """Choose what one gets from a group by mail. Returns False without a change."""
    changed = bool(Membership.objects.filter(pk=membership.pk).exclude(mail_level=level).update(mail_level=level))
    membership.mail_level = level
    return changed


@transaction.atomic
def _end(group, user, state, by, reason):
    ended = (
        Membership.objects.active()
        .filter(group=group, user=user)
        .update(state=state, left_at=timezone.now(), role=Role.MEMBER)
    )
    if not ended:
        return False
    _changed(group, user, -1)
    record(f"forums.group.{state}", group, by=by, reason=reason, changes={"member": user.pk})
    return True


def _changed(group, user, count):
    Group.objects.filter(pk=group.pk).update(member_count=F("member_count") + count, version=F("version") + 1)
    for name in ("_forum_groups", "_forum_memberships"):
        user.__dict__.pop(name, None)
    tell_of_group(group, user)
