"""What a newcomer, or a machine, asks for first."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

# Where nothing is to be found, or nothing may be.
CLOSED = ("/cms/", "/documents/", "/media/", "/*/accounts/", "/*/my/", "/*/report/", "/*?*format=")


@require_safe
def front_door(request):
    """From the bare address to the home page in the reader's language: as chosen before, or as their browser says."""
    response = redirect(f"/{get_language() or settings.LANGUAGE_CODE}/")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@require_safe
def robots(request):
    lines = ["User-agent: *"]
    if settings.DEMONSTRATION:
        # Invented people have no place in a search engine.
        lines.append("Disallow: /")
    else:
        lines += [f"Disallow: {address}" for address in CLOSED]
        lines += ["", f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
