"""What is typed in to bring an archive in."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from forums.models import Group

from .choices import LARGEST_ARCHIVE, Kind


class ImportForm(forms.Form):
    group = forms.ModelChoiceField(
        Group.objects.open(), label=_("Into the group"), to_field_name="slug", empty_label=None
    )
    kind = forms.ChoiceField(label=_("Kind of archive"), choices=Kind, widget=forms.RadioSelect, initial=Kind.MBOX)
    language = forms.ChoiceField(label=_("Language where none can be told"), choices=settings.LANGUAGES, initial="en")
    file = forms.FileField(
        label=_("File"), help_text=_("Up to 500 MB; an mbox may be packed with gzip, JSON lines with xz.")
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST_ARCHIVE:
            raise forms.ValidationError(_("The file is larger than 500 MB. Cut it into parts."))
        return upload
