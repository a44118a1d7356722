"""Casting a vote and changing it."""

import hmac
import secrets
from hashlib import sha256

from audit.actions import record
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ...actions import happen
from ...choices import EventKind, Way
from .. import marking
from ..counting import add_to_tally
from ..exceptions import PollError
from ..models import Ballot, Poll
from ..queries import parties_of
from .opening import locked


@transaction.atomic
def cast_vote(poll, choices, *, by, country=None, receipt="", former="", way=Way.PAGE):
    """Take somebody's vote, or that of the Party they speak for. Returns False if they had voted so already.

    In an open poll a later vote replaces the one before. In a secret one ``receipt``, which the page made and nobody
    keeps, comes with the vote; to change it, the words on the receipt of the ``former`` vote are needed.
    """
    poll = locked(poll)
    if poll.is_over:
        raise PollError(_("This poll has ended: votes are not taken any more."), "over")
    choices = marking.checked(poll, choices)
    voter = (
        {"country": _party(poll, by, country), "user": None} if poll.is_by_party else {"user": by, "country": None}
    )
    cast = _cast_secretly if poll.is_secret else _cast_openly
    is_new = cast(poll, choices, voter, by=by, receipt=receipt, former=former, way=way)
    if is_new is None:
        return False
    if is_new:
        Poll.objects.filter(pk=poll.pk).update(vote_count=F("vote_count") + 1)
    # Who follows a secret poll learns that somebody voted, and not who.
    happen(poll.thread, EventKind.BESIDE, post=poll.post, by=None if poll.is_secret else by)
    record(
        "forum_polls.poll.voted" if is_new else "forum_polls.poll.vote_changed",
        poll,
        by=by,
        changes={"country": voter["country"].iso2} if voter["country"] else None,
    )
    return True


def new_receipt():
    """A word that goes with a secret vote, for the page of the ballot. Only the voter keeps it."""
    return secrets.token_hex(16)


def receipt_words(poll, choices, receipt):
    """What the voter writes down: how they voted and the word."""
    return f"{marking.written(poll, choices)}.{receipt}"


def _party(poll, by, country):
    parties = parties_of(by)
    if not parties:
        raise PollError(
            _("In this poll every Party has one vote: it is cast by who speaks for the Party today."), "party"
        )
    if country is None and len(parties) == 1:
        return parties[0]
    if country in parties:
        return country
    raise PollError(_("Say for which Party you vote."), "party")


def _cast_openly(poll, choices, voter, *, by, way, **_rest):
    """True for a first vote, False for a changed one, None without a change."""
    key = {"country": voter["country"]} if voter["country"] else {"user": by, "country": None}
    former = Ballot.objects.counting().filter(poll=poll, **key).first()
    if former is not None and former.choices == choices:
        return None
    now = timezone.now()
    if former is not None:
        former.replaced_at = now
        former.save(update_fields=["replaced_at"])
    Ballot.objects.create(
        poll=poll, user=by, person=by.record, country=voter["country"], choices=choices, cast_at=now, way=way
    )
    return former is None


def _cast_secretly(poll, choices, voter, *, receipt, former, way, **_rest):
    if way == Way.MAIL:
        raise PollError(
            _("This poll is secret, and a mail shows how you vote. Please vote on its page."),
            "secret",
        )
    if not receipt:
        raise PollError(_("Please vote on the page of the poll."), "receipt")
    known = poll.secret_voters.filter(**voter).first()
    words = marking.written(poll, choices)
    if known is None:
        poll.secret_voters.create(**voter, seal=_seal(poll, receipt_words(poll, choices, receipt)))
        add_to_tally(poll, words, 1)
        return True
    if hmac.compare_digest(known.seal, _seal(poll, receipt_words(poll, choices, receipt))):
        # The same form, sent twice.
        return None
    if not hmac.compare_digest(known.seal, _seal(poll, former.strip())):
        raise PollError(
            _("A vote was cast already. To change it, write down the receipt that was shown with it."), "receipt"
        )
    add_to_tally(poll, former.strip().rpartition(".")[0], -1)
    add_to_tally(poll, words, 1)
    known.seal = _seal(poll, receipt_words(poll, choices, receipt))
    known.save(update_fields=["seal"])
    return False


def _seal(poll, words):
    return sha256(f"{poll.token}|{words}".encode()).hexdigest()
