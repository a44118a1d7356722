"""The closed lists of the procedure of designation."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AuthorityKind(models.TextChoices):
    """Who may designate for a Party: never the one who is designated (decision BC-11/21)."""

    FOREIGN_MINISTRY = "foreign-ministry", _("Ministry of foreign affairs")
    MINISTRY = "ministry", _("Ministry or agency in charge")
    PERMANENT_MISSION = "permanent-mission", _("Permanent mission")
    CONTACT_POINT = "contact-point", _("Official contact point")


class SubmissionState(models.TextChoices):
    """Where a designation stands that an authority makes. What is verified goes on as designations in force."""

    DRAFT = "draft", pgettext_lazy("designation", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("designation", "Submitted")
    RETURNED = "returned", pgettext_lazy("designation", "Returned")
    VERIFIED = "verified", pgettext_lazy("designation", "Verified")
    WITHDRAWN = "withdrawn", pgettext_lazy("designation", "Withdrawn")


class Step(models.TextChoices):
    """What was done in the procedure."""

    BEGUN = "begun", _("Begun")
    CHANGED = "changed", _("Changed")
    LETTER_ADDED = "letter-added", _("Letter attached")
    SUBMITTED = "submitted", _("Submitted to the Secretariat")
    RETURNED = "returned", _("Returned by the Secretariat")
    VERIFIED = "verified", _("Verified by the Secretariat")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    INVITED = "invited", _("Invited again")
    ACCEPTED = "accepted", _("Accepted by the person designated")
    DECLINED = "declined", _("Declined by the person designated")


# An authority may name a day this long before today, for letters travel slowly; the Secretariat any day.
LATEST_START_DAYS_AGO = 60
# Days before a designation runs out on which the authority and the Secretariat are told.
EXPIRY_NOTICE_DAYS = (90, 30)
