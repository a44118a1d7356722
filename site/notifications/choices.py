"""Where a mail stands, and how long one is tried."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    QUEUED = "queued", _("Waiting to be sent")
    FAILED = "failed", _("Failed, will be tried again")
    SENT = "sent", _("Sent")
    GIVEN_UP = "given-up", _("Given up")


# How long to wait after each failed attempt; after the last one the mail is given up.
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
# Codes and links of one hour are of no use tomorrow.
PAUSES_OF_SECRETS = PAUSES[:3]

# A worker that claimed a mail and has not reported back after this long is taken for dead.
CLAIM_LASTS = timedelta(minutes=10)

# Sent mails are kept this long, so that the Secretariat can answer "did it leave?".
KEPT_FOR = timedelta(days=90)

# Of so many mails that failed for the time being, within this time, an address is taken for unreachable.
SOFT_FAILURES = 3
SOFT_FAILURES_WITHIN = timedelta(days=14)


class NoticeKind(models.TextChoices):
    """What a mail that came back says."""

    FAILED = "failed", _("Could not be delivered")
    DELAYED = "delayed", _("Delayed")
    DELIVERED = "delivered", _("Delivered")
    ANSWER = "answer", _("Automatic answer")
    OWN = "own", _("A mail of this site")
    OTHER = "other", _("Something else")
