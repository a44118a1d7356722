"""What happens to questions by the clock: reminders, and handing over what nobody reacts to."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from .. import letters
from ..choices import InvitationState, QuestionState, StepKind
from ..models import Invitation, Question, QuestionStep
from .leaving import end_for_those_who_left, next_in_words
from .steps import locked, step

# After these somebody has some days to react.
_BROUGHT_TO_SOMEBODY = (StepKind.OPENED, StepKind.HANDED_OVER)


def keep_questions_moving():
    """Everything that is due now. May run as often as one likes: each is done once. Returns how much was done."""
    now = timezone.now()
    return (
        end_for_those_who_left()
        + sum(_remind_expert(pk) for pk in _unanswered(now))
        + sum(_remind_of_due(pk) for pk in _due_soon(now))
        + sum(_remind_asker(pk) for pk in _asker_to_remind(now))
        + sum(_hand_over(pk) for pk in _without_reaction(now))
    )


def _unanswered(now):
    since = now - timedelta(days=settings.CONSULTING_REMIND_AFTER_DAYS)
    return _keys(
        Invitation.objects.filter(
            question__state=QuestionState.OPEN,
            state=InvitationState.INVITED,
            invited_at__lte=since,
            reminded_at=None,
        )
    )


def _due_soon(now):
    """Experts who accepted and have not written, shortly before the answer is needed."""
    day = timezone.localdate(now) + timedelta(days=settings.CONSULTING_REMIND_BEFORE_DUE_DAYS)
    return _keys(
        Invitation.objects.filter(
            question__state=QuestionState.OPEN,
            question__due_on__lte=day,
            state=InvitationState.ACCEPTED,
            first_message_at=None,
            reminded_of_due_at=None,
        )
    )


def _asker_to_remind(now):
    """Whoever asked, once the day has come: to close it with its result, or to ask somebody else."""
    return _keys(Question.objects.open().filter(due_on__lte=timezone.localdate(now), asker_reminded_at=None))


def _without_reaction(now):
    """Open questions for which nobody has accepted for so many days since the last expert was asked."""
    since = now - timedelta(days=settings.CONSULTING_HAND_OVER_AFTER_DAYS)
    asked = Invitation.objects.filter(question=OuterRef("pk"))
    return _keys(
        Question.objects.open()
        .filter(handed_over_at=None, asked_at__lte=since)
        .exclude(Exists(asked.filter(state=InvitationState.ACCEPTED)))
        .exclude(Exists(asked.filter(state=InvitationState.INVITED, invited_at__gt=since)))
        .exclude(
            Exists(QuestionStep.objects.filter(question=OuterRef("pk"), kind__in=_BROUGHT_TO_SOMEBODY, at__gt=since))
        )
    )


def _keys(found):
    return list(found.values_list("pk", flat=True))


@transaction.atomic
def _remind_expert(pk):
    invitation = _invitation(pk)
    if invitation.state != InvitationState.INVITED or invitation.reminded_at or not invitation.question.is_open:
        return False
    invitation.reminded_at = timezone.now()
    invitation.save(update_fields=["reminded_at"])
    step(invitation.question, StepKind.REMINDED, invitation=invitation)
    letters.to_expert("invitation", invitation, is_reminder=True)
    return True


@transaction.atomic
def _remind_of_due(pk):
    invitation = _invitation(pk)
    if not invitation.is_accepted or invitation.reminded_of_due_at or not invitation.question.is_open:
        return False
    invitation.reminded_of_due_at = timezone.now()
    invitation.save(update_fields=["reminded_of_due_at"])
    step(invitation.question, StepKind.REMINDED, invitation=invitation)
    letters.to_expert("due", invitation)
    return True


@transaction.atomic
def _remind_asker(pk):
    question = locked(Question(pk=pk))
    if not question.is_open or question.asker_reminded_at:
        return False
    question.asker_reminded_at = timezone.now()
    question.save(update_fields=["asker_reminded_at"])
    step(question, StepKind.REMINDED)
    letters.to_asker("asker_due", question, answers=question.messages.filter(invitation__isnull=False).count())
    return True


@transaction.atomic
def _hand_over(pk):
    """Nobody reacted: whom to ask next is offered to the asker, and the question stands in the Secretariat's queue.

    Those who were asked may still say yes.
    """
    question = locked(Question(pk=pk))
    if not question.is_open or question.handed_over_at or question.invitations.accepted().exists():
        return False
    question.handed_over_at = timezone.now()
    question.save(update_fields=["handed_over_at"])
    question.invitations.filter(state=InvitationState.INVITED).update(state=InvitationState.NO_ANSWER)
    step(question, StepKind.HANDED_OVER)
    letters.to_asker("handed_over", question, proposals=lambda: next_in_words(question))
    letters.tell_secretariat("for_secretariat", question)
    return True


def _invitation(pk):
    invitation = Invitation.objects.select_related("question").get(pk=pk)
    question = locked(invitation.question)
    invitation = Invitation.objects.select_related("entry__person__user").get(pk=pk)
    invitation.question = question
    return invitation
