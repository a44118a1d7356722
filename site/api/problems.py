"""What went wrong, as RFC 9457 has it told to programs, in the reader's language."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

TITLES = {
    400: ("bad-request", _("The request cannot be read")),
    401: ("token", _("The token opens nothing")),
    403: ("refused", _("You may not do this")),
    404: ("not-found", _("There is nothing at this address")),
    405: ("method", _("This is not possible at this address")),
    406: ("not-acceptable", _("Answers come as JSON only")),
    409: ("conflict", _("It is not possible any more")),
    422: ("parameters", _("A parameter makes no sense")),
    429: ("too-many-requests", _("Too many requests")),
    503: ("search", _("The search does not answer")),
    500: ("fault", _("Something broke on our side")),
}
MEDIA_TYPE = "application/problem+json"


class Problem(Exception):  # noqa: N818  (the word of RFC 9457)
    """Ends a request with an answer that says why. ``errors`` are (parameter, value, why)."""

    def __init__(self, status, detail, *, errors=(), headers=None):
        super().__init__(status, detail)
        self.status, self.detail, self.errors, self.headers = status, detail, errors, headers or {}


def answer(problem, request):
    """The problem as an HTTP response."""
    code, title = TITLES[problem.status]
    told = {
        "type": f"{request.build_absolute_uri(reverse('api:documentation'))}#{code}",
        "title": title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": request.path,
    }
    if problem.errors:
        told["errors"] = [
            {"parameter": parameter, "value": value, "detail": why} for parameter, value, why in problem.errors
        ]
    body = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False)
    return HttpResponse(body, status=problem.status, content_type=MEDIA_TYPE, headers=problem.headers)
