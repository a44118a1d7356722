"""What an entry went through: who nominated the expert, what was endorsed, and every step with its day."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from ..choices import REMINDER_MONTHS, YEARS_LISTED, EntryState, NominationState, StepKind
from ..models import Endorsement, Nomination, Reminder, RosterStep
from .drawing import months_later
from .wording import phrases

SOURCE = "Demonstration record"
# A country endorses so many experts in one field; one fewer than the rules allow, so that another can be.
MOST_PER_FIELD = 4
_STATES = (
    (EntryState.LISTED, 880),
    (EntryState.DRAFT, 35),
    (EntryState.OFFERED, 22),
    (EntryState.NOMINATED, 18),
    (EntryState.RETURNED, 12),
    (EntryState.LAPSED, 20),
    (EntryState.WITHDRAWN, 13),
)
_OF_SECRETARIAT = {StepKind.LISTED, StepKind.RETURNED}
_OF_EXPERT = {StepKind.BEGUN, StepKind.OFFERED, StepKind.RENEWED, StepKind.WITHDRAWN}
_NOMINATION = {
    EntryState.NOMINATED: NominationState.OPEN,
    EntryState.RETURNED: NominationState.RETURNED,
    EntryState.WITHDRAWN: NominationState.ENDED,
    EntryState.LAPSED: NominationState.ENDED,
}


@dataclass
class Life:
    """The rows around an entry, before it has a number."""

    nominations: list = field(default_factory=list)
    endorsements: list = field(default_factory=list)
    steps: list = field(default_factory=list)
    reminders: list = field(default_factory=list)
    # When the terms of experts were accepted, which comes before the offer.
    accepted_at: datetime | None = None
    listed_at: datetime | None = None
    has_ended: bool = False

    def step(self, kind, at, nomination=None, reason=""):
        step = RosterStep(kind=kind, at=at, nomination=nomination, reason=reason)
        step.is_of_secretariat = kind in _OF_SECRETARIAT
        step.is_own = kind in _OF_EXPERT
        self.steps.append(step)


def draw_life(random, sketch, person, entry, rows, nominators, endorsed, on):
    """The course of an entry up to ``on``; sets its state and days.

    ``endorsed`` counts what each country has endorsed so far, for there is a limit to it.
    """
    life = Life()
    state = EntryState.LISTED if sketch.settled else random.choices(*zip(*_STATES, strict=True))[0]
    nominator = _nominator(random, sketch, person, nominators)
    if not nominator and state not in (EntryState.DRAFT, EntryState.OFFERED):
        state = random.choice((EntryState.DRAFT, EntryState.OFFERED))
    entry.state = state
    listed_on = _listed_on(random, sketch, state, on)
    begun = _moment(random, listed_on - timedelta(days=random.randrange(20, 90)))
    entry.created_at = begun
    life.step(StepKind.BEGUN, begun)
    if state == EntryState.DRAFT:
        return life
    offered = begun + timedelta(days=random.randrange(1, 6), minutes=random.randrange(600))
    life.step(StepKind.OFFERED, offered)
    life.accepted_at = offered
    if state == EntryState.OFFERED:
        return life
    nomination = _nominate(random, sketch, life, nominator, offered, state)
    nominated = nomination.nominated_at
    if state == EntryState.NOMINATED:
        return life
    if state == EntryState.RETURNED:
        nomination.decided_at = nominated + timedelta(days=2)
        life.step(
            StepKind.RETURNED, nomination.decided_at, nomination, random.choice(phrases("returned", sketch.language))
        )
        return life
    _list(random, sketch, life, entry, rows, nomination, endorsed, listed_on, on)
    if state == EntryState.LAPSED:
        life.has_ended = True
        life.step(StepKind.LAPSED, _moment(random, entry.lapses_on))
    elif state == EntryState.WITHDRAWN:
        life.has_ended = True
        left = min(on - timedelta(days=1), listed_on + timedelta(days=random.randrange(60, 1000)))
        life.step(StepKind.WITHDRAWN, _moment(random, left), reason=random.choice(phrases("left", sketch.language)))
        entry.lapses_on = left
    else:
        _remind(life, entry, on)
    return life


def _moment(random, day):
    return datetime.combine(day, time(7 + random.randrange(10), random.randrange(60)), UTC)


def _listed_on(random, sketch, state, on):
    """The first day on the roster, or the day it is aimed at."""
    if state == EntryState.LISTED:
        longest = 1100 if sketch.settled else 365 * 9
        return on - timedelta(days=random.randrange(3, longest))
    if state == EntryState.LAPSED:
        return months_later(on, -12 * YEARS_LISTED) - timedelta(days=random.randrange(5, 500))
    return on - timedelta(
        days=random.randrange(0, 60) if state != EntryState.WITHDRAWN else random.randrange(200, 1400)
    )


def _nominator(random, sketch, person, nominators):
    """A Party's focal point, or a regional centre that serves the country: {"country": …} or {"institution": …}."""
    centres = nominators.get(person.country_id, ())
    by_centre = sketch.settled["centre"] if sketch.settled else random.random() < 0.2
    if centres and by_centre:
        return {"institution": random.choice(centres)}
    if sketch.is_of_party:
        return {"country": person.country}
    return {}


def _nominate(random, sketch, life, nominator, offered, state):
    at = offered + timedelta(days=random.randrange(1, 12), minutes=random.randrange(400))
    reason = random.choice(phrases("reason", sketch.language)) if random.random() < 0.7 else ""
    nomination = Nomination(
        **nominator, state=_NOMINATION.get(state, NominationState.IN_FORCE), reason=reason, nominated_at=at
    )
    life.nominations.append(nomination)
    life.step(StepKind.NOMINATED, at, nomination, reason)
    return nomination


def _list(random, sketch, life, entry, rows, nomination, endorsed, listed_on, on):
    """Listed and, where the four years were over before today, renewed."""
    listed_at = max(_moment(random, listed_on), nomination.nominated_at + timedelta(hours=5))
    nomination.decided_at = life.listed_at = listed_at
    life.step(StepKind.LISTED, listed_at, nomination)
    entry.listed_on = listed_at.date()
    entry.lapses_on = months_later(entry.listed_on, 12 * YEARS_LISTED)
    while entry.state == EntryState.LISTED and entry.lapses_on <= on:
        renewed = entry.lapses_on - timedelta(days=random.randrange(3, 170))
        life.step(StepKind.RENEWED, _moment(random, renewed), nomination)
        entry.lapses_on = months_later(renewed, 12 * YEARS_LISTED)
    if random.random() < 0.78 or sketch.settled:
        at = nomination.nominated_at
        for row in _endorsed(random, sketch, rows["fields"]):
            by = (nomination.country_id, row.term_id)
            if nomination.country_id is None or endorsed[by] < MOST_PER_FIELD:
                endorsed[by] += 1
                life.endorsements.append(Endorsement(term_id=row.term_id, nomination=nomination, endorsed_at=at))
        if life.endorsements:
            life.step(StepKind.ENDORSED, at, nomination)


def _endorsed(random, sketch, fields):
    """The deepest field, and others with some luck."""
    if sketch.settled:
        return fields[:2]
    return [row for place, row in enumerate(fields) if place == 0 or random.random() < 0.4]


def _remind(life, entry, on):
    """Reminders of a lapse that comes were sent when they were due."""
    for months in REMINDER_MONTHS:
        due = months_later(entry.lapses_on, -months)
        if due <= on:
            at = datetime.combine(due, time(6), UTC)
            life.reminders.append(Reminder(lapses_on=entry.lapses_on, months=months, sent_at=at))
            life.step(StepKind.REMINDED, at)
