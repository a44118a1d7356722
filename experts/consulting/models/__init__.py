"""Questions to experts: who asks, who is asked, what they write, and what comes of it."""

from .answers import Consent, Feedback, PublicAnswer
from .conversation import Attachment, IncomingMail, Message
from .invitations import Abstention, FieldNotice, Invitation
from .questions import Question
from .steps import QuestionStep

__all__ = [
    "Abstention",
    "Attachment",
    "Consent",
    "Feedback",
    "FieldNotice",
    "IncomingMail",
    "Invitation",
    "Message",
    "PublicAnswer",
    "Question",
    "QuestionStep",
]
