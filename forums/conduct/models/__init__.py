"""What keeping order needs to know."""

from .matters import Flag, Matter
from .rulings import Ban, LoggedDecision, Ruling
from .words import WatchedWord

__all__ = ["Ban", "Flag", "LoggedDecision", "Matter", "Ruling", "WatchedWord"]
