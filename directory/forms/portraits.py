"""The photograph of a person."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .. import portraits
from .fields import AudienceField


class PortraitForm(forms.Form):
    photo = forms.FileField(
        label=_("A new photograph"),
        required=False,
        help_text=_("JPEG, PNG or WebP, 5 MB at most. It is made smaller; place and time of the camera are removed."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    remove = forms.BooleanField(label=_("Take the present photograph down"), required=False)
    audience = AudienceField(label=_("Who sees the photograph"))

    def __init__(self, person, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        if not person.portrait:
            del self.fields["remove"]

    def clean_photo(self):
        upload = self.cleaned_data["photo"]
        return portraits.encode(upload) if upload else None
