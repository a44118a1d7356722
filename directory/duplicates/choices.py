"""The closed lists of this room."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .. import likeness


class Kind(models.TextChoices):
    PERSON = "person", _("Person")
    INSTITUTION = "institution", _("Institution")


class PairState(models.TextChoices):
    OPEN = "open", _("To be looked at")
    DISMISSED = "dismissed", _("Not duplicates")
    MERGED = "merged", _("Put together")
    # One of the two was put together with a third record, or left.
    OVER = "over", _("No longer there")


class Origin(models.TextChoices):
    FOUND = "found", _("Found by the site")
    REPORTED = "reported", _("Reported by somebody")
    CHOSEN = "chosen", _("Chosen by the Secretariat")


# What speaks for two records being one, in words.
REASONS = {
    likeness.SAME_EMAIL: _("the same mail address"),
    likeness.SHARED_MAILBOX: _("a mailbox they share"),
    likeness.SAME_IDENTIFIER: _("the same ORCID iD"),
    likeness.OTHER_IDENTIFIER: _("but different ORCID iDs"),
    likeness.SAME_NAME: _("the same name"),
    likeness.SIMILAR_NAME: _("names written alike"),
    likeness.INITIALS: _("a name that fits by its initials"),
    likeness.OTHER_NAME: _("but different names"),
    likeness.OTHER_GENERATION: _("but one is called Junior or Senior"),
    likeness.COMMON_NAME: _("but the name is common"),
    likeness.SAME_COUNTRY: _("the same country"),
    likeness.OTHER_COUNTRY: _("but different countries"),
    likeness.SAME_INSTITUTION: _("the same institution"),
    likeness.SAME_ACRONYM: pgettext_lazy("what two institutions have in common", "the same acronym"),
    "reported": _("somebody says so"),
}
