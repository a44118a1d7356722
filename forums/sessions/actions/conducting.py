"""Planning, opening, leading and ending a session."""

import uuid

from audit.actions import record
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from forums.actions import publish_waiting, reply, start_thread
from forums.actions.events import happen
from forums.choices import Capacity, EventKind, PostState, ThreadKind, Way

from ..choices import QuestionState, SessionState
from ..exceptions import NotNow
from ..models import Guest, Question, Session
from ..writing import letting_through
from .steps import locked_session, tell_pages

# Closing posts and released questions are made with tokens that follow from what they are: made again, they are one.
_CLOSING, _QUESTION = "closing", "question"


@transaction.atomic
def plan_session(
    group,
    *,
    by,
    title,
    text,
    starts_at,
    ends_at,
    language="en",
    facilitator=None,
    guests=(),
    capacity=None,
    token=None,
):
    """Announce a session with its invitation, the first post of its thread. Returns the session.

    ``guests`` are pairs of a user and what they are presented as. With a token that was used before, the session that
    was made with it.
    """
    thread = start_thread(
        group,
        by=by,
        title=title,
        text=text,
        language=language,
        capacity=capacity,
        kind=ThreadKind.SESSION,
        token=token,
    )
    session, is_new = Session.objects.get_or_create(
        thread=thread,
        defaults={"facilitator": facilitator or by, "starts_at": starts_at, "ends_at": ends_at},
    )
    if not is_new:
        return session
    Guest.objects.bulk_create([Guest(session=session, user=user, presented_as=as_what) for user, as_what in guests])
    happen(thread, EventKind.BESIDE, by=by, has_beside=True)
    record("forum_sessions.planned", session, by=by)
    return session


@transaction.atomic
def change_session(session, *, by, starts_at, ends_at, facilitator, guests):
    """Set other times, another facilitator, other guests. Returns False, and records nothing, without a change."""
    session = locked_session(session)
    now = (session.starts_at, session.ends_at, session.facilitator)
    held = {guest.user_id: guest.presented_as for guest in session.guests.all()}
    wanted = {user.pk: as_what for user, as_what in guests}
    if now == (starts_at, ends_at, facilitator) and held == wanted:
        return False
    if session.is_over:
        raise NotNow(_("This session is over."))
    session.starts_at, session.ends_at, session.facilitator = starts_at, ends_at, facilitator
    session.save(update_fields=["starts_at", "ends_at", "facilitator"])
    session.guests.exclude(user__in=wanted).delete()
    for user, as_what in wanted.items():
        Guest.objects.update_or_create(session=session, user_id=user, defaults={"presented_as": as_what})
    tell_pages(session, by)
    record("forum_sessions.changed", session, by=by)
    return True


def open_session(session, *, by):
    """Begin. Returns False, and records nothing, if it was begun already."""
    return _step(session, by, (SessionState.PLANNED,), SessionState.OPEN, "opened")


def pause_session(session, *, by):
    return _step(session, by, (SessionState.OPEN,), SessionState.PAUSED, "paused")


def resume_session(session, *, by):
    return _step(session, by, (SessionState.PAUSED,), SessionState.OPEN, "resumed")


def cancel_session(session, *, by, reason):
    """Call a session off that has not begun: its thread is closed, with the reason as its last post."""
    return _step(session, by, (SessionState.PLANNED,), SessionState.CANCELLED, "cancelled", reason)


@transaction.atomic
def release(question, *, by):
    """Put a question to the session: it becomes a post under the name of who asked, and the one before is dealt with.

    Returns its post; that of before if it was released already.
    """
    session = locked_session(question.session)
    question = Question.objects.select_related("author", "country", "institution", "post").get(pk=question.pk)
    question.session = session
    if question.state in (QuestionState.RELEASED, QuestionState.DONE):
        return question.post
    if not session.is_open:
        raise NotNow(_("Questions are put while the session is open."))
    if not question.is_waiting or question.author is None:
        raise NotNow(_("This question does not wait any more."))
    with letting_through():
        post = reply(
            session.thread,
            by=question.author,
            text=question.text,
            language=question.language,
            capacity=question.spoken_in,
            token=_token(session, _QUESTION, question.pk),
            way=question.way,
            **({} if question.author == by else {"posted_by": by}),
        )
    if post.state == PostState.WAITING:
        publish_waiting(post, by=by)
    session.questions.filter(state=QuestionState.RELEASED).update(state=QuestionState.DONE)
    question.state, question.post, question.released_at = QuestionState.RELEASED, post, timezone.now()
    question.save(update_fields=["state", "post", "released_at"])
    session.current = question
    session.save(update_fields=["current"])
    tell_pages(session, by)
    record("forum_sessions.question.released", session, by=by, changes={"question": question.pk})
    return post


