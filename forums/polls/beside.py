"""What polls put on pages of the forums and into letters."""

from django.template.loader import render_to_string
from django.utils.translation import get_language

from . import queries
from .by_mail import poll_text_for
from .showing import Ballot


def polls_of_thread(thread, request):
    """The polls of a thread, with the ballot; and, for those who may open one, the way to it."""
    polls = queries.polls_of(thread, request.user) if thread.has_beside else []
    may_open = request.user.is_authenticated and request.user.has_perm("forum_polls.open_poll", thread)
    if not polls and not may_open:
        return ""
    return render_to_string(
        "forum_polls/_of_thread.html",
        {"ballots": [Ballot(poll, request.user) for poll in polls], "may_open": may_open, "thread": thread},
        request=request,
    )


def polls_of_mine(user, request):
    polls = list(queries.waiting_for(user)[:10])
    return render_to_string("forum_polls/_of_mine.html", {"polls": polls}, request=request) if polls else ""


def poll_in_letter(post):
    return poll_text_for(post, get_language())
