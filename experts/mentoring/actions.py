"""Offering, wishing, proposing, accepting, keeping a pair going, and ending it."""

from datetime import timedelta

from audit.actions import record
from django.db import IntegrityError, transaction
from django.utils import timezone

from directory.choices import RecordStatus

from . import letters, queries
from .choices import (
    ENDED_WITHOUT_ANSWER_DAYS,
    MOST_GOALS,
    ROUNDS_UNANSWERED,
    Ending,
    PairState,
    ProposedBy,
    Side,
)
from .models import CheckIn, Closing, Goal, Offer, Pair, Wish

# The same words within this time are one message sent twice.
SENT_TWICE_WITHIN = timedelta(minutes=10)


class PairMovedOnError(Exception):
    """Somebody was faster: the pair is in another state now."""


class NoRoomError(Exception):
    """The mentor has as many learners as they take, or takes none any more."""


class WishFulfilledError(Exception):
    """The learner has a mentor already, or wishes for none any more."""


class AlreadyProposedError(Exception):
    """The two have a pair that waits or runs. ``pair`` is that one."""

    def __init__(self, pair=None):
        super().__init__("These two have been proposed to each other already.")
        self.pair = pair


class ChangedMeanwhileError(Exception):
    """The offer or wish was changed in another window after the writer began."""


class TooManyGoalsError(Exception):
    """A pair has as many goals as it may have."""


# --- Offers and wishes ------------------------------------------------------------------------------------


def version_of(thing):
    """What a form saw of an offer or wish; nothing for one that is not made yet."""
    return thing.changed_at.isoformat() if thing else ""


@transaction.atomic
def keep_offer(mentor, *, by, seen="", fields=(), languages=(), **said):
    """Make or change the one offer an expert stands by."""
    return _keep(Offer, {"mentor": mentor}, by, seen, fields, languages, said)


@transaction.atomic
def keep_wish(learner, *, by, seen="", fields=(), languages=(), **said):
    """Make or change the one wish a member has."""
    return _keep(Wish, {"learner": learner}, by, seen, fields, languages, said)


def _keep(model, whose, by, seen, fields, languages, said):
    word = model._meta.model_name
    standing = model.objects.select_for_update().filter(**whose, withdrawn_at=None).first()
    many = {"fields": {term.pk for term in fields}, "languages": {language.pk for language in languages}}
    if standing is not None:
        same = all(getattr(standing, name) == value for name, value in said.items()) and all(
            set(getattr(standing, name).values_list("pk", flat=True)) == keys for name, keys in many.items()
        )
        # A form sent twice says the same twice.
        if same:
            return standing
        if seen != version_of(standing):
            raise ChangedMeanwhileError
        for name, value in said.items():
            setattr(standing, name, value)
        standing.save()
    else:
        try:
            with transaction.atomic():
                standing = model.objects.create(**whose, **said)
        except IntegrityError as error:
            raise ChangedMeanwhileError from error
    for name, keys in many.items():
        getattr(standing, name).set(keys)
    record(f"mentoring.{word}.{'changed' if seen else 'made'}", standing, by=by)
    return standing


@transaction.atomic
def withdraw_offer(offer, *, by=None):
    """Take no more learners. Pairs that run go on; proposals that wait are taken back."""
    return _withdraw(offer, by)


@transaction.atomic
def withdraw_wish(wish, *, by=None):
    return _withdraw(wish, by)


def _withdraw(thing, by):
    # The pairs first, as everybody else who locks a pair and what it is made of.
    waiting = list(thing.pairs.select_for_update().filter(state=PairState.PROPOSED).order_by("pk"))
    standing = type(thing).objects.filter(pk=thing.pk, withdrawn_at=None)
    if not standing.update(withdrawn_at=timezone.now()):
        return False
    record(f"mentoring.{thing._meta.model_name}.withdrawn", thing, by=by)
    side = Side.MENTOR if isinstance(thing, Offer) else Side.LEARNER
    for pair in waiting:
        _not_now(pair, by=by, ending=Ending.BY_SIDE, side=side)
    return True


