"""The closed lists of consultations."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """The life of a consultation. Each step is kept, with who, when and why."""

    DRAFT = "draft", pgettext_lazy("consultation", "Draft")
    ANNOUNCED = "announced", pgettext_lazy("consultation", "Announced")
    OPEN = "open", pgettext_lazy("consultation", "Open")
    EXTENDED = "extended", pgettext_lazy("consultation", "Open, extended")
    CLOSED = "closed", pgettext_lazy("consultation", "Closed")
    SUMMARISED = "summarised", pgettext_lazy("consultation", "Closed, summary drafted")
    PUBLISHED = "published", pgettext_lazy("consultation", "Summary published")
    CANCELLED = "cancelled", pgettext_lazy("consultation", "Cancelled")


RUNNING = (State.OPEN, State.EXTENDED)
TO_COME = (State.DRAFT, State.ANNOUNCED)
OVER = (State.CLOSED, State.SUMMARISED, State.PUBLISHED, State.CANCELLED)


class StepKind(models.TextChoices):
    BEGUN = "begun", pgettext_lazy("consultation", "begun as a draft")
    ANNOUNCED = "announced", pgettext_lazy("consultation", "announced")
    OPENED = "opened", pgettext_lazy("consultation", "opened")
    CHANGED = "changed", pgettext_lazy("consultation", "changed")
    EXTENDED = "extended", pgettext_lazy("consultation", "extended")
    DIGEST = "digest", pgettext_lazy("consultation", "digest sent")
    REMINDED = "reminded", pgettext_lazy("consultation", "reminder sent")
    CLOSED = "closed", pgettext_lazy("consultation", "closed")
    DRAFTED = "drafted", pgettext_lazy("consultation", "summary drafted")
    CIRCULATED = "circulated", pgettext_lazy("consultation", "summary circulated for correction")
    REVISED = "revised", pgettext_lazy("consultation", "summary revised")
    PUBLISHED = "published", pgettext_lazy("consultation", "summary and proceedings published")
    CANCELLED = "cancelled", pgettext_lazy("consultation", "cancelled")


class LetterKind(models.TextChoices):
    """The letters of a consultation; each names its template."""

    ANNOUNCED = "announced", _("Announcement")
    OPENED = "opened", _("Opening")
    DIGEST = "digest", _("Digest")
    REMINDER = "reminder", _("Reminder to those who have not contributed")
    EXTENDED = "extended", _("Extension")
    CLOSED = "closed", _("Closing")
    CIRCULATED = "circulated", _("Summary for correction")
    PUBLISHED = "published", _("Publication")
    CANCELLED = "cancelled", _("Cancellation")


MOST_QUESTIONS = 12
# Days before the end on which who has not contributed is reminded, and days between two digests.
REMIND_DAYS = 4
DIGEST_DAYS = 7
