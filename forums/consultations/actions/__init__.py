"""The verbs of consultations."""

from .clock import keep_consultations
from .contributing import contribute, sort_contribution
from .drafting import announce, begin_consultation, cancel, change_consultation
from .letters import send_due_letters, stop_letters
from .running import close_now, extend, open_now
from .summing_up import answer_correction, circulate, propose_correction, publish, write_summary

__all__ = [
    "announce",
    "answer_correction",
    "begin_consultation",
    "cancel",
    "change_consultation",
    "circulate",
    "close_now",
    "contribute",
    "extend",
    "keep_consultations",
    "open_now",
    "propose_correction",
    "publish",
    "send_due_letters",
    "sort_contribution",
    "stop_letters",
    "write_summary",
]
