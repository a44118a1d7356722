"""What these pages have in common: the post, and the language."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from forums.models import Post

LANGUAGES = dict(settings.LANGUAGES)


def shown_post(user, pk):
    """A post this user reads."""
    posts = Post.objects.visible_to(user).published().select_related("thread__group", "author")
    return get_object_or_404(posts, pk=pk)


def post_to(user, perm, pk, code=None):
    """A post with which this user may do something."""
    post = shown_post(user, pk)
    if not user.has_perm(perm, post):
        raise PermissionDenied
    if code is not None and (code not in LANGUAGES or code == post.language):
        raise Http404
    return post


def trail_to_forums():
    return [(_("Forums"), reverse("forums:home"))]


def trail_to(post):
    return [
        *trail_to_forums(),
        (post.thread.group.name, post.thread.group.get_absolute_url()),
        (post.thread.title, post.get_absolute_url()),
    ]
