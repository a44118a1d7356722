"""Questions people ask of offers, wishes and pairs."""

from collections import Counter
from datetime import timedelta

from django.db.models import Case, Count, Q, When
from django.utils import timezone

from directory.choices import Audience, RecordStatus, RegionLevel
from directory.models import Country, Region, audience_of
from directory.words import word, words
from experts.disclosure import disclose_entries

from . import fit
from .choices import (
    CHECK_IN_EVERY_DAYS,
    FEWEST_TOLD,
    NOT_AGAIN_DAYS,
    PROPOSAL_WAITS_DAYS,
    Ending,
    PairState,
    Side,
)
from .models import Offer, Pair, Wish

OFFER_PARTS = ("fields", "languages", "mentor__country", "mentor__roster_entry")
WISH_PARTS = ("fields", "languages", "learner__country")
PAIR_NAMES = ("offer__mentor__country", "wish__learner__country", "offer__mentor__user", "wish__learner__user")
WORKED_IN = ("countries_worked_in", "regions_worked_in")


# --- What somebody has ------------------------------------------------------------------------------------


def offer_of(user):
    """The offer somebody stands by, even if it is over or they are not listed any more; or None."""
    if not getattr(user, "is_authenticated", False):
        return None
    return Offer.objects.filter(mentor__user=user, withdrawn_at=None).select_related("mentor__roster_entry").first()


def wish_of(user):
    if not getattr(user, "is_authenticated", False):
        return None
    return Wish.objects.filter(learner__user=user, withdrawn_at=None).select_related("learner").first()


def pairs_of(user):
    """The pairs of somebody, those that wait or run first."""
    order = {state: place for place, state in enumerate((PairState.PROPOSED, PairState.OPEN))}
    found = Pair.objects.of_user(user).select_related(*PAIR_NAMES)
    return sorted(found, key=lambda pair: (order.get(pair.state, len(order)), -pair.proposed_at.timestamp()))


def open_pairs_by_mentor(people):
    """How many pairs people mentor now, by the key of the person."""
    return dict(
        Pair.objects.filter(state=PairState.OPEN, offer__mentor__in=list(people))
        .order_by()
        .values_list("offer__mentor")
        .annotate(Count("pk"))
    )


def room_left(offer):
    """How many more a mentor takes now."""
    return max(0, offer.room - Pair.objects.filter(state=PairState.OPEN, offer__mentor=offer.mentor_id).count())


# --- What fits --------------------------------------------------------------------------------------------


def offered_as_seen(offers, viewer):
    """Offers with what of them counts for a viewer, in a constant number of queries.

    Each ``Offered`` carries its offer, with ``shown``, the disclosed entry of the mentor.
    """
    offers = list(offers.select_related("mentor__roster_entry").prefetch_related(*OFFER_PARTS))
    shown = disclose_entries([offer.mentor.roster_entry for offer in offers], viewer, prefetch=WORKED_IN)
    taken = open_pairs_by_mentor({offer.mentor_id for offer in offers})
    found = []
    for offer, entry in zip(offers, shown, strict=True):
        offer.shown = entry
        offer.room_left = max(0, offer.room - taken.get(offer.mentor_id, 0))
        found.append(
            fit.Offered(
                key=offer.pk,
                person=offer.mentor_id,
                fields=frozenset(term.pk for term in offer.fields.all()),
                languages=frozenset(language.pk for language in offer.languages.all()),
                ways=frozenset(offer.ways),
                country=offer.mentor.country_id,
                worked_in=frozenset(_regions_of(entry.countries_worked_in, entry.regions_worked_in)),
                room_left=offer.room_left,
                offer=offer,
            )
        )
    return found


def wished(wishes):
    """Wishes with what of them counts, in a constant number of queries."""
    return [
        fit.Wished(
            key=wish.pk,
            person=wish.learner_id,
            fields=frozenset(term.pk for term in wish.fields.all()),
            languages=frozenset(language.pk for language in wish.languages.all()),
            ways=frozenset(wish.ways),
            country=wish.learner.country_id,
            region=wish.region_id,
            wish=wish,
        )
        for wish in wishes.select_related("learner__country").prefetch_related(*WISH_PARTS)
    ]


