"""The verbs of the forums."""

from .deciding import hide_post, publish_waiting, refuse_waiting, restore_post
from .drafts import attach, clear_draft, discard_draft, draft_for_files, draft_of, remove_attachment, save_draft
from .events import happen
from .membership import end_automatic, join, leave, remove_member, set_mail_level, set_role
from .posting import edit_post, reply, start_thread, withdraw_post
from .reading import (
    mark_all_read,
    mark_read,
    mark_unread_from,
    note_visit,
    renew_feed_key,
    revoke_feed_key,
    unwatch,
    watch,
)
from .shaping import (
    accept_answer,
    close_thread,
    mark_helpful,
    merge_threads,
    move_thread,
    pin,
    rename_thread,
    reopen_thread,
    retag_thread,
    split_thread,
    unaccept_answer,
)

__all__ = [
    "accept_answer",
    "attach",
    "clear_draft",
    "close_thread",
    "discard_draft",
    "draft_for_files",
    "draft_of",
    "edit_post",
    "end_automatic",
    "happen",
    "hide_post",
    "join",
    "leave",
    "mark_all_read",
    "mark_helpful",
    "mark_read",
    "mark_unread_from",
    "merge_threads",
    "move_thread",
    "note_visit",
    "pin",
    "publish_waiting",
    "refuse_waiting",
    "remove_attachment",
    "remove_member",
    "rename_thread",
    "renew_feed_key",
    "reopen_thread",
    "reply",
    "restore_post",
    "retag_thread",
    "revoke_feed_key",
    "save_draft",
    "set_mail_level",
    "set_role",
    "split_thread",
    "start_thread",
    "unaccept_answer",
    "unwatch",
    "watch",
    "withdraw_post",
]
