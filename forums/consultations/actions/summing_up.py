"""The impartial summary: drafted, circulated for correction, published with the proceedings."""

from datetime import timedelta

from audit.actions import record
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ...rendering import render
from ..choices import LetterKind, State, StepKind
from ..exceptions import ConsultationError
from ..models import Correction, SummaryText
from .letters import write_letter
from .running import close_thread_of
from .steps import locked_in, step


@transaction.atomic
def write_summary(consultation, language, text, *, by, seen=None, reason=""):
    """Write the next version of the summary in a language; earlier ones stay. Returns False without a change.

    ``seen`` is the number of the version the writer had before them. Once published, a change needs a reason and is
    shown at once.
    """
    consultation = locked_in(consultation, State.CLOSED, State.SUMMARISED, State.PUBLISHED)
    last = consultation.summaries.filter(language=language).order_by("-number").first()
    number = last.number if last else 0
    if seen is not None and seen != number:
        raise ConsultationError(
            _("Somebody wrote a new version since you opened this one. Your words stay here: compare, then save."),
            "stale",
        )
    text = text.strip()
    if text == (last.text if last else ""):
        return False
    if consultation.is_published and not reason:
        raise ConsultationError(_("Say what you change in a summary that is published."), "reason")
    made = SummaryText.objects.create(
        consultation=consultation,
        language=language,
        number=number + 1,
        text=text,
        html=render(text),
        by=by,
        reason=reason,
        is_shown=consultation.is_published,
    )
    if consultation.is_published:
        step(consultation, StepKind.REVISED, by=by, reason=reason, after={"language": language, "number": number + 1})
    elif consultation.state == State.CLOSED:
        consultation.state = State.SUMMARISED
        consultation.save(update_fields=["state"])
        step(consultation, StepKind.DRAFTED, by=by)
        close_thread_of(consultation, by=by)
    else:
        record("forum_consultations.summary.written", consultation, by=by, changes={"language": language})
    return made


@transaction.atomic
def circulate(consultation, *, by, days):
    """Show the draft to those who read the consultation, for corrections within so many days."""
    consultation = locked_in(consultation, State.SUMMARISED)
    _show_latest(consultation)
    consultation.corrections_until = timezone.now() + timedelta(days=days)
    consultation.save(update_fields=["corrections_until"])
    step(consultation, StepKind.CIRCULATED, by=by, after={"until": consultation.corrections_until.isoformat()})
    write_letter(consultation, LetterKind.CIRCULATED)
    return True


@transaction.atomic
def propose_correction(consultation, text, *, by, token, language="en"):
    """Propose to correct a summary that is circulated. Sent twice with one token, it is one."""
    consultation = locked_in(consultation, State.SUMMARISED, State.PUBLISHED)
    if made := Correction.objects.filter(token=token).first():
        return made
    if not consultation.takes_corrections:
        raise ConsultationError(_("Corrections are not taken any more."), "late")
    made = Correction.objects.create(
        consultation=consultation, user=by, person=by.record, text=text, language=language, token=token
    )
    record("forum_consultations.summary.correction", consultation, by=by)
    return made


@transaction.atomic
def answer_correction(correction, *, by, is_taken, answer=""):
    """Say what became of a proposed correction. Returns False if it was answered so already."""
    correction = Correction.objects.select_for_update().get(pk=correction.pk)
    if (correction.is_taken, correction.answer) == (is_taken, answer):
        return False
    correction.is_taken, correction.answer = is_taken, answer
    correction.answered_by, correction.answered_at = by, timezone.now()
    correction.save(update_fields=["is_taken", "answer", "answered_by", "answered_at"])
    record("forum_consultations.summary.correction_answered", correction.consultation, by=by)
    return True


@transaction.atomic
def publish(consultation, *, by, **links):
    """Publish the summary with the proceedings, and tell everybody. ``links``: decision and agenda item."""
    consultation = locked_in(consultation, State.SUMMARISED)
    if consultation.takes_corrections:
        raise ConsultationError(_("The summary is still circulated for correction. Wait for its end."), "circulated")
    if not consultation.summaries.exists():
        raise ConsultationError(_("Write the summary first."), "summary")
    for name, value in links.items():
        setattr(consultation, name, value)
    consultation.state, consultation.published_at = State.PUBLISHED, timezone.now()
    consultation.save()
    _show_latest(consultation)
    step(consultation, StepKind.PUBLISHED, by=by)
    close_thread_of(consultation, by=by)
    write_letter(consultation, LetterKind.PUBLISHED)
    return True


def _show_latest(consultation):
    """The latest version in each language is shown from now on, with those shown before."""
    latest = {}
    for version in consultation.summaries.order_by("language", "-number"):
        latest.setdefault(version.language, version.pk)
    SummaryText.objects.filter(pk__in=latest.values()).update(is_shown=True)