def _regions_of(countries, regions):
    """Regions of every level that countries and regions lie in."""
    found = set()
    for country in countries:
        held = word(Country, country.pk)
        found |= {held.region_id, held.subregion_id, held.intermediate_region_id}
    every = words(Region)
    for region in regions:
        key = region.pk
        while key and every[key].level != RegionLevel.WORLD:
            found.add(key)
            key = every[key].parent_id
    return found - {None}


def not_again(now=None):
    """Pairs of people that are not proposed: they have one that waits or runs, or said not now lately."""
    since = (now or timezone.now()) - timedelta(days=NOT_AGAIN_DAYS)
    standing = Q(state__in=[PairState.PROPOSED, PairState.OPEN])
    lately = Q(state=PairState.NOT_NOW, over_at__gte=since) & ~Q(ending=Ending.NO_ANSWER)
    return set(
        Pair.objects.filter(standing | lately)
        .values_list("offer__mentor_id", "wish__learner_id")
        .order_by()
        .distinct()
    )


def fits_for_wish(wish, viewer, most=None):
    """Offers that fit a wish, as far as the viewer may see them, the best first."""
    return _best(
        offered_as_seen(Offer.objects.visible_to(viewer), viewer), wished(Wish.objects.filter(pk=wish.pk)), most
    )


def fits_for_offer(offer, viewer, most=None):
    """Wishes an offer fits, as far as the mentor may read them, the best first."""
    return _best(
        offered_as_seen(Offer.objects.standing().filter(pk=offer.pk), viewer),
        wished(Wish.objects.visible_to(viewer)),
        most,
    )


def all_fits(most=None):
    """Everything that fits, for the Secretariat."""
    return _best(
        offered_as_seen(Offer.objects.standing(), Audience.SECRETARIAT), wished(Wish.objects.standing()), most
    )


def _best(offers, wishes, most):
    passed_over = not_again()
    pairs = ((offer, wish) for offer in offers for wish in wishes if (offer.person, wish.person) not in passed_over)
    return fit.best(pairs, most)


def why(pair):
    """Why a pair fits, in sentences, as members may see it; empty where offer and wish have changed since."""
    offers = offered_as_seen(Offer.objects.filter(pk=pair.offer_id), Audience.MEMBERS)
    wishes = wished(Wish.objects.filter(pk=pair.wish_id))
    found = fit.fit(offers[0], wishes[0]) if offers and wishes else None
    return found.reasons if found else ()


# --- Counted by the roster, figures -----------------------------------------------------------------------


def mentored_by(keys):
    """How many pairs experts have mentored, by the key of the entry."""
    return dict(
        Pair.objects.begun()
        .filter(offer__mentor__roster_entry__in=list(keys))
        .order_by()
        .values_list("offer__mentor__roster_entry")
        .annotate(Count("pk"))
    )


def figures(audience=Audience.EVERYONE):
    """Mentoring in numbers. Under five people a number is None, for everybody but the Secretariat.

    ``by_region`` has a row for each region of learners: its key, pairs under way, pairs that ended.
    """
    tells_all = audience_of(audience) >= Audience.SECRETARIAT
    pairs = Pair.objects.begun()
    states = Counter(pairs.values_list("state", flat=True))
    by_region = {}
    for state, region in pairs.values_list("state", "wish__learner__country__region"):
        by_region.setdefault(region, Counter())[state] += 1
    regions = sorted(by_region, key=lambda key: (key is None, word(Region, key).code if key else ""))
    columns = {state: [by_region[region][state] for region in regions] for state in (PairState.OPEN, PairState.ENDED)}
    if not tells_all:
        columns = {state: suppressed(numbers) for state, numbers in columns.items()}

    def told(number):
        return number if tells_all or number == 0 or number >= FEWEST_TOLD else None

    return {
        "open": told(states[PairState.OPEN]),
        "ended": told(states[PairState.ENDED]),
        "offers": told(Offer.objects.standing().count()),
        "wishes": told(Wish.objects.standing().count()),
        "by_region": [
            {"region": region, "open": columns[PairState.OPEN][place], "ended": columns[PairState.ENDED][place]}
            for place, region in enumerate(regions)
        ],
    }


