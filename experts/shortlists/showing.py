"""The button on the page of an expert."""

from django.template.loader import render_to_string

from experts.disclosure import DisclosedEntry

from . import visiting
from .models import ShortlistedExpert


def shortlist_button(thing, request):
    """A button that puts the expert on the current shortlist, or takes them off again."""
    if not isinstance(thing, DisclosedEntry) or not thing.entry.is_listed:
        return ""
    return render_to_string(
        "shortlists/_beside.html", {"entry": thing, "is_listed": _is_listed(thing, request)}, request
    )


def _is_listed(entry, request):
    if not request.user.is_authenticated:
        return entry.pk in visiting.keys_of(request)
    return ShortlistedExpert.objects.filter(
        shortlist__owner=request.user, shortlist__is_current=True, entry=entry.pk
    ).exists()
