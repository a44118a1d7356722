"""Which words are watched."""

from audit.actions import record
from django.db import transaction

from ..models import WatchedWord


@transaction.atomic
def watch(text, *, by, action, language="", group=None, note=""):
    """Watch a word; one that is watched there already gets the new action. Returns the word."""
    word, _is_new = WatchedWord.objects.update_or_create(
        text=text, language=language, group=group, defaults={"action": action, "note": note, "added_by": by}
    )
    record("forums.word.watched", group, by=by, reason=note, changes={"word": text, "action": action})
    return word


@transaction.atomic
def unwatch(word, *, by):
    """Watch a word no longer. Returns False, and records nothing, if nobody watches it."""
    deleted, _rows = WatchedWord.objects.filter(pk=word.pk).delete()
    if not deleted:
        return False
    record("forums.word.unwatched", word.group, by=by, changes={"word": word.text})
    return True
