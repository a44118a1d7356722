"""What becomes of two entries when two records of one person are put together: one, with nothing lost."""

from django.utils import timezone

from directory.duplicates.ledger import columns_of
from directory.duplicates.pointers import point_at, pointers_at

from .choices import MOST_PANELS, MOST_PUBLICATIONS, EntryState, NominationState
from .contents import ENTRY
from .disclosure import FIELD_DEFAULTS, audience_of_field
from .models import Endorsement, FieldOfExpertise, Nomination, Panel, Publication, RosterEntry
from .queries import STANDING

# Which of two entries leads: the one that came further.
ORDER = (
    EntryState.WITHDRAWN,
    EntryState.DRAFT,
    EntryState.LAPSED,
    EntryState.RETURNED,
    EntryState.OFFERED,
    EntryState.NOMINATED,
    EntryState.LISTED,
)
LED = ("state", "listed_on", "lapses_on", "designation_id", "proposed_by_id")
MOST = {Publication: MOST_PUBLICATIONS, Panel: MOST_PANELS}


def unite_entries(ledger, kept, row):
    """Put the entry of the record that goes into that of the record that stays. Everything goes through the ledger.

    The one that came further leads: its state, its nomination and its words, where it has any. Lists are united, and
    shown to the narrower of two audiences. All that points at the one entry points at the other afterwards.
    """
    other = RosterEntry.objects.get(pk=row.pk)
    mine = RosterEntry.objects.get(person=kept)
    leads, follows = (other, mine) if ORDER.index(other.state) > ORDER.index(mine.state) else (mine, other)
    _end_what_follows(ledger, follows)
    ledger.change(RosterEntry, mine.pk, **_values(leads, follows))
    ledger.change(
        RosterEntry, other.pk, state=EntryState.WITHDRAWN, listed_on=None, lapses_on=None, designation_id=None
    )
    for pointer in pointers_at(RosterEntry):
        held = list(pointer.rows(mine.pk))
        for each in pointer.rows(other.pk):
            same = next((one for one in held if _say_the_same(one, each)), None)
            if same is not None:
                _deepen(ledger, same, each)
            elif len(held) < MOST.get(pointer.model, len(held) + 1) and point_at(ledger, pointer, each, mine.pk):
                held.append(each)
    _save(ledger, mine)
    return True


def _end_what_follows(ledger, entry):
    now = timezone.now()
    for nomination in Nomination.objects.filter(entry=entry, state__in=STANDING):
        ledger.change(Nomination, nomination.pk, state=NominationState.SUPERSEDED, decided_at=now)
    for endorsement in Endorsement.objects.filter(entry=entry, withdrawn_at__isnull=True):
        ledger.change(Endorsement, endorsement.pk, withdrawn_at=now)


def _values(leads, follows):
    values = {name: getattr(leads, name) for name in LED}
    for name in ENTRY.fields:
        if name == "willing_to":
            values[name] = list(dict.fromkeys([*leads.willing_to, *follows.willing_to]))
        elif name == "listing":
            values[name] = max(leads.listing, follows.listing)
        else:
            values[name] = getattr(leads, name) or getattr(follows, name)
    values["field_audiences"] = {
        field: int(max(audience_of_field(leads, field), audience_of_field(follows, field)))
        for field in FIELD_DEFAULTS
        if field in leads.field_audiences or field in follows.field_audiences
    }
    return values


def _say_the_same(one, other):
    rows = next((each for each in ENTRY.rows.values() if each.model is type(one)), None)
    return rows is not None and all(_plain(one, name) == _plain(other, name) for name in rows.identity)


def _plain(row, name):
    value = getattr(row, row._meta.get_field(name).attname)
    return value.strip().casefold() if isinstance(value, str) else value


def _deepen(ledger, kept, gone):
    if isinstance(kept, FieldOfExpertise):
        years = max(kept.years or 0, gone.years or 0) or None
        ledger.change(FieldOfExpertise, kept.pk, level=max(kept.level, gone.level), years=years)


def _save(ledger, entry):
    """Save by its own way, with a version, so that history and search index hear of it."""
    fresh = RosterEntry.objects.get(pk=entry.pk)
    before, versions = columns_of(fresh), set(fresh.revisions.values_list("pk", flat=True))
    fresh.save()
    fresh.save_revision(clean=False)
    for revision in fresh.revisions.exclude(pk__in=versions):
        ledger.put_in(revision)
    ledger.saved(before, RosterEntry.objects.get(pk=entry.pk))
