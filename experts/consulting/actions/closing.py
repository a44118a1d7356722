"""The end of a question: its result, what both sides say of it, and opening it again."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ... import usage
from .. import letters
from ..choices import WAITING, InvitationState, QuestionState, StepKind
from ..exceptions import ConsultingError
from ..models import Feedback
from .steps import locked, open_question, step


@transaction.atomic
def close_question(question, *, by, result, summary="", usefulness=None, outcome=""):
    """Close a question with its result. Returns False if it was closed already.

    What the asker says of the answers is kept as their feedback; the Secretariat closes without any.
    """
    question = locked(question)
    if question.state == QuestionState.CLOSED:
        return False
    question = open_question(question)
    now = timezone.now()
    question.state, question.result, question.summary = QuestionState.CLOSED, result, summary
    question.closed_at, question.handed_over_at = now, None
    question.save(update_fields=["state", "result", "summary", "closed_at", "handed_over_at"])
    if by.pk == question.asked_by_id:
        Feedback.objects.update_or_create(
            question=question,
            invitation=None,
            defaults={"by": by, "answered": result, "usefulness": usefulness, "outcome": outcome, "at": now},
        )
    step(question, StepKind.CLOSED, by=by)
    for invitation in question.invitations.filter(state__in=[*WAITING, InvitationState.ACCEPTED]).select_related(
        "entry__person__user"
    ):
        invitation.question = question
        if invitation.is_accepted:
            letters.to_expert("closed", invitation, result=question.result, summary=summary)
        else:
            invitation.state, invitation.ended_at = InvitationState.WITHDRAWN, now
            invitation.save(update_fields=["state", "ended_at"])
            usage.changed([invitation.entry_id])
            letters.to_expert("over", invitation, reason="")
    return True


@transaction.atomic
def reopen_question(question, *, by):
    """Go on with a question that was closed too early. Returns False if it is open."""
    question = locked(question)
    if question.state != QuestionState.CLOSED:
        return False
    question.state, question.result, question.closed_at = QuestionState.OPEN, "", None
    question.save(update_fields=["state", "result", "closed_at"])
    step(question, StepKind.REOPENED, by=by)
    return True


@transaction.atomic
def give_feedback(invitation, *, by=None, clarity, outcome=""):
    """What an expert says of a question that is closed: how clear it was, and what came of it."""
    question = locked(invitation.question)
    if not question.is_closed or not invitation.is_accepted:
        raise ConsultingError(_("Feedback is given once the question is closed, by the experts who accepted it."))
    feedback, is_new = Feedback.objects.update_or_create(
        invitation=invitation,
        defaults={
            "question": question,
            "by": by,
            "clarity": clarity,
            "outcome": outcome,
            "at": timezone.now(),
        },
    )
    if is_new:
        step(question, StepKind.FEEDBACK, by=by, invitation=invitation)
    return feedback
