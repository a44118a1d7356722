"""What somebody says about a shortlist, and about a link to it."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from .choices import LinkDays
from .models import ShareLink, Shortlist


class ShortlistForm(forms.ModelForm):
    class Meta:
        model = Shortlist
        fields = ["name", "purpose"]
        widgets = {"purpose": forms.Textarea(attrs={"rows": 3})}


class ShareForm(forms.ModelForm):
    days = forms.TypedChoiceField(
        label=_("It opens the list for"), choices=LinkDays.choices, coerce=int, initial=LinkDays.FORTNIGHT.value
    )
    form = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    class Meta:
        model = ShareLink
        fields = ["for_whom"]

    field_order = ["days", "for_whom", "form"]
