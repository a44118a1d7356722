"""What open pages fetch, and the choice not to be shown."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ..models import Thread
from .actions import show_reading
from .fragments import news


@require_GET
def missed(request, pk):
    """What happened in a thread since a version, by JSON: for a page whose line was lost, or carries no words."""
    thread = get_object_or_404(Thread.objects.visible_to(request.user).select_related("group"), pk=pk)
    after, page = request.GET.get("after", ""), request.GET.get("page", "")
    if not (after.isdecimal() and len(after) < 10 and (not page or (page.isdecimal() and len(page) < 10))):
        raise Http404
    response = JsonResponse(news(thread, int(after), request, int(page) if page else None))
    response.headers["Cache-Control"] = "no-store, private"
    patch_vary_headers(response, ["Cookie"])
    return response


@login_required
@require_POST
def choose(request):
    """Whether others see that one reads."""
    if show_reading(request.user, request.POST.get("show") == "yes"):
        messages.success(request, _("Your choice is kept. It holds for pages you open from now on."))
    return redirect("my_forums:overview")
