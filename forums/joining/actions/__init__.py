"""The verbs of joining."""

from .automatic import add_rule, keep_all_groups_up, keep_groups_up, keep_up, remove_rule
from .documents import add_document, remove_document
from .inviting import accept_invitation, decline_invitation, end_invitation, invite, make_link
from .keeping import archive_group, change_settings, found_group, name_facilitator, reopen_group, take_office
from .membership import join_freely, remove_member
from .requesting import accept_request, ask_to_join, decline_request, set_questions, withdraw_request

__all__ = [
    "accept_invitation",
    "accept_request",
    "add_document",
    "add_rule",
    "archive_group",
    "ask_to_join",
    "change_settings",
    "decline_invitation",
    "decline_request",
    "end_invitation",
    "found_group",
    "invite",
    "join_freely",
    "keep_all_groups_up",
    "keep_groups_up",
    "keep_up",
    "make_link",
    "name_facilitator",
    "remove_document",
    "remove_member",
    "remove_rule",
    "reopen_group",
    "set_questions",
    "take_office",
    "withdraw_request",
]
