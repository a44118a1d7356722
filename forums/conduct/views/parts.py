"""What these pages have in common: who may open them, and the way back."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from forums.models import Group, Post


class Private(LoginRequiredMixin):
    """A page for whoever is signed in, kept by no browser."""

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def trail(self):
        return [(_("Forums"), reverse("forums:home"))]

    def get_context_data(self, **kwargs):
        return super().get_context_data(trail=self.trail(), **kwargs)


class PrivateForm(Private, FormView):
    """A form whose words come back with what is wrong with them."""

    template_name = "forum_conduct/form.html"

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class AboutPost(PrivateForm):
    """A form about one post. ``perm`` is what it takes, beside reading the post."""

    perm = ""

    @cached_property
    def post_of_page(self):
        readable = Post.objects.visible_to(self.request.user).select_related("thread__group", "author")
        post = get_object_or_404(readable, pk=self.kwargs["pk"])
        if not self.request.user.has_perm(self.perm, post):
            raise PermissionDenied
        return post

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.post_of_page  # noqa: B018 - it is asked for before anything else
        return super().dispatch(request, *args, **kwargs)

    def trail(self):
        thread = self.post_of_page.thread
        return [
            *super().trail(),
            (thread.group.name, thread.group.get_absolute_url()),
            (thread.title, self.post_of_page.get_absolute_url()),
        ]

    def get_success_url(self):
        return self.post_of_page.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(post=self.post_of_page, back=self.get_success_url(), **kwargs)


class OfGroup(Private):
    """A page for those who keep order in a group."""

    @cached_property
    def group(self):
        group = get_object_or_404(Group.objects.visible_to(self.request.user), slug=self.kwargs["slug"])
        if not self.request.user.has_perm("forums.moderate_group", group):
            raise PermissionDenied
        return group

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.group  # noqa: B018 - it is asked for before anything else
        return super().dispatch(request, *args, **kwargs)

    def trail(self):
        return [*super().trail(), (self.group.name, self.group.get_absolute_url())]

    def get_context_data(self, **kwargs):
        return super().get_context_data(group=self.group, **kwargs)


class OfNetwork(Private):
    """The same for the whole network: the Secretariat's."""

    group = None

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.has_perm("forum_conduct.keep_network"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
