"""The first page of the forums."""

import re

from django.views.generic import TemplateView

from directory.permissions import is_member

from ..actions import note_visit
from ..choices import GroupKind, ThreadState
from ..kept import KeptForVisitors
from ..listing import lean, rows_of
from ..models import Group, Thread
from ..models.groups import groups_of
from ..queries import groups_shown
from .group import told_of_group, told_of_thread

LATEST = 12


class Home(KeptForVisitors, TemplateView):
    template_name = "forums/home.html"
    known_query = re.compile("")

    def look(self):
        user = self.request.user
        self.groups = list(groups_shown(user).filter(archived_at=None).order_by("kind", "name_en", "pk"))
        readable = [group.pk for group in self.groups if group.is_read_by(user)]
        latest = lean(Thread.objects.filter(state=ThreadState.SHOWN, group__in=readable))
        self.latest = list(latest.order_by("-last_post_at", "-pk")[:LATEST])
        self.seen = repr(
            [[told_of_group(group) for group in self.groups], [told_of_thread(each) for each in self.latest]]
        )

    def get_context_data(self, **kwargs):
        user = self.request.user
        mine = groups_of(user)
        by_key = {group.pk: group for group in self.groups}
        for thread in self.latest:
            thread.group = by_key[thread.group_id]
        since = note_visit(user) if user.is_authenticated else None
        others = [group for group in self.groups if group.pk not in mine]
        return super().get_context_data(
            my_groups=[group for group in self.groups if group.pk in mine],
            kinds=[
                (kind.label, found)
                for kind in GroupKind
                if (found := [group for group in others if group.kind == kind])
            ],
            rows=rows_of(self.latest, user),
            since=since,
            new=self.new_since(since),
            is_member=is_member(user),
            **kwargs,
        )

    def new_since(self, since):
        """How many threads one may read have posts since one's last visit."""
        if since is None:
            return 0
        readable = [group.pk for group in self.groups if group.is_read_by(self.request.user)]
        return Thread.objects.filter(
            state=ThreadState.SHOWN, group__in=readable, last_post_at__gt=since, post_count__gt=0
        ).count()


def archived_groups(user):
    return Group.objects.visible_to(user).exclude(archived_at=None)
