"""The verbs of the forums."""

from .deciding import hide_post, publish_waiting, refuse_waiting, restore_post
from .events import happen
from .membership import end_automatic, join, leave, remove_member, set_mail_level, set_role
from .posting import edit_post, reply, start_thread, withdraw_post
from .reading import mark_read

__all__ = [
    "edit_post",
    "end_automatic",
    "happen",
    "hide_post",
    "join",
    "leave",
    "mark_read",
    "publish_waiting",
    "refuse_waiting",
    "remove_member",
    "reply",
    "restore_post",
    "set_mail_level",
    "set_role",
    "start_thread",
    "withdraw_post",
]
