"""What follows from what happens in threads: matters begin and end, and no decision stays out of the log."""

from forums.choices import EventKind, PostState

from .actions.flagging import flag_by_word
from .actions.rulings import close, is_written_down, write_down
from .choices import Act, MatterKind, MatterState, Rule, Why
from .gate import Verdict
from .models import Matter

# Decisions that may also be made elsewhere, as from a page of a thread.
_ACTS = {
    EventKind.PUBLISHED: (Act.PUBLISHED, MatterKind.WAITING),
    EventKind.REFUSED: (Act.REFUSED, MatterKind.WAITING),
    EventKind.HIDDEN: (Act.HIDDEN, MatterKind.FLAGGED),
    EventKind.RESTORED: (Act.RESTORED, None),
}


def listener(event):
    if event.kind == EventKind.POSTED:
        _posted(event.post)
    elif event.kind in _ACTS:
        _decided(event)
    elif event.kind == EventKind.WITHDRAWN:
        close(Matter.objects.filter(post=event.post, ruling=None), MatterState.LAPSED)
    elif event.kind in (EventKind.MOVED, EventKind.CHANGED):
        # A thread or some of its posts may belong to another group now.
        there = Matter.objects.open().filter(post__thread=event.thread).exclude(group=event.thread.group_id)
        there.update(group=event.thread.group_id)


def _posted(post):
    verdict = post.author.__dict__.pop("_forum_verdict", Verdict()) if post.author_id else Verdict()
    if post.state == PostState.WAITING:
        Matter.objects.create(
            kind=MatterKind.WAITING, post=post, group=post.thread.group, why=verdict.why or Why.OTHER
        )
    elif verdict.flagged:
        flag_by_word(post, verdict.flagged)


def _decided(event):
    if is_written_down():
        return
    act, kind = _ACTS[event.kind]
    matter = Matter.objects.open().filter(post=event.post, kind=kind).first() if kind else None
    against = act in (Act.REFUSED, Act.HIDDEN)
    write_down(
        act,
        by=event.by,
        group=event.thread.group,
        user=event.post.author,
        post=event.post,
        rule=Rule.OTHER if against else "",
        matter=matter,
    )
    if matter:
        close(Matter.objects.filter(pk=matter.pk))
