"""The verbs of polls."""

from ..marking import checked
from .opening import add_options, cancel_poll, close_poll, end_due_polls, extend_poll, open_poll, reword_poll
from .voting import cast_vote, new_receipt

__all__ = [
    "add_options",
    "cancel_poll",
    "cast_vote",
    "checked",
    "close_poll",
    "end_due_polls",
    "extend_poll",
    "new_receipt",
    "open_poll",
    "reword_poll",
]
