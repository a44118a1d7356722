"""What the site holds of somebody's questions and answers, to take away with the rest of their data."""

from . import queries
from .models import Message


def questions_of(user):
    """Questions asked, invitations and what was said to them, and messages written. One row each."""
    for question in queries.questions_asked_by(user):
        yield {
            "words": f"{question.reference} {question.title}: {question.get_state_display()}",
            "text": question.text,
            "asked_at": question.asked_at,
            "result": question.result,
            "summary": question.summary,
        }
    for invitation in queries.invitations_of(user):
        yield {
            "words": f"{invitation.question.reference} {invitation.question.title}: {invitation.get_state_display()}",
            "asked_at": invitation.invited_at,
            "answered_at": invitation.answered_at,
            "reason": invitation.reason,
            "suggestion": invitation.suggestion,
        }
    for message in Message.objects.filter(author=user).select_related("question"):
        yield {"words": f"{message.question.reference}: {message.text}", "written_at": message.written_at}
