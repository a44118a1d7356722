"""Keeping records true: changing, confirming and undoing."""

from datetime import timedelta

from audit.actions import record as note
from django.db import transaction
from django.utils import timezone

from ..choices import TermStatus
from ..contents import contents, fingerprint, write
from ..models import ExpertiseTerm

# Somebody who presses the button twice confirms once.
CONFIRMED_JUST_NOW = timedelta(minutes=1)


class RecordChangedMeanwhileError(Exception):
    """Somebody else changed the same things after the writer began. ``now`` is what stands in the record."""

    def __init__(self, now):
        super().__init__("The record was changed meanwhile.")
        self.now = now


@transaction.atomic
def update_record(record, changes, *, by, seen="", proposals=None, verb="changed", reason=""):
    """Write values into a record and keep the version before. Returns the keys that changed.

    ``changes`` holds plain values (see ``contents``), ``proposals`` new terms in the member's words, by key.
    ``seen`` is the fingerprint of the same things when the writer began: if the record holds something else by
    now, and not already what the writer wants, ``RecordChangedMeanwhileError`` is raised and nothing is written.
    """
    fresh = locked(record)
    now = contents(fresh)
    wanted = dict(changes)
    for key, words in (proposals or {}).items():
        wanted[key] = sorted({*wanted.get(key, now[key]), *(term.pk for term in _terms(words, by))})
    changed = [key for key in wanted if wanted[key] != now[key]]
    if not changed:
        return []
    if seen and seen != fingerprint(now, sorted(changes)):
        raise RecordChangedMeanwhileError(now)
    keep_what_was(fresh)
    write(fresh, wanted)
    fresh.save()
    fresh.save_revision(user=by, clean=False)
    note(f"{word(fresh)}.{verb}", fresh, by=by, reason=reason, changes={"fields": changed})
    return changed


@transaction.atomic
def confirm_record(record, *, by):
    """Say that everything in a record is still true. Returns False when that was said a moment ago."""
    fresh, now = locked(record), timezone.now()
    if fresh.confirmed_at is not None and now - fresh.confirmed_at < CONFIRMED_JUST_NOW:
        return False
    keep_what_was(fresh)
    fresh.confirmed_at = now
    fresh.save()
    fresh.save_revision(user=by, clean=False)
    note(f"{word(fresh)}.confirmed", fresh, by=by)
    return True


def locked(record):
    """The record as it is now, held until the transaction ends."""
    return type(record)._default_manager.select_for_update().get(pk=record.pk)


def keep_what_was(record):
    """A record that was loaded or entered without a version gets one before its first change."""
    if record.latest_revision_id is None:
        record.save_revision(clean=False)


def word(record):
    """What the kind of a record is called in the record of actions."""
    room = record._meta.app_config.name.split(".")[0]
    return f"{room}.{record._meta.model_name}"


def _terms(words, by):
    """Terms for words of a member: those of the vocabulary that are called so, or new proposals."""
    known = {}
    for term in ExpertiseTerm.objects.all():
        for name in term.all_names:
            known.setdefault(name.casefold(), term)
    for word in dict.fromkeys(words):
        term = known.get(word.casefold())
        if term is None:
            term = ExpertiseTerm.objects.create(name=word, status=TermStatus.PROPOSED, proposed_by=by)
            known[word.casefold()] = term
            note("directory.expertiseterm.proposed", term, by=by)
        yield term
