"""Leaving the list: withdrawn by the expert, by leaving the network, or by those who nominated."""

from django.db import transaction
from django.utils import timezone
from notifications.actions import send_to_secretariat

from directory.actions.designations import end_designation
from directory.contents import contents, schema_of, write

from .. import queries
from ..choices import EntryState, StepKind
from ..models import Nomination, RosterEntry
from .steps import end_nominations, locked, move, step, tell_expert, tell_nominator


@transaction.atomic
def withdraw_entry(entry, *, by, reason="", tell=True):
    """Take an entry off the roster, at any time and for whatever reason. Returns False if it was off already.

    What was written stays with the expert, who may offer it again; steps and nominations stay readable.
    """
    entry = locked(entry)
    if entry.state == EntryState.WITHDRAWN:
        return False
    ended = end_nominations(entry)
    leave_list(entry, EntryState.WITHDRAWN, by=by)
    step(entry, StepKind.WITHDRAWN, by=by, reason=reason)
    if tell:
        tell_expert("withdrawn", entry, reason=reason)
    for nomination in ended:
        nomination.entry = entry
        tell_nominator("withdrawn_to_nominator", nomination, reason=reason)
    if ended:
        send_to_secretariat("experts/mail/withdrawn_to_secretariat", {"entry": entry, "reason": reason})
    return True


def leave_list(entry, state, *, by):
    """Move an entry to another state, and with it end what comes with being listed."""
    was_listed, given = entry.state == EntryState.LISTED, entry.designation
    entry.listed_on = entry.lapses_on = entry.designation = None
    move(entry, state, "listed_on", "lapses_on", "designation")
    if was_listed and given is not None:
        end_designation(given, on=max(timezone.localdate(), given.starts_on), by=by, reason="Roster of experts")


def withdraw_whoever_left(person, *, by):
    """The entry of somebody who closed the account: off the roster, with nothing left of it but its history."""
    entry = RosterEntry.objects.filter(person=person).first()
    if entry is None:
        return
    withdraw_entry(entry, by=by, reason="", tell=False)
    erase_entry(entry)


def erase_entry(entry):
    """Leave of an entry what happened to it, and no version of what it said."""
    entry = RosterEntry.objects.get(pk=entry.pk)
    schema, now = schema_of(entry), contents(entry)
    empty = {key: [] for key in (*schema.many, *schema.rows)}
    for key in schema.fields:
        if key != "listing":
            empty[key] = schema.model._meta.get_field(key).get_default() if key == "willing_to" else ""
    write(entry, {key: value for key, value in empty.items() if now[key] != value})
    entry.field_audiences = {}
    entry.latest_revision = None
    entry.save()
    entry.revisions.all().delete()
    Nomination.objects.filter(entry=entry).update(reason="")


def withdraw_of_those_declined():
    """Entries of people who are neither listed in the directory nor wait for it any more. Returns how many."""
    gone = RosterEntry.objects.filter(person__status__in=queries.GONE).exclude(state=EntryState.WITHDRAWN)
    return sum(withdraw_entry(entry, by=None) for entry in gone)
