"""The functions that read cells, together: each takes a text and, where the file had one, its native value."""

from .contacts import EMAIL, FAX, MOBILE, WORK, Phone, read_email, read_phones, read_website
from .dates import order_of, read_date
from .names import Name, read_name
from .notes import Note, Problem
from .readings import Reading
from .texts import is_nothing, mended, read_address, read_code, read_line, read_text, tidy
from .vocabulary import Proposal, Vocabulary, countries, vocabulary
from .words import read_category, read_country, read_languages, read_vocabulary, read_yes_no

__all__ = [
    "EMAIL",
    "FAX",
    "MOBILE",
    "WORK",
    "Name",
    "Note",
    "Phone",
    "Problem",
    "Proposal",
    "Reading",
    "Vocabulary",
    "countries",
    "is_nothing",
    "mended",
    "order_of",
    "read_address",
    "read_category",
    "read_code",
    "read_country",
    "read_date",
    "read_email",
    "read_languages",
    "read_line",
    "read_name",
    "read_phones",
    "read_text",
    "read_vocabulary",
    "read_website",
    "read_yes_no",
    "tidy",
    "vocabulary",
]
