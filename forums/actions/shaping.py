"""Shaping threads: pinning, closing, renaming, moving, merging, splitting; answers and helpful marks.

Nothing disappears in silence: a line between the posts says what was done (``Notice``), a moved post leaves its place
(``FormerPlace``), a merged thread leads on.
"""

import uuid

from audit.actions import record
from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from ..choices import EventKind, NoticeKind, ThreadKind, ThreadState
from ..exceptions import Refused
from ..models import (
    FormerPlace,
    Group,
    HelpfulMark,
    Notice,
    Post,
    ReadingMark,
    Thread,
    Watch,
)
from ..queries import readership_widens
from ..rendering import render
from .counting import recount_groups, recount_thread
from .events import happen, locked
from .exactly_once import made_already

# Kinds that are put together with others or taken apart: rooms of their own hang on the rest.
PLAIN = (ThreadKind.DISCUSSION, ThreadKind.QUESTION)


@transaction.atomic
def pin(thread, *, by, pinned=True):
    """Let a thread stand before the others of its group, or no longer. Returns False without a change."""
    thread = locked(thread)
    if thread.is_pinned == pinned:
        return False
    happen(thread, EventKind.CHANGED, by=by, is_pinned=pinned)
    record("forums.thread.pinned" if pinned else "forums.thread.unpinned", thread, by=by)
    return True


@transaction.atomic
def close_thread(thread, *, by, reason):
    """Let nobody write in a thread any more. Returns False, and records nothing, if it was closed already."""
    thread = locked(thread)
    if thread.is_closed:
        return False
    _notice(thread, NoticeKind.CLOSED, by, reason)
    happen(thread, EventKind.CHANGED, by=by, closed_at=timezone.now(), closed_reason=reason[:300], has_notices=True)
    record("forums.thread.closed", thread, by=by, reason=reason)
    return True


@transaction.atomic
def reopen_thread(thread, *, by, reason=""):
    """Let people write in a closed thread again."""
    thread = locked(thread)
    if not thread.is_closed:
        return False
    _notice(thread, NoticeKind.REOPENED, by, reason)
    happen(thread, EventKind.CHANGED, by=by, closed_at=None, closed_reason="", has_notices=True)
    record("forums.thread.reopened", thread, by=by, reason=reason)
    return True


@transaction.atomic
def rename_thread(thread, title, *, by, reason=""):
    """Give a thread another title; the former one stays readable in the thread."""
    thread = locked(thread)
    if thread.title == title:
        return False
    before = thread.title
    _notice(thread, NoticeKind.RENAMED, by, reason, before=before)
    happen(thread, EventKind.CHANGED, by=by, title=title, has_notices=True)
    record("forums.thread.renamed", thread, by=by, reason=reason, changes={"title": [before, title]})
    return True


@transaction.atomic
def retag_thread(thread, tags, *, by, reason=""):
    """Put a thread under other tags."""
    thread = locked(thread)
    before = sorted(thread.tags.names())
    thread.tags.set(tags)
    after = sorted(thread.tags.names())
    if before == after:
        return False
    _notice(thread, NoticeKind.RETAGGED, by, reason, before=", ".join(before)[:255])
    happen(thread, EventKind.CHANGED, by=by, has_notices=True)
    record("forums.thread.retagged", thread, by=by, reason=reason, changes={"tags": [before, after]})
    return True


@transaction.atomic
def move_thread(thread, group, *, by, reason, wider_is_meant=False):
    """Move a thread to another group, where other people may read it.

    Raises ``Refused`` where more people would read it and nobody said that this is meant. What the posts link to is
    written anew for the new readers.
    """
    thread = locked(thread)
    if thread.group_id == group.pk:
        return False
    group = Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
    if group.is_archived:
        raise Refused(_("This group is archived."), "archived")
    if readership_widens(thread.group, group) and not wider_is_meant:
        raise Refused(_("More people read that group. Please confirm that they may read this thread."), "wider")
    before = thread.group
    # Whoever set the first group apart is not named to readers of the second.
    _notice(thread, NoticeKind.MOVED, by, reason)
    happen(thread, EventKind.MOVED, by=by, group=group, has_notices=True)
    thread.group = group
    recount_groups([before, group])
    transaction.on_commit(lambda: render_anew.enqueue(thread.pk), robust=True)
    record("forums.thread.moved", thread, by=by, reason=reason, changes={"group": [before.slug, group.slug]})
    return True


