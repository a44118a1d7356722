"""Warning a member, and keeping one from writing."""

from audit.actions import record
from django.db import transaction
from django.utils import timezone

from .. import letters
from ..choices import Act
from ..models import Ban
from .rulings import write_down


@transaction.atomic
def warn(user, *, by, rule, reason, group=None, post=None):
    """Tell somebody that a rule was broken. Returns the ruling."""
    ruling = write_down(Act.WARNED, by=by, group=group, user=user, post=post, rule=rule, reason=reason)
    record("forums.member.warned", group, by=by, reason=reason, changes={"member": user.pk, "rule": rule})
    letters.measure(ruling)
    return ruling


@transaction.atomic
def ban(user, *, by, rule, reason, group=None, until=None, post=None):
    """Keep somebody from writing in a group, or without one in all; without ``until`` for good. Returns the ruling.

    A ban of the same reach that is in force is replaced by this one.
    """
    for earlier in Ban.objects.select_for_update().in_force().filter(user=user, group=group):
        end(earlier)
    made = Ban.objects.create(user=user, group=group, until=until)
    ruling = write_down(Act.BANNED, by=by, group=group, user=user, post=post, rule=rule, reason=reason, ban=made)
    record(
        "forums.member.banned",
        group,
        by=by,
        reason=reason,
        changes={"member": user.pk, "rule": rule, "until": until.isoformat() if until else ""},
    )
    letters.measure(ruling)
    return ruling


@transaction.atomic
def lift(ban, *, by, reason=""):
    """Let somebody write again before the time is over. Returns the ruling, or None if the ban is not in force."""
    ban = Ban.objects.select_for_update(of=("self",)).get(pk=ban.pk)
    if not ban.is_in_force:
        return None
    end(ban)
    first = ban.rulings.filter(act=Act.BANNED).first()
    ruling = write_down(Act.LIFTED, by=by, group=ban.group, user=ban.user, reason=reason, ban=ban, earlier=first)
    record("forums.member.ban_lifted", ban.group, by=by, reason=reason, changes={"member": ban.user_id})
    letters.measure(ruling)
    return ruling


def end(ban):
    Ban.objects.filter(pk=ban.pk).update(lifted_at=timezone.now())
