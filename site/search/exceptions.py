"""What can go wrong with an engine, so that pages know how to do without it."""

from haystack.exceptions import HaystackError


class EngineDown(HaystackError):  # noqa: N818  (a state, like Http404, that pages handle)
    """The engine cannot answer or cannot write now. Nothing is lost: changes wait, lists come from the database."""


class NoIndex(EngineDown):
    """There is no index at all: it has to be built, from the database and so with everything that changed."""
