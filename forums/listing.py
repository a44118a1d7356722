"""Threads in lists: each with its author, its tags, the last post, and how much of it a reader has not read."""

from dataclasses import dataclass

from django.db.models import F, Q

from .choices import ThreadKind
from .glance import tags_of
from .models import Membership, ReadingMark
from .showing import author, titled

# Columns of two people would come with each thread; of these, what their names need.
_PERSON = (
    "slug",
    "status",
    "listing",
    "user",
    "given_name",
    "family_name",
    "suffix",
    "original_given_name",
    "original_family_name",
    "name_language",
    "family_name_first",
)
_NAMES = tuple(f"{who}__{name}" for who in ("person", "last_person") for name in _PERSON)
_THREAD = (
    "title",
    "language",
    "kind",
    "state",
    "group",
    "author",
    "person",
    "last_person",
    "last_author_name",
    "is_pinned",
    "closed_at",
    "accepted",
    "created_at",
    "last_post_at",
    "last_number",
    "post_count",
    "version",
)


@dataclass
class Row:
    """A thread in a list, for one reader. ``unread`` is how many posts they have not read, if it is known."""

    thread: object
    author: object
    last_author: object
    title: dict
    tags: list
    unread: int = 0
    is_new: bool = False

    @property
    def is_question(self):
        return self.thread.kind == ThreadKind.QUESTION

    @property
    def first_unread(self):
        """The page on which reading goes on."""
        thread = self.thread
        page = thread.page_of(thread.last_number - self.unread + 1) if self.unread else thread.page_count
        return f"?page={page}" if page > 1 else ""


def lean(threads, *more):
    """Threads with what lists show of them and no more."""
    return threads.select_related("person", "last_person").only(*_THREAD, *_NAMES, *more)


def rows_of(threads, user):
    """Rows of threads that are a list already: two further questions, three for whoever signed in."""
    keys = [thread.pk for thread in threads]
    tags = tags_of(keys)
    rows = [row_of(thread, user, tags.get(thread.pk, [])) for thread in threads]
    if user.is_authenticated and keys:
        _say_what_is_unread(rows, user)
    return rows


def row_of(thread, user, tags):
    return Row(
        thread=thread,
        author=author(thread.person if thread.person_id else None, "", "", user),
        last_author=author(thread.last_person if thread.last_person_id else None, thread.last_author_name, "", user),
        title=titled(thread),
        tags=tags,
    )


def _say_what_is_unread(rows, user):
    keys = [row.thread.pk for row in rows]
    marks = dict(ReadingMark.objects.filter(user=user, thread__in=keys).values_list("thread", "number"))
    since = read_before(user)
    for row in rows:
        thread, mark = row.thread, marks.get(row.thread.pk)
        if mark is not None:
            row.unread = max(0, thread.last_number - mark)
        elif thread.group_id in since and thread.last_post_at > since[thread.group_id]:
            # Of a thread that began before, nobody noted how much was there.
            row.is_new = True
            row.unread = thread.post_count if thread.created_at > since[thread.group_id] else 0


def read_before(user):
    """By the key of each group a user belongs to: what was posted before counts as read."""
    memberships = Membership.objects.active().filter(user=user)
    return {
        group: before or joined
        for group, before, joined in memberships.values_list("group", "read_before", "joined_at")
    }


def unread_by(user, threads):
    """Of these threads, those with posts a user has not read: with a mark behind the last post or, in their groups,
    never opened and written in since they joined or said that all is read.
    """
    since = read_before(user)
    never = Q(pk__in=[])
    for group, before in since.items():
        never |= Q(group=group, last_post_at__gt=before)
    return threads.filter(
        Q(pk__in=_begun(user)) | (never & ~Q(pk__in=ReadingMark.objects.filter(user=user).values("thread")))
    ).exclude(watches__user=user, watches__is_muted=True)


def _begun(user):
    """Threads a user began to read and has not read to the end."""
    return ReadingMark.objects.filter(user=user, number__lt=F("thread__last_number")).values("thread")
