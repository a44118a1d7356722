"""The closed lists of enrolment."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TermsState(models.TextChoices):
    """Where a version of terms of reference stands. What is in force is never changed."""

    DRAFT = "draft", _("Draft")
    IN_FORCE = "in-force", _("In force")


class AcceptedHow(models.TextChoices):
    """How somebody accepted terms of reference."""

    ON_LINE = "on-line", _("On the site")
    ON_PAPER = "on-paper", _("On paper, recorded by the Secretariat")
    DESIGNATION = "designation", _("With the designation")


class RequestState(models.TextChoices):
    """Where a member's wish for a further category stands."""

    WAITING = "waiting", _("Waits for the Secretariat")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", pgettext_lazy("request", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "Withdrawn")


class LinkState(models.TextChoices):
    """Whether an enrolment link works, and if not, why."""

    OPEN = "open", _("Works")
    USED_UP = "used-up", _("Used up")
    EXPIRED = "expired", pgettext_lazy("link", "Expired")
    WITHDRAWN = "withdrawn", pgettext_lazy("link", "Withdrawn")


# How many holders are told of new terms in one transaction.
TOLD_AT_ONCE = 100
# The most people one link may let in.
MOST_USES = 5000
