"""The nouns of the directory."""

from .correspondence import RelayedMessage
from .designations import Designation
from .drafts import Draft
from .institutions import (
    Institution,
    InstitutionContact,
    InstitutionDescription,
    TaggedAreaOfWork,
)
from .membership import ApplicationMessage, Invitation, MembershipApplication
from .people import (
    Affiliation,
    Biography,
    LanguageSkill,
    Person,
    PersonContact,
    TaggedExpertise,
    TaggedInterest,
    seen_by,
)
from .places import Country, Party, Region
from .reference import LoadedRow
from .users import User, audience_of
from .vocabulary import (
    Category,
    Chemical,
    ConventionArticle,
    ExpertiseTerm,
    InstitutionType,
    Language,
    Sector,
    Service,
    SixLanguageName,
    StakeholderGroup,
)

__all__ = [
    "Affiliation",
    "ApplicationMessage",
    "Biography",
    "Category",
    "Chemical",
    "ConventionArticle",
    "Country",
    "Designation",
    "Draft",
    "ExpertiseTerm",
    "Institution",
    "InstitutionContact",
    "InstitutionDescription",
    "InstitutionType",
    "Invitation",
    "Language",
    "LanguageSkill",
    "LoadedRow",
    "MembershipApplication",
    "Party",
    "Person",
    "PersonContact",
    "Region",
    "RelayedMessage",
    "Sector",
    "Service",
    "SixLanguageName",
    "StakeholderGroup",
    "TaggedAreaOfWork",
    "TaggedExpertise",
    "TaggedInterest",
    "User",
    "audience_of",
    "seen_by",
]
