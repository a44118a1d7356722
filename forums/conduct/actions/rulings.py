"""Writing a decision down: with its reasons for those concerned, and as a line of the public log."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

from directory.permissions import is_secretariat
from forums.choices import Visibility

from ..choices import DecidedAs, MatterState
from ..models import LoggedDecision, Ruling

_is_ruling = ContextVar("_is_ruling", default=False)


@contextmanager
def ruling_by_itself():
    """What happens to posts in here is written down by whoever does it, with its reasons."""
    before = _is_ruling.set(True)
    try:
        yield
    finally:
        _is_ruling.reset(before)


def is_written_down():
    return _is_ruling.get()


def write_down(act, *, by, group=None, user=None, post=None, rule="", reason="", matter=None, ban=None, earlier=None):
    """One decision, in both records. The public line holds neither persons nor groups that not everybody reads."""
    if by is None:
        decided_as = DecidedAs.SYSTEM
    else:
        decided_as = DecidedAs.SECRETARIAT if is_secretariat(by) else DecidedAs.FACILITATOR
    logged = LoggedDecision.objects.create(
        act=act,
        rule=rule,
        group=group if group is not None and group.visibility == Visibility.PUBLIC else None,
        decided_as=decided_as,
        earlier=earlier.logged if earlier is not None else None,
    )
    return Ruling.objects.create(
        act=act,
        rule=rule,
        reason=reason,
        user=user,
        post=post,
        group=group,
        ban=ban,
        matter=matter,
        by=by,
        decided_as=decided_as,
        logged=logged,
    )


def close(matters, state=MatterState.DECIDED):
    """End open matters. Returns how many."""
    return matters.filter(state=MatterState.OPEN).update(state=state, decided_at=timezone.now())
