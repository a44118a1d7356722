"""What a Party or an organisation does: nominating, declining, and taking a nomination back."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from notifications.actions import send_to_secretariat

from directory.models import Country

from .. import completeness, queries
from ..choices import EntryState, NominationState, StepKind
from ..exceptions import AlreadyNominatedError, IncompleteEntryError, RosterError
from ..models import Endorsement, Nomination
from .leaving import leave_list
from .steps import (
    end_nomination,
    in_state,
    locked,
    locked_nomination,
    move,
    refuse_over_limits,
    step,
    tell_expert,
    tell_nominator,
)


@transaction.atomic
def nominate(entry, *, by, on_behalf_of, reason, endorsed, is_paper=False, signer_name="", seen=None):
    """Put an expert forward for a Party or an organisation, which endorses at least one of their fields.

    The entry goes to the Secretariat. ``is_paper`` is for the Secretariat, which records what it received by letter.
    ``AlreadyNominatedError`` says who was first.
    """
    entry = locked(entry, seen)
    signer_post = None
    if entry.person.user_id is not None and entry.person.user_id == by.pk:
        raise RosterError(_("Nobody nominates themselves: somebody else has to sign."))
    if not is_paper:
        capacity = next((each for each in queries.capacities_for(by, entry) if each.nominator == on_behalf_of), None)
        if capacity is None:
            raise RosterError(_("You cannot nominate this expert for %(nominator)s.") % {"nominator": on_behalf_of})
        signer_post = capacity.post
        signer_name = str(by.person if by.record is not None else by)
    _refuse_second(entry)
    in_state(entry, EntryState.OFFERED, *([EntryState.DRAFT, EntryState.RETURNED] if is_paper else []))
    if found := completeness.problems(entry):
        raise IncompleteEntryError(found)
    terms = _own_fields(entry, endorsed)
    country = on_behalf_of if isinstance(on_behalf_of, Country) else None
    refuse_over_limits(entry, country, terms)
    try:
        with transaction.atomic():
            nomination = Nomination.objects.create(
                entry=entry,
                country=country,
                institution=None if country else on_behalf_of,
                reason=reason,
                nominated_by=by,
                signer_name=signer_name,
                signer_post=signer_post,
                is_paper=is_paper,
            )
    except IntegrityError:
        # The database has no lock for rows here, and somebody else was faster by a moment.
        _refuse_second(entry)
        raise
    _endorse(entry, nomination, terms, by)
    move(entry, EntryState.NOMINATED)
    step(entry, StepKind.NOMINATED, by=by, reason=reason, nomination=nomination)
    tell_expert("nominated", entry, nomination=nomination, terms=terms)
    tell_nominator("nominated_by_colleague", nomination, but=by)
    if not is_paper:
        send_to_secretariat("experts/mail/nominated_waiting", {"entry": entry, "nomination": nomination})
    return nomination


@transaction.atomic
def decline_nomination(entry, *, by, on_behalf_of, reason, seen=None):
    """Say that one does not nominate this expert, and why: they may change the entry and offer it again."""
    entry = locked(entry, seen)
    in_state(entry, EntryState.OFFERED)
    move(entry, EntryState.RETURNED)
    step(entry, StepKind.NOT_NOMINATED, by=by, reason=reason)
    tell_expert("not_nominated", entry, nominator=on_behalf_of, reason=reason)
    return entry


@transaction.atomic
def withdraw_nomination(nomination, *, by, reason):
    """Take a nomination back. An expert who was listed by it leaves the list, and may offer themselves to others.

    Returns False, and records nothing, if the nomination was over already.
    """
    nomination = locked_nomination(nomination)
    entry = nomination.entry
    if nomination.state not in queries.STANDING:
        return False
    was_in_force = nomination.state == NominationState.IN_FORCE
    end_nomination(nomination, NominationState.WITHDRAWN)
    if was_in_force:
        leave_list(entry, EntryState.OFFERED, by=by)
    elif entry.state == EntryState.NOMINATED:
        move(entry, EntryState.OFFERED)
    step(entry, StepKind.NOMINATION_WITHDRAWN, by=by, reason=reason, nomination=nomination)
    tell_expert("nomination_withdrawn", entry, nomination=nomination, reason=reason, was_listed=was_in_force)
    tell_nominator("nomination_withdrawn_by_colleague", nomination, but=by, reason=reason)
    send_to_secretariat(
        "experts/mail/nomination_withdrawn_to_secretariat",
        {"entry": entry, "nomination": nomination, "reason": reason},
    )
    return True


def return_orphaned_nominations():
    """Give back what waits for the Secretariat and was signed by somebody who may not sign any more.

    A post that ended, a right that ended, an account that was closed. What is in force stays until it lapses. Returns
    how many were given back.
    """
    given_back = 0
    waiting = Nomination.objects.filter(state=NominationState.OPEN).select_related("country", "institution")
    for nomination in waiting.order_by("pk"):
        if not queries.may_still_nominate(nomination):
            given_back += return_orphaned(nomination)
    return given_back


@transaction.atomic
def return_orphaned(nomination):
    """The same for one nomination. Returns False if it was decided meanwhile."""
    nomination = locked_nomination(nomination)
    entry = nomination.entry
    if nomination.state != NominationState.OPEN:
        return False
    end_nomination(nomination, NominationState.WITHDRAWN)
    if entry.state == EntryState.NOMINATED:
        move(entry, EntryState.OFFERED)
    step(
        entry,
        StepKind.NOMINATION_WITHDRAWN,
        by=None,
        reason=f"{nomination.signer_name or nomination.nominator} no longer nominates for {nomination.nominator}.",
        nomination=nomination,
    )
    tell_expert("nominator_ceased", entry, nomination=nomination)
    tell_nominator("nominator_ceased_to_colleague", nomination)
    return True


def _refuse_second(entry):
    standing = queries.open_nomination(entry)
    if standing is None:
        return
    words = _("%(signed)s The Secretariat decides about it; your words are kept below.") % {
        "signed": standing.in_words
    }
    raise AlreadyNominatedError(standing, words)


def _own_fields(entry, endorsed):
    """The fields to endorse, which are among those the expert names."""
    wanted = {term.pk for term in endorsed}
    terms = [field.term for field in entry.fields.select_related("term") if field.term_id in wanted]
    if len(terms) < len(wanted):
        raise RosterError(_("A field can be endorsed only if the expert names it. Look at the fields again."))
    if not terms:
        raise RosterError(_("Endorse at least one field of expertise."))
    return terms


def _endorse(entry, nomination, terms, by):
    """What an earlier nomination left endorsed is over: this one says it anew."""
    now = timezone.now()
    Endorsement.objects.filter(entry=entry, withdrawn_at__isnull=True).update(withdrawn_at=now)
    Endorsement.objects.bulk_create(
        Endorsement(entry=entry, term=term, nomination=nomination, endorsed_by=by, endorsed_at=now) for term in terms
    )
