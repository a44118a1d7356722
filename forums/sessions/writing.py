"""Who writes in the thread of a session: guests answer and the facilitator leads; all others hand in questions."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.translation import gettext as _

from forums.choices import ThreadKind

from .exceptions import NotNow
from .models import Session
from .permissions import conducts, is_guest

_is_let_through = ContextVar("is_let_through", default=False)


@contextmanager
def letting_through():
    """Within it, a question that was released is posted under the name of who asked it."""
    token = _is_let_through.set(True)
    try:
        yield
    finally:
        _is_let_through.reset(token)


def only_speakers_write(group, thread, author, text, way):
    """A gate of ``forums.gates``."""
    if thread is None or thread.kind != ThreadKind.SESSION or _is_let_through.get():
        return False
    session = Session.objects.filter(thread=thread).first()
    if session is None or conducts(author, session):
        return False
    if not is_guest(author, session):
        raise NotNow(_("This is a live session: hand your question in, and it is put when its turn comes."))
    if not session.is_running:
        raise NotNow(_("The session is not open now. Answers are written while it is."))
    return False
