"""The one shortlist of a visitor: keys in their session, which move to their own once they sign in."""

from .actions import TooMany, add_expert, full
from .choices import MOST_FOR_VISITORS
from .queries import entries_shown

_KEY = "shortlist"


def keys_of(request):
    return list(request.session.get(_KEY, ()))


def add(request, entry):
    """Returns whether the expert is new on the list."""
    keys = keys_of(request)
    if entry.pk in keys:
        return False
    if len(keys) >= MOST_FOR_VISITORS:
        raise full(MOST_FOR_VISITORS)
    request.session[_KEY] = [*keys, entry.pk]
    return True


def remove(request, entry):
    keys = keys_of(request)
    if entry.pk not in keys:
        return False
    request.session[_KEY] = [key for key in keys if key != entry.pk]
    return True


def take_over(request):
    """Move what was listed before the sign-in to the current shortlist. Returns how many experts are new on it."""
    if not request.user.is_authenticated or not request.session.get(_KEY):
        return 0
    taken = 0
    for entry in entries_shown(keys_of(request), request.user):
        try:
            taken += add_expert(request.user, entry)[1]
        except TooMany:
            break
    del request.session[_KEY]
    return taken
