"""What consultations keep."""

from .consultations import Consultation, ConsultationStep, GuidingQuestion
from .contributions import Contribution
from .invitees import Invitee, Mailing
from .summaries import Correction, SummaryText

__all__ = [
    "Consultation",
    "ConsultationStep",
    "Contribution",
    "Correction",
    "GuidingQuestion",
    "Invitee",
    "Mailing",
    "SummaryText",
]
