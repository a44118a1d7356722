"""Saying that something is wrong with a post."""

import uuid

from audit.actions import record
from django.db import transaction

from forums.actions.events import locked
from forums.actions.exactly_once import made_already

from ..choices import MatterKind, Rule
from ..models import Flag, Matter


@transaction.atomic
def flag(post, *, by, rule, words="", token=None):
    """Put a post before those who keep order. Returns the flag; one's first one if one flagged it before.

    A post that is not shown any more, as when somebody hid it a moment before, gets none: None is returned.
    """
    token = token or uuid.uuid4()
    thread = locked(post.thread)
    if made := made_already(Flag, token):
        return made
    post.refresh_from_db(fields=["state"])
    if not post.is_shown:
        return None
    matter, _is_new = Matter.objects.get_or_create(
        post=post, kind=MatterKind.FLAGGED, state="open", defaults={"group": thread.group}
    )
    if made := matter.flags.filter(by=by).first():
        return made
    flagged = Flag.objects.create(matter=matter, by=by, rule=rule, words=words, token=token)
    # Who flagged it stays out of the record, which others read.
    record("forums.post.flagged", post, changes={"rule": rule})
    return flagged


def flag_by_word(post, words):
    """What a watched word does: the post is shown, and those who keep order look at it."""
    matter, _is_new = Matter.objects.get_or_create(
        post=post, kind=MatterKind.FLAGGED, state="open", defaults={"group": post.thread.group}
    )
    Flag.objects.create(matter=matter, by=None, rule=Rule.OTHER, words=", ".join(words)[:1000], is_of_word=True)
