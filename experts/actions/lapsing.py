"""What the clock does with the roster: reminding, lapsing, giving back what nobody answers for."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override
from notifications.actions import send

from directory.upkeep.addressees import addressees_of

from .. import queries, reminders
from ..choices import EntryState, StepKind
from ..models import Reminder, RosterEntry, RosterRules
from .leaving import leave_list, withdraw_of_those_declined
from .listing import give_category
from .nominating import return_orphaned_nominations
from .steps import end_nominations, locked, step, tell_expert, tell_nominator


def keep_roster():
    """Everything the roster does by the clock; done twice, it is done once."""
    return_orphaned_nominations()
    withdraw_of_those_declined()
    lapse_entries()
    send_reminders()
    give_missing_categories()


def lapse_entries(on=None):
    """Let entries lapse whose term is over. Returns how many did."""
    on = on or timezone.localdate()
    return sum(_lapse(entry, on) for entry in queries.lapsing_until(on))


@transaction.atomic
def _lapse(entry, on):
    entry = locked(entry)
    if entry.state != EntryState.LISTED or entry.lapses_on is None or entry.lapses_on > on:
        # Renewed while we came round.
        return False
    lapsed_on = entry.lapses_on
    ended = end_nominations(entry)
    leave_list(entry, EntryState.LAPSED, by=None)
    step(entry, StepKind.LAPSED, by=None)
    tell_expert("lapsed", entry, lapsed_on=lapsed_on)
    for nomination in ended:
        nomination.entry = entry
        tell_nominator("lapsed_to_nominator", nomination, lapsed_on=lapsed_on)
    return True


def send_reminders(on=None):
    """Remind experts of a lapse that comes near. Returns how many were.

    For each day of lapse every reminder goes once; whoever missed the earlier ones gets the latest alone. Letter and
    note are one transaction, so that a process that dies reminds nobody twice.
    """
    on = on or timezone.localdate()
    months = sorted(RosterRules.current().reminder_months)
    reminded = 0
    for entry in queries.lapsing_until(queries.months_after(on, months[-1])):
        due = next(month for month in months if entry.lapses_on <= queries.months_after(on, month))
        if entry.lapses_on > on and not entry.reminders.filter(lapses_on=entry.lapses_on, months__lte=due).exists():
            reminded += _remind(entry, due)
    return reminded


@transaction.atomic
def _remind(entry, months):
    entry = locked(entry)
    if entry.state != EntryState.LISTED or entry.lapses_on is None:
        return 0
    _reminder, is_new = Reminder.objects.get_or_create(entry=entry, lapses_on=entry.lapses_on, months=months)
    if not is_new:
        return 0
    for addressee in addressees_of(entry.person)[:1]:
        with override(addressee.language):
            address = reminders.address_of(entry)
        send(
            "experts/mail/reminder",
            addressee.to,
            {"entry": entry, "person": entry.person, "renew_address": address},
            language=addressee.language,
            # The letter holds a link that renews.
            secret=True,
        )
    step(entry, StepKind.REMINDED, by=None)
    return 1


def give_missing_categories():
    """The category of experts for entries that were listed without it, as imports do. Returns how many got it."""
    held = queries.holders_of_the_category()
    listed = RosterEntry.objects.filter(state=EntryState.LISTED, designation__isnull=True)
    lacking = listed.exclude(person__in=held).select_related("person")
    return sum(give_category(entry) is not None for entry in lacking)
