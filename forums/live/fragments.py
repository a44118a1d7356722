"""What a page fetches of what it missed, and what lines carry of it: posts as the page shows them."""

from types import SimpleNamespace

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language, override

from directory.choices import Audience
from directory.models import audience_of

from .. import panels
from ..choices import EventKind, PostState, ThreadKind
from ..models import Attachment, Event, Post
from ..queries import facilitates
from ..showing import Shown

# A page that missed more is better loaded anew.
MOST_EVENTS = 100
KEPT_SECONDS = 600
COMES = (EventKind.POSTED, EventKind.PUBLISHED, EventKind.RESTORED)
BESIDE = (EventKind.CHANGED, EventKind.MOVED, EventKind.BESIDE, EventKind.ACCEPTED)


class AnybodyOf(AnonymousUser):
    """Stands for everybody of an audience who has no part of their own in what is shown."""

    def __init__(self, audience):
        super().__init__()
        self.audience = Audience(audience)


def request_of(audience, language):
    """A request by anybody of an audience, for templates and panels that ask who reads."""
    request = HttpRequest()
    request.method, request.LANGUAGE_CODE, request.session = "GET", language, {}
    request.user = AnybodyOf(audience)
    return request


def events_after(thread, version):
    """``(version, kind, post)`` of what happened in a thread after a version, in order; one more than can be told."""
    events = Event.objects.filter(thread=thread, version__gt=version).order_by("version")
    return list(events.values_list("version", "kind", "post")[: MOST_EVENTS + 1])


def common_news(thread, after, kinds):
    """What everybody of an audience and language sees of what happened in a thread, for some such kinds of readers.

    Returns ``(events, news by audience and language)``.
    """
    events = events_after(thread, after)
    # What waits for a facilitator is nothing for everybody, whatever they belong to.
    posts = posts_shown(thread, {post for _version, _kind, post in events if post}, AnybodyOf(Audience.EVERYONE))
    told = {}
    for audience, language in kinds:
        with override(language):
            told[audience, language] = news(thread, after, request_of(audience, language), events=events, posts=posts)
    return events, told


def news(thread, after, request, page=None, events=None, posts=None):
    """What a page that knows a thread up to the version ``after`` shows from now on, of one page or of all.

    ``posts`` are those that came or changed, each once, in the order in which they stand and as they are now;
    ``elsewhere`` counts new ones of other pages; ``beside`` says that something else of the page changed; with
    ``reload`` it is too much to tell.
    """
    events = events_after(thread, after) if events is None else events
    told = {"thread": thread.pk, "after": after, "posts": [], "elsewhere": 0, "beside": False}
    if after > thread.version or len(events) > MOST_EVENTS:
        return {**told, "version": thread.version, "reload": True}
    versions = {post: version for version, _kind, post in events if post}
    new = {post for _version, kind, post in events if kind in COMES}
    posts = posts_shown(thread, versions, request.user) if posts is None else posts
    here = [post for post in posts if page is None or thread.page_of(post.number) == page]
    markup = markup_of(thread, here, versions, request)
    return {
        **told,
        "version": events[-1][0] if events else after,
        "posts": [
            {"id": post.anchor, "number": post.number, "new": post.pk in new, "html": markup[post.pk]}
            for post in here
        ],
        "elsewhere": sum(post.pk in new and post.is_shown for post in posts if post not in here),
        "beside": any(kind in BESIDE for _version, kind, _post in events),
        "reload": False,
    }


def posts_shown(thread, keys, user):
    """Posts of a thread, some of which are but a place without words; those that wait only to who may read them."""
    posts = Post.objects.filter(thread=thread, pk__in=keys).select_related("person", "country", "institution")
    posts = list(posts.order_by("number"))
    for post in posts:
        post.thread = thread
    unpublished = [post.pk for post in posts if post.state in (PostState.WAITING, PostState.REFUSED)]
    if not unpublished:
        return posts
    readable = set(Post.objects.visible_to(user).filter(pk__in=unpublished).values_list("pk", flat=True))
    return [post for post in posts if post.pk not in unpublished or post.pk in readable]


def markup_of(thread, posts, versions, request):
    """The markup of each post by key. What looks the same to an audience is drawn once for all of them."""
    user = request.user
    audience, language = audience_of(user), get_language()
    common = {}
    if audience < Audience.SECRETARIAT and not facilitates(user, thread.group):
        common = {
            f"forum_live:{post.pk}:{versions[post.pk]}:{audience:d}:{language}": post
            for post in posts
            if post.author_id is None or post.author_id != user.pk
        }
    kept = cache.get_many(common) if common else {}
    found = {common[key].pk: markup for key, markup in kept.items()}
    missing = {key: post for key, post in common.items() if key not in kept}
    if missing:
        anybody = request if isinstance(user, AnybodyOf) else request_of(audience, language)
        drawn = draw(thread, list(missing.values()), anybody)
        cache.set_many({key: drawn[post.pk] for key, post in missing.items()}, KEPT_SECONDS)
        found |= drawn
    own = [post for post in posts if post.pk not in found]
    if own:
        found |= draw(thread, own, request)
    return found


def draw(thread, posts, request):
    """Draw posts as the page of the thread does. What anybody of an audience may do with them stands beneath, too."""
    user = request.user
    may = {"mark": audience_of(user) >= Audience.MEMBERS}
    reader, moderates = user, False
    if isinstance(user, AnybodyOf):
        # Whoever belongs to more than everybody has signed in.
        reader = SimpleNamespace(is_authenticated=may["mark"])
    elif user.is_authenticated:
        moderates = user.has_perm("forums.moderate_group", thread)
        may |= {"reply": user.has_perm("forums.reply_to_thread", thread)}
        may |= {"accept": thread.kind == ThreadKind.QUESTION and user.has_perm("forums.accept_answer", thread)}
    files: dict = {}
    for file in Attachment.objects.filter(post__in=[post for post in posts if post.has_attachments]).order_by("pk"):
        files.setdefault(file.post_id, []).append(file)
    beside = panels.of_posts(posts, request)
    drawn = {}
    for post in posts:
        shown = Shown(post, user, moderates=moderates, mine=user.pk is not None and post.author_id == user.pk)
        if shown.has_words:
            shown.files, shown.panels = files.get(post.pk, ()), beside.get(post.pk, ())
        shown.is_accepted = post.pk == thread.accepted_id
        told = {"shown": shown, "thread": thread, "may": may, "user": reader}
        drawn[post.pk] = render_to_string("forums/_post.html", told, request)
    return drawn
