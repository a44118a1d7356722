"""Where a translation comes from, and what became of a request to a machine."""

from datetime import timedelta

from django.db import models
from django.utils.translation import pgettext_lazy


class Origin(models.TextChoices):
    HUMAN = "human", pgettext_lazy("translation", "By a member")
    MACHINE = "machine", pgettext_lazy("translation", "By a machine")


class RequestState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("machine translation", "Asked")
    DONE = "done", pgettext_lazy("machine translation", "Done")
    FAILED = "failed", pgettext_lazy("machine translation", "Failed")


# What a machine gave up or never took up may be asked again after so long.
ASK_AGAIN_AFTER = timedelta(minutes=10)
# How far back the translators' queue looks for threads that nobody wished for.
LATEST_THREADS = 300
MOST_IN_QUEUE = 100
