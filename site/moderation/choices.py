"""Why something is reported, and what came of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportReason(models.TextChoices):
    WRONG = "wrong", _("Something is wrong")
    OUTDATED = "outdated", _("It is out of date")
    DUPLICATE = "duplicate", _("It is listed twice: say below where else")
    IMPERSONATION = "impersonation", _("It pretends to be somebody else")
    ABUSE = "abuse", _("It insults, threatens or harasses")
    SPAM = "spam", _("It is advertising or fraud")
    OTHER = "other", _("Something else")


class ReportState(models.TextChoices):
    OPEN = "open", _("Open")
    IN_HAND = "in-hand", _("In hand")
    DECIDED = "decided", _("Decided")


class Decision(models.TextChoices):
    ACTED = "acted", _("Something was done")
    NOTHING = "nothing", _("Nothing had to be done")
