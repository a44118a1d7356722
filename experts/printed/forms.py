"""Which part of the roster somebody prints, and in which language."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from directory.editions.places import NETWORK, place_choices

from .roster import term_choices


class PrintForm(forms.Form):
    field = forms.ChoiceField(
        label=_("Field of expertise"),
        choices=term_choices,
        required=False,
        help_text=_("With everything below it in the tree."),
    )
    place = forms.ChoiceField(
        label=_("Region of the experts"), choices=lambda: place_choices()[1:], required=False, initial=NETWORK
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, required=False)

    def clean_place(self):
        return self.cleaned_data["place"] or NETWORK
