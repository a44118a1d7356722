"""The closed lists of the directory: who may see, in which state, since when."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Audience(models.IntegerChoices):
    """Who may see a record or a field. Each audience includes all those above it in number."""

    EVERYONE = 0, _("Everyone")
    MEMBERS = 1, _("Members of the network")
    OFFICIAL_CONTACTS = 2, _("Official contacts of Parties")
    SECRETARIAT = 3, _("The Secretariat only")


class RecordStatus(models.TextChoices):
    """Where a person or institution stands: only listed records are shown to anybody but their owner."""

    WAITING = "waiting", _("Waiting for approval")
    LISTED = "listed", _("Listed")
    DECLINED = "declined", _("Declined")
    CLOSED = "closed", _("Closed")


class Freshness(models.TextChoices):
    """How long ago the owner last said that the record is true."""

    CURRENT = "current", _("Confirmed in the last six months")
    DUE = "due", _("Confirmed six to twelve months ago")
    OUTDATED = "outdated", _("Confirmed more than a year ago")
    NEVER = "never", _("Never confirmed")


# Days since the last confirmation after which a record is due, and outdated.
CONFIRMATION_DUE_AFTER = 180
CONFIRMATION_OUTDATED_AFTER = 365


class CountryKind(models.TextChoices):
    COUNTRY = "country", _("Country or area")
    REIO = "reio", _("Regional economic integration organization")


class RegionLevel(models.TextChoices):
    """Levels of the United Nations standard M49."""

    WORLD = "world", _("World")
    REGION = "region", _("Region")
    SUBREGION = "subregion", _("Subregion")
    INTERMEDIATE = "intermediate", _("Intermediate region")


class RegionalGroup(models.TextChoices):
    """Regional groups of the United Nations, in which Parties vote and elect."""

    AFRICAN = "african", _("African States")
    ASIA_PACIFIC = "asia-pacific", _("Asia-Pacific States")
    EASTERN_EUROPEAN = "eastern-european", _("Eastern European States")
    GRULAC = "grulac", _("Latin American and Caribbean States")
    WEOG = "weog", _("Western European and other States")


class Instrument(models.TextChoices):
    """The act by which a State becomes a Party."""

    RATIFICATION = "ratification", _("Ratification")
    ACCEPTANCE = "acceptance", _("Acceptance")
    APPROVAL = "approval", _("Approval")
    ACCESSION = "accession", _("Accession")
    SUCCESSION = "succession", _("Succession")


class SignatureKind(models.TextChoices):
    SIGNATURE = "signature", _("Signature")
    SUCCESSION = "succession", _("Succession to signature")


class SectorKind(models.TextChoices):
    """The two cuts of plan ¶51."""

    ECONOMIC = "economic", _("Economic sector")
    SOCIAL = "social", _("Social sector")


class TermStatus(models.TextChoices):
    """Terms members propose wait until the Secretariat takes them into the vocabulary."""

    CONTROLLED = "controlled", _("In the vocabulary")
    PROPOSED = "proposed", _("Proposed")
    DECLINED = "declined", pgettext_lazy("vocabulary term", "Declined")


class LanguageLevel(models.IntegerChoices):
    """Self-assessed, in the words of the rosters of experts of sister conventions."""

    FAIR = 1, pgettext_lazy("language level", "Fair")
    GOOD = 2, pgettext_lazy("language level", "Good")
    EXCELLENT = 3, pgettext_lazy("language level", "Excellent")
    MOTHER_TONGUE = 4, pgettext_lazy("language level", "Mother tongue")


class ContactKind(models.TextChoices):
    EMAIL = "email", _("E-mail")
    WORK = "work", _("Telephone")
    MOBILE = "mobile", _("Mobile telephone")
    FAX = "fax", _("Fax")
    WEBSITE = "website", _("Website")


class Convention(models.TextChoices):
    STOCKHOLM = "stockholm", _("Stockholm Convention")
    BASEL = "basel", _("Basel Convention")
    ROTTERDAM = "rotterdam", _("Rotterdam Convention")
    MINAMATA = "minamata", _("Minamata Convention")


class Appointment(models.TextChoices):
    """How somebody comes to hold a category."""

    BY_PARTY = "party", _("Designated by a Party")
    BY_FOCAL_POINT = "focal-point", _("Enrolled by the national focal point")
    BY_ORGANIZATION = "organization", _("Named by an organization")
    BY_REQUEST = "request", _("On one's own request")


class Ending(models.TextChoices):
    """Why a designation came to its end."""

    SUPERSEDED = "superseded", _("Superseded by a successor")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


class DesignationState(models.TextChoices):
    """Where a verified designation stands on a day."""

    TO_COME = "to-come", _("Begins later")
    ACTIVE = "active", _("In force")
    SUPERSEDED = "superseded", _("Superseded by a successor")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


class DraftState(models.TextChoices):
    """Where a change stands that a deputy or national authorised user drafted."""

    WAITING = "waiting", _("Waits for the focal point")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", pgettext_lazy("drafted change", "Declined")


class Annex(models.TextChoices):
    """Annexes of the Convention that list chemicals."""

    ELIMINATION = "A", _("Annex A (elimination)")
    RESTRICTION = "B", _("Annex B (restriction)")
    UNINTENTIONAL = "C", _("Annex C (unintentional production)")


class MessageState(models.TextChoices):
    """Where a message to somebody stands: visitors confirm their address before it leaves."""

    WAITING = "waiting", _("Waiting for the sender to confirm their address")
    RELAYED = "relayed", _("Relayed")


# Days after which the words of a relayed message are erased, and a message never confirmed is deleted.
MESSAGE_KEPT_DAYS = 90
MESSAGE_CONFIRMED_WITHIN_DAYS = 2
