"""Taking posts into the index in the background."""

from django.core.cache import cache
from django_tasks import task

_ASKED = "forum_finding:asked"
_WAIT = 60  # seconds, should the worker be away


@task()
def take_in_waiting():
    from .actions import take_in

    # From here on a new change asks for a task of its own.
    cache.delete(_ASKED)
    take_in()


def take_in_later():
    """Ask for one task, however many posts are written until it runs."""
    if cache.add(_ASKED, True, _WAIT):
        take_in_waiting.enqueue()
