"""Polls by mail: the numbered options in the letter of a post, and the reply that votes."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..choices import Way
from .actions import cast_vote
from .choices import PollKind
from .exceptions import PollError
from .marking import checked, numbers_in
from .models import Poll


def poll_of(post):
    return Poll.objects.filter(post=post).select_related("thread__group", "post").first()


def read_reply(post, user, text):
    """A reader of ``forums.answers``: a reply to the post of a poll that is nothing but numbers is a vote."""
    numbers = numbers_in(text)
    if numbers is None:
        return None
    poll = poll_of(post)
    if poll is None:
        return None
    if not user.has_perm("forum_polls.vote", poll):
        raise PollError(_("In this poll votes are cast by members of the group."), "permission")
    cast_vote(poll, numbers, by=user, way=Way.MAIL)
    options = {option.number: option.says.text for option in poll.options.all()}
    chosen = " > " if poll.is_ranked else "; "
    return _("Your vote is counted: %(answers)s. To change it, reply again before %(time)s.") % {
        "answers": chosen.join(f"{number}. {options[number]}" for number in checked(poll, numbers)),
        "time": date_format(localtime(poll.closes_at), "DATETIME_FORMAT"),
    }


def poll_text_for(post, language):
    """What the letter of a post says of its poll, as plain text: options by number, and how to vote by a reply."""
    poll = poll_of(post)
    if poll is None or poll.is_over:
        return ""
    with override(language):
        lines = [_("Poll: %(question)s") % {"question": poll.asks}, ""]
        lines += [f"{option.number}. {option.says}" for option in poll.options.all()]
        lines += ["", how_to_vote(poll)]
        lines.append(
            _("The poll ends on %(time)s.") % {"time": date_format(localtime(poll.closes_at), "DATETIME_FORMAT e")}
        )
        return "\n".join(lines)


def how_to_vote(poll):
    """One sentence: what to write into a reply."""
    if poll.is_secret:
        return _("This poll is secret, and a mail shows how you vote: please vote on its page.")
    return {
        PollKind.SINGLE: _("Vote by replying with the number of your answer and nothing else: 2"),
        PollKind.MULTIPLE: _("Vote by replying with the numbers of your answers and nothing else: 1,3"),
        PollKind.RANKED: _("Vote by replying with the numbers in your order, the most important first: 3>1>2"),
    }[poll.kind]
