"""What the site holds of somebody's questions in live sessions, to take away with the rest of their data."""

from .models import Question


def questions_of(user):
    for question in Question.objects.filter(author=user).select_related("session__thread"):
        yield {
            "words": f"{question.session}: {question.text} ({question.get_state_display()})",
            "text": question.text,
            "handed_in_at": question.handed_in_at,
            "reason": question.reason,
        }
