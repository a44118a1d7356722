"""Pages a visitor has seen before: told by validators that are always right, so that reading again costs little.

Only visitors without a session get validators. What signed-in people read is stored on nobody's computer
(``no-store``), so nobody would ever send a validator for it; a visitor with a session may be told something on any
page.

``seen`` holds everything a page shows: versions of threads, groups and authors as they are now. With the address,
the language, the day (which pages name) and the release of the site it makes the validator, and the key under which
the finished page is kept for other visitors.
"""

import hashlib
import re
from functools import cache as once
from pathlib import Path

import brotli
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

KEPT_SECONDS = 600
ACCEPTS_BROTLI = re.compile(r"\bbr\b")
# As for other pages of visitors: the best that costs no more than gzip.
QUALITY = 5


def is_plain_visitor(request):
    return settings.SESSION_COOKIE_NAME not in request.COOKIES and not request.user.is_authenticated


class KeptForVisitors:
    """A page that answers visitors “not modified” where it is.

    ``look`` finds out what the page is about, raises 404 where it is none of theirs or gives another answer; it sets
    ``seen``, or leaves it None for a page that is not kept.
    """

    seen = None
    # Only under addresses to which pages lead are pages kept, not under those somebody makes up.
    known_query = re.compile(r"(?:page=\d{1,6})?", re.ASCII)

    def look(self):
        raise NotImplementedError

    def get(self, request, *args, **kwargs):
        if (elsewhere := self.look()) is not None:
            return elsewhere
        if self.seen is None or not is_plain_visitor(request):
            return super().get(request, *args, **kwargs)
        etag = f'W/"{self.validator(request)}"'
        if request.headers.get("If-None-Match"):
            known = get_conditional_response(request, etag=etag)
            if known is not None:
                return self.sent(known, etag)
        encoding = "br" if ACCEPTS_BROTLI.search(request.headers.get("Accept-Encoding", "")) else ""
        key = f"forums.page.{etag[3:-1]}.{encoding}"
        is_known = self.known_query.fullmatch(request.META.get("QUERY_STRING", ""))
        body = cache.get(key) if is_known else None
        if body is None:
            made = super().get(request, *args, **kwargs)
            if hasattr(made, "render"):
                made.render()
            if made.status_code != 200 or made.cookies or request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
                return made
            body = brotli.compress(made.content, quality=QUALITY) if encoding else made.content
            if is_known:
                cache.set(key, body, KEPT_SECONDS)
        response = HttpResponse(body)
        if encoding:
            response.headers["Content-Encoding"] = encoding
        return self.sent(response, etag)

    def validator(self, request):
        address = request.build_absolute_uri()
        told = "\n".join((release(), get_language() or "", address, str(timezone.localdate()), self.seen))
        return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()

    def sent(self, response, etag):
        response.headers["ETag"] = etag
        # To be asked again each time: a post may have been hidden a moment ago.
        response.headers["Cache-Control"] = "no-cache"
        patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
        return response


@once
def release():
    """What the site's own code, templates, words and styles are: another release writes other pages."""
    told = hashlib.blake2b(digest_size=8)
    for root in ("forums", "directory", "site"):
        for file in sorted(Path(settings.BASE_DIR, root).rglob("*")):
            if file.suffix in (".py", ".html", ".mo", ".css", ".js"):
                told.update(f"{file.name} {file.stat().st_size} {file.stat().st_mtime_ns}".encode())
    told.update(str(settings.DEMONSTRATION).encode())
    return told.hexdigest()
