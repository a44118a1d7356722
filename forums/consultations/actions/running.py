"""Opening, extending, closing."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from directory.choices import Audience
from directory.models import User, audience_of

from ...actions import start_thread
from ...actions.shaping import close_thread, reopen_thread
from ...choices import Capacity, ThreadKind
from ...tongues import LANGUAGES
from ..choices import RUNNING, LetterKind, State, StepKind
from ..exceptions import ConsultationError
from ..models import Contribution
from .letters import invite, write_letter
from .steps import locked, locked_in, step


@transaction.atomic
def open_now(consultation, *, by=None):
    """Begin the thread with the topic note and its questions, and tell everybody who is invited.

    By the clock on its day, or earlier by whoever leads it. Returns False if it is open.
    """
    consultation = locked(consultation)
    if consultation.state != State.ANNOUNCED:
        return False
    now = timezone.now()
    if now >= consultation.closes_at:
        raise ConsultationError(_("The consultation would be over already: set its dates first."), "dates")
    consultation.thread = _begin_thread(consultation)
    consultation.state = State.OPEN
    consultation.opens_at = min(consultation.opens_at, now)
    consultation.digest_at = now
    consultation.save(update_fields=["thread", "state", "opens_at", "digest_at"])
    step(consultation, StepKind.OPENED, by=by)
    invite(consultation)
    write_letter(consultation, LetterKind.OPENED)
    return True


@transaction.atomic
def extend(consultation, closes_at, *, by, reason):
    """Let a consultation run longer, said to everybody with the reason; one that closed opens again.

    What came late and is in time now is not late any more. Returns False if it ends no earlier as it is.
    """
    consultation = locked_in(consultation, *RUNNING, State.CLOSED)
    if closes_at <= consultation.closes_at or closes_at <= timezone.now():
        return False
    was_closed = consultation.state == State.CLOSED
    before, consultation.closes_at = consultation.closes_at, closes_at
    consultation.state, consultation.reminded_at = State.EXTENDED, None
    if consultation.late_until and consultation.late_until <= closes_at:
        consultation.late_until = None
    consultation.save(update_fields=["closes_at", "state", "reminded_at", "late_until"])
    Contribution.objects.filter(consultation=consultation, received_at__lt=closes_at).update(is_late=False)
    if was_closed:
        reopen_thread(consultation.thread, by=by, reason=reason)
    step(
        consultation,
        StepKind.EXTENDED,
        by=by,
        reason=reason,
        before={"closes_at": before.isoformat()},
        after={"closes_at": closes_at.isoformat()},
    )
    write_letter(consultation, LetterKind.EXTENDED, reason=reason)
    return True


@transaction.atomic
def close_now(consultation, *, by=None, reason=""):
    """End a consultation: noted by the clock after its instant, or before it by decision, with the reason.

    The thread is closed, unless late contributions are taken.
    """
    consultation = locked(consultation)
    if consultation.state not in RUNNING:
        return False
    now = timezone.now()
    if now < consultation.closes_at:
        if not reason:
            raise ConsultationError(_("Say why it ends before its time."), "reason")
        consultation.closes_at = now
    consultation.state = State.CLOSED
    consultation.save(update_fields=["state", "closes_at"])
    step(consultation, StepKind.CLOSED, by=by, reason=reason)
    if not consultation.takes_late:
        close_thread_of(consultation, by=by)
    write_letter(consultation, LetterKind.CLOSED, reason=reason)
    return True


def close_thread_of(consultation, *, by=None):
    with override(consultation.language):
        return close_thread(consultation.thread, by=by, reason=_("The consultation is over."))


def _begin_thread(consultation):
    leader = consultation.led_by or User.objects.filter(is_staff=True, is_active=True).order_by("pk").first()
    by_secretariat = audience_of(leader) >= Audience.SECRETARIAT
    capacity = (Capacity.SECRETARIAT.value if by_secretariat else Capacity.PERSONAL.value, None, None)
    with override(consultation.language):
        title = f"{consultation.reference}: {consultation.called}"[:200]
    return start_thread(
        consultation.group,
        by=leader,
        title=title,
        text=note_in_words(consultation),
        language=consultation.language,
        capacity=capacity,
        kind=ThreadKind.CONSULTATION,
        token=consultation.token,
    )


def note_in_words(consultation):
    """The topic note as the first post: in its own language first, then in each that somebody wrote."""
    parts = []
    languages = [consultation.language, *(code for code in LANGUAGES if code != consultation.language)]
    for language in languages:
        if not consultation.title.get(language) or not consultation.background.get(language):
            continue
        with override(language):
            parts += [f"## {consultation.called}", consultation.background[language]]
            asked = [
                f"{question.number}. {question.text[language]}"
                for question in consultation.questions.all()
                if question.text.get(language)
            ]
            if asked:
                parts += [f"**{_('Guiding questions')}**", "\n".join(asked)]
    return "\n\n".join(part for part in parts if part)
