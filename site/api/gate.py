"""The one way into the interface: every address passes here before and after it is answered."""

import hashlib
import logging
from functools import wraps

from django.core.exceptions import SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja.errors import HttpError, ValidationError

from . import limits, readers
from .keeping import Remembered
from .negotiation import language_of, takes_json
from .problems import Problem, answer

logger = logging.getLogger(__name__)

METHODS = ("GET", "HEAD", "OPTIONS")
WRITING = ("POST", "PUT")
FORUMS = "/api/v1/forums/"
# Any page of any site may read what every visitor sees. It cannot send a token or a cookie along:
# a token in the script of a page is a token given away.
CROSS_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Language, ETag, Link, RateLimit, RateLimit-Policy, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT = {
    "Allow": ", ".join(METHODS),
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}
VARY = ("Accept-Language", "Authorization", "Cookie")
FRESH_FOR = 60  # seconds a visitor's answer is used without asking again


def passing_gate(view, writing=()):
    """Make a view of an address of the interface. The request gets ``reader``; the view may raise Problem.

    ``writing`` are the methods by which a token that may write changes something here.
    """

    @wraps(view)
    def gate(request, *args, **kwargs):
        request.methods = (*METHODS, *writing)
        if request.method == "OPTIONS":
            response = HttpResponse(status=204, headers={**PREFLIGHT, "Allow": ", ".join(request.methods)})
        else:
            response = _answered(view, request, args, kwargs)
        for name, value in CROSS_ORIGIN.items():
            response.headers[name] = value
        patch_vary_headers(response, VARY)
        # Nothing here is a page: no middleware shall look for one under the prefix of a language.
        request.urlconf = "api.urls"
        return response

    # There is nothing to forge: only a token in the header changes anything, and no browser sends that by itself.
    gate.csrf_exempt = True
    return gate


def _answered(view, request, args, kwargs):
    request.quota = None
    language = "en"
    try:
        language = language_of(request)
        with override(language):
            reader = _let_in(request)
            if request.method in WRITING:
                response = view(request, *args, **kwargs)
            elif FORUMS in request.path:
                response = _for_this_reader(view, request, args, kwargs)
            else:
                response = _conditionally(view, request, language, args, kwargs)
    except Exception as error:
        with override(language):
            response = answer(_problem_of(error, request), request)
        response.headers["Cache-Control"] = "no-store"
    else:
        response.headers["Cache-Control"] = {
            readers.VISITOR: f"public, max-age={FRESH_FOR}",
            readers.TOKEN: "private, no-cache",
            readers.SESSION: "private, no-store",
        }[reader.kind]
        if FORUMS in request.path:
            # What was hidden is gone at once, and what somebody reads is theirs.
            is_kept = reader.kind != readers.SESSION and request.method not in WRITING
            response.headers["Cache-Control"] = "private, no-cache" if is_kept else "private, no-store"
    response.headers["Content-Language"] = language
    if request.quota is not None:
        for name, value in request.quota.headers.items():
            response.headers[name] = value
    if request.method == "HEAD":
        response.headers["Content-Length"] = str(len(response.content))
        response.content = b""
    return response


def _let_in(request):
    if request.method not in request.methods:
        raise Problem(
            405,
            _("%(method)s is not possible here. Records are changed on the pages of the network.")
            % {"method": request.method[:20]},
            headers={"Allow": ", ".join(request.methods)},
        )
    refused = None
    try:
        reader = readers.reader_of(request)
    except readers.BadToken as error:
        # Counted by address, so that tokens cannot be tried without end.
        reader, refused = readers.visitor(request), error
    request.quota = quota = limits.count(reader)
    if quota.is_exceeded:
        raise Problem(
            429,
            _("You may ask %(number)s times a minute. Please wait %(seconds)s seconds.")
            % {"number": quota.limit, "seconds": quota.resets_in},
            headers={"Retry-After": str(quota.resets_in)},
        )
    if refused:
        raise refused
    if not takes_json(request):
        raise Problem(406, _("Leave the header Accept away, or let it name application/json."))
    if request.method in WRITING and not reader.writes:
        if reader.kind == readers.TOKEN:
            raise Problem(403, _("This token was not made to write in the forums."))
        raise readers.BadToken(_("To write, send a token that was made to write in the forums."))
    request.reader = reader
    return reader


