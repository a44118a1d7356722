"""What can be reported. Rooms above register their objects here when the site starts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .choices import ReportReason


@dataclass(frozen=True)
class Reportable:
    """A kind of object that can be reported at ``report/<kind>/<key>/``.

    ``find(key, user)`` gives the object, or None when there is none or this user may not know of it.
    ``name_of(thing)`` is what the page and the letters call it.
    """

    kind: str
    find: Callable[[str, Any], Any]
    name_of: Callable[[Any], str] = str
    reasons: tuple[ReportReason, ...] = tuple(ReportReason)


_kinds: dict[str, Reportable] = {}


def register(reportable):
    _kinds[reportable.kind] = reportable


def reportable_of(kind):
    """The registration of a kind, or None."""
    return _kinds.get(kind)
