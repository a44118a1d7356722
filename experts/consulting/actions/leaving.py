"""Experts and askers who leave in the middle of a consultation."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from directory.templatetags.directory import names_for_reader

from .. import letters
from ..choices import OFFERED_NEXT, READING, InvitationState, QuestionState, StepKind
from ..models import Invitation, Question
from ..proposing import proposals_for
from ..showing import in_words
from .asking import withdraw_question
from .steps import is_in_office, locked, step


def end_for_those_who_left():
    """End what cannot go on: invitations of experts who are on the roster no more, questions nobody asks any more.

    Both lose sight of the question at the moment they leave; this tells the others. Returns how many it ended.
    """
    left = Invitation.objects.of_those_who_left().values_list("pk", flat=True)
    alone = Question.objects.open().filter(Q(asked_by=None) | Q(asked_by__is_active=False))
    return sum(end_for_expert(pk) for pk in list(left)) + sum(
        withdraw_question(question, by=None) for question in alone
    )


@transaction.atomic
def end_for_expert(pk):
    """End the invitation of an expert who left, tell the asker, and offer whom to ask next."""
    invitation = Invitation.objects.select_related("question").get(pk=pk)
    question = locked(invitation.question)
    invitation = Invitation.objects.select_related("entry__person__user").get(pk=pk)
    invitation.question = question
    if invitation.state not in READING or question.state != QuestionState.OPEN or is_in_office(invitation.entry):
        return False
    had_accepted = invitation.is_accepted
    invitation.state, invitation.ended_at = InvitationState.LEFT, timezone.now()
    invitation.save(update_fields=["state", "ended_at"])
    step(question, StepKind.EXPERT_LEFT, invitation=invitation)
    goes_on = question.invitations.filter(state__in=READING).exists()
    if not goes_on and question.handed_over_at is None:
        question.handed_over_at = timezone.now()
        question.save(update_fields=["handed_over_at"])
        letters.tell_secretariat("for_secretariat", question)
    letters.to_asker(
        "expert_left",
        question,
        had_accepted=had_accepted,
        goes_on=goes_on,
        proposals=lambda: next_in_words(question),
    )
    return True


def next_in_words(question):
    """Whom to ask next, as the asker may know them: names, and why."""
    return [
        {"name": names_for_reader(proposal.entry.person).first.text, "why": in_words(proposal.reasons)}
        for proposal in proposals_for(question, question.asked_by, limit=OFFERED_NEXT)
    ]


def throw_drafts_away(person, *, by):
    """Drafts nobody else has seen go with whoever closes the account."""
    Question.objects.filter(asked_by=person.user_id, state=QuestionState.DRAFT).exclude(asked_by=None).delete()
