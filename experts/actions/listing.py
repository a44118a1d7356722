"""What the Secretariat does: returning an entry, or listing it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.actions.designations import designate
from directory.models import Category, Designation

from .. import completeness, queries
from ..choices import EntryState, NominationState, StepKind, TermsCode
from ..exceptions import IncompleteEntryError, RosterError
from ..models import RosterRules
from .nominating import return_orphaned
from .steps import in_state, locked, move, refuse_over_limits, step, tell_expert, tell_nominator


@transaction.atomic
def return_entry(entry, *, by, reason, seen=None):
    """Give an entry back to the expert, who puts it right and offers it again. The nomination waits for that."""
    entry = locked(entry, seen)
    in_state(entry, EntryState.NOMINATED)
    nomination = queries.open_nomination(entry)
    if nomination is not None:
        nomination.state, nomination.decided_at = NominationState.RETURNED, timezone.now()
        nomination.save(update_fields=["state", "decided_at"])
        nomination.entry = entry
        tell_nominator("returned_to_expert", nomination, reason=reason)
    move(entry, EntryState.RETURNED)
    step(entry, StepKind.RETURNED, by=by, reason=reason, nomination=nomination)
    tell_expert("returned", entry, reason=reason)
    return entry


def list_entry(entry, *, by, seen=None):
    """Put an expert on the list for the years the rules say. The category of experts is theirs while they are on it.

    Refused when something is lacking, when the country has reached a limit, and when whoever signed may not sign any
    more: then the nomination is given back, and RosterError says so.
    """
    nomination = queries.open_nomination(entry)
    if nomination is not None and not queries.may_still_nominate(nomination) and return_orphaned(nomination):
        raise RosterError(
            _("%(name)s no longer nominates for %(nominator)s. The entry waits for another nomination.")
            % {"name": nomination.signer_name, "nominator": nomination.nominator}
        )
    return _list(entry, by=by, seen=seen)


@transaction.atomic
def _list(entry, *, by, seen):
    entry = locked(entry, seen)
    if entry.state == EntryState.LISTED:
        # Pressed twice.
        return entry
    in_state(entry, EntryState.NOMINATED)
    if entry.person.user_id is not None and by is not None and entry.person.user_id == by.pk:
        raise RosterError(_("Somebody else of the Secretariat has to decide about an entry of your own."))
    if found := completeness.problems(entry):
        raise IncompleteEntryError(found)
    nomination = queries.open_nomination(entry)
    if nomination is None:
        raise RosterError(_("Nobody nominates this expert any more."))
    terms = [each.term for each in nomination.endorsements.filter(withdrawn_at__isnull=True).select_related("term")]
    refuse_over_limits(entry, nomination.country, terms, states=[NominationState.IN_FORCE])
    nomination.state, nomination.decided_at = NominationState.IN_FORCE, timezone.now()
    nomination.save(update_fields=["state", "decided_at"])
    nomination.entry = entry
    today = timezone.localdate()
    entry.listed_on = today
    entry.lapses_on = queries.months_after(today, 12 * RosterRules.current().years_listed)
    give_category(entry, by=by, designated_by=str(nomination.nominator), save=False)
    move(entry, EntryState.LISTED, "listed_on", "lapses_on", "designation")
    step(entry, StepKind.LISTED, by=by, nomination=nomination)
    tell_expert("listed", entry, nomination=nomination)
    tell_nominator("listed_to_nominator", nomination)
    return entry


def give_category(entry, *, by=None, designated_by="", save=True):
    """The category of experts, from today, unless the person holds it already. Gives the designation, or None."""
    category = Category.objects.filter(code=TermsCode.EXPERT).first()
    held = Designation.objects.current().filter(person=entry.person_id, category=category)
    if category is None or held.exists():
        return None
    entry.designation = designate(
        category,
        by=by,
        person=entry.person,
        starts_on=timezone.localdate(),
        designated_by=designated_by,
        source="Roster of experts",
        verified=by is not None,
    )
    if save:
        entry.save(update_fields=["designation", "updated_at"])
    return entry.designation
