"""What a value must look like before it may stand in an official record."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
_PHONE = re.compile(r"\+?[\d\s().\-/]{5,30}(\s?(ext\.?|x)\s?\d{1,6})?", re.IGNORECASE)


def validate_orcid(value):
    """An ORCID iD with its ISO 7064 11-2 check digit."""
    if not _ORCID.fullmatch(value):
        raise ValidationError(_("Write the ORCID iD as 0000-0002-1825-0097."), code="invalid")
    total = 0
    for digit in value.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    if value[-1] != ("X" if check == 10 else str(check)):
        raise ValidationError(_("This ORCID iD has a mistake in one of its digits."), code="check_digit")


def validate_phone(value):
    """A telephone number as people write it, preferably with the country code."""
    if not _PHONE.fullmatch(value.strip()):
        raise ValidationError(
            _("Write the number with digits and its country code, for example +254 20 555 0100."), code="invalid"
        )
