"""What a token may be: how long it lasts, and how far it sees."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.choices import Audience

# Whoever searches for leaked secrets knows ours by how they begin.
PREFIX = "popsnet_"

# The Secretariat's view needs a second factor, and there is none in a token.
TOKEN_AUDIENCES = (Audience.EVERYONE, Audience.MEMBERS, Audience.OFFICIAL_CONTACTS)

# More are kept by nobody, and a lost one is then easier to find.
MOST_TOKENS = 10
# Days after which a token that no longer works leaves the list.
KEPT_AFTER_END = 90


class ForumUse(models.TextChoices):
    """What a token does in the forums, beyond what its audience sees there."""

    NONE = "", _("Nothing beyond that")
    READ = "read", _("Read what I may read")
    WRITE = "write", _("Read what I may read, and write in my name")


class Lifetime(models.IntegerChoices):
    """Days after which a token ends by itself."""

    MONTH = 30, _("30 days")
    QUARTER = 90, _("90 days")
    HALF_YEAR = 180, _("180 days")
    YEAR = 365, _("One year")
