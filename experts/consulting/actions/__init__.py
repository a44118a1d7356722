"""What can be done with a question: each a verb, a transaction, a step that is kept."""

from .answering import accept, decline, hand_over, suggest_another
from .asking import begin_question, change_draft, throw_draft_away, withdraw_question
from .clock import keep_questions_moving
from .closing import close_question, give_feedback, reopen_question
from .inviting import (
    give_to_secretariat,
    invite,
    open_to_fields,
    stop_telling,
    take_up,
    withdraw_invitation,
)
from .leaving import end_for_those_who_left
from .publishing import agree, propose_answer, refuse, take_back_agreement
from .writing import write_message

__all__ = [
    "accept",
    "agree",
    "begin_question",
    "change_draft",
    "close_question",
    "decline",
    "end_for_those_who_left",
    "give_feedback",
    "give_to_secretariat",
    "hand_over",
    "invite",
    "keep_questions_moving",
    "open_to_fields",
    "propose_answer",
    "refuse",
    "reopen_question",
    "stop_telling",
    "suggest_another",
    "take_back_agreement",
    "take_up",
    "throw_draft_away",
    "withdraw_invitation",
    "withdraw_question",
    "write_message",
]
