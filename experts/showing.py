"""What pages show of an entry, and what the roster puts beside a person of the directory."""

from django.template.loader import render_to_string

from directory.disclosure import DisclosedPerson

from .choices import EntryState
from .disclosure import DisclosedEntry, disclose_entries
from .models import RosterEntry, entries_seen_by

# How many fields the page of a person in the directory names.
MOST_NAMED = 4


def entry_of_page(slug, user):
    """The entry of a person as a user may see it; None when they may not know of it.

    Whoever decides on an entry before it is listed sees what their audience sees of it.
    """
    entry = RosterEntry.objects.select_related("person__user").filter(person__slug=slug).first()
    if entry is None or not user.has_perm("experts.view_entry", entry):
        return None
    return disclose_entries([entry], user)[0]


def line_on_the_roster(thing, request):
    """On a person's page: that they are on the roster, in which fields, and where to read more."""
    if not isinstance(thing, DisclosedPerson):
        return ""
    entry = (
        RosterEntry.objects.filter(entries_seen_by(thing.audience), state=EntryState.LISTED, person=thing.pk)
        .select_related("person")
        .prefetch_related("fields__term", "endorsements")
        .first()
    )
    if entry is None:
        return ""
    shown = DisclosedEntry(entry, thing, thing.audience)
    return render_to_string("experts/_on_the_roster.html", {"entry": shown, "fields": shown.fields[:MOST_NAMED]})
