"""Putting two records together and taking them apart; deciding about pairs."""

from .mending import move_stragglers
from .merging import MergeRefusedError, RecordsChangedMeanwhileError, UndoRefusedError, merge, undo_merge
from .pairs import dismiss, look_at, reopen

__all__ = [
    "MergeRefusedError",
    "RecordsChangedMeanwhileError",
    "UndoRefusedError",
    "dismiss",
    "look_at",
    "merge",
    "move_stragglers",
    "reopen",
    "undo_merge",
]
