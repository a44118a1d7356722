"""The closed lists of assignments."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AssignmentKind(models.TextChoices):
    MISSION = "mission", _("Mission")
    REVIEW = "review", _("Review of documents")
    TRAINING = "training", _("Training")
    ADVICE = "advice", _("Advice from afar")
    OTHER = "other", pgettext_lazy("kind of assignment", "Other")


class Side(models.TextChoices):
    """The two sides of an assignment; each answers and reports for itself."""

    EXPERT = "expert", _("The expert")
    REQUESTER = "requester", _("Who asked for it")

    @property
    def other(self):
        return Side.REQUESTER if self == Side.EXPERT else Side.EXPERT


class RecordedBy(models.TextChoices):
    EXPERT = "expert", _("The expert")
    REQUESTER = "requester", _("Who asked for it")
    SECRETARIAT = "secretariat", _("The Secretariat")


class AssignmentState(models.TextChoices):
    """Where an assignment stands. What is under way, and what reports are due on, follows from the days."""

    PLANNED = "planned", _("Waits for an answer")
    ACCEPTED = "accepted", pgettext_lazy("assignment", "Accepted")
    UNDER_WAY = "under-way", pgettext_lazy("assignment", "Under way")
    REPORTS_DUE = "reports-due", _("Reports due")
    CLOSED = "closed", pgettext_lazy("assignment", "Closed")
    DECLINED = "declined", pgettext_lazy("assignment", "Declined")
    CANCELLED = "cancelled", pgettext_lazy("assignment", "Cancelled")


# Those that are written down; the others follow from the days.
KEPT_STATES = tuple(
    (state.value, state.label)
    for state in AssignmentState
    if state not in (AssignmentState.UNDER_WAY, AssignmentState.REPORTS_DUE)
)

STATE_CLASSES = {
    AssignmentState.PLANNED: "waiting",
    AssignmentState.ACCEPTED: "current",
    AssignmentState.UNDER_WAY: "current",
    AssignmentState.REPORTS_DUE: "waiting",
    AssignmentState.CLOSED: "current",
    AssignmentState.DECLINED: "expired",
    AssignmentState.CANCELLED: "expired",
}


class Satisfaction(models.TextChoices):
    """What an assignment was worth to whoever asked for it, in plain grades."""

    VERY = "very", _("It helped us very much")
    WELL = "well", _("It helped us")
    PARTLY = "partly", _("It helped us in part")
    NOT = "not", _("It did not help us")


class Again(models.TextChoices):
    YES = "yes", pgettext_lazy("would ask the expert again", "Yes")
    PERHAPS = "perhaps", pgettext_lazy("would ask the expert again", "For something else")
    NO = "no", pgettext_lazy("would ask the expert again", "No")


# Days after the end on which a side that has not reported is reminded.
REMINDER_DAYS = (7, 21)
# A side reads the other's report once both are in, or so many days after the end: neither writes with an eye on the
# other's grades, and neither can keep the other's report closed by staying silent.
REPORTS_OPEN_AFTER_DAYS = 30
MOST_DOCUMENTS = 10
