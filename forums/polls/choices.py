"""The closed lists of polls."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PollKind(models.TextChoices):
    SINGLE = "single", _("One answer")
    MULTIPLE = "multiple", _("Several answers")
    RANKED = "ranked", _("An order of priorities")


class Voters(models.TextChoices):
    """Who has a vote."""

    PERSON = "person", _("Every member of the group has one vote")
    PARTY = "party", _("Every Party has one vote, cast by who speaks for it")


class ResultsShown(models.TextChoices):
    """When those who read a poll see how the votes stand."""

    ALWAYS = "always", _("At any time")
    VOTED = "voted", _("Once one has voted, and to all after the end")
    CLOSED = "closed", _("After the end")


class ChangeKind(models.TextChoices):
    """What was done to a poll that runs."""

    OPENED = "opened", pgettext_lazy("poll", "opened")
    EXTENDED = "extended", pgettext_lazy("poll", "extended")
    REWORDED = "reworded", pgettext_lazy("poll", "wording changed")
    ADDED = "added", pgettext_lazy("poll", "answers added")
    CLOSED = "closed", pgettext_lazy("poll", "closed before its time")
    ENDED = "ended", pgettext_lazy("poll", "ended")
    CANCELLED = "cancelled", pgettext_lazy("poll", "cancelled")


MOST_OPTIONS = 20
LONGEST_OPTION = 200
# Of a secret poll with fewer votes nothing is shown but their number.
FEWEST_SECRET_VOTES = 3
