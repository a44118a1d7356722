"""What several pages of the forums need."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _


def page_number(request):
    """The number of the page asked for, from 1. What is no number is no page."""
    asked = request.GET.get("page", "1")
    if not asked.isascii() or not asked.isdigit() or len(asked) > 9 or not 0 < int(asked) < 10**7:
        raise Http404
    return int(asked)


def trail_to_forums():
    return [(_("Forums"), reverse("forums:home"))]


def trail_to_group(group):
    return [*trail_to_forums(), (group.name, group.get_absolute_url())]
