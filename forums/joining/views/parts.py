"""What pages of one group have in common: who may open them, and the way back."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from ...models import Group


def known_group(user, slug):
    """A group this user may know of; anything else does not exist."""
    return get_object_or_404(Group.objects.visible_to(user).select_related("region"), slug=slug)


def read_group(user, slug):
    """A group whose discussions this user reads."""
    group = known_group(user, slug)
    if not group.is_read_by(user):
        raise Http404
    return group


class OfGroup:
    """A page of a group for those who may know of it; ``reads``: who read it, ``perm``: who may do more."""

    reads = False
    perm = ""

    @cached_property
    def group(self):
        find = read_group if self.reads else known_group
        group = find(self.request.user, self.kwargs["slug"])
        if self.perm and not self.request.user.has_perm(self.perm, group):
            raise PermissionDenied
        return group

    def trail(self):
        return [(_("Forums"), reverse("forums:home")), (self.group.name, self.group.get_absolute_url())]

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            group=self.group,
            trail=self.trail(),
            reads=self.group.is_read_by(user),
            decides=user.has_perm("joining.decide", self.group),
            **kwargs,
        )


class AtDesk(LoginRequiredMixin, OfGroup):
    """A page of the facilitators' desk."""

    perm = "joining.decide"

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def trail(self):
        return [*super().trail(), (_("Desk"), reverse("joining:desk", args=[self.group.slug]))]
