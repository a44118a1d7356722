"""The closed lists of partnerships: kinds of agreements, roles in projects, where each of them stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PartnershipStatus(models.TextChoices):
    """Where a partnership stands from a day on."""

    ACTIVE = "active", pgettext_lazy("a partnership", "In force")
    SUSPENDED = "suspended", pgettext_lazy("a partnership", "Suspended")
    ENDED = "ended", pgettext_lazy("a partnership", "Ended")


class Outcome(models.TextChoices):
    """How an application to become a partner was answered."""

    ACCEPTED = "accepted", pgettext_lazy("an application", "Accepted")
    DECLINED = "declined", pgettext_lazy("an application", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("an application", "Withdrawn by the applicant")


class AgreementKind(models.TextChoices):
    MEMORANDUM = "memorandum", _("Memorandum of understanding")
    LETTER = "letter", _("Letter of agreement")
    EXCHANGE_OF_LETTERS = "exchange-of-letters", _("Exchange of letters")
    FRAMEWORK = "framework", _("Framework cooperation agreement")
    DATA_SHARING = "data-sharing", _("Data sharing agreement")
    HOST = "host", _("Host agreement")
    PROJECT = "project", _("Project agreement")
    FUNDING = "funding", _("Funding agreement")


class Renewal(models.TextChoices):
    """What happens when the term of an agreement is over."""

    NONE = "none", _("It ends with its term")
    AUTOMATIC = "automatic", _("It goes on for another term unless it is ended")
    SIGNATURE = "signature", _("It may be renewed by a new signature")


class Ended(models.TextChoices):
    """How an agreement came to its end before, or at, the end of its term."""

    TERMINATED = "terminated", _("Terminated by a signatory")
    BY_CONSENT = "by-consent", _("Ended by common consent")
    SUPERSEDED = "superseded", _("Replaced by a later agreement")
    FULFILLED = "fulfilled", _("Fulfilled")


class AgreementState(models.TextChoices):
    """Where an agreement stands on a day; it follows from its dates."""

    TO_COME = "to-come", pgettext_lazy("an agreement", "Not yet in force")
    IN_FORCE = "in-force", pgettext_lazy("an agreement", "In force")
    EXPIRED = "expired", pgettext_lazy("an agreement", "Expired")
    ENDED = "ended", pgettext_lazy("an agreement", "Ended")


class Readers(models.TextChoices):
    """Who may read a document. Those involved are the signatories of its agreement or the partners of its project."""

    EVERYONE = "everyone", _("Everyone")
    MEMBERS = "members", _("Members of the network")
    INVOLVED = "involved", _("Those who take part in it, and the Secretariat")
    SECRETARIAT = "secretariat", _("The Secretariat only")


class ProjectRole(models.TextChoices):
    LEAD = "lead", pgettext_lazy("role in a project", "Lead partner")
    IMPLEMENTING = "implementing", pgettext_lazy("role in a project", "Implementing partner")
    EXECUTING = "executing", pgettext_lazy("role in a project", "Executing partner")
    FUNDING = "funding", pgettext_lazy("role in a project", "Funding partner")
    COLLABORATING = "collaborating", pgettext_lazy("role in a project", "Collaborating partner")
    BENEFICIARY = "beneficiary", pgettext_lazy("role in a project", "Beneficiary")


class ProjectStatus(models.TextChoices):
    """Where a project stands from a day on."""

    PLANNED = "planned", pgettext_lazy("a project", "Planned")
    RUNNING = "running", pgettext_lazy("a project", "Running")
    SUSPENDED = "suspended", pgettext_lazy("a project", "Suspended")
    COMPLETED = "completed", pgettext_lazy("a project", "Completed")
    CANCELLED = "cancelled", pgettext_lazy("a project", "Cancelled")


# After these nothing more is done in a project.
OVER = (ProjectStatus.COMPLETED, ProjectStatus.CANCELLED)


class Review(models.TextChoices):
    """Where a proposed project stands with the Secretariat."""

    DRAFT = "draft", pgettext_lazy("a proposal", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("a proposal", "Waits for the Secretariat")
    RETURNED = "returned", pgettext_lazy("a proposal", "Returned with a question")
    PUBLISHED = "published", pgettext_lazy("a proposal", "Published")
    DECLINED = "declined", pgettext_lazy("a proposal", "Declined")


class ResultKind(models.TextChoices):
    OUTPUT = "output", pgettext_lazy("result of a project", "Output")
    OUTCOME = "outcome", pgettext_lazy("result of a project", "Outcome")


class FundingKind(models.TextChoices):
    CORE = "core", _("Core funding")
    COFINANCING = "cofinancing", _("Co-financing")
    IN_KIND = "in-kind", _("Contribution in kind")


# How a state is drawn: classes of the style, each with its word beside it.
STATE_CLASSES = {
    PartnershipStatus.ACTIVE: "current",
    PartnershipStatus.SUSPENDED: "waiting",
    PartnershipStatus.ENDED: "expired",
    AgreementState.IN_FORCE: "current",
    AgreementState.TO_COME: "waiting",
    AgreementState.EXPIRED: "expired",
    AgreementState.ENDED: "expired",
    ProjectStatus.PLANNED: "waiting",
    ProjectStatus.RUNNING: "current",
    ProjectStatus.COMPLETED: "expired",
    ProjectStatus.CANCELLED: "vacant",
    Review.DRAFT: "waiting",
    Review.SUBMITTED: "waiting",
    Review.RETURNED: "waiting",
    Review.PUBLISHED: "current",
    Review.DECLINED: "vacant",
}
