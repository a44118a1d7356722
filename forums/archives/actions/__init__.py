"""The verbs of archives."""

from .bringing_in import begin_import, check, confirm_import, give_up_import, take_up_silent, work_on
from .taking_away import ask_for_export, forget_old_exports, make_export

__all__ = [
    "ask_for_export",
    "begin_import",
    "check",
    "confirm_import",
    "forget_old_exports",
    "give_up_import",
    "make_export",
    "take_up_silent",
    "work_on",
]
