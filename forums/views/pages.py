"""Reading: groups, threads, posts."""

import posixpath

from django.core.files.storage import default_storage
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import DetailView, ListView

from directory.documents import CONTENT_TYPES

from ..choices import POSTS_ON_A_PAGE
from ..models import Attachment, Group, Post, Tag, Thread
from ..queries import groups_shown, threads_of


class Home(ListView):
    template_name = "forums/home.html"
    context_object_name = "groups"

    def get_queryset(self):
        return groups_shown(self.request.user)


class GroupPage(DetailView):
    template_name = "forums/group.html"

    def get_queryset(self):
        return Group.objects.visible_to(self.request.user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(threads=threads_of(self.object, self.request.user)[:25], **kwargs)


class TagPage(DetailView):
    template_name = "forums/tag.html"
    model = Tag

    def get_context_data(self, **kwargs):
        threads = Thread.objects.visible_to(self.request.user).filter(tagged__tag=self.object).in_order()
        return super().get_context_data(threads=threads[:25], **kwargs)


class ThreadPage(DetailView):
    template_name = "forums/thread.html"

    def get_queryset(self):
        return Thread.objects.visible_to(self.request.user).select_related("group")

    def get_context_data(self, **kwargs):
        page = max(1, int(self.request.GET.get("page") or 1))
        first = (page - 1) * POSTS_ON_A_PAGE
        posts = self.object.posts.filter(number__gt=first, number__lte=first + POSTS_ON_A_PAGE)
        return super().get_context_data(posts=posts.select_related("person"), **kwargs)


def post(request, pk):
    """The permanent address of a post leads to where it stands today."""
    found = get_object_or_404(Post.objects.visible_to(request.user).select_related("thread"), pk=pk)
    page = found.thread.page_of(found.number)
    query = f"?page={page}" if page > 1 else ""
    return redirect(f"{found.thread.get_absolute_url()}{query}#{found.anchor}")


def attachment(request, pk):
    readable = Post.objects.visible_to(request.user)
    found = get_object_or_404(Attachment, pk=pk, post__in=readable)
    return FileResponse(
        default_storage.open(found.file),
        as_attachment=True,
        filename=posixpath.basename(found.name),
        content_type=CONTENT_TYPES[found.kind],
    )
