"""What is done in enrolment: terms, links, requests, questions."""

from .terms import accept_terms

__all__ = ["accept_terms"]
