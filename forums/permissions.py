"""Who may do what in the forums."""

import rules

from directory.permissions import is_member, is_secretariat

from .choices import MembershipState, PostState, Role
from .queries import membership_of


def _membership(user, group):
    """The user's membership of a group, asked once for each user and group."""
    known = user.__dict__.setdefault("_forum_memberships", {})
    if group.pk not in known:
        known[group.pk] = membership_of(user, group)
    return known[group.pk]


def _group(thing):
    """The group of a group, a thread, a post."""
    if getattr(thing, "group_id", None):
        return thing.group
    return thing.thread.group if hasattr(thing, "thread") else thing


@rules.predicate
def reads(user, thing):
    return thing is not None and _group(thing).is_read_by(user)


@rules.predicate
def belongs(user, thing):
    membership = _membership(user, _group(thing)) if user.is_authenticated else None
    return membership is not None and membership.state == MembershipState.ACTIVE


@rules.predicate
def keeps_order(user, thing):
    membership = _membership(user, _group(thing)) if user.is_authenticated else None
    return (
        membership is not None
        and membership.state == MembershipState.ACTIVE
        and membership.role == Role.FACILITATOR
        and is_member(user)
    )


@rules.predicate
def is_alive(user, thing):
    return not _group(thing).is_archived


@rules.predicate
def everybody_starts(user, thing):
    return not _group(thing).only_facilitators_start


@rules.predicate
def is_open_thread(user, thread):
    return thread.is_open


@rules.predicate
def wrote(user, post):
    return post.author_id is not None and post.author_id == user.pk


@rules.predicate
def began(user, thread):
    return thread.author_id is not None and thread.author_id == user.pk


@rules.predicate
def is_editable(user, post):
    return post.state in (PostState.PUBLISHED, PostState.WAITING)


moderates = is_secretariat | keeps_order
may_write = is_secretariat | (is_member & belongs)

rules.add_perm("forums.read_group", reads)
# Shaping a thread as facilitators do; its author names it, tags it and chooses the answer while it is open.
rules.add_perm("forums.shape_thread", moderates)
rules.add_perm("forums.name_thread", moderates | (began & is_open_thread & may_write))
rules.add_perm("forums.accept_answer", moderates | (began & is_alive & may_write))
# Keeping order in a group: pinning, closing, moving, hiding, deciding what waits, and who belongs.
rules.add_perm("forums.moderate_group", moderates)
# Everything about a group itself: only the Secretariat founds, changes and archives groups.
rules.add_perm("forums.manage_groups", is_secretariat)
rules.add_perm("forums.start_thread", is_alive & may_write & (everybody_starts | moderates))
rules.add_perm("forums.reply_to_thread", may_write & is_open_thread)
rules.add_perm("forums.edit_post", wrote & is_editable & is_alive & may_write)
rules.add_perm("forums.withdraw_post", wrote & is_editable)
rules.add_perm("forums.moderate_post", moderates)
rules.add_perm("forums.mark_post", is_member & reads)
