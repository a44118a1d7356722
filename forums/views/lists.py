"""Threads under a tag, posts of a person, what is unread, what is new since the last visit."""

import re

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from directory.models import Person
from directory.templatetags.directory import names_for_reader

from ..actions import note_visit
from ..choices import POSTS_ON_A_PAGE, ThreadState
from ..kept import KeptForVisitors
from ..keyset import Slice
from ..listing import lean, rows_of, unread_by
from ..models import Group, Post, Tag, Thread, Watch
from ..models.groups import groups_of
from ..showing import Shown, titled
from .group import told_of_thread
from .parts import trail_to_forums


def readable_groups(user):
    """The keys of all groups a user may read, for lists that go through an index of threads."""
    return list(Group.objects.readable_by(user).values_list("pk", flat=True))


class Threads(TemplateView):
    """A list of threads of many groups, without pinned ones first."""

    def places(self):
        asked = self.request.GET
        return asked.get("after", ""), asked.get("before", "")

    def sliced(self, threads):
        lines = lean(threads, "group__slug", *GROUP_NAMES).select_related("group")
        return Slice(lines, *self.places(), pinned_first=False)


GROUP_NAMES = tuple(f"group__name_{code}" for code in ("en", "ar", "es", "fr", "ru", "zh"))


class TagPage(KeptForVisitors, Threads):
    template_name = "forums/tag.html"
    known_query = re.compile(r"(?:(?:after|before)=[\d.]{1,40})?", re.ASCII)

    def look(self):
        user = self.request.user
        self.tag = get_object_or_404(Tag, slug=self.kwargs["slug"])
        threads = Thread.objects.filter(
            state=ThreadState.SHOWN, group__in=readable_groups(user), tagged__tag=self.tag
        )
        self.slice = self.sliced(threads)
        if not self.slice.threads and not threads.exists():
            # A word that stands on no thread one may read is not told.
            raise Http404
        self.seen = repr((self.tag.name, [told_of_thread(thread) for thread in self.slice.threads]))

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            tag=self.tag,
            rows=rows_of(self.slice.threads, user),
            slice=self.slice,
            watch=Watch.objects.filter(user=user, tag=self.tag).first() if user.is_authenticated else None,
            trail=trail_to_forums(),
            **kwargs,
        )


class Unread(LoginRequiredMixin, Threads):
    template_name = "forums/unread.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        threads = Thread.objects.filter(state=ThreadState.SHOWN, group__in=readable_groups(user))
        found = self.sliced(unread_by(user, threads))
        return super().get_context_data(
            rows=rows_of(found.threads, user), slice=found, trail=trail_to_forums(), **kwargs
        )


class Since(LoginRequiredMixin, Threads):
    """What was posted since one's visit before this one."""

    template_name = "forums/since.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        since = note_visit(user)
        threads = Thread.objects.filter(state=ThreadState.SHOWN, group__in=readable_groups(user), post_count__gt=0)
        found = self.sliced(threads.filter(last_post_at__gt=since) if since else threads.none())
        return super().get_context_data(
            since=since,
            rows=rows_of(found.threads, user),
            slice=found,
            mine=groups_of(user),
            trail=trail_to_forums(),
            **kwargs,
        )


class PersonPosts(TemplateView):
    """What somebody wrote, as far as the viewer may know of them and read it."""

    template_name = "forums/person.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        person = get_object_or_404(Person.objects.visible_to(user), slug=self.kwargs["slug"])
        posts = posts_of(person, user).select_related("person", "institution", "thread__group").defer("text")
        if place := self.request.GET.get("after"):
            posts = posts.filter(pk__lt=_key(place))
        found = list(posts.order_by("-pk")[: POSTS_ON_A_PAGE + 1])
        if not found and user.pk != person.user_id and not place:
            raise Http404
        return super().get_context_data(
            person=person,
            name=names_for_reader(person).first,
            shown=[(Shown(post, user), titled(post.thread)) for post in found[:POSTS_ON_A_PAGE]],
            older=found[POSTS_ON_A_PAGE - 1].pk if len(found) > POSTS_ON_A_PAGE else "",
            watch=Watch.objects.filter(user=user, person=person).first() if user.is_authenticated else None,
            is_me=user.is_authenticated and person.user_id == user.pk,
            trail=[*trail_to_forums()],
            says=_("What they wrote in the forums"),
            **kwargs,
        )


def posts_of(person, viewer):
    """Published posts of a person in threads the viewer may read."""
    return Post.objects.published().filter(Q(person=person), thread__group__in=readable_groups(viewer))


def _key(text):
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404
    return int(text)
