"""Questions the record of actions answers."""

from .models import Entry


def entries_about(thing):
    """What was done to an object, the latest first."""
    return Entry.objects.about(thing).select_related("by")


def entries_by(user):
    """What a user did, the latest first."""
    return Entry.objects.filter(by=user).select_related("content_type")


def entries_of_room(room):
    """What was done in a room: ``directory``, ``moderation`` and so on."""
    return Entry.objects.filter(action__startswith=f"{room}.").select_related("by")
