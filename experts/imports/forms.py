"""The form with which a person hands in the file of their ORCID record."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .orcid.files import MOST_MEGABYTES, NoOrcidRecordError
from .orcid.reading import WrongOrcidError, read_orcid


class OrcidFileForm(forms.Form):
    """``found`` is what the file holds, once the form is valid."""

    file = forms.FileField(
        label=_("The file of your record"),
        help_text=_("JSON or XML, version 3.0, as ORCID gives it; at most %(most)s megabytes.")
        % {"most": MOST_MEGABYTES},
        widget=forms.FileInput(attrs={"accept": ".json,.xml,application/json,application/xml"}),
        error_messages={"empty": _("The file is empty.")},
    )

    def __init__(self, *args, orcid, **kwargs):
        """``orcid`` is the iD in the person's record, if it names one."""
        super().__init__(*args, **kwargs)
        self.orcid, self.found = orcid, None

    def clean_file(self):
        file = self.cleaned_data["file"]
        # One byte more than may be tells that it is too large, however large it is.
        content = file.read((MOST_MEGABYTES << 20) + 1)
        try:
            found = read_orcid(content)
        except NoOrcidRecordError as fault:
            raise ValidationError(fault.message) from None
        except WrongOrcidError:
            raise ValidationError(_("The ORCID iD in this file has a mistake in one of its digits.")) from None
        if self.orcid and found.orcid and found.orcid != self.orcid:
            raise ValidationError(
                _("This file is of another record: %(theirs)s. Yours says %(yours)s."),
                params={"theirs": found.orcid, "yours": self.orcid},
            )
        self.found = found
        return file
