"""What is said about rows, as whole sentences in the reader's language; ``reading.notes`` has those about cells."""

from django.utils.translation import gettext_lazy as _

from ..likeness import (
    COMMON_NAME,
    INITIALS,
    OTHER_COUNTRY,
    OTHER_GENERATION,
    OTHER_IDENTIFIER,
    OTHER_NAME,
    SAME_ACRONYM,
    SAME_COUNTRY,
    SAME_EMAIL,
    SAME_IDENTIFIER,
    SAME_INSTITUTION,
    SAME_NAME,
    SHARED_MAILBOX,
    SIMILAR_NAME,
)
from .reading.notes import SENTENCES as OF_CELLS

OF_ROWS = {
    "may_be": _("This may be somebody the directory or an earlier row of the file has already. Please decide."),
    "same_as_row": _("This is who row %(row)s is about; the record gets what both rows say."),
    "no_name": _("There is no name in this row, and no address by which a record could be recognised."),
    "record_gone": _("The record that was chosen is no longer in the directory. Please decide anew."),
    "blank_row": _("There is nothing in this row."),
    "department_alone": _("A department without an institution cannot be kept."),
    "unknown_institution": _("The directory has no institution of this name: “%(text)s”."),
    "wrong_orcid": _("This is no ORCID iD: “%(text)s”. It has sixteen digits, as 0000-0002-1825-0097."),
    "ends_before_start": _("The time ends (%(ends)s) before it starts (%(starts)s)."),
    "post_noted": _(
        "“%(text)s” is an official post. It is designated by its own procedure, so that it is not taken over here."
    ),
    "post_without_day": _(
        "The official post “%(text)s” has no first day; name it in the file or for the whole import."
    ),
    "too_long": _("This has %(length)s characters; a record holds %(most)s."),
}

REASONS = {
    SAME_EMAIL: _("the same e-mail address"),
    SHARED_MAILBOX: _("the same e-mail address, which several share"),
    SAME_IDENTIFIER: _("the same ORCID iD"),
    OTHER_IDENTIFIER: _("another ORCID iD"),
    SAME_NAME: _("the same name"),
    SIMILAR_NAME: _("a similar name"),
    INITIALS: _("the same initials"),
    OTHER_NAME: _("another name"),
    OTHER_GENERATION: _("another generation"),
    COMMON_NAME: _("a common name"),
    SAME_COUNTRY: _("the same country"),
    OTHER_COUNTRY: _("another country"),
    SAME_INSTITUTION: _("the same institution"),
    SAME_ACRONYM: _("the same acronym"),
}

# Why a row was not undone.
KEPT = {
    "changed": _("Somebody changed the record since; their words are kept."),
    "used": _("Other records or people point at it by now."),
    "post": _("An official post came with it. Posts are ended by their own procedure and never deleted."),
}

# The names of the kinds of things to put right, by which rows are filtered.
SHORT = {
    "may_be": _("May be somebody known"),
    "two_people": _("Several people in one cell"),
    "unknown_country": _("Unknown country"),
    "ambiguous_country": _("Country of more than one meaning"),
    "several_countries": _("Several countries"),
    "unknown_word": _("Unknown word"),
    "ambiguous_word": _("Word of more than one meaning"),
    "unknown_institution": _("Unknown institution"),
    "wrong_email": _("Broken e-mail address"),
    "no_email": _("No e-mail address"),
    "no_phone": _("No telephone number"),
    "no_website": _("No website"),
    "no_date": _("No day"),
    "no_name": _("No name"),
    "wrong_orcid": _("Broken ORCID iD"),
    "broken_letters": _("Broken letters"),
    "too_long": _("Too long"),
    "post_noted": _("Official post, not taken over"),
}


def sentence(code, params):
    """The sentence of a code; a code nobody knows any more is shown as it is."""
    words = OF_ROWS.get(code) or OF_CELLS.get(code)
    if words is None:
        return code
    try:
        return str(words) % params
    except (KeyError, TypeError, ValueError):
        return str(words)


def short(code):
    """A few words for a kind of finding."""
    if code in SHORT:
        return str(SHORT[code])
    return sentence(code, _Blank())


class _Blank(dict):
    def __missing__(self, key):
        return "…"
