"""What open pages fetch, and the choice not to be shown."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ..actions import mark_read
from ..models import Thread
from .actions import show_reading
from .fragments import news


@require_GET
def missed(request, pk):
    """What happened in a thread since a version, by JSON: for a page whose line was lost, or carries no words.

    With ``read``, the reader has seen the posts up to that number, as if they had opened the page with them.
    """
    thread = get_object_or_404(Thread.objects.visible_to(request.user).select_related("group"), pk=pk)
    after, page, read = (_number(request.GET.get(name, "")) for name in ("after", "page", "read"))
    if after is None:
        raise Http404
    if read and request.user.is_authenticated:
        mark_read(request.user, thread, min(read, thread.last_number))
    response = JsonResponse(news(thread, after, request, page))
    response.headers["Cache-Control"] = "no-store, private"
    patch_vary_headers(response, ["Cookie"])
    return response


def _number(text):
    """A number as it stands in an address, or None where there is none."""
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Http404
    return int(text)


@login_required
@require_POST
def choose(request):
    """Whether others see that one reads."""
    if show_reading(request.user, request.POST.get("show") == "yes"):
        messages.success(request, _("Your choice is kept. It holds for pages you open from now on."))
    return redirect("my_forums:overview")
