"""The addresses programs read from. Whatever else is asked for beneath them is answered as they answer."""

from django.http import Http404
from django.urls import include, path, re_path

from . import conversing  # noqa: F401 - adds its addresses
from .endpoints import api
from .gate import passing_gate

# Where a token that may write changes something, and how.
WRITING = {"forum_threads": ("POST",), "forum_posts": ("POST",), "forum_post": ("PUT",)}


def nothing(request, **parts):
    raise Http404


def _behind_the_gate(patterns):
    for pattern in patterns:
        pattern.callback = passing_gate(pattern.callback, WRITING.get(getattr(pattern, "name", ""), ()))
    return patterns


_patterns, _app, _namespace = api.urls
addresses = [
    *_behind_the_gate([pattern for pattern in _patterns if getattr(pattern, "name", "") != "api-root"]),
    re_path("^", passing_gate(nothing)),
]
urlpatterns = [path("api/v1/", include((addresses, _app), namespace=_namespace))]
