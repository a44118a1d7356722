"""Whose session a socket comes with, by the same rules as a request."""

import time
from importlib import import_module
from types import SimpleNamespace

from django.conf import settings
from django.contrib.auth import get_user

from .second_factor import used_second_factor
from .session_limits import SessionLimitsMiddleware

_limits = SessionLimitsMiddleware(None)


def user_of_session(key):
    """The user who is signed in by a session, or None: ended, too old, or not signed in at all.

    Nobody of the Secretariat without the second factor has more than a visitor.
    """
    if not key:
        return None
    session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    request = SimpleNamespace(session=session)
    user = request.user = get_user(request)
    if not user.is_authenticated or _limits.is_over(request, time.time()):
        return None
    if user.awaits_second_factor:
        user.awaits_second_factor = settings.SECOND_FACTOR_REQUIRED and not used_second_factor(request, user)
    return user
