"""What every step of a session has in common."""

from forums.actions.events import happen, locked
from forums.choices import EventKind

from ..models import Session


def locked_session(session):
    """The session as it is now, kept from others until the transaction ends by the lock of its thread."""
    thread = locked(session.thread)
    session = Session.objects.select_related("current").get(pk=session.pk)
    session.thread = thread
    return session


def tell_pages(session, by):
    """Open pages of the session show what changed."""
    happen(session.thread, EventKind.BESIDE, by=by)