# --- Proposing and answering ------------------------------------------------------------------------------


@transaction.atomic
def propose(offer, wish, *, by, proposed_by, word=""):
    """Propose a pair. The side that proposes has accepted with it; the other, or both, are asked by mail."""
    offer = Offer.objects.select_for_update().select_related("mentor").get(pk=offer.pk)
    wish = Wish.objects.select_for_update().select_related("learner").get(pk=wish.pk)
    standing = Pair.objects.filter(
        offer__mentor=offer.mentor_id, wish__learner=wish.learner_id, state__in=[PairState.PROPOSED, PairState.OPEN]
    ).first()
    if standing is not None or offer.mentor_id == wish.learner_id:
        raise AlreadyProposedError(standing)
    _check_room(offer)
    _check_wish(wish)
    now = timezone.now()
    pair = Pair.objects.create(
        offer=offer,
        wish=wish,
        proposed_by=proposed_by,
        word=word,
        mentor_accepted_at=now if proposed_by == ProposedBy.MENTOR else None,
        learner_accepted_at=now if proposed_by == ProposedBy.LEARNER else None,
        is_demo=offer.is_demo and wish.is_demo,
    )
    record("mentoring.pair.proposed", pair, by=by)
    for side in Side:
        if pair.waits_for(side):
            letters.ask_to_accept(pair, side)
    return pair


@transaction.atomic
def accept(pair, *, side, by=None, by_letter=False):
    """One side says yes; with the second yes the pair begins, if there is still room. Twice yes is once."""
    pair = _locked(pair)
    if pair.state == PairState.OPEN and pair.accepted_at(side):
        return pair
    if pair.state != PairState.PROPOSED:
        raise PairMovedOnError
    # Two who accept at once wait here for each other: whoever comes second finds the room as it is then.
    offer = Offer.objects.select_for_update().get(pk=pair.offer_id)
    wish = Wish.objects.select_for_update().get(pk=pair.wish_id)
    _check_room(offer)
    _check_wish(wish)
    now = timezone.now()
    if side == Side.MENTOR:
        pair.mentor_accepted_at = pair.mentor_accepted_at or now
    else:
        pair.learner_accepted_at = pair.learner_accepted_at or now
    if pair.mentor_accepted_at and pair.learner_accepted_at:
        pair.state, pair.began_at = PairState.OPEN, now
    pair.save()
    record("mentoring.pair.accepted", pair, by=by, changes={"side": side, **_how(by_letter)})
    if pair.state == PairState.OPEN:
        record("mentoring.pair.began", pair)
        for each in Side:
            letters.tell("began", pair, each)
    return pair


@transaction.atomic
def decline(pair, *, side, by=None, by_letter=False):
    """One side says not now. Nobody has to say why, and nobody is told that anybody said no."""
    pair = _locked(pair)
    if pair.state == PairState.NOT_NOW:
        return pair
    if pair.state != PairState.PROPOSED:
        raise PairMovedOnError
    return _not_now(pair, by=by, ending=Ending.BY_SIDE, side=side, changes=_how(by_letter))


@transaction.atomic
def take_back(pair, *, by):
    """The Secretariat takes a proposal back."""
    pair = _locked(pair)
    if pair.state != PairState.PROPOSED:
        raise PairMovedOnError
    return _not_now(pair, by=by, ending=Ending.BY_SECRETARIAT)


def _not_now(pair, *, by, ending, side=None, changes=None):
    """The pair does not come about; ``side`` is the one that said so, and knows it."""
    pair.state, pair.over_at, pair.ending = PairState.NOT_NOW, timezone.now(), ending
    pair.save(update_fields=["state", "over_at", "ending"])
    record("mentoring.pair.not_now", pair, by=by, changes={**({"side": side} if side else {}), **(changes or {})})
    for each in Side:
        # Whoever had said yes, or proposed it, learns that it does not come about; nobody else waits for it.
        if each != side and pair.accepted_at(each):
            letters.tell("not_now", pair, each)
    return pair


def _check_room(offer):
    if not offer.is_standing or queries.room_left(offer) < 1:
        raise NoRoomError


