"""What the Secretariat says about an edition."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from directory.choices import Audience

from .choices import AUDIENCES
from .places import place_choices


class EditionForm(forms.Form):
    place = forms.ChoiceField(label=_("About"), choices=place_choices)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    audience = forms.TypedChoiceField(
        label=_("Made for"),
        coerce=int,
        choices=[(audience.value, audience.label) for audience in AUDIENCES],
        initial=Audience.EVERYONE.value,
        widget=forms.RadioSelect,
        help_text=_("An edition for members also holds what people show to members only."),
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is withdrawn"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everybody who comes for this edition reads this."),
    )
