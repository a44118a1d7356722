"""How often we write, what may be followed, and how much one letter holds."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Frequency(models.TextChoices):
    AT_ONCE = "at-once", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week, on Monday")
    NEVER = "never", _("Do not write")


class List(models.TextChoices):
    """The pages whose searches can be followed; each is the name of its address in the room of search."""

    PEOPLE = "people", _("People")
    INSTITUTIONS = "institutions", _("Institutions")
    BOTH = "results", _("Search")


# The hour, in the time of the site, after which letters of the day and of the week leave.
MORNING = 5

# A letter says no more than this of one thing, and of no more things than this; the pages say the rest.
LINES_OF_ONE = 8
THINGS_IN_A_LETTER = 30
MOST_FOLLOWS = 200
