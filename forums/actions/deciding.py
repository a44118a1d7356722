"""What facilitators and the Secretariat decide about posts. Nothing disappears: a hidden post keeps its place."""

from audit.actions import record
from django.db import transaction

from ..choices import EventKind, PostState, ThreadState
from .counting import count_post
from .events import happen, locked_with_thread


def publish_waiting(post, *, by, reason=""):
    """Show a post that waited. With its first post a thread is shown."""
    return _decide(post, by, reason, (PostState.WAITING, PostState.REFUSED), PostState.PUBLISHED, EventKind.PUBLISHED)


def refuse_waiting(post, *, by, reason):
    """Do not publish a post that waits; its author reads why."""
    return _decide(post, by, reason, (PostState.WAITING,), PostState.REFUSED, EventKind.REFUSED)


def hide_post(post, *, by, reason):
    """Keep the words of a post from readers; its place stays, with the reason."""
    return _decide(post, by, reason, (PostState.PUBLISHED,), PostState.HIDDEN, EventKind.HIDDEN)


def restore_post(post, *, by, reason=""):
    """Show a hidden post again."""
    return _decide(post, by, reason, (PostState.HIDDEN,), PostState.PUBLISHED, EventKind.RESTORED)


@transaction.atomic
def _decide(post, by, reason, before, after, kind):
    """Returns False, and records nothing, when the post is in none of the states ``before``."""
    thread, post = locked_with_thread(post)
    if post.state not in before:
        return False
    was_shown = post.is_shown
    post.state = after
    post.save(update_fields=["state"])
    changes = {}
    if post.number == 1 and thread.state != ThreadState.MERGED:
        changes["state"] = {
            PostState.PUBLISHED: ThreadState.SHOWN,
            PostState.REFUSED: ThreadState.HIDDEN,
            PostState.HIDDEN: thread.state,
        }[after]
    if post.is_shown != was_shown:
        changes |= count_post(thread, post, 1 if post.is_shown else -1, write=False)
    happen(thread, kind, post=post, by=by, **changes)
    record(f"forums.post.{kind}", post, by=by, reason=reason)
    return True
