"""The topic note: written as a draft, announced with a reference, changed openly, or given up."""

from audit.actions import record
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from ...tongues import written
from ..choices import MOST_QUESTIONS, RUNNING, TO_COME, LetterKind, State, StepKind
from ..exceptions import ConsultationError
from ..models import Consultation, GuidingQuestion
from .letters import invite, write_letter
from .steps import locked, locked_in, step

MANY = ("groups", "categories", "articles")
TEXTS = ("title", "background")


@transaction.atomic
def begin_consultation(group, *, by, token, questions, **values):
    """Keep a consultation as a draft, which nobody sees but those who lead the group. Sent twice, it is one.

    ``questions`` are texts by language, in order; ``values`` the fields of the consultation.
    """
    many = {name: values.pop(name) for name in MANY if name in values}
    for name in TEXTS:
        values[name] = written(values.get(name) or {})
    consultation, is_new = Consultation.objects.get_or_create(
        token=token, defaults={"group": group, "led_by": by, **values}
    )
    if not is_new:
        return consultation
    _choose(consultation, many)
    _ask(consultation, questions)
    step(consultation, StepKind.BEGUN, by=by)
    return consultation


@transaction.atomic
def change_consultation(consultation, *, by, seen, questions=None, reason="", **values):
    """Change the note, the questions or who is invited. Once announced, this needs a reason and is shown.

    Dates of a running consultation are changed by ``extend``, and a question that is answered stays. ``seen`` is the
    version the writer had before them. Returns False without a change.
    """
    consultation = locked(consultation)
    if consultation.state not in (*TO_COME, *RUNNING):
        raise ConsultationError(_("This consultation is over: its note stays as it is."), "state")
    if consultation.version != seen:
        raise ConsultationError(
            _("Somebody changed this consultation since you opened it. Look at it, then save again."), "stale"
        )
    many = {name: values.pop(name) for name in MANY if name in values}
    if consultation.state in RUNNING:
        values.pop("opens_at", None)
        values.pop("closes_at", None)
    before, after = {}, {}
    for name, value in values.items():
        value = written(value) if name in TEXTS else value
        if getattr(consultation, name) != value:
            before[name], after[name] = _kept(getattr(consultation, name)), _kept(value)
            setattr(consultation, name, value)
    if questions is not None:
        asked = [question.text for question in consultation.questions.all()]
        wanted = [texts for question in questions if (texts := written(question))]
        if asked != wanted:
            before["questions"], after["questions"] = asked, wanted
            _ask(consultation, wanted)
    for name, chosen in many.items():
        former = sorted(getattr(consultation, name).values_list("pk", flat=True))
        if former != sorted(each.pk for each in chosen):
            before[name], after[name] = former, sorted(each.pk for each in chosen)
    if not after:
        return False
    if consultation.state != State.DRAFT and not reason:
        raise ConsultationError(_("Say why you change what was announced."), "reason")
    consultation.version += 1
    consultation.save()
    _choose(consultation, many)
    if consultation.state == State.DRAFT:
        record("forum_consultations.consultation.changed", consultation, by=by)
    else:
        step(consultation, StepKind.CHANGED, by=by, reason=reason, before=before, after=after)
    return True


@transaction.atomic
def announce(consultation, *, by):
    """Tell the group and the others who are invited what is coming. From now on it has its reference and its page."""
    consultation = locked_in(consultation, State.DRAFT)
    if consultation.closes_at <= timezone.now():
        raise ConsultationError(_("The consultation would be over already: set its dates first."), "dates")
    if not consultation.questions.exists():
        raise ConsultationError(_("Ask at least one guiding question."), "questions")
    consultation.state, consultation.led_by = State.ANNOUNCED, by
    _number(consultation)
    step(consultation, StepKind.ANNOUNCED, by=by)
    invite(consultation)
    write_letter(consultation, LetterKind.ANNOUNCED)
    return consultation


@transaction.atomic
def cancel(consultation, *, by, reason):
    """Give a consultation up. What was said in it stays in its thread; those who were invited are told why."""
    consultation = locked_in(consultation, *TO_COME, *RUNNING, State.CLOSED, State.SUMMARISED)
    was_announced = consultation.state != State.DRAFT
    consultation.state = State.CANCELLED
    consultation.save(update_fields=["state"])
    step(consultation, StepKind.CANCELLED, by=by, reason=reason)
    if was_announced:
        write_letter(consultation, LetterKind.CANCELLED, reason=reason)
    return True


def _number(consultation):
    """The next number of the year. Two that are announced at once take turns at it."""
    consultation.year = timezone.localdate().year
    while True:
        last = Consultation.objects.filter(year=consultation.year).aggregate(last=Max("number"))["last"] or 0
        consultation.number = last + 1
        try:
            with transaction.atomic():
                consultation.save(update_fields=["state", "led_by", "year", "number"])
        except IntegrityError:
            continue
        return


def _choose(consultation, many):
    for name, chosen in many.items():
        getattr(consultation, name).set(chosen)


def _ask(consultation, questions):
    """Put the questions, by number. Those that go must not be answered yet."""
    questions = [texts for question in questions if (texts := written(question))]
    if len(questions) > MOST_QUESTIONS:
        raise ConsultationError(
            _("Ask no more than %(number)s questions: people answer few.") % {"number": MOST_QUESTIONS}, "questions"
        )
    surplus = consultation.questions.filter(number__gt=len(questions))
    if surplus.filter(contributions__isnull=False).exists():
        raise ConsultationError(_("A question that was answered stays."), "questions")
    surplus.delete()
    for number, texts in enumerate(questions, 1):
        GuidingQuestion.objects.update_or_create(consultation=consultation, number=number, defaults={"text": texts})


def _kept(value):
    return value.isoformat() if hasattr(value, "isoformat") else value
