"""Reading archives of others, whatever their shape, into threads of posts."""

from ..choices import Kind
from .threads import ArchivedPost, ArchivedThread, CannotRead

__all__ = ["ArchivedPost", "ArchivedThread", "CannotRead", "threads_in"]


def threads_in(path, kind, language="en"):
    """The threads of an archive, one after the other; ``CannotRead`` when it is none of that kind."""
    from . import mbox, stack_exchange

    reader = {Kind.MBOX: mbox, Kind.STACK_EXCHANGE: stack_exchange}[Kind(kind)]
    return reader.threads_in(path, language)
