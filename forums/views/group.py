"""A group: what it says of itself, and its threads."""

import re

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.views.generic import TemplateView

from directory.models.names import direction

from .. import panels
from ..choices import GroupKind, ThreadKind, ThreadState, Visibility
from ..glance import Lines, group_named
from ..kept import KeptForVisitors
from ..keyset import Slice, moment_and_key
from ..listing import lean, rows_of, unread_by
from ..models import GroupText, Tag, Thread
from ..queries import membership_of
from .parts import trail_to_forums

FILTERS = ("unread", "unanswered", "mine")


class GroupPage(KeptForVisitors, TemplateView):
    template_name = "forums/group.html"
    known_query = re.compile(r"(?:show=unanswered&?)?(?:(?:after|before)=[\d.]{1,40})?", re.ASCII)

    def look(self):
        user = self.request.user
        self.group, flags, told_of_group = group_named(self.kwargs["slug"], get_language() or "en")
        group = self.group
        if group is None or not group.is_known_to(user):
            raise Http404
        self.is_read = group.is_read_by(user)
        told_of_threads = self.find_threads() if self.is_read else ""
        # What stands beside the threads and knows no version is asked first, and is part of what was seen.
        self.beside = panels.OfGroup(group, self.request, flags)
        if self.is_read:
            self.seen = repr((told_of_group, told_of_threads, self.beside.told))

    def find_threads(self):
        """What makes the threads of the page these. The plain list is asked for in the shortest way."""
        after, before = self.places()
        is_plain = not before and not (self.request.GET.keys() - {"after"}) and not self.moderates
        behind = moment_and_key(after) if after else None
        if is_plain and (behind or not after):
            self.show, self.tag = "", None
            self.lines = Lines(self.group, behind)
            return self.lines.seen
        self.slice = Slice(self.threads(), after, before)
        return repr([told_of_thread(thread) for thread in self.slice.threads])

    @cached_property
    def slice(self):
        """The threads, for whoever reads the group."""
        if not self.is_read:
            return None
        return Slice.of(self.lines.threads(), is_first=not self.places()[0])

    def places(self):
        asked = self.request.GET
        return asked.get("after", ""), asked.get("before", "")

    def threads(self):
        user, asked = self.request.user, self.request.GET
        threads = lean(Thread.objects.filter(group=self.group))
        self.show = asked.get("show", "")
        if not self.moderates:
            threads = threads.filter(state=ThreadState.SHOWN)
        else:
            threads = threads.exclude(state=ThreadState.MERGED)
        # A word that stands on none of these threads is not told.
        word = asked.get("tag", "").replace("\0", "")
        self.tag = Tag.objects.filter(slug=word, tagged__content_object__in=threads).first() if word else None
        if self.show == "unanswered":
            threads = threads.filter(kind=ThreadKind.QUESTION, accepted=None)
        if user.is_authenticated and self.show == "unread":
            threads = unread_by(user, threads)
        if user.is_authenticated and self.show == "mine":
            threads = threads.filter(author=user)
        if asked.get("tag"):
            threads = threads.filter(tagged__tag=self.tag) if self.tag else threads.none()
        return threads

    @property
    def moderates(self):
        user = self.request.user
        return user.is_authenticated and user.has_perm("forums.moderate_group", self.group)

    def get_context_data(self, **kwargs):
        group, user = self.group, self.request.user
        text = GroupText(group=group, language=group.text_language or "en", description=group.description or "")
        return super().get_context_data(
            group=group,
            kind=GroupKind(group.kind).label,
            visibility=Visibility(group.visibility).label,
            text=text,
            text_direction=direction(text.language),
            is_in_other_language=text.language != get_language(),
            is_read=self.is_read,
            rows=rows_of(self.slice.threads, user) if self.slice else [],
            slice=self.slice,
            show=getattr(self, "show", ""),
            tag=getattr(self, "tag", None),
            membership=membership_of(user, group),
            may_start=user.is_authenticated and user.has_perm("forums.start_thread", group),
            may_moderate=self.moderates,
            beside=self.beside.markup(),
            trail=trail_to_forums(),
            address=reverse("forums:group", args=[group.slug]),
            **kwargs,
        )


def told_of_group(group):
    return sorted((name, value) for name, value in vars(group).items() if not name.startswith("_"))


def told_of_thread(thread):
    return (
        thread.pk,
        thread.version,
        thread.post_count,
        thread.last_post_at,
        [
            sorted((name, value) for name, value in vars(person).items() if not name.startswith("_"))
            for person in (thread.person, thread.last_person)
            if person is not None
        ],
    )
