"""The verbs of live sessions."""

from .asking import decline_question, hand_in, put_in_order, withdraw_question
from .conducting import (
    answer,
    cancel_session,
    change_session,
    end_session,
    open_session,
    pause_session,
    plan_session,
    release,
    resume_session,
    set_aside,
)

__all__ = [
    "answer",
    "cancel_session",
    "change_session",
    "decline_question",
    "end_session",
    "hand_in",
    "open_session",
    "pause_session",
    "plan_session",
    "put_in_order",
    "release",
    "resume_session",
    "set_aside",
    "withdraw_question",
]
