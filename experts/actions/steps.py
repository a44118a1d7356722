"""What every step has in common: the lock, the line it leaves, the letters, the limits."""

from audit.actions import record
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from notifications.actions import send

from directory.models import Country
from directory.upkeep.addressees import addressees_of

from .. import queries
from ..choices import NominationState
from ..exceptions import LimitReachedError, RosterError, StaleEntryError
from ..models import Endorsement, Nomination, RosterEntry, RosterRules, RosterStep


def locked(entry, seen=None):
    """The entry as it stands now, with nobody else at it. ``seen`` is the ``mark_of`` it the writer looked at."""
    # Not of the nullable joins: PostgreSQL locks no outer side.
    entry = RosterEntry.objects.select_for_update(of=("self",)).select_related("person").get(pk=entry.pk)
    if seen is not None and seen != mark_of(entry):
        raise StaleEntryError(
            _("This entry was changed meanwhile. Look at what stands there now, then decide again.")
        )
    return entry


def mark_of(entry):
    """By which a form knows whether an entry was changed or decided about since it was shown."""
    return f"{entry.state}-{entry.latest_revision_id or 0}"


def in_state(entry, *states):
    if entry.state not in states:
        raise RosterError(
            _("This is not possible any more: the entry is “%(state)s” now.") % {"state": entry.get_state_display()}
        )


def move(entry, state, *fields):
    """Save the state with other columns; the search index hears of it."""
    entry.state = state
    entry.save(update_fields=["state", "updated_at", *fields])


def step(entry, kind, *, by, reason="", nomination=None):
    RosterStep.objects.create(entry=entry, kind=kind, by=by, reason=reason, nomination=nomination)
    record(f"experts.entry.{kind}", entry, by=by, reason=reason)


def tell_expert(letter, entry, **context):
    """Write to the expert, in their language, at the first address that mail reaches."""
    for addressee in addressees_of(entry.person)[:1]:
        send(
            f"experts/mail/{letter}",
            addressee.to,
            {"entry": entry, "person": entry.person, **context},
            language=addressee.language,
        )


def tell_nominator(letter, nomination, *, but=None, **context):
    """Write to everybody who nominates for this Party or organisation today, and to no one else."""
    context = {"entry": nomination.entry, "person": nomination.entry.person, "nomination": nomination, **context}
    for user in queries.who_nominates_for(nomination.nominator):
        if user != but and user.pk != nomination.entry.person.user_id:
            send(f"experts/mail/{letter}", user, context)


def end_nomination(nomination, state):
    """A nomination is over, and what it endorses with it. Both stay readable."""
    now = timezone.now()
    nomination.state, nomination.decided_at = state, now
    nomination.save(update_fields=["state", "decided_at"])
    Endorsement.objects.filter(nomination=nomination, withdrawn_at__isnull=True).update(withdrawn_at=now)


def end_nominations(entry, state=NominationState.ENDED):
    """End every nomination that stands, and give them."""
    standing = list(entry.nominations.filter(state__in=queries.STANDING).select_related("country", "institution"))
    for nomination in standing:
        is_open = nomination.state == NominationState.OPEN
        end_nomination(nomination, NominationState.WITHDRAWN if is_open else state)
    return standing


def refuse_over_limits(entry, country, terms, states=queries.STANDING):
    """LimitReachedError when a country would have more experts, or more in one field, than the rules allow.

    The lock on the country lets two nominations that compete for the last place wait for each other.
    """
    if country is None:
        return
    Country.objects.select_for_update().get(pk=country.pk)
    rules = RosterRules.current()
    if queries.experts_of(country, except_for=entry, states=states) >= rules.most_per_country:
        raise LimitReachedError(
            ngettext(
                "%(country)s has %(number)s expert on the roster already, which is the most a country nominates. "
                "Withdraw a nomination, or write to the Secretariat.",
                "%(country)s has %(number)s experts on the roster already, which is the most a country nominates. "
                "Withdraw a nomination, or write to the Secretariat.",
                rules.most_per_country,
            )
            % {"country": country.name, "number": rules.most_per_country}
        )
    taken = queries.experts_by_field(country, terms, except_for=entry, states=states)
    full = [term.label for term in terms if taken[term.pk] >= rules.most_per_field]
    if full:
        raise LimitReachedError(
            ngettext(
                "%(country)s endorses %(number)s expert in this field already, which is the most: %(fields)s. Leave "
                "the field out, or withdraw another endorsement.",
                "%(country)s endorses %(number)s experts in these fields already, which is the most: %(fields)s. "
                "Leave the fields out, or withdraw other endorsements.",
                rules.most_per_field,
            )
            % {"country": country.name, "number": rules.most_per_field, "fields": " · ".join(map(str, full))}
        )


def locked_nomination(nomination):
    nomination = Nomination.objects.select_related("country", "institution", "signer_post").get(pk=nomination.pk)
    nomination.entry = locked(nomination.entry)
    # Read again behind the lock on the entry.
    nomination.refresh_from_db(fields=["state"])
    return nomination