def _check_wish(wish):
    is_listed = wish.learner.status == RecordStatus.LISTED
    if wish.withdrawn_at is not None or not is_listed or wish.pairs.filter(state=PairState.OPEN).exists():
        raise WishFulfilledError


# --- Keeping it going -------------------------------------------------------------------------------------


@transaction.atomic
def add_goal(pair, *, by, words, due_on=None):
    """Agree on something to reach. The same goal twice is one."""
    pair = _running(pair)
    if same := pair.goals.filter(words=words, due_on=due_on).first():
        return same
    if pair.goals.count() >= MOST_GOALS:
        raise TooManyGoalsError
    goal = Goal.objects.create(pair=pair, words=words, due_on=due_on)
    record("mentoring.goal.added", pair, by=by)
    return goal


@transaction.atomic
def mark_goal(goal, *, by, is_done, on=None):
    """Say that a goal is reached, or that it is not after all. Returns False if that was said already."""
    _running(goal.pair)
    goal = Goal.objects.select_for_update().get(pk=goal.pk)
    if (goal.done_on is not None) == is_done:
        return False
    goal.done_on = (on or timezone.localdate()) if is_done else None
    goal.save(update_fields=["done_on"])
    record("mentoring.goal.reached" if is_done else "mentoring.goal.taken_up_again", goal.pair, by=by)
    return True


@transaction.atomic
def check_in(pair, *, side, mood, next="", by=None, by_letter=False):
    """One of the two says how it is going; the count of rounds nobody answered begins anew."""
    pair = _running(pair)
    last = pair.check_ins.first()
    now = timezone.now()
    if last and (last.side, last.mood, last.next) == (side, mood, next) and now - last.at < SENT_TWICE_WITHIN:
        return last
    said = CheckIn.objects.create(pair=pair, side=side, mood=mood, next=next)
    _goes_on(pair)
    record("mentoring.pair.checked_in", pair, by=by, changes={"side": side, **_how(by_letter)})
    return said


@transaction.atomic
def say_it_goes_on(pair, *, side, by=None, by_letter=False):
    """The answer to whether the pair has ended: no."""
    pair = _running(pair)
    _goes_on(pair)
    record("mentoring.pair.goes_on", pair, by=by, changes={"side": side, **_how(by_letter)})
    return pair


def _goes_on(pair):
    # The next question comes four weeks after this answer.
    pair.asked_at, pair.rounds_unanswered, pair.asked_whether_ended_at = timezone.now(), 0, None
    pair.save(update_fields=["asked_at", "rounds_unanswered", "asked_whether_ended_at"])


@transaction.atomic
def close_pair(pair, *, side, result, words="", thanks="", by=None, by_letter=False):
    """One of the two ends the pair, or adds their closing words to one that has ended. The other one is told."""
    pair, side = _locked(pair), Side(side)
    if pair.state != PairState.OPEN and not (pair.state == PairState.ENDED and pair.ending == Ending.BY_SIDE):
        raise PairMovedOnError
    if same := pair.closings.filter(side=side).first():
        return same
    closing = Closing.objects.create(pair=pair, side=side, result=result, words=words, thanks=thanks)
    ends_it = pair.state == PairState.OPEN
    if ends_it:
        _end(pair, Ending.BY_SIDE)
        record("mentoring.pair.ended", pair, by=by, changes={"side": side, **_how(by_letter)})
    else:
        record("mentoring.pair.closing_words", pair, by=by, changes={"side": side})
    letters.tell("ended" if ends_it else "closing_words", pair, side.other, closing=closing)
    return closing


@transaction.atomic
def end_by_secretariat(pair, *, by, reason):
    pair = _running(pair)
    _end(pair, Ending.BY_SECRETARIAT)
    record("mentoring.pair.ended", pair, by=by, reason=reason)
    for side in Side:
        letters.tell("ended_by_secretariat", pair, side, reason=reason)
    return pair


