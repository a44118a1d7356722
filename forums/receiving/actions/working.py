"""Doing what a mail says, once: its effects and its state stand in one transaction."""

import email
import email.policy
import logging
import uuid
from dataclasses import dataclass, field
from datetime import timedelta

from audit.actions import record
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from moderation import limits
from notifications.actions import send_to_secretariat
from notifications.reachability import take_notice
from notifications.yes_and_no import yes_or_no

from forums import answers
from forums.actions import leave, reply, set_mail_level, start_thread
from forums.choices import MailLevel, PostState, Way
from forums.exceptions import Refused
from forums.joining.actions import ask_to_join, join_freely
from forums.mailing.actions import set_level_everywhere
from forums.models import Membership, Thread

from .. import commands, finding, headers, letters, people, reading
from ..choices import HELD_FOR, PAUSES, MailState, Outcome
from ..files import keep_files
from ..language import language_of
from ..models import RawMail, ReceivedMail

logger = logging.getLogger(__name__)

# Nobody writes so many mails by hand; a mail program gone wild does.
MAILS = limits.Limit("forum-mails", 60, timedelta(hours=1))
_A_DAY = timedelta(days=1)


@dataclass
class Done:
    """What became of a mail, and what its sender is told of it."""

    outcome: Outcome
    post: object = None
    told: list = field(default_factory=list)
    left_out: list = field(default_factory=list)
    reason: str = ""


class NotTaken(Exception):  # noqa: N818 - it is an answer, not a fault
    """A mail says nothing that can be done; ``told`` names the sentence its sender reads."""

    def __init__(self, outcome, told="", reason=""):
        super().__init__(outcome)
        self.outcome, self.told, self.reason = outcome, told or outcome.value, reason


def work(pk):
    """Read one mail if its turn has come. Returns whether this call dealt with it."""
    mail = ReceivedMail.objects.claim(pk)
    if mail is None:
        return False
    try:
        with transaction.atomic():
            mail = ReceivedMail.objects.select_for_update(of=("self",)).get(pk=pk)
            if mail.state != MailState.NEW:
                return False
            _deal_with(mail)
    except Exception as error:
        # Whatever went wrong, the mail must not be lost.
        logger.exception("Mail %s to the forums could not be read", pk)
        _try_later(mail, error)
        return False
    return True


def work_due(limit=200):
    """Read what still waits: what no worker came to, and what failed before."""
    return sum(work(pk) for pk in list(ReceivedMail.objects.due().values_list("pk", flat=True)[:limit]))


def _try_later(mail, error):
    is_over = mail.attempts > len(PAUSES)
    ReceivedMail.objects.filter(pk=mail.pk, state=MailState.NEW).update(
        last_error=type(error).__name__[:200],
        **(
            {"state": MailState.FAILED, "outcome": Outcome.UNREADABLE, "done_at": timezone.now()}
            if is_over
            else {"next_try": timezone.now() + PAUSES[mail.attempts - 1]}
        ),
    )
    if is_over:
        logger.error("Mail %s to the forums given up after %s attempts", mail.pk, mail.attempts)
        send_to_secretariat("receiving/mail/unreadable", {"mail": mail, "error": type(error).__name__})


@transaction.atomic
def read_again(mail, *, by):
    """Give a mail that could not be read a new start. Returns False when it was read or its words are erased."""
    mail = ReceivedMail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
    if mail.state != MailState.FAILED or not RawMail.objects.filter(mail=mail).exists():
        return False
    mail.state, mail.outcome, mail.attempts, mail.next_try = MailState.NEW, "", 0, timezone.now()
    mail.done_at = None
    mail.save()
    record("forums.mail.read_again", mail.group, by=by, changes={"mail": mail.pk})
    return True


