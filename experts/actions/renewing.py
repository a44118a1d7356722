"""Staying on the list for another term, in one step."""

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from notifications.actions import send_to_secretariat

from directory.models import Institution

from .. import queries
from ..choices import EntryState, StepKind
from ..exceptions import RosterError
from ..models import NominatingInstitution, RosterRules
from .steps import in_state, locked, step, tell_expert, tell_nominator


@transaction.atomic
def renew(entry, *, by, lapses_on=None):
    """Let a listed entry stand for another term, counted from today. Returns False if it was renewed already.

    ``lapses_on`` is the day of lapse that page or letter spoke of: what is pressed twice renews once. The nomination
    in force stays; one of an organisation that nominates no more ends with its term.
    """
    entry = locked(entry)
    in_state(entry, EntryState.LISTED)
    if lapses_on is not None and entry.lapses_on != lapses_on:
        return False
    if not queries.can_be_renewed(entry):
        raise RosterError(
            _("This entry can be renewed from %(day)s on.")
            % {"day": date_format(queries.renewal_opens_on(entry), "DATE_FORMAT")}
        )
    nomination = queries.nomination_in_force(entry)
    if nomination is not None and isinstance(nomination.nominator, Institution):
        rights = NominatingInstitution.objects.current().filter(institution=nomination.nominator)
        if not rights.exists():
            raise RosterError(
                _(
                    "%(nominator)s does not nominate experts any more. Your entry stays until %(day)s; offer it then "
                    "for another nomination."
                )
                % {"nominator": nomination.nominator, "day": date_format(entry.lapses_on, "DATE_FORMAT")}
            )
    entry.lapses_on = queries.months_after(timezone.localdate(), 12 * RosterRules.current().years_listed)
    entry.save(update_fields=["lapses_on", "updated_at"])
    step(entry, StepKind.RENEWED, by=by, nomination=nomination)
    tell_expert("renewed", entry)
    if nomination is not None:
        nomination.entry = entry
        tell_nominator("renewed_to_nominator", nomination, but=by)
    send_to_secretariat("experts/mail/renewed_to_secretariat", {"entry": entry})
    return True
