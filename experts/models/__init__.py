"""What the roster of experts keeps."""

from .endorsement import Endorsement, NominatingInstitution, Nomination
from .entries import (
    Availability,
    Education,
    FieldOfExpertise,
    Panel,
    Publication,
    Qualification,
    RosterEntry,
    entries_seen_by,
)
from .rules import RosterRules
from .steps import Reminder, RosterStep

__all__ = [
    "Availability",
    "Education",
    "Endorsement",
    "FieldOfExpertise",
    "NominatingInstitution",
    "Nomination",
    "Panel",
    "Publication",
    "Qualification",
    "Reminder",
    "RosterEntry",
    "RosterRules",
    "RosterStep",
    "entries_seen_by",
]