def _deal_with(mail):
    content = bytes(RawMail.objects.get(mail=mail).content)
    message = email.message_from_bytes(content, policy=email.policy.default)
    if (passing := _passing(mail, message, content)) is not None:
        return _close(mail, Done(passing))
    if (asked := finding.question_answered(mail)) is not None:
        return _close(mail, _decide(mail, asked, message))
    sent_to = finding.target_of(mail, message)
    if mail.user is None:
        mail.user = sent_to.user or people.user_of(mail.sender)
    if mail.user is None:
        return _close(mail, Done(_of_stranger(mail, message)))
    if not mail.is_proved:
        mail.is_proved = _is_proved(mail, message, sent_to)
    with override(mail.user.language):
        try:
            done = _do(mail, message, sent_to)
        except NotTaken as refused:
            done = Done(refused.outcome, reason=refused.reason)
            sentence = refused.reason or letters.sentence_of(refused.told)
            done.told = [(refused.told, sentence)]
        _tell(mail, message, done)
    return _close(mail, done)


def _passing(mail, message, content):
    """What a mail is that nobody wrote; None for one that is to be read."""
    if headers.is_loop(message):
        return Outcome.LOOP
    if headers.is_notice(message):
        take_notice(content, mail.recipients)
        return Outcome.BOUNCE
    return Outcome.AUTOMATIC if headers.is_automatic(message) else None


def _decide(mail, asked, message):
    """What a reply to our question says about a mail that is held: only who got the question knows its address."""
    mail.user, mail.group = asked.user, asked.group
    said, _rest = yes_or_no(reading.read(message).text)
    if said is None:
        with override(asked.user.language):
            letters.answer(asked.user, letters.sentence_of("neither"), why=f"neither-{asked.pk}", span=_A_DAY)
        return Done(Outcome.REFUSED)
    if said:
        confirm(asked)
    else:
        discard(asked)
    return Done(Outcome.DECIDED)


def _of_stranger(mail, message):
    if mail.sender and not headers.is_of_a_list(message) and not headers.is_disowned(message):
        words = f"{mail.subject} {reading.read(message).text}"
        letters.greet_stranger(mail.sender, language_of(words, "en"))
    return Outcome.STRANGER


def _is_proved(mail, message, sent_to):
    """Whether it is surely this user who wrote: their key from their address, or the word of the own mail server."""
    if headers.is_disowned(message):
        return False
    if sent_to.user is not None and mail.sender in people.addresses_of(sent_to.user):
        return True
    return headers.is_vouched_for(message) and people.user_of(mail.sender) == mail.user


def _close(mail, done):
    mail.state = MailState.HELD if done.outcome == Outcome.HELD else MailState.DONE
    mail.outcome, mail.post, mail.left_out, mail.reason = done.outcome, done.post, done.left_out, done.reason[:500]
    mail.held_until = timezone.now() + HELD_FOR if mail.state == MailState.HELD else None
    mail.done_at = None if mail.state == MailState.HELD else timezone.now()
    mail.last_error = ""
    mail.save()
    if done.post is not None:
        # Its words stand in the post.
        RawMail.objects.filter(mail=mail).delete()


# --- What a mail asks for ---------------------------------------------------------------------------------


def _do(mail, message, sent_to):
    if limits.use((MAILS, mail.user_id)) is not None:
        raise NotTaken(Outcome.TOO_MANY)
    letter = reading.read(message)
    command = commands.command_in(reading.bare_subject(mail.subject), letter.text) or sent_to.command
    if command is None and sent_to.word:
        command = (sent_to.word, commands.level_in(f"{mail.subject} {letter.text}"))
    mail.group = sent_to.group
    if command is not None and command[0] == commands.HELP:
        letters.help_somebody(mail.user, [one.group for one in _memberships(mail.user)])
        return Done(Outcome.HELPED)
    if sent_to.group is None and command is not None and command[0] == commands.LEVEL and command[1]:
        return _level_everywhere(mail, command[1])
    if sent_to.group is None or not sent_to.group.is_known_to(mail.user):
        mail.group = None
        raise NotTaken(Outcome.NOWHERE)
    if command is not None:
        return _obey(mail, sent_to.group, *command)
    if not sent_to.group.is_read_by(mail.user):
        raise NotTaken(Outcome.FORBIDDEN)
    _is_readable(letter)
    if sent_to.thread is not None:
        return _reply(mail, sent_to, letter)
    return _start(mail, sent_to.group, letter, reading.title_of(message, letter))


