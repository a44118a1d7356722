"""Keeping what is searched in step with what is written."""

from django.db import connection, transaction
from prose import plain_text

from forums.choices import EventKind, PostState, ThreadState
from forums.models import Post

from .fields import Said
from .models import PendingPost, PostTerms
from .tasks import take_in_later

BATCH = 500
_SAYS_NOTHING_NEW = (EventKind.MARKED, EventKind.ACCEPTED, EventKind.BESIDE)


def note(event):
    """A listener of threads: the post, or all of the thread where it changed as a whole, waits to be taken in."""
    if event.kind in _SAYS_NOTHING_NEW:
        return
    if event.post_id:
        PendingPost.objects.create(post_id=event.post_id)
    else:
        # The title stands with the first post; a thread that moved is read by others at once.
        PostTerms.objects.filter(thread_id=event.thread_id).update(group_id=event.thread.group_id)
        posts = Post.objects.filter(thread_id=event.thread_id)
        if event.kind == EventKind.CHANGED:
            posts = posts.filter(number=1)
        PendingPost.objects.bulk_create([PendingPost(post_id=key) for key in posts.values_list("pk", flat=True)])
    transaction.on_commit(take_in_later, robust=True)


def take_in(batch=BATCH):
    """Take everything that waits into the index. Returns how many posts were read."""
    read = 0
    while count := _take_in_some(batch):
        read += count
    return read


@transaction.atomic
def _take_in_some(batch):
    waiting = PendingPost.objects.order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        waiting = waiting.select_for_update(skip_locked=True)
    rows = list(waiting.values_list("pk", "post_id")[:batch])
    if rows:
        write_terms(Post.objects.filter(pk__in={post for _row, post in rows}))
        PendingPost.objects.filter(pk__in=[row for row, _post in rows]).delete()
    return len(rows)


def write_terms(posts):
    """Write the terms of posts anew; those that are not published have none."""
    shown, gone = [], []
    for post in posts.select_related("thread").only(*_READ):
        if post.state == PostState.PUBLISHED and post.thread.state == ThreadState.SHOWN:
            shown.append(terms_of(post))
        else:
            gone.append(post.pk)
    PostTerms.objects.filter(pk__in=gone).delete()
    PostTerms.objects.bulk_create(
        shown,
        update_conflicts=True,
        unique_fields=["post"],
        update_fields=["thread", "group", "posted_at", "has_attachments", "terms"],
    )


_READ = (
    *("text", "language", "number", "state", "posted_at", "has_attachments"),
    *("thread__group_id", "thread__title", "thread__state"),
)


def terms_of(post):
    title = post.thread.title if post.number == 1 else ""
    return PostTerms(
        post_id=post.pk,
        thread_id=post.thread_id,
        group_id=post.thread.group_id,
        posted_at=post.posted_at,
        has_attachments=post.has_attachments,
        terms=Said(title, plain_text(post.text), post.language),
    )


def rebuild(batch=2000, tell=None):
    """Write the terms of every post anew, in the order of their numbers. Returns how many posts there are."""
    last, read = 0, 0
    while keys := list(Post.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:batch]):
        write_terms(Post.objects.filter(pk__gt=last, pk__lte=keys[-1]))
        last, read = keys[-1], read + len(keys)
        if tell:
            tell(read)
    return read
