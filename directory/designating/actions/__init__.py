"""Designating somebody: written, submitted, returned or verified; taken on; handed over."""

from .authorities import change_authority, change_signers, entitle_authority
from .notices import invite_again, tell_of_expiries
from .posts import ENROLLED_BY_FOCAL_POINTS, decline_post, end_enrolment, enrol, helping_categories, take_on
from .submitting import attach_letter, begin_submission, change_person, change_posts, submit, withdraw
from .verifying import return_submission, verify

__all__ = [
    "ENROLLED_BY_FOCAL_POINTS",
    "attach_letter",
    "begin_submission",
    "change_authority",
    "change_person",
    "change_posts",
    "change_signers",
    "decline_post",
    "end_enrolment",
    "enrol",
    "entitle_authority",
    "helping_categories",
    "invite_again",
    "return_submission",
    "submit",
    "take_on",
    "tell_of_expiries",
    "verify",
    "withdraw",
]