@transaction.atomic
def merge_threads(thread, into, *, by, reason):
    """Put the posts of a thread behind those of another one, whose address the first leads to from then on.

    Both are of one group; posts keep their permanent addresses, and their order. Returns False if it was done before.
    """
    # Always in one order, so that two who merge crosswise do not wait for one another.
    first, second = (locked(each) for each in sorted((thread, into), key=lambda each: each.pk))
    thread, into = (first, second) if first.pk == thread.pk else (second, first)
    if thread.state == ThreadState.MERGED:
        return False
    _refuse_what_does_not_merge(thread, into)
    offset, count = into.last_number, thread.last_number
    _notice(into, NoticeKind.MERGED, by, reason, before=thread.title, posts=thread.post_count)
    Post.objects.filter(thread=thread).update(thread=into, number=F("number") + offset)
    FormerPlace.objects.filter(thread=thread).update(thread=into, number=F("number") + offset)
    Notice.objects.filter(thread=thread).update(thread=into, after=F("after") + offset)
    _carry_readers_over(thread, into, offset)
    happen(into, EventKind.MOVED, by=by, last_number=offset + count, has_notices=True, **_moved_answer(thread, into))
    recount_thread(into)
    happen(
        thread,
        EventKind.MOVED,
        by=by,
        state=ThreadState.MERGED,
        merged_into=into,
        merged_after=offset,
        accepted=None,
        post_count=0,
    )
    Thread.objects.filter(merged_into=thread).update(merged_into=into, merged_after=F("merged_after") + offset)
    recount_groups([into.group])
    record("forums.thread.merged", into, by=by, reason=reason, changes={"thread": thread.pk, "after": offset})
    return True


@transaction.atomic
def split_thread(thread, posts, *, title, by, reason, token=None):
    """Begin a new thread with posts of another one. Returns it; the same one when the token was used before.

    Each leaves its place in the old thread with a word where it is now. Raises ``Refused`` if none would be left.
    """
    token = token or uuid.uuid4()
    if made := made_already(Thread, token):
        return made
    thread = locked(thread)
    if made := made_already(Thread, token):
        return made
    if thread.kind not in PLAIN:
        raise Refused(_("This kind of thread is not taken apart."), "kind")
    moving = list(
        Post.objects.select_for_update(of=("self",))
        .filter(thread=thread, pk__in=[post.pk for post in posts])
        .order_by("number")
    )
    if not moving or not thread.posts.exclude(pk__in=[post.pk for post in moving]).exists():
        raise Refused(_("Choose some posts, and leave at least one."), "choice")
    if moving[0].number == 1:
        raise Refused(_("The first post stays: the thread is about it."), "first")
    now, first = timezone.now(), moving[0]
    new = Thread.objects.create(
        group=thread.group,
        title=title,
        language=first.language,
        author=first.author,
        person=first.person,
        state=ThreadState.SHOWN if any(post.is_shown for post in moving) else ThreadState.WAITING,
        token=token,
        created_at=first.posted_at,
        last_post_at=first.posted_at,
        has_notices=True,
    )
    FormerPlace.objects.bulk_create(
        FormerPlace(thread=thread, number=post.number, post=post, moved_by=by, moved_at=now) for post in moving
    )
    accepted_leaves = thread.accepted_id in {post.pk for post in moving}
    _notice(thread, NoticeKind.SPLIT, by, reason, after=first.number - 1, other=new, posts=len(moving))
    _notice(new, NoticeKind.FROM, by, reason, after=0, other=thread, posts=len(moving))
    for number, post in enumerate(moving, 1):
        post.thread, post.number = new, number
    Post.objects.bulk_update(moving, ["thread", "number"], batch_size=500)
    new.tags.set(thread.tags.all())
    recount_thread(thread)
    recount_thread(new)
    happen(thread, EventKind.MOVED, by=by, has_notices=True, **({"accepted": None} if accepted_leaves else {}))
    happen(new, EventKind.MOVED, by=by)
    _readers_of(thread, new)
    recount_groups([thread.group])
    record("forums.thread.split", new, by=by, reason=reason, changes={"from": thread.pk, "posts": len(moving)})
    return new


