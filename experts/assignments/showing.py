"""Assignments beside the profile of an expert."""

from django.template.loader import render_to_string

from directory.disclosure import DisclosedPerson
from experts.disclosure import DisclosedEntry
from experts.models import RosterEntry

from . import queries


def assignments_beside(thing, request):
    """The last assignment and how many there were, on the page of an expert and of the person."""
    if isinstance(thing, DisclosedEntry):
        entry = thing.entry
    elif isinstance(thing, DisclosedPerson):
        entry = RosterEntry.objects.listed().filter(person=thing.pk).first()
    else:
        return ""
    if entry is None:
        return ""
    found = queries.last_and_counts(entry, request.user)
    if found is None:
        return ""
    return render_to_string("assignments/_beside.html", found, request=request)
