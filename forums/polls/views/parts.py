"""What pages of one poll have in common."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from ..models import Poll


def poll_for(user, pk):
    """A poll somebody may read; anything else does not exist."""
    polls = Poll.objects.visible_to(user).select_related("post", "thread__group").prefetch_related("options")
    return get_object_or_404(polls, pk=pk)


def trail_to(thread):
    group = thread.group
    return [
        (_("Forums"), reverse("forums:home")),
        (group.name, group.get_absolute_url()),
        (thread.title, thread.get_absolute_url()),
    ]


class OnePoll:
    """A page about one poll. ``perm`` is what it takes to open it, beside reading the poll."""

    perm = ""

    @cached_property
    def poll(self):
        poll = poll_for(self.request.user, self.kwargs["pk"])
        if self.perm and not self.request.user.has_perm(self.perm, poll):
            raise PermissionDenied
        return poll

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        trail = [*trail_to(self.poll.thread), (self.poll.asks.text, self.poll.get_absolute_url())]
        return super().get_context_data(poll=self.poll, trail=kwargs.pop("trail", trail), **kwargs)
