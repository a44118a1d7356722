"""Writing a question, and taking it back."""

from django.db import transaction
from django.utils.translation import gettext as _

from ... import usage
from .. import letters
from ..choices import READING, InvitationState, QuestionState, StepKind
from ..exceptions import ConsultingError, StaleQuestionError
from ..models import Question
from .steps import locked, step

MANY = ("fields", "countries", "languages_wanted")


@transaction.atomic
def begin_question(*, by, token, **values):
    """Keep a question as a draft. Sent twice with one token it is one."""
    many = {name: values.pop(name) for name in MANY if name in values}
    question, is_new = Question.objects.get_or_create(token=token, defaults={"asked_by": by, **values})
    if not is_new:
        if question.asked_by_id != by.pk:
            raise ConsultingError(_("This form was used already. Please begin again."))
        return question
    _choose(question, many)
    step(question, StepKind.BEGUN, by=by)
    return question


@transaction.atomic
def change_draft(question, *, by, seen, **values):
    """Write a draft anew. ``seen`` is the version the writer had before them."""
    question = locked(question)
    if question.state != QuestionState.DRAFT:
        raise ConsultingError(_("This question was asked already: write into its conversation instead."))
    if question.version != seen:
        raise StaleQuestionError(_("You changed this draft in another window. Look at it, then save again."))
    many = {name: values.pop(name) for name in MANY if name in values}
    for name, value in values.items():
        setattr(question, name, value)
    question.version += 1
    question.save()
    _choose(question, many)
    return question


@transaction.atomic
def throw_draft_away(question, *, by):
    """Delete a draft nobody was asked by. Returns False if it was asked meanwhile."""
    question = locked(question)
    if question.state != QuestionState.DRAFT:
        return False
    question.delete()
    return True


@transaction.atomic
def withdraw_question(question, *, by, reason=""):
    """Take a question back; experts who read it are told. Returns False if it was over already."""
    question = locked(question)
    if question.state != QuestionState.OPEN:
        return False
    question.state, question.handed_over_at = QuestionState.WITHDRAWN, None
    question.save(update_fields=["state", "handed_over_at"])
    step(question, StepKind.WITHDRAWN, by=by, reason=reason)
    for invitation in question.invitations.filter(state__in=READING).select_related("entry__person__user"):
        invitation.question = question
        letters.to_expert("over", invitation, reason=reason)
    withdrawn = question.invitations.filter(state__in=READING)
    usage.changed(withdrawn.values_list("entry", flat=True))
    withdrawn.update(state=InvitationState.WITHDRAWN)
    return True


def _choose(question, many):
    for name, chosen in many.items():
        getattr(question, name).set(chosen)