def _is_readable(letter):
    if letter.is_locked:
        raise NotTaken(Outcome.LOCKED)
    if letter.is_calendar and not letter.files:
        raise NotTaken(Outcome.CALENDAR)
    if not letter.text and not letter.files:
        raise NotTaken(Outcome.EMPTY)


def _reply(mail, sent_to, letter):
    user, thread = mail.user, sent_to.thread
    if not Thread.objects.visible_to(user).filter(pk=thread.pk).exists():
        mail.group = None
        raise NotTaken(Outcome.NOWHERE)
    if not user.has_perm("forums.reply_to_thread", thread):
        raise NotTaken(Outcome.FORBIDDEN if thread.is_open else Outcome.OVER)
    if not mail.is_proved:
        return _hold(mail, thread.title, letter.text)
    said = _refusable(answers.read, sent_to.post, user, letter.text) if sent_to.post else None
    if said is not None:
        return Done(Outcome.ANSWERED, told=[("answered", said)])
    post = _refusable(
        reply,
        thread,
        by=user,
        answers=sent_to.post if sent_to.post and sent_to.post.thread_id == thread.pk else None,
        **_posted(mail, letter, thread),
    )
    return _posting(Outcome.POSTED, post, letter)


def _start(mail, group, letter, title):
    if not mail.user.has_perm("forums.start_thread", group):
        raise NotTaken(Outcome.FORBIDDEN)
    if not mail.is_proved:
        return _hold(mail, title, letter.text)
    thread = _refusable(start_thread, group, by=mail.user, title=title or "…", **_posted(mail, letter, None))
    return _posting(Outcome.STARTED, thread.posts.get(number=1), letter)


def _posted(mail, letter, thread):
    """What a post that comes by mail is made of."""
    return {
        "text": letter.text or "…",
        "folded": letter.folded,
        "language": language_of(letter.text, thread.language if thread else mail.user.language),
        "capacity": finding.capacity_of(mail.user, thread),
        "token": _token(mail),
        "way": Way.MAIL,
        "attachments": keep_files(mail, letter.files),
        "message_id": mail.message_id,
    }


