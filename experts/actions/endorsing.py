"""Endorsing a field of an expert one nominated, and taking that back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import queries
from ..choices import StepKind
from ..exceptions import RosterError
from ..models import Endorsement
from .steps import locked_nomination, refuse_over_limits, step, tell_expert


@transaction.atomic
def endorse_field(nomination, term, *, by):
    """Say that an expert is one in a further field. A field that is endorsed already stays as it is: False."""
    nomination = locked_nomination(nomination)
    entry = nomination.entry
    if nomination.state not in queries.STANDING:
        raise RosterError(_("This nomination is over: its fields cannot be endorsed any more."))
    if not entry.fields.filter(term=term).exists():
        raise RosterError(_("A field can be endorsed only if the expert names it. Look at the fields again."))
    if Endorsement.objects.filter(entry=entry, term=term, withdrawn_at__isnull=True).exists():
        return False
    if nomination.country is not None:
        refuse_over_limits(entry, nomination.country, [term])
    Endorsement.objects.create(entry=entry, term=term, nomination=nomination, endorsed_by=by)
    step(entry, StepKind.ENDORSED, by=by, reason=term.name_en or term.name, nomination=nomination)
    tell_expert("endorsed", entry, nomination=nomination, term=term)
    _found_anew(entry)
    return True


@transaction.atomic
def withdraw_endorsement(endorsement, *, by, reason=""):
    """Endorse a field no more; the last one goes with the nomination only. Returns False if that was done already."""
    nomination = locked_nomination(endorsement.nomination)
    entry = nomination.entry
    endorsement = Endorsement.objects.select_related("term").get(pk=endorsement.pk)
    if endorsement.withdrawn_at is not None:
        return False
    standing = Endorsement.objects.filter(nomination=nomination, withdrawn_at__isnull=True)
    if nomination.state in queries.STANDING and standing.count() == 1:
        raise RosterError(_("This is the last field of the nomination: withdraw the nomination instead."))
    endorsement.withdrawn_at = timezone.now()
    endorsement.save(update_fields=["withdrawn_at"])
    term = endorsement.term
    step(entry, StepKind.NO_LONGER_ENDORSED, by=by, reason=reason or term.name_en or term.name, nomination=nomination)
    tell_expert("no_longer_endorsed", entry, nomination=nomination, term=term, reason=reason)
    _found_anew(entry)
    return True


@transaction.atomic
def change_endorsements(nomination, terms, *, by, reason=""):
    """Endorse these fields of an expert and no others: all of it, or nothing when one is refused."""
    wanted = {term.pk: term for term in terms}
    standing = {
        each.term_id: each
        for each in Endorsement.objects.filter(nomination=nomination, withdrawn_at__isnull=True).select_related(
            "nomination__entry"
        )
    }
    for key in sorted(wanted.keys() - standing.keys()):
        endorse_field(nomination, wanted[key], by=by)
    for key in sorted(standing.keys() - wanted.keys()):
        withdraw_endorsement(standing[key], by=by, reason=reason)


def _found_anew(entry):
    """The search index hears of what is saved."""
    entry.save(update_fields=["updated_at"])
