"""Deciding what waits, what is flagged, and appeals."""

from audit.actions import record
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.actions import hide_post, publish_waiting, refuse_waiting, restore_post
from forums.actions.events import locked
from forums.choices import PostState
from forums.exceptions import Refused

from .. import letters
from ..choices import ACTS, Act, MatterKind, MatterState
from ..models import Matter
from . import measures
from .locking import locked_matter
from .rulings import close, ruling_by_itself, write_down


@transaction.atomic
def decide(matter, act, *, by, rule="", reason=""):
    """Decide a matter, once. Returns the ruling, or None when it is over already.

    Raises ``Refused`` while somebody else has it in hand, so that two people never decide the same.
    """
    matter = locked_matter(matter)
    if not matter.is_open:
        return None
    if act not in ACTS[matter.kind]:
        raise ValueError(f"{act} is no answer to {matter.kind}")
    if matter.holder not in (None, by):
        raise Refused(_("Somebody else has this in hand."), "claimed")
    ruling = _DECIDE[matter.kind](matter, act, by, rule, reason)
    matter.state, matter.decided_at = MatterState.DECIDED, timezone.now()
    matter.save(update_fields=["state", "decided_at"])
    record("forums.matter.decided", matter, by=by, reason=reason, changes={"act": act, "rule": rule})
    return ruling


@transaction.atomic
def hide(post, *, by, rule, reason):
    """Hide a post that nobody needs to have flagged. Returns the ruling, or None if it is not shown."""
    locked(post.thread)
    with ruling_by_itself():
        if not hide_post(post, by=by, reason=reason):
            return None
    matter = Matter.objects.open().filter(post=post, kind=MatterKind.FLAGGED).first()
    ruling = _about_post(post, Act.HIDDEN, by, rule, reason, matter)
    letters.post_decided(ruling)
    if matter:
        close(Matter.objects.filter(pk=matter.pk))
        letters.flags_decided(matter, ruling)
    return ruling


@transaction.atomic
def show_again(post, *, by, reason):
    """Show a hidden post again. Returns the ruling, or None if it is not hidden."""
    locked(post.thread)
    with ruling_by_itself():
        if not restore_post(post, by=by, reason=reason):
            return None
    ruling = _about_post(post, Act.RESTORED, by, "", reason)
    letters.post_decided(ruling)
    return ruling


def _decide_waiting(matter, act, by, rule, reason):
    post = matter.post
    with ruling_by_itself():
        if act == Act.PUBLISHED:
            publish_waiting(post, by=by, reason=reason)
        else:
            refuse_waiting(post, by=by, reason=reason)
    ruling = _about_post(post, act, by, rule, reason, matter)
    letters.post_decided(ruling)
    return ruling


def _decide_flagged(matter, act, by, rule, reason):
    post = matter.post
    if act == Act.HIDDEN:
        with ruling_by_itself():
            hide_post(post, by=by, reason=reason)
    ruling = _about_post(post, act, by, rule, reason, matter)
    if act == Act.HIDDEN:
        letters.post_decided(ruling)
    letters.flags_decided(matter, ruling)
    return ruling


def _decide_appeal(matter, act, by, rule, reason):
    first = matter.ruling
    ruling = write_down(
        act,
        by=by,
        group=first.group,
        user=first.user,
        post=first.post,
        rule=first.rule,
        reason=reason,
        matter=matter,
        ban=first.ban,
        earlier=first,
    )
    if act == Act.OVERTURNED:
        _take_back(first, by, reason)
    letters.appeal_decided(ruling)
    return ruling


def _take_back(first, by, reason):
    with ruling_by_itself():
        if first.act == Act.HIDDEN and first.post is not None:
            restore_post(first.post, by=by, reason=reason)
        elif first.act == Act.REFUSED and first.post is not None and first.post.state == PostState.REFUSED:
            publish_waiting(first.post, by=by, reason=reason)
        elif first.act == Act.BANNED and first.ban is not None:
            measures.end(first.ban)


def _about_post(post, act, by, rule, reason, matter=None):
    return write_down(
        act,
        by=by,
        group=post.thread.group,
        user=post.author,
        post=post,
        rule=rule,
        reason=reason,
        matter=matter,
    )


_DECIDE = {
    MatterKind.WAITING: _decide_waiting,
    MatterKind.FLAGGED: _decide_flagged,
    MatterKind.APPEAL: _decide_appeal,
}
