"""Whatever changes an entry, or its person, is noted for the index in the transaction of the change."""

from django.db.models.signals import m2m_changed, post_delete, post_save
from search.actions import identity_of, note_changes
from search.actions import listen as listen_to_index

from directory.written import records_written
from experts import usage
from experts.models import (
    Availability,
    Education,
    Endorsement,
    FieldOfExpertise,
    Nomination,
    Panel,
    Publication,
    Qualification,
    RosterEntry,
)

from .search_indexes import MODEL

_ROWS = (Availability, Education, Endorsement, FieldOfExpertise, Nomination, Panel, Publication, Qualification)
_PERSON = "directory.person."
_AT_ONCE = 5000


def listen():
    """Called once, when the app is ready."""
    for signal in (post_save, post_delete):
        signal.connect(_entry_changed, sender=RosterEntry, dispatch_uid=f"finding entry {id(signal)}")
        for model in _ROWS:
            signal.connect(_row_changed, sender=model, dispatch_uid=f"finding {model.__name__} {id(signal)}")
    for field in (RosterEntry.countries_worked_in, RosterEntry.regions_worked_in):
        m2m_changed.connect(_links_changed, sender=field.through, dispatch_uid=f"finding {field.through.__name__}")
    records_written.connect(_entries_written, sender=RosterEntry, dispatch_uid="finding entries written")
    listen_to_index(_records_noted)
    usage.listen(note_entries)


def note_entries(keys):
    """Entries have changed, by their keys."""
    note_changes(f"{MODEL}.{key}" for key in keys)


def _entry_changed(instance, raw=False, **kwargs):
    if not raw:
        note_changes([identity_of(instance)])


def _row_changed(instance, raw=False, **kwargs):
    if not raw and instance.entry_id:
        note_entries([instance.entry_id])


def _links_changed(instance, action, **kwargs):
    if action.startswith("post_") and isinstance(instance, RosterEntry):
        note_entries([instance.pk])


def _entries_written(keys, **kwargs):
    note_entries(keys)


def _records_noted(identities):
    """What is noted of a person holds for the person's entry."""
    people = [int(identity.removeprefix(_PERSON)) for identity in identities if identity.startswith(_PERSON)]
    for start in range(0, len(people), _AT_ONCE):
        chunk = people[start : start + _AT_ONCE]
        note_entries(RosterEntry.objects.filter(person__in=chunk).values_list("pk", flat=True))
