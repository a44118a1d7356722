"""The closed lists of the roster of experts."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EntryState(models.TextChoices):
    """Where an entry stands: only listed ones are shown to anybody but their owner and those who decide."""

    DRAFT = "draft", pgettext_lazy("roster entry", "Draft")
    OFFERED = "offered", _("Waits for a nomination")
    NOMINATED = "nominated", _("Nominated, with the Secretariat")
    RETURNED = "returned", _("Returned for completion")
    LISTED = "listed", pgettext_lazy("roster entry", "Listed")
    LAPSED = "lapsed", _("Lapsed")
    WITHDRAWN = "withdrawn", pgettext_lazy("roster entry", "Withdrawn")


class StepKind(models.TextChoices):
    """What was done with an entry."""

    BEGUN = "begun", pgettext_lazy("roster entry", "Begun")
    PROPOSED = "proposed", pgettext_lazy("roster entry", "Proposed")
    OFFERED = "offered", _("Offered for nomination")
    NOMINATED = "nominated", _("Nominated")
    NOT_NOMINATED = "not-nominated", _("Not nominated")
    NOMINATION_WITHDRAWN = "nomination-withdrawn", _("Nomination withdrawn")
    RETURNED = "returned", _("Returned by the Secretariat")
    LISTED = "listed", _("Listed by the Secretariat")
    ENDORSED = "endorsed", _("Expertise endorsed")
    NO_LONGER_ENDORSED = "no-longer-endorsed", _("Endorsement withdrawn")
    RENEWED = "renewed", _("Renewed")
    LAPSED = "lapsed", _("Lapsed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REMINDED = "reminded", _("Reminded")


class ExpertiseLevel(models.IntegerChoices):
    """How deep somebody's expertise in a field goes, as they say themselves."""

    WORKING = 1, _("Working knowledge")
    EXPERIENCED = 2, _("Experienced")
    LEADING = 3, _("Leading expert")


class Willingness(models.TextChoices):
    """What an expert is willing to do (plan ¶61)."""

    MISSION = "mission", _("Go on mission")
    REMOTE = "remote", _("Advise from afar")
    REVIEW = "review", _("Review documents")
    MENTOR = "mentor", _("Mentor")
    TRANSLATE = "translate", _("Translate")
    TRAIN = "train", _("Train")


class AvailabilityKind(models.TextChoices):
    """How far somebody is available in a period; a period nobody speaks of counts as available on request."""

    FULL = "full", _("Available")
    PART = "part", _("Available in part")
    NONE = "none", _("Not available")


class DeclaredInterests(models.TextChoices):
    """Whether an expert has interests that could be seen to bear on their advice."""

    NOT_DECLARED = "", _("Not declared yet")
    NONE = "none", _("No interests to declare")
    SOME = "some", _("Interests declared")


class Gender(models.TextChoices):
    """Given by the expert or not at all; used for balance, never for ranking."""

    NOT_GIVEN = "", _("Not given")
    WOMAN = "woman", _("Woman")
    MAN = "man", _("Man")
    OTHER = "other", _("Other")


class QualificationKind(models.TextChoices):
    QUALIFICATION = "qualification", _("Professional qualification")
    MEMBERSHIP = "membership", _("Professional membership")


class NominationState(models.TextChoices):
    """Where a nomination stands. One entry has one that is open or in force."""

    OPEN = "open", _("With the Secretariat")
    IN_FORCE = "in-force", pgettext_lazy("nomination", "In force")
    RETURNED = "returned", pgettext_lazy("nomination", "Returned")
    WITHDRAWN = "withdrawn", pgettext_lazy("nomination", "Withdrawn")
    SUPERSEDED = "superseded", pgettext_lazy("nomination", "Superseded")
    ENDED = "ended", pgettext_lazy("nomination", "Ended with the listing")


class TermsCode(models.TextChoices):
    """The category under which an expert accepts the terms of reference of the roster."""

    EXPERT = "expert", _("Expert of the roster")


# Rules of the roster (BS-IV/4 of a sister convention; the issue's own for the months of reminders).
YEARS_LISTED = 4
REMINDER_MONTHS = (6, 3, 1)
MOST_PUBLICATIONS = 10
MOST_PANELS = 10
# The languages experts are asked about first: the six of the United Nations.
UN_LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