def _token(mail):
    """What a mail writes carries this, so that it is written once."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"forum-mail:{mail.key}")


def _posting(outcome, post, letter):
    done = Done(outcome, post=post, left_out=letter.left_out)
    if post.state == PostState.WAITING:
        done.told.append(("waits", letters.sentence_of("waits")))
    if letter.left_out:
        done.told.append(("files", letters.sentence_of("files")))
    if letter.is_cut:
        done.told.append(("cut", letters.sentence_of("cut")))
    return done


def _refusable(do, *args, **kwargs):
    try:
        with transaction.atomic():
            return do(*args, **kwargs)
    except Refused as refused:
        raise NotTaken(Outcome.REFUSED, "refused", str(refused.reason)) from None


def _hold(mail, title, words, wish=""):
    """Keep a mail until its sender says that it is theirs."""
    if not letters.ask_to_confirm(mail, title=title or mail.subject, words=words, wish=wish):
        raise NotTaken(Outcome.TOO_MANY)
    return Done(Outcome.HELD, reason=wish)


# --- Words that do something ------------------------------------------------------------------------------


def _obey(mail, group, word, level):
    user = mail.user
    membership = next((one for one in _memberships(user) if one.group_id == group.pk), None)
    if word == commands.LEVEL and level is None:
        raise NotTaken(Outcome.REFUSED, "no-level", letters.sentence_of("no-level"))
    if membership is None and word != commands.JOIN:
        raise NotTaken(Outcome.FORBIDDEN)
    if not mail.is_proved:
        return _hold(mail, mail.subject or word, "", wish=_wish(word, group, level))
    if word == commands.JOIN:
        return _join(mail, group)
    if word == commands.LEAVE:
        leave(group, user=user)
        return Done(Outcome.LEFT, told=[("left", letters.sentence_of("left", group=group))])
    set_mail_level(membership, level)
    sentence = letters.sentence_of("level", group=group, level=MailLevel(level).label)
    return Done(Outcome.LEVEL, told=[("level", sentence)])


def _level_everywhere(mail, level):
    """“DIGEST DAILY” to no group is meant for all of them."""
    if not mail.is_proved:
        return _hold(mail, mail.subject, "", wish=_wish(commands.LEVEL, _("all your groups"), level))
    set_level_everywhere(mail.user, level)
    sentence = letters.sentence_of("level", group=_("all your groups"), level=MailLevel(level).label)
    return Done(Outcome.LEVEL, told=[("level", sentence)])


def _join(mail, group):
    """Join where nobody is asked; ask the facilitators where they ask nothing; else show where one does."""
    user = mail.user
    if user.has_perm("joining.join", group):
        _refusable(join_freely, group, user=user)
        return Done(Outcome.JOINED, told=[("joined", letters.sentence_of("joined", group=group))])
    if user.has_perm("joining.ask", group) and not group.joining_questions.filter(is_required=True).exists():
        _refusable(ask_to_join, group, user=user, language=user.language, token=_token(mail))
        return Done(Outcome.ASKED, told=[("requested", letters.sentence_of("requested", group=group))])
    return Done(Outcome.ASKED, told=[("asked", letters.sentence_of("asked", group=group))])


def _wish(word, group, level):
    return {
        commands.JOIN: _("You would join this group: %(group)s."),
        commands.LEAVE: _("You would leave this group: %(group)s."),
        commands.LEVEL: _("You would get from this group: %(group)s: %(level)s."),
    }[word] % {"group": group, "level": MailLevel(level).label if level else ""}


def _memberships(user):
    return list(Membership.objects.active().filter(user=user).select_related("group").order_by("group__slug"))


# --- What the sender is told ------------------------------------------------------------------------------

# Said each time, for each time something was done; everything else once a day.
_EACH_TIME = {
    "answered",
    "requested",
    "left",
    "joined",
    "level",
    "asked",
    "no-level",
    "waits",
    "files",
    "cut",
    "refused",
    "over",
}


def _tell(mail, message, done):
    if headers.is_of_a_list(message):
        return
    files = done.left_out
    for why, sentence in done.told:
        span = None if why in _EACH_TIME else _A_DAY
        letters.answer(
            mail.user,
            sentence,
            subject=mail.subject if mail.is_proved else "",
            files=files if why == "files" else (),
            post=done.post,
            why=why,
            span=span,
        )


# --- What the sender decides ------------------------------------------------------------------------------


def confirm(mail):
    """The sender says that a held mail is theirs: it is done now. Returns whether this was the word that did it."""
    with transaction.atomic():
        mail = ReceivedMail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
        if mail.state != MailState.HELD:
            return False
        mail.is_proved, mail.state, mail.outcome = True, MailState.NEW, ""
        mail.next_try, mail.attempts, mail.held_until = timezone.now(), 0, None
        mail.save()
        record("forums.mail.confirmed", mail.group, by=mail.user, changes={"mail": mail.pk})
    work(mail.pk)
    return True


@transaction.atomic
def discard(mail):
    """The sender says that a held mail is not theirs, or not to be posted; its words go at once."""
    mail = ReceivedMail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
    if mail.state != MailState.HELD:
        return False
    RawMail.objects.filter(mail=mail).delete()
    record("forums.mail.discarded", mail.group, by=mail.user, changes={"mail": mail.pk})
    _close(mail, Done(Outcome.DISCARDED))
    return True
