"""What live pages add to pages of the forums: the line itself, and the choice not to be shown."""

from django.conf import settings
from django.template.loader import render_to_string

from ..choices import POSTS_ON_A_PAGE
from .models import QuietReader


def line_of_thread(thread, request):
    """A panel of the page of a thread. It asks nothing, and is the same for all who read the thread in a language."""
    told = {
        "thread": thread,
        "address": f"/live/threads/{thread.pk}/",
        "port": settings.SOCKETS_PORT,
        "posts_on_a_page": POSTS_ON_A_PAGE,
        "last_page": thread.page_of(thread.last_number + 1),
    }
    return render_to_string("forum_live/line.html", told, request)


def own_line(thing, request):
    """A panel of pages without a thread: how many threads one has not read, for who signed in."""
    if not request.user.is_authenticated:
        return ""
    return render_to_string("forum_live/own_line.html", {"port": settings.SOCKETS_PORT}, request)


def own_choice(user, request):
    """A panel of the page of one's own matters in the forums."""
    is_quiet = QuietReader.objects.filter(user=user).exists()
    return render_to_string("forum_live/choice.html", {"is_quiet": is_quiet}, request)
