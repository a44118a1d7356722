"""Where a live session stands, and where a question of it."""

from django.db import models
from django.utils.translation import pgettext_lazy


class SessionState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("live session", "Planned")
    OPEN = "open", pgettext_lazy("live session", "Open")
    PAUSED = "paused", pgettext_lazy("live session", "Paused")
    ENDED = "ended", pgettext_lazy("live session", "Ended")
    CANCELLED = "cancelled", pgettext_lazy("live session", "Cancelled")


class QuestionState(models.TextChoices):
    """A question is handed in, put in order, and released when its turn comes; only then others read it."""

    HANDED_IN = "handed-in", pgettext_lazy("question in a live session", "Handed in")
    RELEASED = "released", pgettext_lazy("question in a live session", "Put to the session")
    DONE = "done", pgettext_lazy("question in a live session", "Dealt with")
    DECLINED = "declined", pgettext_lazy("question in a live session", "Not taken")
    WITHDRAWN = "withdrawn", pgettext_lazy("question in a live session", "Withdrawn")
    NOT_REACHED = "not-reached", pgettext_lazy("question in a live session", "Not reached")


OVER = (SessionState.ENDED, SessionState.CANCELLED)
RUNNING = (SessionState.OPEN, SessionState.PAUSED)
MOST_CHARACTERS = 2000
# That one person may have waiting in one session.
MOST_WAITING_QUESTIONS = 5
