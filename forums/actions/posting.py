"""Starting threads, replying, editing, withdrawing.

Every write carries the token of its form or mail: carried out again, it returns what it made the first time.
"""

import uuid

from audit.actions import record
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import gates
from ..choices import Capacity, EventKind, PostState, ThreadKind, ThreadState, Way
from ..exceptions import Refused
from ..models import Group, Mention, Post, PostVersion, Thread
from ..rendering import mentioned_in, render
from .counting import count_post
from .events import happen, locked, locked_with_thread
from .exactly_once import made_already


@transaction.atomic
def start_thread(
    group,
    *,
    by,
    title,
    text,
    language="en",
    capacity=None,
    kind=ThreadKind.DISCUSSION,
    tags=(),
    token=None,
    way=Way.PAGE,
    attachments=(),
    written_by=None,
    **more,
):
    """Begin a thread with its first post. Returns the thread; the same one when the token was used before.

    ``capacity`` is one of ``queries.capacities_of(by)``; ``attachments`` are rows without a post. ``written_by`` is
    the person whose words they are, where ``by`` posts for somebody who could not. ``more`` are further fields of
    the post, as ``message_id``. Raises ``Refused`` where a gate says so, and in an archived group.
    """
    token = token or uuid.uuid4()
    if made := made_already(Thread, token):
        return made
    if group.is_archived:
        raise Refused(_("The group is archived: nothing new is written in it."), "closed")
    author, person, more = _who(by, written_by, more)
    waits = gates.has_to_wait(group, None, by, f"{title}\n\n{text}", way)
    now = timezone.now()
    try:
        with transaction.atomic():
            thread = Thread.objects.create(
                group=group,
                title=title,
                language=language,
                kind=kind,
                state=ThreadState.WAITING if waits else ThreadState.SHOWN,
                author=author,
                person=person,
                token=token,
                created_at=now,
                last_post_at=now,
            )
    except IntegrityError:
        return Thread.objects.get(token=token)
    if tags:
        thread.tags.set(tags)
    _write(
        thread,
        by,
        text,
        language,
        capacity,
        token=token,
        way=way,
        waits=waits,
        attachments=attachments,
        author=author,
        person=person,
        **more,
    )
    return thread


@transaction.atomic
def reply(
    thread,
    *,
    by,
    text,
    language="en",
    capacity=None,
    answers=None,
    token=None,
    way=Way.PAGE,
    attachments=(),
    written_by=None,
    though_closed=False,
    **more,
):
    """Add a post to a thread. Returns it; the same one when the token was used before.

    A merged thread leads to the one it became part of. Raises ``Refused`` where a gate says so, and in a thread that
    was closed; ``though_closed`` is for what ends a thread, as minutes or a transcript.
    """
    token = token or uuid.uuid4()
    thread = locked(thread)
    if thread.state == ThreadState.MERGED:
        thread = locked(thread.merged_into)
    # Whoever sent the same form a moment before held the lock until now.
    if made := made_already(Post, token):
        return made
    if thread.group.is_archived or (thread.is_closed and not though_closed):
        raise Refused(_("The thread was closed meanwhile: nothing new is written in it."), "closed")
    author, person, more = _who(by, written_by, more)
    waits = gates.has_to_wait(thread.group, thread, by, text, way)
    return _write(
        thread,
        by,
        text,
        language,
        capacity,
        answers=answers,
        token=token,
        way=way,
        waits=waits,
        attachments=attachments,
        author=author,
        person=person,
        **more,
    )


@transaction.atomic
def edit_post(post, *, by, text, language=None, reason="", attachments=None):
    """Change what a post says; what it said stays readable. Returns False, and records nothing, without a change.

    ``attachments`` are the rows it has from now on; None leaves them. Raises ``Refused`` where a gate says so, and
    when the post is no longer shown, and so not for its author to change.
    """
    thread, post = locked_with_thread(post)
    if post.state not in (PostState.PUBLISHED, PostState.WAITING):
        raise Refused(_("The post was hidden or withdrawn meanwhile."), "closed")
    language = language or post.language
    same_files = attachments is None or {file.pk for file in attachments} == set(
        post.attachments.values_list("pk", flat=True)
    )
    if (post.text, post.language) == (text, language) and same_files:
        return False
    gates.may_change(post, by, text)
    PostVersion.objects.create(post=post, text=post.text, language=post.language, replaced_by=by, reason=reason)
    post.text, post.language, post.html = text, language, render(text, language, thread.group)
    post.edited_at, post.edit_count = timezone.now(), post.edit_count + 1
    if attachments is not None:
        taken_off = post.attachments.exclude(pk__in=[file.pk for file in attachments])
        taken_off.update(post=None, loose_since=timezone.now())
        _attach(post, attachments)
    post.save(
        update_fields=["text", "language", "html", "edited_at", "edit_count", "has_attachments"],
    )
    _mention(post, thread.group)
    happen(thread, EventKind.EDITED, post=post, by=by)
    record("forums.post.edited", post, by=by, reason=reason)
    return True


@transaction.atomic
def withdraw_post(post, *, by, reason=""):
    """The author takes a post back: its place stays, with who and when; the words are kept from readers."""
    thread, post = locked_with_thread(post)
    if post.state == PostState.WITHDRAWN:
        return False
    was_shown, post.state = post.is_shown, PostState.WITHDRAWN
    post.save(update_fields=["state"])
    if was_shown:
        count_post(thread, post, -1)
    happen(thread, EventKind.WITHDRAWN, post=post, by=by)
    record("forums.post.withdrawn", post, by=by, reason=reason)
    return True


def _who(by, written_by, more):
    """(author, person, further fields of the post): whose words they are, and who posted them for another."""
    if written_by is None and "author_name" not in more:
        return by, by.record, more
    author = written_by.user if written_by is not None else None
    return author, written_by, {"posted_by": by, **more}


def _write(thread, by, text, language, capacity, *, token, way, waits, attachments=(), **more):
    """The next post of a thread whose row is locked, or was just made."""
    value, country, institution = capacity or (Capacity.PERSONAL.value, None, None)
    now = timezone.now()
    post = Post(
        thread=thread,
        number=thread.last_number + 1,
        capacity=value.partition(":")[0],
        country=country,
        institution=institution,
        text=text,
        html=render(text, language, thread.group),
        language=language,
        state=PostState.WAITING if waits else PostState.PUBLISHED,
        way=way,
        posted_at=now,
        token=token,
        has_attachments=bool(attachments),
        **more,
    )
    post.save(force_insert=True)
    if attachments:
        _attach(post, attachments)
    _mention(post, thread.group, is_new=True)
    changes = {"last_number": post.number}
    if not waits:
        changes |= count_post(thread, post, 1, write=False)
    happen(thread, EventKind.POSTED, post=post, by=by, **changes)
    return post


def _attach(post, attachments):
    for file in attachments:
        file.post, file.draft, file.loose_since = post, None, None
        file.save(update_fields=["post", "draft", "loose_since"])
    post.has_attachments = bool(attachments)


def _mention(post, group, is_new=False):
    people = mentioned_in(post.text, group)
    if not is_new:
        post.mentions.exclude(person__in=people).delete()
    if people:
        Mention.objects.bulk_create([Mention(post=post, person=person) for person in people], ignore_conflicts=True)


def founded(group):
    """The group as it is now, kept from others until the transaction ends."""
    return Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
