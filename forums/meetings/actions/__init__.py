"""The verbs of meetings."""

from .calendars import forget_calendar, key_of, renew_key
from .planning import cancel_meeting, change_meeting, plan_meeting, publish_minutes
from .reminding import hear_again, keep_silent, let_meetings_pass, remind_of_meetings

__all__ = [
    "cancel_meeting",
    "change_meeting",
    "forget_calendar",
    "hear_again",
    "keep_silent",
    "key_of",
    "let_meetings_pass",
    "plan_meeting",
    "publish_minutes",
    "remind_of_meetings",
    "renew_key",
]
