"""Discussions of the demonstration network, in six languages, marked as such."""

from .discussions import make_discussions, remove_discussions

__all__ = ["make_discussions", "remove_discussions"]
