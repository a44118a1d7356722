"""Contributing to a consultation, for oneself or, by the Secretariat, for who wrote on paper."""

from audit.actions import record
from django.db import transaction
from django.utils.translation import gettext as _

from ...actions import happen, join, reply
from ...choices import EventKind, Way
from ..exceptions import ConsultationError
from ..gate import closed_words
from ..models import Contribution
from .steps import locked


@transaction.atomic
def contribute(consultation, *, by, text, questions=(), received_at=None, is_paper=False, **more):
    """Answer one or several guiding questions, in a post of the thread. Sent twice with one token, it is one.

    Who does not belong to an open group joins it by this. ``is_paper`` is what the Secretariat posts for somebody
    who wrote to it: ``more`` then says whose words they are, and it counts as of the day on which it was received.
    """
    consultation = locked(consultation)
    if consultation.thread_id is None:
        raise ConsultationError(_("The consultation has not opened yet."), "early")
    moment = received_at or None
    if not is_paper and not consultation.takes_contributions:
        raise ConsultationError(closed_words(consultation), "closed")
    if is_paper and moment and moment >= consultation.closes_at and not consultation.accepts_late:
        raise ConsultationError(closed_words(consultation), "closed")
    if not is_paper:
        join(consultation.group, user=by)
    post = reply(consultation.thread, by=by, text=text, way=more.pop("way", Way.PAGE), though_closed=is_paper, **more)
    received_at = moment or post.posted_at
    contribution, _is_new = Contribution.objects.update_or_create(
        post=post,
        defaults={
            "consultation": consultation,
            "received_at": received_at,
            "is_late": received_at >= consultation.closes_at,
            "is_paper": is_paper,
        },
    )
    contribution.questions.set(questions)
    return contribution


@transaction.atomic
def sort_contribution(contribution, questions, *, by):
    """Say which questions a contribution answers: for those that came by mail. Returns False without a change."""
    former = set(contribution.questions.values_list("pk", flat=True))
    if former == {question.pk for question in questions}:
        return False
    contribution.questions.set(questions)
    happen(contribution.post.thread, EventKind.BESIDE, post=contribution.post, by=by)
    record(
        "forum_consultations.contribution.sorted",
        contribution.post,
        by=by,
        changes={"questions": [sorted(former), sorted(question.pk for question in questions)]},
    )
    return True