def _end(pair, ending):
    pair.state, pair.over_at, pair.ending = PairState.ENDED, timezone.now(), ending
    pair.save(update_fields=["state", "over_at", "ending"])
    # What was wished for has been tried; whoever wishes more says so anew.
    Wish.objects.filter(pk=pair.wish_id, withdrawn_at=None).update(withdrawn_at=timezone.now())


# --- By the clock -----------------------------------------------------------------------------------------


def keep_mentoring(now=None):
    """Ask how pairs are going, take back what nobody answered, end what cannot go on. Returns how many there were."""
    now = now or timezone.now()
    touched = sum(_end_left(key) for key in list(queries.of_those_who_left()))
    touched += sum(_lapse(key, now) for key in list(queries.proposals_nobody_answered(now)))
    touched += sum(_ask(key, now) for key in list(queries.to_ask(now)))
    return touched + _forget_words_of_those_who_left()


@transaction.atomic
def _ask(key, now):
    # Two workers at once: the second finds that it was asked just now.
    pair = Pair.objects.select_for_update().get(pk=key)
    if pair.state != PairState.OPEN or pair.check_in_due_at > now:
        return 0
    if pair.asked_whether_ended_at is not None:
        if pair.asked_whether_ended_at + timedelta(days=ENDED_WITHOUT_ANSWER_DAYS) > now:
            return 0
        _end(pair, Ending.NO_ANSWER)
        record("mentoring.pair.ended", pair, changes={"ending": Ending.NO_ANSWER})
        for side in Side:
            letters.tell("ended_silently", pair, side)
        return 1
    if pair.rounds_unanswered >= ROUNDS_UNANSWERED:
        pair.asked_whether_ended_at = pair.asked_at = now
        pair.save(update_fields=["asked_whether_ended_at", "asked_at"])
        for side in Side:
            letters.ask_whether_ended(pair, side)
        return 1
    pair.asked_at, pair.rounds_unanswered = now, pair.rounds_unanswered + 1
    pair.save(update_fields=["asked_at", "rounds_unanswered"])
    for side in Side:
        letters.ask_how_it_goes(pair, side)
    return 1


@transaction.atomic
def _lapse(key, now):
    pair = Pair.objects.select_for_update().get(pk=key)
    if pair.state != PairState.PROPOSED:
        return 0
    _not_now(pair, by=None, ending=Ending.NO_ANSWER)
    return 1


@transaction.atomic
def _end_left(key):
    pair = Pair.objects.select_for_update().get(pk=key)
    if pair.state == PairState.OPEN:
        _end(pair, Ending.LEFT)
    elif pair.state == PairState.PROPOSED:
        pair.state, pair.over_at, pair.ending = PairState.NOT_NOW, timezone.now(), Ending.LEFT
        pair.save(update_fields=["state", "over_at", "ending"])
    else:
        return 0
    record("mentoring.pair.ended", pair, changes={"ending": Ending.LEFT})
    for side in Side:
        # Whoever stayed is told; a proposal nobody had accepted yet is worth no letter.
        if pair.began_at or pair.accepted_at(side):
            letters.tell("left", pair, side)
    return 1


@transaction.atomic
def _forget_words_of_those_who_left():
    """Leave of offers, wishes, check-ins and closing words of people who have left only that there were any."""
    offers, wishes = queries.words_of_those_who_left()
    now = timezone.now()
    gone = RecordStatus.CLOSED
    touched = offers.update(words="", withdrawn_at=now) + wishes.update(goal="", withdrawn_at=now)
    if touched:
        for side, through in ((Side.MENTOR, "offer__mentor"), (Side.LEARNER, "wish__learner")):
            theirs = {"side": side, f"pair__{through}__status": gone}
            CheckIn.objects.filter(**theirs).update(next="")
            Closing.objects.filter(**theirs).update(words="", thanks="")
    return touched


# --- Shared -----------------------------------------------------------------------------------------------


def _locked(pair):
    return Pair.objects.select_for_update().get(pk=pair.pk)


def _running(pair):
    pair = _locked(pair)
    if pair.state != PairState.OPEN:
        raise PairMovedOnError
    return pair


def _how(by_letter):
    return {"answered": "by letter"} if by_letter else {}
