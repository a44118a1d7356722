"""The closed lists of the upkeep."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TaskState(models.TextChoices):
    OPEN = "open", pgettext_lazy("task", "Open")
    IN_HAND = "in-hand", pgettext_lazy("task", "In hand")
    DONE = "done", _("Done")


class Answer(models.TextChoices):
    """How a question whether a record is true came to its end."""

    BY_LETTER = "letter", _("Confirmed from the letter")
    ON_SITE = "site", _("Confirmed on the site")
    CHANGED = "changed", _("Changed on the site")
    TOLD = "told", _("Said what is wrong")
    SUPERSEDED = "superseded", _("Asked again later")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# What counts as an answer of whoever was asked.
ANSWERED = (Answer.BY_LETTER, Answer.ON_SITE, Answer.CHANGED, Answer.TOLD)

# Days for which the link of a letter works.
LINK_WORKS_DAYS = 60
