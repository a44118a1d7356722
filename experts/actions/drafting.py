"""Beginning an entry, by the expert or on somebody's proposal; and offering it to those who nominate."""

from audit.actions import record
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from notifications.actions import send, send_to_secretariat

from directory.actions.membership import invite_person
from directory.actions.records import keep_what_was
from directory.choices import Audience, ContactKind, RecordStatus
from directory.models import Person, PersonContact
from directory.models.names import name_as_written
from directory.upkeep.addressees import addressees_of

from .. import completeness, queries
from ..choices import EntryState, NominationState, StepKind
from ..exceptions import IncompleteEntryError, RosterError
from ..models import RosterEntry
from .steps import in_state, locked, move, step, tell_expert, tell_nominator

CAN_BE_OFFERED = (EntryState.DRAFT, EntryState.RETURNED, EntryState.LAPSED, EntryState.WITHDRAWN)


@transaction.atomic
def begin_entry(person, *, by):
    """Begin an entry as a draft, which nobody but its owner and the Secretariat sees. One there already is given."""
    entry, is_new = _begun(person)
    if is_new:
        step(entry, StepKind.BEGUN, by=by)
    return entry


@transaction.atomic
def propose_expert(person, *, by, reason, email="", language=None):
    """Ask somebody to draft an entry, and say why. Whoever does not sign in yet is invited to take their record over.

    Proposing somebody twice writes once; whose entry lapsed or was withdrawn is asked again. ``email`` serves where
    the record names no address.
    """
    if by is not None and person.user_id == by.pk:
        raise RosterError(_("You need not propose yourself: begin your own entry."))
    if person.status != RecordStatus.LISTED:
        raise RosterError(_("%(name)s is not listed in the directory.") % {"name": person})
    entry, is_new = _begun(person)
    if not is_new and entry.state not in (EntryState.LAPSED, EntryState.WITHDRAWN):
        if entry.proposed_by_id is not None and entry.proposed_by_id == getattr(by, "pk", None):
            return entry
        raise RosterError(
            _("%(name)s has an entry already: it is “%(state)s”.")
            % {"name": person, "state": entry.get_state_display()}
        )
    entry.proposed_by = by
    entry.save(update_fields=["proposed_by", "updated_at"])
    step(entry, StepKind.PROPOSED, by=by, reason=reason)
    _tell_proposed(entry, by=by, reason=reason, email=email, language=language)
    return entry


@transaction.atomic
def propose_new_person(*, given_name, family_name, email, country, by, reason, language="en"):
    """Propose somebody who is not in the directory: members see a record with the name, until they take it over.

    An address that somebody signs in with is theirs: they are asked, and whoever proposes does not learn of it.
    """
    again = RosterEntry.objects.filter(proposed_by=by, person__contacts__value__iexact=email).first()
    if again is not None:
        # Pressed twice.
        return again
    known = Person.objects.listed().filter(user__email__iexact=email, user__is_active=True).first()
    if known is not None:
        try:
            with transaction.atomic():
                return propose_expert(known, by=by, reason=reason)
        except RosterError:
            return RosterEntry.objects.filter(person=known).first()
    person = Person(
        **name_as_written(given_name, family_name),
        country=country,
        status=RecordStatus.LISTED,
        listing=Audience.MEMBERS,
        confirmed_at=timezone.now(),
    )
    person.save()
    PersonContact.objects.create(
        person=person, kind=ContactKind.EMAIL, value=email, audience=Audience.OFFICIAL_CONTACTS
    )
    keep_what_was(person)
    record("directory.person.entered", person, by=by)
    return propose_expert(person, by=by, reason=reason, email=email, language=language)


@transaction.atomic
def offer_entry(entry, *, by, seen=None):
    """Put an entry before those who may nominate the expert. ``IncompleteEntryError`` says what is lacking.

    What the Secretariat returned goes back to it with the nomination it had, as long as that may be signed today.
    """
    entry = locked(entry, seen)
    if entry.state in (EntryState.OFFERED, EntryState.NOMINATED):
        # Pressed twice.
        return entry
    in_state(entry, *CAN_BE_OFFERED)
    if found := completeness.problems(entry):
        raise IncompleteEntryError(found)
    again = _returned_nomination(entry)
    if again is not None:
        again.state, again.decided_at = NominationState.OPEN, None
        again.save(update_fields=["state", "decided_at"])
        move(entry, EntryState.NOMINATED)
        step(entry, StepKind.OFFERED, by=by, nomination=again)
        again.entry = entry
        tell_nominator("put_right", again)
        send_to_secretariat("experts/mail/nominated_waiting", {"entry": entry, "nomination": again})
        return entry
    move(entry, EntryState.OFFERED)
    step(entry, StepKind.OFFERED, by=by)
    nominators = queries.nominators_of(entry)
    for user in nominators:
        send("experts/mail/offered", user, {"entry": entry, "person": entry.person})
    if not nominators:
        send_to_secretariat("experts/mail/nobody_nominates", {"entry": entry, "person": entry.person})
    return entry


def _begun(person):
    # Two who begin at once wait for each other here.
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.status == RecordStatus.CLOSED:
        raise RosterError(_("This record is closed."))
    entry, is_new = RosterEntry.objects.get_or_create(person=person, defaults={"is_demo": person.is_demo})
    entry.person = person
    return entry, is_new


def _returned_nomination(entry):
    """The nomination the Secretariat gave back with the entry, if it was the last word and can be signed today."""
    if entry.state != EntryState.RETURNED:
        return None
    last = entry.nominations.select_related("country", "institution", "signer_post").first()
    if last is None or last.state != NominationState.RETURNED or not queries.may_still_nominate(last):
        return None
    return last


def _tell_proposed(entry, *, by, reason, email, language):
    person = entry.person
    if person.user_id is not None:
        tell_expert("proposed", entry, proposed_by=by, reason=reason)
        return
    known = addressees_of(person)[:1]
    to = email or (known[0].address if known else "")
    if not to:
        raise RosterError(
            _("We know no mail address of %(name)s. Give one, so that they can be asked.") % {"name": person}
        )
    invite_person(
        person,
        to,
        by=by,
        letter="experts/mail/proposed",
        entry=entry,
        proposed_by=by,
        reason=reason,
        language=language or (known[0].language if known else None),
    )
