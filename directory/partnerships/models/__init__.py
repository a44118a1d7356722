"""The nouns of partnerships."""

from .agreements import (
    Agreement,
    AgreementDocument,
    AgreementSummary,
    Signatory,
    countries_spoken_for_by,
    institutions_kept_by,
)
from .partnerships import Partnership, PartnershipApplication, PartnershipChange, PartnershipMessage
from .projects import (
    Project,
    ProjectActivity,
    ProjectChange,
    ProjectDocument,
    ProjectFunding,
    ProjectMilestone,
    ProjectPartner,
    ProjectResult,
    ProjectStep,
)

__all__ = [
    "Agreement",
    "AgreementDocument",
    "AgreementSummary",
    "Partnership",
    "PartnershipApplication",
    "PartnershipChange",
    "PartnershipMessage",
    "Project",
    "ProjectActivity",
    "ProjectChange",
    "ProjectDocument",
    "ProjectFunding",
    "ProjectMilestone",
    "ProjectPartner",
    "ProjectResult",
    "ProjectStep",
    "Signatory",
    "countries_spoken_for_by",
    "institutions_kept_by",
]
