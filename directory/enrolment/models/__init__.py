"""The nouns of enrolment."""

from .links import EnrolmentLink, EnrolmentUse
from .requests import Answer, CategoryQuestion, CategoryRequest, RequestMessage
from .terms import Acceptance, TermsNotice, TermsOfReference

__all__ = [
    "Acceptance",
    "Answer",
    "CategoryQuestion",
    "CategoryRequest",
    "EnrolmentLink",
    "EnrolmentUse",
    "RequestMessage",
    "TermsNotice",
    "TermsOfReference",
]