def suppressed(numbers):
    """Numbers of one column, those under five as None; never only one, for the total would tell it."""
    hidden = {place for place, number in enumerate(numbers) if 0 < number < FEWEST_TOLD}
    others = sorted((number, place) for place, number in enumerate(numbers) if number and place not in hidden)
    if len(hidden) == 1 and others:
        hidden.add(others[0][1])
    return [None if place in hidden else number for place, number in enumerate(numbers)]


# --- Work of the clock ------------------------------------------------------------------------------------


def to_ask(now):
    """Keys of pairs that may have to be asked how it is going."""
    since = now - timedelta(days=CHECK_IN_EVERY_DAYS)
    return (
        Pair.objects.filter(state=PairState.OPEN, began_at__lte=since)
        .exclude(asked_at__gt=since)
        .values_list("pk", flat=True)
    )


def proposals_nobody_answered(now):
    return Pair.objects.filter(
        state=PairState.PROPOSED, proposed_at__lte=now - timedelta(days=PROPOSAL_WAITS_DAYS)
    ).values_list("pk", flat=True)


def of_those_who_left():
    """Keys of pairs, waiting or under way, of which one side has left the network."""
    gone = Q(offer__mentor__status=RecordStatus.CLOSED) | Q(wish__learner__status=RecordStatus.CLOSED)
    return Pair.objects.filter(gone, state__in=[PairState.PROPOSED, PairState.OPEN]).values_list("pk", flat=True)


def words_of_those_who_left():
    """Offers and wishes of people who have left, with words of theirs still in them."""
    return (
        Offer.objects.filter(mentor__status=RecordStatus.CLOSED).exclude(words="", withdrawn_at__isnull=False),
        Wish.objects.filter(learner__status=RecordStatus.CLOSED).exclude(goal="", withdrawn_at__isnull=False),
    )


# --- Taking one's data away -------------------------------------------------------------------------------


def told_of(user):
    """What the site holds about somebody's mentoring."""
    rows = [
        {
            "words": offer.words,
            "kind": "offer",
            "fields": [str(term) for term in offer.fields.all()],
            "languages": [str(language) for language in offer.languages.all()],
            "room": offer.room,
            "until": offer.until,
            "made_at": offer.made_at,
            "withdrawn_at": offer.withdrawn_at,
        }
        for offer in Offer.objects.filter(mentor__user=user).prefetch_related("fields", "languages")
    ]
    rows += [
        {
            "words": wish.goal,
            "kind": "wish",
            "fields": [str(term) for term in wish.fields.all()],
            "languages": [str(language) for language in wish.languages.all()],
            "made_at": wish.made_at,
            "withdrawn_at": wish.withdrawn_at,
        }
        for wish in Wish.objects.filter(learner__user=user).prefetch_related("fields", "languages")
    ]
    pairs = Pair.objects.of_user(user).select_related(*PAIR_NAMES).prefetch_related("goals", "check_ins", "closings")
    for pair in pairs:
        side = pair.side_of(user)
        rows.append(
            {
                "words": f"{pair.mentor} – {pair.learner} ({pair.get_state_display()})",
                "kind": "pair",
                "side": Side(side).label,
                "began_at": pair.began_at,
                "over_at": pair.over_at,
                "goals": [
                    {"words": goal.words, "by": goal.due_on, "done": goal.done_on} for goal in pair.goals.all()
                ],
                "check_ins": [
                    {
                        "at": each.at,
                        "how": each.get_mood_display(),
                        "next": each.next,
                        "side": each.get_side_display(),
                    }
                    for each in pair.check_ins.all()
                ],
                "closings": [
                    {"at": each.at, "side": each.get_side_display(), "words": each.words, "thanks": each.thanks}
                    for each in pair.closings.all()
                ],
            }
        )
    return rows


# --- The desk of the Secretariat --------------------------------------------------------------------------


def for_the_desk():
    """Pairs that wait or run, those nobody answers for first; then those that are over."""
    return (
        Pair.objects.select_related(*PAIR_NAMES)
        .annotate(
            place=Case(
                When(state=PairState.OPEN, rounds_unanswered__gte=1, then=0),
                When(state=PairState.PROPOSED, then=1),
                When(state=PairState.OPEN, then=2),
                default=3,
            )
        )
        .order_by("place", "-rounds_unanswered", "-proposed_at", "-pk")
    )


def wishes_on_the_desk():
    return Wish.objects.standing().select_related("learner__country").prefetch_related("fields").order_by("made_at")
