"""Groups, threads and posts of the forums: read as the caller may, and written by whose token says so.

Unlike the rest of the interface, an answer depends on who asks: a token made for the forums reads the groups its
owner belongs to. So nothing of it is remembered for others.
"""

import uuid

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as later
from ninja import Body, Header, Path, Query

from directory.forms.fields import Line, Paragraphs
from directory.models import Country
from directory.words import word
from forums import actions, queries
from forums.actions.exactly_once import once, was_written_so
from forums.choices import Capacity, PostState, Way
from forums.exceptions import Refused
from forums.keyset import Slice
from forums.models import Group, Post, Thread
from forums.showing import author_of, organisation_of

from . import answers, parameters
from .endpoints import address, or_404
from .problems import Problem
from .telling import Telling, filled

FORUMS = later("Forums")
KEYS = uuid.UUID("5b0c1a52-7b40-4d2a-9f4f-3d9f4f9d1c11")
STATUS_OF = {"closed": 409, "many": 429, "soon": 429}

GROUP = Path(..., description="The `id` of the group.", pattern="^[-a-zA-Z0-9_]+$", examples=["stockpiles"])
THREAD = Path(..., description="The number of the thread.", ge=1, le=10**15, examples=[17])
POST = Path(..., description="The number of the post, by which it is cited.", ge=1, le=10**15, examples=[9186])
KEY = Header(
    ...,
    alias="Idempotency-Key",
    description="Made up anew for each thing you write, such as a UUID. Sent again with the same key, it is not "
    "written again, and the answer is the same.",
    pattern=r"^[\x21-\x7e]{8,120}$",
    examples=["8e03978e-40d5-43e8-bc93-6894a57f9324"],
)


# Reading.


@address("/forums/groups", FORUMS, later("Groups whose discussions you may read"), answers.Groups)
def forum_groups(request, asked: Query[parameters.InWords]):
    groups = Group.objects.readable_by(request.reader.viewer).order_by("slug")
    tell = _Telling(request, asked)
    return {"items": [tell.group(group) for group in groups]}


@address(
    "/forums/groups/{slug:slug}/threads",
    FORUMS,
    later("Threads of a group: pinned ones, then by their latest post"),
    answers.Threads,
)
def forum_threads(request, asked: Query[parameters.OfThreads], slug: str = GROUP):
    viewer = request.reader.viewer
    group = or_404(Group.objects.readable_by(viewer).filter(slug=slug).first())
    threads = Thread.objects.visible_to(viewer).filter(group=group).select_related("group", "person")
    found = Slice(threads.prefetch_related("tags"), after=asked.after, size=asked.limit)
    tell = _Telling(request, asked)
    return {
        "items": [tell.thread(thread) for thread in found.threads],
        "links": tell.links(asked, found.older),
    }


@address("/forums/threads/{int:number}", FORUMS, later("One thread"), answers.Thread)
def forum_thread(request, asked: Query[parameters.InWords], number: int = THREAD):
    return _Telling(request, asked).thread(_thread(request, number))


@address(
    "/forums/threads/{int:number}/posts",
    FORUMS,
    later("Posts of a thread, from the first on"),
    answers.Posts,
    description="To hear what is new, ask again with the place of the last post you know in `after`.",
)
def forum_posts(request, asked: Query[parameters.OfPosts], number: int = THREAD):
    thread = _thread(request, number)
    posts = list(_posts(request).filter(thread=thread, number__gt=asked.after).order_by("number")[: asked.limit + 1])
    more, posts = len(posts) > asked.limit, posts[: asked.limit]
    tell = _Telling(request, asked)
    return {
        "items": [tell.post(post) for post in posts],
        "links": tell.links(asked, posts[-1].number if more else ""),
    }


@address("/forums/posts/{int:number}", FORUMS, later("One post, by the number it is cited by"), answers.Post)
def forum_post(request, asked: Query[parameters.InWords], number: int = POST):
    return _Telling(request, asked).post(or_404(_posts(request).filter(pk=number).first()))


# Writing.


def writes(path, method, summary, **more):
    """An address that writes, for tokens that may."""

    def add(view):
        return address(path, FORUMS, summary, answers.Post, method=method, description=WRITTEN_ONCE, **more)(view)

    return add


WRITTEN_ONCE = (
    "Takes a token made to write in the forums. The header Idempotency-Key is required: the same words sent again "
    "with the same key are written once. 409 says that the thread is closed, 403 why you may not write."
)


@writes("/forums/groups/{slug:slug}/threads", "POST", later("Begin a thread"))
def begin_forum_thread(
    request,
    written: Body[answers.NewThread],
    asked: Query[parameters.InWords],
    slug: str = GROUP,
    key: str = KEY,
):
    user = request.reader.user
    group = or_404(Group.objects.visible_to(user).filter(slug=slug).first())
    token = _token(user, key)
    if not Thread.objects.filter(token=token).exists():
        _may(user, "forums.start_thread", group)
    thread = _carry_out(
        lambda: actions.start_thread(
            group,
            by=user,
            title=Line().clean(written.title),
            text=_text(written),
            language=written.language,
            capacity=_capacity(user, written.capacity),
            kind=written.kind,
            tags=written.tags,
            token=token,
            way=Way.PROGRAM,
        )
    )
    return _told(request, asked, thread.posts.order_by("number").first(), _text(written))


