"""The closed lists of printed editions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.choices import Audience


class EditionState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be made")
    MAKING = "making", _("Being made")
    FAILED = "failed", _("Could not be made")
    READY = "ready", _("Draft, ready to be read")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# Not yet published: there is at most one of these for a place, a language and an audience.
DRAFTS = (EditionState.WAITING, EditionState.MAKING, EditionState.FAILED, EditionState.READY)
# Those that keep their number and their files for good.
FROZEN = (EditionState.PUBLISHED, EditionState.WITHDRAWN)

# An edition leaves the house: it is made for these two audiences, and for no narrower one.
AUDIENCES = (Audience.EVERYONE, Audience.MEMBERS)


class Step(models.TextChoices):
    """What a worker is at; each counts something of its own."""

    READING = "reading", _("Reading records")
    WRITING = "writing", _("Writing the page")
    LAYING_OUT = "laying-out", _("Laying out the PDF")


class Format(models.TextChoices):
    HTML = "html", "HTML"
    PDF = "pdf", "PDF"


class NoPdf(models.TextChoices):
    """Why an edition has no PDF."""

    LIBRARY = "library", _("The machine that makes editions has no WeasyPrint, or not the Pango library it needs.")
    FONTS = "fonts", _("The machine that makes editions has no font for a script of this edition.")
    TOO_LONG = "too-long", _("This edition is too long for one PDF. Make one edition for each region instead.")
    FAILED = (
        "failed",
        _("The PDF could not be made. The page below is complete; try the PDF again by making it anew."),
    )
