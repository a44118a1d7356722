"""The addresses programs read from. Whatever else is asked for beneath them is answered as they answer."""

from django.http import Http404
from django.urls import include, path, re_path

from .endpoints import api
from .gate import passing_gate


def nothing(request, **parts):
    raise Http404


def _behind_the_gate(patterns):
    for pattern in patterns:
        pattern.callback = passing_gate(pattern.callback)
    return patterns


_patterns, _app, _namespace = api.urls
addresses = [
    *_behind_the_gate([pattern for pattern in _patterns if getattr(pattern, "name", "") != "api-root"]),
    re_path("^", passing_gate(nothing)),
]
urlpatterns = [path("api/v1/", include((addresses, _app), namespace=_namespace))]