@writes("/forums/threads/{int:number}/posts", "POST", later("Reply in a thread"))
def reply_in_forum(
    request,
    written: Body[answers.NewPost],
    asked: Query[parameters.InWords],
    number: int = THREAD,
    key: str = KEY,
):
    user, thread = request.reader.user, _thread(request, number)
    token = _token(user, key)
    if not Post.objects.filter(token=token).exists():
        if not thread.is_open:
            raise Problem(409, _("The thread was closed meanwhile: nothing new is written in it."))
        _may(user, "forums.reply_to_thread", thread)
    answered = written.answers and or_404(_posts(request).filter(pk=written.answers, thread=thread).first())
    post = _carry_out(
        lambda: actions.reply(
            thread,
            by=user,
            text=_text(written),
            language=written.language,
            capacity=_capacity(user, written.capacity),
            answers=answered or None,
            token=token,
            way=Way.PROGRAM,
        )
    )
    return _told(request, asked, post, _text(written))


@writes("/forums/posts/{int:number}", "PUT", later("Edit a post of one's own"))
def edit_in_forum(
    request,
    written: Body[answers.Edit],
    asked: Query[parameters.InWords],
    number: int = POST,
    key: str = KEY,
):
    user = request.reader.user
    post = or_404(_posts(request).filter(pk=number).first())
    _may(user, "forums.edit_post", post)
    _carry_out(
        lambda: once(
            _token(user, key),
            f"api.edit.{post.pk}",
            by=user,
            do=lambda: actions.edit_post(
                post, by=user, text=_text(written), language=written.language, reason=written.reason
            ),
        )
    )
    return _Telling(request, asked).post(_posts(request).get(pk=post.pk))


def _thread(request, number):
    threads = Thread.objects.visible_to(request.reader.viewer).select_related("group", "person")
    return or_404(threads.filter(pk=number, merged_into=None).first())


def _posts(request):
    """Posts whose words the reader may read."""
    posts = Post.objects.visible_to(request.reader.viewer)
    return posts.select_related("thread__group", "person", "institution").prefetch_related("attachments")


def _may(user, perm, thing):
    if not user.has_perm(perm, thing):
        raise Problem(403, _("You read this, and may not write here: only members of the group do."))


def _text(written):
    """The text as forms take it: without control characters, its lines ended as the platform keeps them."""
    return Paragraphs().clean(written.text)


def _token(user, key):
    return uuid.uuid5(KEYS, f"{user.pk}:{key}")


def _capacity(user, asked):
    for capacity in queries.capacities_of(user):
        if capacity[0] == asked:
            return capacity
    raise Problem(
        422,
        _("You do not speak in this capacity."),
        errors=[("capacity", asked, _("One of the capacities you speak in today."))],
    )


def _carry_out(do):
    try:
        return do()
    except Refused as refused:
        status = STATUS_OF.get(refused.code, 403)
        raise Problem(
            status, str(refused.reason), headers={"Retry-After": "60"} if status == 429 else None
        ) from refused


def _told(request, asked, post, text):
    if not was_written_so(post, text):
        raise Problem(
            422,
            _("This key was used for other words. Make up a new one for each thing you write."),
            errors=[("Idempotency-Key", "", _("Used before."))],
        )
    return _Telling(request, asked).post(_posts(request).get(pk=post.pk))


class _Telling(Telling):
    """Tells what stands in the forums. Whom the reader may not know of is a member without a name."""

    def links(self, asked, after):
        here = self.request.build_absolute_uri()
        if not after:
            return {"self": here}
        query = self.request.GET.copy()
        query["after"] = after
        return {"self": here, "next": self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")}

    def group(self, group):
        return filled(
            {
                "id": group.slug,
                "name": group.name,
                "kind": group.kind,
                "visibility": group.visibility,
                "language": group.language,
                "archived": group.is_archived,
                "threads": group.thread_count,
                "posts": group.post_count,
                "links": {"page": self.page_of(group), "threads": self.link("api-v1:forum_threads", group.slug)},
            }
        )

    def author(self, post):
        shown = author_of(post, self.request.reader.viewer)
        return filled({"name": shown.name, "id": post.person.slug if shown.address else ""})

    def thread(self, thread):
        return filled(
            {
                "number": thread.pk,
                "group": thread.group.slug,
                "title": thread.title,
                "language": thread.language,
                "kind": thread.kind,
                "closed": thread.is_closed,
                "pinned": thread.is_pinned,
                "tags": sorted(tag.name for tag in thread.tags.all()),
                "begun_at": thread.created_at,
                "last_post_at": thread.last_post_at,
                "posts": thread.post_count,
                "version": thread.version,
                "answer": thread.accepted_id,
                "links": {"page": self.page_of(thread), "posts": self.link("api-v1:forum_posts", thread.pk)},
            }
        )

    def post(self, post):
        spoken = {
            Capacity.PARTY: lambda: str(word(Country, post.country_id).name) if post.country_id else "",
            Capacity.ORGANISATION: lambda: getattr(organisation_of(post), "text", ""),
        }.get(Capacity(post.capacity), lambda: "")()
        return filled(
            {
                "number": post.pk,
                "thread": post.thread_id,
                "place": post.number,
                "author": self.author(post),
                "capacity": post.capacity,
                "speaks_for": spoken,
                "language": post.language,
                "text": post.text,
                "state": post.state if post.state != PostState.PUBLISHED else "",
                "answers": post.answers_id,
                "posted_at": post.posted_at,
                "edited_at": post.edited_at,
                "helpful": post.helpful_count,
                "attachments": [
                    {"name": file.name, "bytes": file.size, "address": self.page_of(file)}
                    for file in post.attachments.all()
                ],
                "links": {"page": self.page_of(post), "thread": self.link("api-v1:forum_thread", post.thread_id)},
            }
        )
