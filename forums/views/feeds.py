"""Atom feeds: of public groups, threads and tags for everybody; of what one reads, under an address with a key."""

import re

from django.contrib.syndication.views import Feed
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page

from directory.choices import Audience

from ..choices import PostState, ThreadState
from ..models import FeedKey, Group, Post, Tag, Thread
from ..models.groups import groups_of
from ..rendering import in_language
from ..showing import author_of, ribbon_of

ENTRIES = 30


def latest_posts(threads):
    """The latest posts of threads, by way of the threads written in last: the same work however many there are."""
    latest = threads.order_by("-last_post_at", "-pk").values_list("pk", "last_number")[:ENTRIES]
    near_the_end = Q(pk__in=[])
    for pk, last in latest:
        near_the_end |= Q(thread=pk, number__gt=last - ENTRIES)
    posts = Post.objects.filter(near_the_end, state=PostState.PUBLISHED)
    return list(
        posts.select_related("thread", "person", "institution").defer("text").order_by("-posted_at", "-pk")[:ENTRIES]
    )


# What XML has no place for, and a mail may hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def sayable(text):
    return _CONTROL.sub(" ", str(text))


class Posts(Feed):
    """A feed of posts as ``reader`` (a user, or an audience) may read them."""

    feed_type = Atom1Feed
    reader = Audience.EVERYONE

    def __call__(self, request, *args, **kwargs):
        response = super().__call__(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response

    def language(self):
        return get_language()

    def shown(self):
        return Thread.objects.filter(state=ThreadState.SHOWN)

    def item_title(self, post):
        return sayable(f"{post.thread.title} (#{post.pk})")

    def item_description(self, post):
        ribbon = ribbon_of(post)
        return sayable(f"<p>{ribbon}</p>{in_language(post.html)}" if ribbon else in_language(post.html))

    def item_link(self, post):
        return post.get_absolute_url()

    def item_author_name(self, post):
        return sayable(author_of(post, self.reader).name)

    def item_pubdate(self, post):
        return post.posted_at

    def item_updateddate(self, post):
        return post.edited_at or post.posted_at

    def item_guid(self, post):
        return f"tag:forums,post:{post.pk}"


@method_decorator(conditional_page, name="__call__")
class GroupFeed(Posts):
    def get_object(self, request, slug):
        return get_object_or_404(Group.objects.readable_by(Audience.EVERYONE), slug=slug)

    def title(self, group):
        return group.name

    def link(self, group):
        return group.get_absolute_url()

    def items(self, group):
        return latest_posts(self.shown().filter(group=group))


@method_decorator(conditional_page, name="__call__")
class ThreadFeed(Posts):
    def get_object(self, request, pk):
        thread = Thread.objects.select_related("group").filter(pk=pk).first()
        if thread is None or not thread.is_seen_by(Audience.EVERYONE):
            raise Http404
        return thread

    def title(self, thread):
        return sayable(thread.title)

    def link(self, thread):
        return thread.get_absolute_url()

    def items(self, thread):
        return latest_posts(Thread.objects.filter(pk=thread.pk))


@method_decorator(conditional_page, name="__call__")
class TagFeed(Posts):
    def get_object(self, request, slug):
        tag = get_object_or_404(Tag, slug=slug)
        if not self.of(tag).exists():
            raise Http404
        return tag

    def of(self, tag):
        readable = Group.objects.readable_by(Audience.EVERYONE)
        return self.shown().filter(group__in=readable, tagged__tag=tag)

    def title(self, tag):
        return tag.name

    def link(self, tag):
        return tag.get_absolute_url()

    def items(self, tag):
        return latest_posts(self.of(tag))


class OwnFeed(Posts):
    """What is written in one's groups, or in one of them, for whoever has the key."""

    def __call__(self, request, *args, **kwargs):
        held = FeedKey.objects.select_related("user__person").filter(key=kwargs["key"], user__is_active=True).first()
        if held is None:
            raise Http404
        # A feed is made anew for each request: several are read at the same time.
        own = type(self)()
        own.reader = held.user
        # The key proves that somebody gave it to a reader of feeds, not that they are there: no power of office.
        own.reader.awaits_second_factor = True
        response = super(OwnFeed, own).__call__(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store, private"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def get_object(self, request, key, slug=None):
        groups = Group.objects.readable_by(self.reader)
        return get_object_or_404(groups, slug=slug) if slug else None

    def title(self, group):
        return group.name if group else _("My groups")

    def link(self, group):
        return group.get_absolute_url() if group else reverse("forums:home")

    def items(self, group):
        if group is not None:
            return latest_posts(self.shown().filter(group=group))
        readable = Group.objects.readable_by(self.reader).filter(pk__in=groups_of(self.reader))
        return latest_posts(self.shown().filter(group__in=readable))
