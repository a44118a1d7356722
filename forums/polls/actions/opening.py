"""Opening a poll, what may be changed while it runs, and its end."""

import uuid

from audit.actions import record
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from ...actions import happen, reply
from ...actions.events import locked as locked_thread
from ...actions.exactly_once import made_already
from ...choices import EventKind
from ...tongues import said, written
from ..choices import MOST_OPTIONS, ChangeKind, PollKind, ResultsShown, Voters
from ..exceptions import PollError
from ..models import Option, Poll, PollChange


@transaction.atomic
def open_poll(
    thread,
    *,
    by,
    question,
    options,
    closes_at,
    language="en",
    explanation=None,
    kind=PollKind.SINGLE,
    most_choices=None,
    voters=Voters.PERSON,
    is_secret=False,
    results=ResultsShown.CLOSED,
    quorum=None,
    capacity=None,
    token=None,
):
    """Put a question to the readers of a thread, in a post of its own. Returns the poll; the same one when the token
    was used before. ``question``, ``explanation`` and each of ``options`` are texts by language.

    Of a secret poll nothing is shown before its end, for one vote more tells whose it was.
    """
    token = token or uuid.uuid4()
    if made := made_already(Poll, token):
        return made
    options = [written(option) for option in options]
    if not 2 <= len(options) <= MOST_OPTIONS or not all(options):
        raise PollError(_("A poll has from 2 to %(number)s answers.") % {"number": MOST_OPTIONS}, "options")
    if closes_at <= timezone.now():
        raise PollError(_("The end of a poll lies in the future."), "past")
    thread = locked_thread(thread)
    if made := made_already(Poll, token):
        return made
    question = written(question)
    with override(language):
        words = said(question, language)
        text = "\n\n".join(
            part
            for part in (
                f"**{words.text}**",
                said(written(explanation or {}), language).text,
                "\n".join(f"{number}. {said(option, language)}" for number, option in enumerate(options, 1)),
            )
            if part
        )
    post = reply(thread, by=by, text=text, language=words.language, capacity=capacity, token=token)
    try:
        with transaction.atomic():
            poll = Poll.objects.create(
                thread=thread,
                post=post,
                question=question,
                explanation=written(explanation or {}),
                language=language,
                kind=kind,
                most_choices=most_choices if kind == PollKind.MULTIPLE else None,
                voters=voters,
                is_secret=is_secret,
                results=ResultsShown.CLOSED if is_secret else results,
                quorum=quorum,
                opened_by=by,
                closes_at=closes_at,
                token=token,
            )
    except IntegrityError:
        return Poll.objects.get(token=token)
    Option.objects.bulk_create(
        [Option(poll=poll, number=number, text=option) for number, option in enumerate(options, 1)]
    )
    _note(poll, ChangeKind.OPENED, by, has_beside=True)
    return poll


@transaction.atomic
def extend_poll(poll, closes_at, *, by, reason):
    """Let a poll run longer, said with the reason. Returns False if it ends no earlier as it is."""
    poll = running(poll)
    if closes_at <= poll.closes_at:
        return False
    before, poll.closes_at = poll.closes_at, closes_at
    poll.save(update_fields=["closes_at"])
    _note(
        poll,
        ChangeKind.EXTENDED,
        by,
        reason,
        before={"closes_at": before.isoformat()},
        after={"closes_at": closes_at.isoformat()},
    )
    return True


@transaction.atomic
def reword_poll(poll, *, by, reason, question=None, explanation=None, options=None):
    """Correct or translate the words of a running poll; what they were stays readable.

    ``options`` are texts by number. What an answer means is its voters' affair: everybody sees what was changed.
    """
    poll = running(poll)
    before, after = {}, {}
    for name, texts in (("question", question), ("explanation", explanation)):
        if texts is not None and written(texts) != getattr(poll, name):
            before[name], after[name] = getattr(poll, name), written(texts)
            setattr(poll, name, after[name])
    for option in poll.options.all():
        texts = written((options or {}).get(option.number) or {})
        if texts and texts != option.text:
            before[str(option.number)], after[str(option.number)] = option.text, texts
            option.text = texts
            option.save(update_fields=["text"])
    if not after:
        return False
    poll.save(update_fields=["question", "explanation"])
    _note(poll, ChangeKind.REWORDED, by, reason, before=before, after=after)
    return True


@transaction.atomic
def add_options(poll, options, *, by, reason):
    """Add answers to a running poll. Votes cast before stay as they are; everybody sees when answers were added."""
    poll = running(poll)
    options = [texts for option in options if (texts := written(option))]
    numbers = list(poll.options.values_list("number", flat=True))
    known = [option.text for option in poll.options.all()]
    options = [option for option in options if option not in known]
    if not options:
        return False
    if len(numbers) + len(options) > MOST_OPTIONS:
        raise PollError(_("A poll has from 2 to %(number)s answers.") % {"number": MOST_OPTIONS}, "options")
    new = [Option(poll=poll, number=number, text=each) for number, each in enumerate(options, max(numbers) + 1)]
    Option.objects.bulk_create(new)
    _note(poll, ChangeKind.ADDED, by, reason, after={str(option.number): option.text for option in new})
    return True


@transaction.atomic
def close_poll(poll, *, by, reason):
    """End a poll before its time; the votes cast so far count. Returns False if it is over."""
    poll = locked(poll)
    if poll.is_over:
        return False
    poll.closed_at = timezone.now()
    poll.save(update_fields=["closed_at"])
    _note(poll, ChangeKind.CLOSED, by, reason)
    return True


@transaction.atomic
def cancel_poll(poll, *, by, reason):
    """Give a poll up: nobody's vote counts, and no result is shown. Returns False if it was cancelled before."""
    poll = locked(poll)
    if poll.is_cancelled:
        return False
    poll.cancelled_at = timezone.now()
    poll.save(update_fields=["cancelled_at"])
    _note(poll, ChangeKind.CANCELLED, by, reason)
    return True


def end_due_polls():
    """Note the end of polls whose time is over, so that open pages and kept ones show it. Returns how many.

    No vote waits for this: what comes after the instant is refused.
    """
    return sum(_end(pk) for pk in list(Poll.objects.to_end().values_list("pk", flat=True)))


@transaction.atomic
def _end(pk):
    poll = locked(Poll(pk=pk))
    if poll.closed_at or poll.is_cancelled or timezone.now() < poll.closes_at:
        return False
    poll.closed_at = poll.closes_at
    poll.save(update_fields=["closed_at"])
    _note(poll, ChangeKind.ENDED, None)
    return True


def locked(poll):
    """The poll as it is now, kept from others until the transaction ends."""
    return Poll.objects.select_for_update(of=("self",)).select_related("thread__group", "post").get(pk=poll.pk)


def running(poll):
    poll = locked(poll)
    if poll.is_over:
        raise PollError(_("This poll has ended."), "over")
    return poll


def _note(poll, kind, by, reason="", before=None, after=None, **changes):
    PollChange.objects.create(poll=poll, kind=kind, by=by, reason=reason, before=before or {}, after=after or {})
    happen(poll.thread, EventKind.BESIDE, post=poll.post, by=by, **changes)
    record(f"forum_polls.poll.{kind}", poll, by=by, reason=reason)
