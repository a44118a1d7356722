"""Letters of mentoring, and the links by which they are answered without a sign-in."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override
from notifications.actions import send

from directory.choices import RecordStatus
from directory.queries import language_of_letters_to, letters_go_to
from experts.from_letter import LINK_WORKS_DAYS, read, sign

from . import queries
from .choices import PairState, Side
from .models import Pair

ANSWER, CHECK_IN, STILL = "mentoring.answer", "mentoring.check-in", "mentoring.still"
PURPOSES = (ANSWER, CHECK_IN, STILL)


@dataclass(frozen=True)
class Followed:
    """A link of a letter that somebody followed: what it asks, about which pair, for which side."""

    purpose: str
    pair: Pair
    side: Side
    is_open: bool


def tell(letter, pair, side, **context):
    """Write to one side of a pair, with the way to its page."""
    _write(letter, pair, side, context)


def ask_to_accept(pair, side):
    """Ask a side whether it wishes the pair, with the reasons and a link that answers."""
    _write("proposed", pair, side, {"reasons": True}, purpose=ANSWER)


def ask_how_it_goes(pair, side):
    _write("check_in", pair, side, {}, purpose=CHECK_IN)


def ask_whether_ended(pair, side):
    _write("still", pair, side, {}, purpose=STILL)


def _write(letter, pair, side, context, purpose=""):
    person, other = pair.person_of(side), pair.person_of(side.other)
    recipient = letters_go_to(person)
    if not recipient or person.status != RecordStatus.LISTED:
        return
    language = getattr(recipient, "language", "") or language_of_letters_to(person)
    base = settings.BASE_URL.rstrip("/")
    with override(language):
        address = base + pair.get_absolute_url()
        if purpose:
            token = sign(purpose, pair.pk, side, person.pk)
            context = {**context, "letter_address": base + reverse("mentoring:letter", args=[token])}
        if context.pop("reasons", False):
            context["reasons"] = queries.why(pair)
    send(
        f"mentoring/mail/{letter}",
        recipient,
        {
            **context,
            "pair": pair,
            "side": side,
            "other": other.romanised_name if other.status != RecordStatus.CLOSED else "",
            "address": address,
            "days": LINK_WORKS_DAYS,
        },
        language=language,
        secret=bool(purpose),
    )


def follow(token):
    """What a link stands for; None when it was not made here, or for nobody who is one side of the pair."""
    for purpose in PURPOSES:
        if signed := read(purpose, token):
            break
    else:
        return None
    try:
        key, side, person = signed.values
    except ValueError:
        return None
    pair = Pair.objects.select_related(*queries.PAIR_NAMES).filter(pk=key).first()
    if pair is None or side not in Side.values:
        return None
    side = Side(side)
    holder = pair.person_of(side)
    is_open = not signed.is_expired and holder.pk == person and holder.status == RecordStatus.LISTED
    state = PairState.PROPOSED if purpose == ANSWER else PairState.OPEN
    is_open = is_open and pair.state == state and (purpose != ANSWER or pair.waits_for(side))
    return Followed(purpose, pair, side, is_open)