@transaction.atomic
def set_aside(question, *, by):
    """The question before the session is dealt with. Returns False if it was not before the session."""
    session = locked_session(question.session)
    if not Question.objects.filter(pk=question.pk, state=QuestionState.RELEASED).update(state=QuestionState.DONE):
        return False
    session.current = None
    session.save(update_fields=["current"])
    tell_pages(session, by)
    record("forum_sessions.question.done", session, by=by, changes={"question": question.pk})
    return True


def answer(session, *, by, text, language="en", capacity=None, token=None, way=Way.PAGE):
    """Answer the question before the session, or say something to all when there is none. Returns the post."""
    current = Session.objects.select_related("current__post").get(pk=session.pk).current
    return reply(
        session.thread,
        by=by,
        text=text,
        language=language,
        capacity=capacity,
        answers=current.post if current else None,
        token=token,
        way=way,
    )


@transaction.atomic
def end_session(session, *, by):
    """End a session: the closing post leads to the transcript and names what was not reached, and the thread closes.

    Returns False, and changes nothing, if it was over already.
    """
    session = locked_session(session)
    if not session.is_running:
        return False
    left = list(session.questions.waiting().select_related("person"))
    put = session.questions.put().count()
    closing = _say(session, by, _CLOSING, _closing_words(session, put, left))
    session.questions.filter(state=QuestionState.RELEASED).update(state=QuestionState.DONE)
    session.questions.waiting().update(state=QuestionState.NOT_REACHED)
    session.state, session.ended_at, session.current, session.closing = (
        SessionState.ENDED,
        timezone.now(),
        None,
        closing,
    )
    session.save(update_fields=["state", "ended_at", "current", "closing"])
    happen(session.thread, EventKind.CHANGED, by=by, closed_at=session.ended_at)
    record("forum_sessions.ended", session, by=by)
    return True


@transaction.atomic
def _step(session, by, before, after, verb, reason=""):
    session = locked_session(session)
    if session.state not in before:
        return False
    session.state = after
    if after == SessionState.OPEN and session.opened_at is None:
        session.opened_at = timezone.now()
    session.save(update_fields=["state", "opened_at"])
    if after == SessionState.CANCELLED:
        with override(session.thread.language):
            words = _("This session does not take place.") + (f"\n\n{reason}" if reason else "")
        session.closing = _say(session, by, _CLOSING, words)
        session.save(update_fields=["closing"])
        happen(session.thread, EventKind.CHANGED, by=by, closed_at=timezone.now())
    else:
        tell_pages(session, by)
    record(f"forum_sessions.{verb}", session, by=by, reason=reason)
    return True


def _say(session, by, what, text):
    """A post of who leads the session, once."""
    with letting_through():
        post = reply(
            session.thread,
            by=by,
            text=text,
            language=session.thread.language,
            capacity=_capacity_of(by),
            token=_token(session, what),
        )
    if post.state == PostState.WAITING:
        publish_waiting(post, by=by)
    return post


def _capacity_of(user):
    return (Capacity.SECRETARIAT.value, None, None) if user.is_staff and not user.awaits_second_factor else None


def _token(session, *what):
    return uuid.uuid5(session.thread.token, ":".join(map(str, what)))


def _closing_words(session, put, left):
    """The closing post, in the language of the thread. Questions not reached stand without their authors."""
    with override(session.thread.language):
        lines = [
            _("This session has ended. Thank you to all who asked and answered."),
            "",
            ngettext("%(number)s question was put.", "%(number)s questions were put.", put) % {"number": put},
            f"[{_('Transcript of the session')}]({reverse('forum_sessions:transcript', args=[session.pk])})",
        ]
        if left:
            lines += ["", _("Not reached:"), ""]
            lines += [f"- {' '.join(question.text.split())}" for question in left]
    return "\n".join(lines)