def _for_this_reader(view, request, args, kwargs):
    """An answer that is this reader's alone: made each time, and not sent when they have it."""
    method, request.method = request.method, "GET"
    try:
        response = view(request, *args, **kwargs)
    finally:
        request.method = method
    response.headers["ETag"] = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    unchanged = get_conditional_response(request, etag=response.headers["ETag"])
    return response if unchanged is None or unchanged.status_code != 304 else unchanged


def _conditionally(view, request, language, args, kwargs):
    """The view's answer, or that it has not changed."""
    remembered = Remembered(request.get_host(), request.get_full_path(), language, int(request.reader.audience))
    if remembered.known and (unchanged := _unchanged(request, *remembered.known)):
        return unchanged
    method, request.method = request.method, "GET"
    try:
        response = view(request, *args, **kwargs)
    finally:
        request.method = method
    if response.status_code != 200:
        return response
    etag, modified = remembered.learn(response.content)
    response.headers["ETag"], response.headers["Last-Modified"] = etag, http_date(modified)
    return _unchanged(request, etag, modified) or response


def _unchanged(request, etag, modified):
    """304 if the reader has this answer already."""
    response = get_conditional_response(request, etag=etag, last_modified=modified)
    if response is None or response.status_code != 304:
        return None
    response.headers["ETag"], response.headers["Last-Modified"] = etag, http_date(modified)
    return response


def _problem_of(error, request):
    if isinstance(error, Problem):
        return error
    if isinstance(error, Http404):
        return Problem(404, _("It may have moved, or you may not see it. The description of all addresses helps."))
    if isinstance(error, ValidationError):
        return _of_parameters(error, request)
    if isinstance(error, HttpError) and error.status_code == 400:
        return Problem(400, _("The body is no JSON that can be read."))
    if isinstance(error, SuspiciousOperation):
        return Problem(400, _("The address has too many parts, or parts that no address has."))
    logger.exception("The interface broke at %s", request.path, exc_info=error)
    got_request_exception.send(sender=None, request=request)
    return Problem(500, _("The fault was noted. Please try again later."))


def _of_parameters(error, request):
    """Names each parameter and the value it had."""
    if any(each["loc"][0] == "path" for each in error.errors):
        return _problem_of(Http404(), request)
    errors = []
    for each in error.errors:
        if each["loc"][0] in ("body", "header"):
            errors.append((".".join(str(part) for part in each["loc"][1:] if part != "written"), "", _why(each)))
            continue
        name = str(each["loc"][-1] if isinstance(each["loc"][-1], str) else each["loc"][-2])
        position = each["loc"][-1] if isinstance(each["loc"][-1], int) else None
        values = request.GET.getlist(name)
        value = values[position] if position is not None and position < len(values) else ", ".join(values)
        errors.append((name, value[:200], _why(each)))
    return Problem(422, _("The parameters are listed under “errors”, each with its value."), errors=errors)


def _why(each):
    context = each.get("ctx", {})
    match each["type"]:
        case "value_error":
            return str(context.get("error", each["msg"]))
        case "too_long":
            return _("At most %(number)s values.") % {"number": context["max_length"]}
        case "missing":
            return _("This is required.")
        case "extra_forbidden":
            return _("There is no field of this name here.")
        case "greater_than_equal":
            return _("At least %(number)s.") % {"number": context["ge"]}
        case "less_than_equal":
            return _("At most %(number)s.") % {"number": context["le"]}
        case _other:
            return each["msg"]
