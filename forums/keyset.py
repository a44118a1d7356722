"""Lists of threads page by page, at the same cost at any depth: a page begins where another one ended."""

import re
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.http import Http404

from .choices import THREADS_ON_A_PAGE

_PLACE = re.compile(r"([01])\.(\d{1,17})\.(\d{1,18})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def place_of(thread):
    """Where a thread stands in the order of lists, as part of an address."""
    since = thread.last_post_at - _EPOCH
    return f"{int(thread.is_pinned)}.{since // timedelta(microseconds=1)}.{thread.pk}"


def moment_and_key(place):
    """Where the list goes on behind a thread that is not pinned, or None."""
    is_pinned, at, pk = _read(place)
    return None if is_pinned else (at, pk)


def _read(place):
    found = _PLACE.fullmatch(place)
    if found is None:
        raise Http404
    return found[1] == "1", _EPOCH + timedelta(microseconds=int(found[2])), int(found[3])


class Slice:
    """A page of threads in the order pinned, latest post, key: ``after`` a place, ``before`` one, or the first."""

    def __init__(self, threads, after="", before="", *, pinned_first=True, size=THREADS_ON_A_PAGE):
        backwards = bool(before and not after)
        if backwards or after:
            threads = threads.filter(_beyond(*_read(after or before), backwards, pinned_first))
        order = ("last_post_at", "pk") if backwards else ("-last_post_at", "-pk")
        if pinned_first:
            order = ("is_pinned" if backwards else "-is_pinned", *order)
        rows = list(threads.order_by(*order)[: size + 1])
        more, rows = len(rows) > size, rows[:size]
        if backwards:
            rows.reverse()
        self.stands(rows, more, backwards=backwards, is_first=not after and not backwards)

    @classmethod
    def of(cls, rows, *, is_first, size=THREADS_ON_A_PAGE):
        """A page of rows that were asked for elsewhere, in order, with one more if there is one."""
        found = cls.__new__(cls)
        found.stands(rows[:size], len(rows) > size, backwards=False, is_first=is_first)
        return found

    def stands(self, rows, more, *, backwards, is_first):
        self.threads = rows
        has_newer = more if backwards else not is_first
        has_older = bool(rows) if backwards else more
        self.newer = place_of(rows[0]) if rows and has_newer else ""
        self.older = place_of(rows[-1]) if rows and has_older else ""
        self.is_first = is_first


def _beyond(is_pinned, at, pk, backwards, pinned_first):
    way = "gt" if backwards else "lt"
    # The first condition is what an index is entered by; the second leaves out what is on this side.
    here = Q(**{f"last_post_at__{way}e": at}) & (Q(**{f"last_post_at__{way}": at}) | Q(**{f"pk__{way}": pk}))
    if not pinned_first:
        return here
    if is_pinned != backwards:
        # From a pinned one on to those that are not, or from one that is not back to pinned ones.
        return (Q(is_pinned=is_pinned) & here) | Q(is_pinned=not is_pinned)
    return Q(is_pinned=is_pinned) & here
