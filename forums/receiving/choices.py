"""Where a mail stands that came in, and what became of it."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MailState(models.TextChoices):
    NEW = "new", pgettext_lazy("mail that came in", "Waits to be read")
    HELD = "held", pgettext_lazy("mail that came in", "Held until its sender confirms")
    DONE = "done", pgettext_lazy("mail that came in", "Done")
    FAILED = "failed", pgettext_lazy("mail that came in", "Could not be read")


class Outcome(models.TextChoices):
    """What became of a mail."""

    STARTED = "started", _("A thread was begun")
    POSTED = "posted", _("A reply was posted")
    ANSWERED = "answered", _("Counted, as a vote")
    JOINED = "joined", _("The sender joined")
    ASKED = "asked", _("The sender was shown how to join")
    LEFT = "left", _("The sender left")
    LEVEL = "level", _("The sender's mail was changed")
    HELPED = "helped", _("Help was sent")
    HELD = "held", _("The sender was asked to confirm")
    DECIDED = "decided", _("The sender said yes or no")
    DISCARDED = "discarded", _("Not sent by its sender, who said so")
    EXPIRED = "expired", _("Nobody confirmed it")
    AUTOMATIC = "automatic", _("A program answered")
    LOOP = "loop", _("Went in a circle")
    BOUNCE = "bounce", _("A notice about delivery")
    STRANGER = "stranger", _("From somebody who is no member")
    NOWHERE = "nowhere", _("To no group the sender knows")
    FORBIDDEN = "forbidden", _("The sender may not write there")
    OVER = "over", _("The thread is closed")
    REFUSED = "refused", _("Refused, for a reason that was told")
    EMPTY = "empty", _("Without words")
    LOCKED = "locked", _("Encrypted")
    CALENDAR = "calendar", _("An invitation of a calendar")
    TOO_MANY = "too-many", _("Too many from one sender")
    UNREADABLE = "unreadable", _("Could not be read")


# How long a worker may take before another takes a mail over, and how long to wait after each failure.
CLAIM_LASTS = timedelta(minutes=5)
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
# A mail that is held waits so long for a word of its sender.
HELD_FOR = timedelta(days=7)
# Words of mails that were not posted are erased after so long, what is known of any mail after so long.
WORDS_KEPT_FOR = timedelta(days=14)
ROWS_KEPT_FOR = timedelta(days=365)
