"""What may be written in an entry."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .choices import Willingness

_DOI = re.compile(r"^10\.\d{4,9}(\.\d+)*/\S+$")


def clean_doi(text):
    """A DOI as it is kept: without the address of the resolver before it."""
    text = text.strip()
    text = re.sub(r"^(https?://)?(dx\.)?doi\.org/", "", text, flags=re.IGNORECASE)
    return re.sub(r"^doi:\s*", "", text, flags=re.IGNORECASE)


def validate_doi(value):
    if not _DOI.match(value):
        raise ValidationError(_("A DOI begins with “10.”, for example 10.1021/es0001234."), code="doi")


def validate_willingness(values):
    if not isinstance(values, list) or set(values) - set(Willingness.values):
        raise ValidationError(_("Choose among what is offered."), code="willingness")
