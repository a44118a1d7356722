"""What every step has in common: the lock, the state it needs, the line it leaves."""

from audit.actions import record
from django.utils.translation import gettext as _

from directory.choices import RecordStatus

from ... import usage
from ...choices import EntryState
from ..choices import QuestionState
from ..exceptions import ConsultingError
from ..models import Invitation, Question, QuestionStep


def locked(question):
    """The question as it stands now, held until the step is done."""
    return Question.objects.select_for_update(of=("self",)).select_related("country", "asked_by").get(pk=question.pk)


def open_question(question):
    question = locked(question)
    if question.state != QuestionState.OPEN:
        raise ConsultingError(_("This question is not open any more."))
    return question


def locked_invitation(invitation):
    """An invitation under the lock of its question, so that closing and answering wait for one another."""
    question = open_question(invitation.question)
    invitation = Invitation.objects.select_related("entry__person__user").get(pk=invitation.pk)
    invitation.question = question
    return invitation


def is_in_office(entry):
    return entry.state == EntryState.LISTED and entry.person.status == RecordStatus.LISTED


def step(question, kind, *, by=None, invitation=None, reason=""):
    """Keep what was done, for those who take part and in the record of actions; the words stay with the former."""
    QuestionStep.objects.create(question=question, kind=kind, by=by, invitation=invitation, reason=reason)
    record(
        f"consulting.question.{kind}", question, by=by, changes={"invitation": invitation.pk} if invitation else None
    )
    if invitation:
        # How often this expert was asked counts in the order of experts.
        usage.changed([invitation.entry_id])
