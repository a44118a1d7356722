"""Pages for what goes wrong. What was refused to whom is noted; what broke is told to the log, not to the reader."""

from functools import partial
from http import HTTPStatus

from django.http import HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views import csrf, defaults

from forums.keeping import keep_words
from portal.accounts.journal import note, warn

page_not_found = partial(defaults.page_not_found, template_name="errors/404.html")
server_error = partial(defaults.server_error, template_name="errors/500.html")


def bad_request(request, exception=None):
    # Not drawn with the request: what is wrong with it, such as its host, would break the page as well.
    return HttpResponseBadRequest(render_to_string("errors/400.html"))


def permission_denied(request, exception=None):
    if request.user.is_authenticated:
        note("refused", request, request.user, path=request.path[:200])
    else:
        warn("refused", request, path=request.path[:200])
    return defaults.permission_denied(request, exception, template_name="errors/403.html")


def csrf_failure(request, reason=""):
    warn("form_refused", request, path=request.path[:200])
    if keep_words(request):
        # The form is drawn anew, with what was written in it.
        return redirect(request.get_full_path())
    return csrf.csrf_failure(request, reason, template_name="errors/403_csrf.html")


def too_many_requests(request, exception=None):
    warn("too_many_requests", request, path=request.path[:200])
    return render(request, "errors/429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
