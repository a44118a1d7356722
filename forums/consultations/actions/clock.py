"""What happens to consultations by the clock: opening, digests, reminders, closing, and letters on their way."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ..choices import DIGEST_DAYS, REMIND_DAYS, RUNNING, LetterKind, State, StepKind
from ..models import Consultation
from .letters import send_due_letters, write_letter
from .running import close_now, close_thread_of, open_now
from .steps import locked, step


def keep_consultations():
    """Everything that is due now. May run as often as one likes: each is done once. Returns how much was done."""
    now = timezone.now()
    opening = Consultation.objects.filter(state=State.ANNOUNCED, opens_at__lte=now, closes_at__gt=now)
    closing = Consultation.objects.filter(state__in=RUNNING, closes_at__lte=now)
    running = Consultation.objects.filter(state__in=RUNNING, closes_at__gt=now)
    no_more_late = Consultation.objects.filter(state=State.CLOSED, late_until__lte=now, thread__closed_at=None)
    return (
        sum(open_now(each) for each in opening)
        + sum(close_now(each) for each in closing)
        + sum(_end_late(pk) for pk in no_more_late.values_list("pk", flat=True))
        + sum(_remind(pk) for pk in running.filter(reminded_at=None).values_list("pk", flat=True))
        + sum(_digest(pk) for pk in running.values_list("pk", flat=True))
        + send_due_letters()
    )


@transaction.atomic
def _remind(pk):
    """Some days before the end, once for each end: those who have not contributed."""
    consultation, now = locked(Consultation(pk=pk)), timezone.now()
    span = consultation.closes_at - consultation.opens_at
    ahead = min(timedelta(days=REMIND_DAYS), span / 3)
    if not consultation.is_running or consultation.reminded_at or now < consultation.closes_at - ahead:
        return False
    consultation.reminded_at = now
    consultation.save(update_fields=["reminded_at"])
    step(consultation, StepKind.REMINDED)
    write_letter(consultation, LetterKind.REMINDER)
    return True


@transaction.atomic
def _digest(pk):
    """Each week what was said since the last digest, unless nothing was, or a reminder is about to go."""
    consultation, now = locked(Consultation(pk=pk)), timezone.now()
    since = consultation.digest_at or consultation.opens_at
    if not consultation.is_running or now < since + timedelta(days=DIGEST_DAYS):
        return False
    if now > consultation.closes_at - timedelta(days=REMIND_DAYS):
        return False
    consultation.digest_at = now
    consultation.save(update_fields=["digest_at"])
    if not consultation.contributions.shown().filter(received_at__gte=since).exists():
        return False
    step(consultation, StepKind.DIGEST)
    write_letter(consultation, LetterKind.DIGEST)
    return True


@transaction.atomic
def _end_late(pk):
    """Late contributions are taken no more: the thread is closed."""
    consultation = locked(Consultation(pk=pk))
    return consultation.state == State.CLOSED and close_thread_of(consultation)
