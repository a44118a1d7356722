"""Questions that come by mail, as replies to the invitation of a session or to what is said in it."""

from django.utils.translation import gettext as _

from forums.choices import ThreadKind, Way
from forums.queries import capacities_of

from .actions import hand_in
from .choices import MOST_CHARACTERS
from .exceptions import NotNow
from .models import Session
from .permissions import conducts, is_guest


def question_by_mail(post, user, text):
    """A reader of ``forums.answers``: who does not speak in a session asks, by replying to any of its mails."""
    if post.thread.kind != ThreadKind.SESSION:
        return None
    session = Session.objects.select_related("thread__group").filter(thread=post.thread).first()
    if session is None or conducts(user, session) or is_guest(user, session):
        return None
    if not user.has_perm("forum_sessions.ask", session):
        raise NotNow(_("This session takes no more questions."))
    if len(text) > MOST_CHARACTERS:
        raise NotNow(_("Questions to a session have at most %(number)s characters.") % {"number": MOST_CHARACTERS})
    capacities = capacities_of(user)
    hand_in(
        session,
        by=user,
        text=text,
        language=post.language,
        capacity=capacities[0] if capacities else None,
        way=Way.MAIL,
    )
    return _("Your question to the session “%(title)s” was handed in.") % {"title": session.thread.title}
