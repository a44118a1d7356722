"""Mentoring in the demonstration network: invented, marked as such, the same for one seed and day."""

from datetime import UTC, datetime, time, timedelta
from random import Random

from django.db import transaction

from directory.choices import RecordStatus
from directory.models import ExpertiseTerm, Language, LanguageSkill, Person
from experts.models import RosterEntry

from .choices import Ending, Mood, PairState, ProposedBy, Result, Side, Way
from .models import CheckIn, Closing, Goal, Offer, Pair, Wish

OFFERS, WISHES, PAIRS = 45, 70, 34
# Of the demonstration sign-ins one mentors, and one wishes and is proposed a mentor.
MENTOR, LEARNER, PROPOSED = "expert.two@example.org", "member@example.org", "official.contact@example.org"

WORDS = (
    "I like to begin with what you have on your desk, and to end with a plan that you wrote yourself.",
    "Twenty years in a regulator; I can help you talk with industry.",
    "Laboratory work, from sampling to the report. I have room for people who can spend two hours a week.",
    "",
)
GOALS = (
    "To plan how our PCB oil leaves the country by the end of next year.",
    "To set up sampling of sediments with a laboratory that has never done it.",
    "To write the chapter on financing of our implementation plan.",
    "To train inspectors who know nothing of flame retardants yet.",
    "Comprendre comment d’autres pays ont organisé le retour des emballages vides.",
    "Préparer un inventaire des émissions non intentionnelles avec peu de moyens.",
)
STEPS = (
    "A list of owners of transformers",
    "A first sampling plan",
    "A draft that the ministry can read",
    "A visit to the laboratory",
    "Three people trained",
)
NEXT = ("We read the draft together next week.", "I send the tables.", "A call with the grid company.", "")
WAYS = ((Way.CALLS, Way.MAIL), (Way.CALLS,), (Way.MAIL, Way.VISITS), (Way.CALLS, Way.WORKPLACE))


@transaction.atomic
def make_mentoring(seed, on):
    """Bring offers, wishes and pairs into a demonstration network without any. Returns how many pairs."""
    if Offer.objects.filter(is_demo=True).exists():
        return 0
    random = Random(f"{seed}/mentoring")  # noqa: S311
    now = datetime.combine(on, time(9), UTC)
    offers = _offers(random, on, now)
    if not offers:
        return 0
    wishes = _wishes(random, now, {offer.mentor_id for offer in offers})
    return len(_pairs(random, offers, wishes, now)) if wishes else 0


@transaction.atomic
def remove_mentoring():
    gone = Pair.objects.filter(is_demo=True).delete()[0]
    return gone + Offer.objects.filter(is_demo=True).delete()[0] + Wish.objects.filter(is_demo=True).delete()[0]


def _offers(random, on, now):
    listed = RosterEntry.objects.listed().filter(is_demo=True).select_related("person__user")
    found = [
        entry
        for entry in listed.prefetch_related("fields").order_by("person__slug")
        if "mentor" in entry.willing_to and entry.fields.all()
    ]
    own = [entry for entry in found if entry.person.user and entry.person.user.email == MENTOR]
    others = [entry for entry in found if entry.person.user_id is None]
    chosen = own + random.sample(others, min(len(others), OFFERS))
    offers = Offer.objects.bulk_create(
        Offer(
            mentor=entry.person,
            room=3 if entry in own else random.choice((1, 1, 2, 3)),
            ways=list(random.choice(WAYS)),
            until=on + timedelta(random.choice((90, 200, 400))) if random.random() < 0.4 else None,
            words=random.choice(WORDS),
            made_at=now - timedelta(random.randrange(30, 500)),
            is_demo=True,
        )
        for entry in chosen
    )
    languages = _languages([entry.person_id for entry in chosen])
    for offer, entry in zip(offers, chosen, strict=True):
        offer.fields.set([field.term_id for field in entry.fields.all()[:4]])
        offer.languages.set(languages[entry.person_id])
    return offers


def _languages(people):
    """The languages people speak, by the key of the person; English where they name none."""
    english = Language.objects.filter(code="en").values_list("pk", flat=True)
    held = {pk: [] for pk in people}
    skills = LanguageSkill.objects.filter(person__in=people)
    for person, language in skills.order_by("pk").values_list("person", "language"):
        held[person].append(language)
    return {pk: spoken or list(english) for pk, spoken in held.items()}