@transaction.atomic
def accept_answer(post, *, by):
    """Say that a post answers the question of its thread; ``accept_answer`` of another one takes its place."""
    thread = locked(post.thread)
    post = Post.objects.get(pk=post.pk)
    if thread.kind != ThreadKind.QUESTION or not post.is_shown or post.is_first or post.thread_id != thread.pk:
        raise Refused(_("This post cannot be the answer."), "answer")
    if thread.accepted_id == post.pk:
        return False
    happen(thread, EventKind.ACCEPTED, post=post, by=by, accepted=post)
    record("forums.thread.answered", thread, by=by, changes={"post": post.pk})
    return True


@transaction.atomic
def unaccept_answer(thread, *, by):
    """Say that a question is open again."""
    thread = locked(thread)
    if thread.accepted_id is None:
        return False
    happen(thread, EventKind.ACCEPTED, by=by, accepted=None)
    record("forums.thread.unanswered", thread, by=by)
    return True


@transaction.atomic
def mark_helpful(post, *, by, helpful=True):
    """Say that a post helped, or take it back. One mark for each reader; nobody marks what they wrote themselves."""
    thread = locked(post.thread)
    if post.author_id == by.pk:
        raise Refused(_("Others say whether a post helped."), "own")
    marks = HelpfulMark.objects.filter(post=post, user=by)
    if helpful == marks.exists():
        return False
    if helpful:
        HelpfulMark.objects.create(post=post, user=by)
    else:
        marks.delete()
    Post.objects.filter(pk=post.pk).update(helpful_count=F("helpful_count") + (1 if helpful else -1))
    happen(thread, EventKind.MARKED, post=post, by=by)
    return True


@task()
def render_anew(pk):
    """Write the HTML of a thread's posts anew, after other people came to read them."""
    for post in Post.objects.filter(thread=pk).select_related("thread__group").iterator(chunk_size=500):
        html = render(post.text, post.language, post.thread.group)
        if html != post.html:
            Post.objects.filter(pk=post.pk, text=post.text).update(html=html)
    happen(Thread.objects.get(pk=pk), EventKind.CHANGED)


def _notice(thread, kind, by, reason="", *, after=None, **more):
    after = thread.last_number if after is None else after
    return Notice.objects.create(thread=thread, after=after, kind=kind, by=by, reason=reason[:300], **more)


def _refuse_what_does_not_merge(thread, into):
    if thread.pk == into.pk or into.state != ThreadState.SHOWN or thread.state != ThreadState.SHOWN:
        raise Refused(_("These two threads cannot be put together."), "state")
    if thread.group_id != into.group_id:
        raise Refused(_("Both threads must be in one group. Move one of them first."), "group")
    if thread.kind not in PLAIN or into.kind not in PLAIN:
        raise Refused(_("This kind of thread is not put together with others."), "kind")


def _moved_answer(thread, into):
    if into.kind == ThreadKind.QUESTION and into.accepted_id is None and thread.accepted_id:
        return {"accepted_id": thread.accepted_id}
    return {}


def _carry_readers_over(thread, into, offset):
    """Who had read both has read both; who watched one watches what became of it."""
    theirs = ReadingMark.objects.filter(thread=thread, user=OuterRef("user"))
    ReadingMark.objects.filter(thread=into, number__gte=offset, user__in=_readers(thread)).update(
        number=offset + Subquery(theirs.values("number")[:1])
    )
    _readers_of(thread, into)


def _readers(thread):
    return ReadingMark.objects.filter(thread=thread).values("user")


def _readers_of(thread, other):
    """Who watches a thread watches the other one too."""
    Watch.objects.bulk_create(
        [
            Watch(user_id=watch.user_id, thread=other, is_muted=watch.is_muted)
            for watch in Watch.objects.filter(thread=thread)
        ],
        ignore_conflicts=True,
    )
