"""Letters about assignments, and the links in those that ask for an answer."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override
from notifications.actions import send, send_to_secretariat

from directory.models import User
from directory.queries import language_of_letters_to, letters_go_to
from experts.from_letter import LINK_WORKS_DAYS, read, sign

from .choices import AssignmentState, Side
from .models import Assignment
from .queries import WITH_NAMES, requesters_of, sides_of

PURPOSE = "assignments.answer"


@dataclass(frozen=True)
class Followed:
    """A link of a letter that somebody followed: which assignment, for which side, whose letter."""

    assignment: Assignment
    side: Side
    user: User | None
    is_open: bool


def recipients_of(assignment, side):
    """Users (or, for an expert without a sign-in, an address) who answer for a side."""
    if side == Side.REQUESTER:
        return requesters_of(assignment)
    found = letters_go_to(assignment.expert)
    return [found] if found else []


def tell(letter, assignment, side, **context):
    """Write to one side; when nobody answers for it any more, to the Secretariat. Returns how many were told."""
    found = recipients_of(assignment, side)
    context |= {"assignment": assignment, "side": side}
    for recipient in found:
        language = recipient.language if isinstance(recipient, User) else language_of_letters_to(assignment.expert)
        with override(language):
            address = settings.BASE_URL.rstrip("/") + assignment.get_absolute_url()
        send(
            f"assignments/mail/{letter}",
            recipient,
            {**context, "address": address, "state": assignment.state_on()},
            language=language,
        )
    if not found:
        send_to_secretariat("assignments/mail/nobody_answers", context)
    return len(found)


def ask_for_answer(assignment):
    """Ask the side that has not said yes yet; each letter holds a link that answers without a sign-in."""
    side = assignment.answering_side
    found = recipients_of(assignment, side)
    for recipient in found:
        user = recipient if isinstance(recipient, User) else None
        language = user.language if user else language_of_letters_to(assignment.expert)
        with override(language):
            token = sign(PURPOSE, assignment.pk, side, user.pk if user else 0)
            base = settings.BASE_URL.rstrip("/")
            context = {
                "assignment": assignment,
                "side": side,
                "days": LINK_WORKS_DAYS,
                "answer_address": base + reverse("assignments:letter", args=[token]),
                "address": base + assignment.get_absolute_url(),
            }
        # The link answers in somebody's name: the words of the letter are erased once it is sent.
        send("assignments/mail/asked", recipient, context, language=language, secret=True)
    if not found:
        send_to_secretariat("assignments/mail/nobody_answers", {"assignment": assignment, "side": side})


def follow(token):
    """What a link stands for; None when it was not made here. Only whoever still answers for the side may use it."""
    signed = read(PURPOSE, token)
    if signed is None:
        return None
    try:
        key, side, user_key = signed.values
    except ValueError:
        return None
    assignment = Assignment.objects.select_related(*WITH_NAMES, "expert__user").filter(pk=key).first()
    if assignment is None or side not in Side.values:
        return None
    user = User.objects.filter(pk=user_key, is_active=True).first() if user_key else None
    if user_key:
        still = user is not None and Side(side) in sides_of(assignment, user)
    else:
        still = side == Side.EXPERT and assignment.expert.user_id is None and assignment.expert.is_listed
    is_open = still and not signed.is_expired and assignment.state == AssignmentState.PLANNED
    return Followed(assignment, Side(side), user, is_open)


def tell_secretariat(letter, assignment):
    with override("en"):
        address = settings.BASE_URL.rstrip("/") + assignment.get_absolute_url()
    context = {"assignment": assignment, "side": None, "address": address}
    send_to_secretariat(f"assignments/mail/{letter}", context)