def _wishes(random, now, mentors):
    people = Person.objects.filter(is_demo=True, status=RecordStatus.LISTED).exclude(pk__in=mentors)
    own = list(people.filter(user__email__in=(LEARNER, PROPOSED)).order_by("user__email"))
    others = list(people.filter(user=None, roster_entry=None).order_by("slug"))
    chosen = own + random.sample(others, min(len(others), WISHES))
    wishes = Wish.objects.bulk_create(
        Wish(
            learner=person,
            ways=list(random.choice(WAYS)),
            goal=random.choice(GOALS),
            may_be_shown=random.random() < 0.8,
            made_at=now - timedelta(random.randrange(5, 400)),
            is_demo=True,
        )
        for person in chosen
    )
    languages = _languages([person.pk for person in chosen])
    # Half of what is wished for is offered somewhere; the rest shows what is missing.
    offered = list(Offer.fields.through.objects.order_by("pk").values_list("expertiseterm", flat=True))
    terms = list(ExpertiseTerm.objects.filter(status="controlled").order_by("pk").values_list("pk", flat=True))
    for wish in wishes:
        wanted = {random.choice(offered if offered and random.random() < 0.6 else terms) for _number in range(2)}
        wish.fields.set(wanted)
        wish.languages.set(languages[wish.learner_id])
    return wishes


def _pairs(random, offers, wishes, now):
    mine = next((offer for offer in offers if offer.mentor.user and offer.mentor.user.email == MENTOR), None)
    pairs = []
    free = {offer.pk: offer.room for offer in offers}
    for wish in wishes[: PAIRS + 2]:
        email = wish.learner.user.email if wish.learner.user_id else ""
        states = (PairState.OPEN, PairState.ENDED, PairState.PROPOSED, PairState.NOT_NOW)
        state = random.choices(states, (45, 35, 12, 8))[0]
        state = {LEARNER: PairState.OPEN, PROPOSED: PairState.PROPOSED}.get(email, state)
        room = [offer for offer in offers if state != PairState.OPEN or free[offer.pk]]
        if not room:
            continue
        offer = mine if email and mine in room else random.choice(room)
        if state == PairState.OPEN:
            free[offer.pk] -= 1
        waits = state == PairState.PROPOSED
        proposed = now - timedelta(random.randrange(5, 30) if waits else random.randrange(40, 420))
        pairs.append(_pair(random, offer, wish, state, proposed, now))
    Pair.objects.bulk_create(pairs)
    for pair in pairs:
        if pair.began_at:
            _life_of(random, pair, now)
    ended = [pair.wish_id for pair in pairs if pair.state == PairState.ENDED]
    Wish.objects.filter(pk__in=ended).update(withdrawn_at=now)
    return pairs


def _pair(random, offer, wish, state, proposed, now):
    by = random.choice((ProposedBy.LEARNER, ProposedBy.LEARNER, ProposedBy.SECRETARIAT, ProposedBy.MENTOR))
    began = proposed + timedelta(6) if state in (PairState.OPEN, PairState.ENDED) else None
    over = None
    if state in (PairState.ENDED, PairState.NOT_NOW):
        over = min(now, (began or proposed) + timedelta(random.randrange(20, 200)))
    return Pair(
        offer=offer,
        wish=wish,
        state=state,
        proposed_by=by,
        proposed_at=proposed,
        mentor_accepted_at=began or (proposed if by == ProposedBy.MENTOR else None),
        learner_accepted_at=began or (proposed if by == ProposedBy.LEARNER else None),
        began_at=began,
        over_at=over,
        ending=Ending.BY_SIDE if over else "",
        # Nobody is asked by the clock on the first day of a demonstration.
        asked_at=now - timedelta(random.randrange(1, 20)) if state == PairState.OPEN else None,
        is_demo=True,
    )


def _life_of(random, pair, now):
    for step in random.sample(STEPS, 2):
        due = (pair.began_at + timedelta(random.randrange(40, 300))).date()
        Goal.objects.create(pair=pair, words=step, due_on=due, done_on=due if due < now.date() else None)
    day = pair.began_at + timedelta(28)
    while day < (pair.over_at or now):
        CheckIn.objects.create(
            pair=pair,
            side=random.choice(Side.values),
            mood=random.choices(Mood.values, (70, 22, 8))[0],
            next=random.choice(NEXT),
            at=day,
        )
        day += timedelta(random.choice((28, 30, 56)))
    if pair.state == PairState.ENDED:
        for side in Side:
            Closing.objects.create(
                pair=pair,
                side=side,
                result=random.choices(Result.values, (55, 35, 10))[0],
                words="",
                thanks="Thank you for your patience." if random.random() < 0.6 else "",
                at=pair.over_at,
            )
