"""How much a shortlist holds, and how long a link to it lasts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_SHORTLISTS = 30
MOST_EXPERTS = 100
# Visitors keep one list, in their session.
MOST_FOR_VISITORS = 20
# More columns are not read side by side.
MOST_COMPARED = 8
MOST_LINKS = 10
MOST_DAYS = 90
# Days after which a link that no longer opens anything leaves the list.
KEPT_AFTER_END = 90


class LinkDays(models.IntegerChoices):
    """How long a link opens its list. It always ends."""

    WEEK = 7, _("One week")
    FORTNIGHT = 14, _("Two weeks")
    MONTH = 30, _("30 days")
    QUARTER = MOST_DAYS, _("90 days")
