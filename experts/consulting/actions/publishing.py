"""Making an answer public: proposed by one side, shown when all agree, taken away when one does not any more."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from prose import plain_text

from .. import letters
from ..choices import AnswerState, StepKind
from ..exceptions import ConsultingError
from ..models import Consent, PublicAnswer
from .steps import locked, step


@transaction.atomic
def propose_answer(question, *, by, seen, invitation=None, names_asker=False, names_me=True, **values):
    """Propose words for everybody, or other words. Whoever proposes agrees; all others are asked (anew).

    ``seen`` is the version of the answer the writer had before them, 0 where there was none.
    """
    question = locked(question)
    if not question.is_closed:
        raise ConsultingError(_("Close the question first: then its answer can be made public."))
    if question.first_answer_at is None:
        raise ConsultingError(_("No expert has answered this question."))
    answer = PublicAnswer.objects.filter(question=question).first()
    if (answer.version if answer else 0) != seen:
        raise ConsultingError(_("Somebody else changed the answer meanwhile. Look at it, then save again."))
    if answer is None:
        answer = PublicAnswer(question=question, version=0)
    for name, value in values.items():
        setattr(answer, name, value)
    answer.version += 1
    answer.state, answer.published_at = AnswerState.PROPOSED, None
    answer.proposed_by, answer.proposed_at = by, timezone.now()
    if invitation is None:
        answer.names_asker = names_asker
    answer.save()
    answer.fields.set(question.fields.all())
    answer.words = words_of(answer)
    answer.save(update_fields=["words"])
    answer.consents.update(agrees=None, at=None, by=None)
    for part in [None, *_who_answered(question)]:
        consent, _is_new = Consent.objects.get_or_create(answer=answer, invitation=part)
        if part == invitation and (invitation is not None or by.pk == question.asked_by_id):
            consent.agrees, consent.names_me, consent.at, consent.by = True, names_me, timezone.now(), by
            consent.save()
    step(question, StepKind.ANSWER_PROPOSED, by=by, invitation=invitation)
    for consent in _consents(answer).filter(agrees=None):
        consent.answer = answer
        letters.about_answer("answer_proposed", consent)
    _publish_if_agreed(answer, by)
    return answer


@transaction.atomic
def agree(consent, *, version, by=None, names_me=True, names_asker=None):
    """One side agrees to the words it was shown. Returns whether the answer is public now."""
    consent, answer = _locked(consent)
    if answer.version != version:
        raise ConsultingError(_("The words were changed meanwhile. Read them again before you agree."))
    if answer.state == AnswerState.WITHDRAWN:
        raise ConsultingError(_("The answer was taken back meanwhile."))
    if consent.agrees and consent.names_me == names_me:
        return answer.is_published
    consent.agrees, consent.names_me, consent.at, consent.by = True, names_me, timezone.now(), by
    consent.save()
    if consent.invitation is None and names_asker is not None:
        answer.names_asker = names_asker
        answer.save(update_fields=["names_asker"])
    if answer.state == AnswerState.REFUSED:
        answer.state = AnswerState.PROPOSED
        answer.save(update_fields=["state"])
    step(answer.question, StepKind.ANSWER_AGREED, by=by, invitation=consent.invitation)
    _publish_if_agreed(answer, by)
    return answer.is_published


@transaction.atomic
def refuse(consent, *, by=None, reason=""):
    """One side does not agree: the answer stays, or becomes again, what only those who took part read."""
    consent, answer = _locked(consent)
    was_published = answer.is_published
    consent.agrees, consent.at, consent.by = False, timezone.now(), by
    consent.save()
    answer.state, answer.published_at = AnswerState.REFUSED, None
    answer.save(update_fields=["state", "published_at"])
    kind = StepKind.ANSWER_WITHDRAWN if was_published else StepKind.ANSWER_REFUSED
    step(answer.question, kind, by=by, invitation=consent.invitation, reason=reason)
    for other in _consents(answer).exclude(pk=consent.pk):
        other.answer = answer
        letters.about_answer("answer_refused", other, reason=reason, was_published=was_published)
    return answer


def take_back_agreement(consent, *, by=None, reason=""):
    """Agreement can be taken back at any time; what was public is public no more."""
    return refuse(consent, by=by, reason=reason)


def words_of(answer):
    """What an answer is found by: its words and its fields in all languages, folded."""
    said = [answer.title, plain_text(answer.asked), plain_text(answer.text)]
    for term in answer.fields.all():
        said += term.all_names
    return "\n".join(said).casefold()


def _publish_if_agreed(answer, by):
    if answer.is_published or answer.consents.exclude(agrees=True).exists():
        return
    answer.state, answer.published_at = AnswerState.PUBLISHED, timezone.now()
    answer.save(update_fields=["state", "published_at"])
    step(answer.question, StepKind.ANSWER_PUBLISHED, by=by)
    for consent in _consents(answer):
        consent.answer = answer
        letters.about_answer("answer_published", consent)


def _locked(consent):
    question = locked(consent.answer.question)
    consent = Consent.objects.select_related("answer", "invitation__entry__person__user").get(pk=consent.pk)
    consent.answer.question = question
    return consent, consent.answer


def _consents(answer):
    return answer.consents.select_related("invitation__entry__person__user", "invitation__question")


def _who_answered(question):
    """The experts who wrote an answer, whatever became of them since."""
    return list(question.invitations.filter(first_message_at__isnull=False))
