"""Questions: handing them in, taking them back, and the order in which they are put."""

import uuid

from audit.actions import record
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from forums import gates
from forums.choices import Capacity, Way

from ..choices import MOST_WAITING_QUESTIONS, QuestionState
from ..exceptions import NotNow
from ..models import Question
from ..writing import letting_through
from .steps import locked_session


@transaction.atomic
def hand_in(session, *, by, text, language="en", capacity=None, token=None, way=Way.PAGE):
    """Hand a question in. Returns it; the same one when the token was used before."""
    token = token or uuid.uuid4()
    if made := Question.objects.filter(token=token).first():
        return made
    with letting_through():
        # Whoever may not write in the group may not ask either; that a newcomer's words wait is no matter here.
        gates.has_to_wait(session.group, session.thread, by, text, way)
    if not session.takes_questions:
        raise NotNow(_("This session takes no more questions."))
    if session.questions.waiting().filter(author=by).count() >= MOST_WAITING_QUESTIONS:
        raise NotNow(
            _("%(number)s questions of yours wait already. Withdraw one, or wait until one was put.")
            % {"number": MOST_WAITING_QUESTIONS}
        )
    value, country, institution = capacity or (Capacity.PERSONAL.value, None, None)
    last = session.questions.aggregate(last=Max("position"))["last"] or 0
    try:
        with transaction.atomic():
            return Question.objects.create(
                session=session,
                author=by,
                person=by.record,
                capacity=value.partition(":")[0],
                country=country,
                institution=institution,
                text=text,
                language=language,
                way=way,
                position=last + 1,
                token=token,
            )
    except IntegrityError:
        return Question.objects.get(token=token)


def withdraw_question(question, *, by):
    """The author takes a question back that was not put yet. Returns False if it was."""
    return bool(
        Question.objects.filter(pk=question.pk, state=QuestionState.HANDED_IN).update(state=QuestionState.WITHDRAWN)
    )


def withdraw_what_waits(person, *, by):
    """Somebody closes their account: what they asked and was not put yet is withdrawn."""
    Question.objects.filter(person=person, state=QuestionState.HANDED_IN).update(state=QuestionState.WITHDRAWN)


@transaction.atomic
def decline_question(question, *, by, reason):
    """Do not take a question; who asked reads why. Returns False if it does not wait any more."""
    session = locked_session(question.session)
    waiting = Question.objects.filter(pk=question.pk, state=QuestionState.HANDED_IN)
    if not waiting.update(state=QuestionState.DECLINED, reason=reason[:300]):
        return False
    record("forum_sessions.question.declined", session, by=by, reason=reason, changes={"question": question.pk})
    return True


@transaction.atomic
def put_in_order(session, keys, *, by):
    """Let the waiting questions be put in this order; those that are not named come behind. Returns False without
    a change.
    """
    session = locked_session(session)
    waiting = {question.pk: question for question in session.questions.waiting()}
    order = [*dict.fromkeys(key for key in keys if key in waiting)]
    order += [key for key in waiting if key not in order]
    if order == list(waiting):
        return False
    for position, key in enumerate(order, start=1):
        waiting[key].position = position
    Question.objects.bulk_update(waiting.values(), ["position"])
    record("forum_sessions.questions.ordered", session, by=by)
    return True
