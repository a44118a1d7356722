"""What the Secretariat and those who were asked may type."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CloseTaskForm(forms.Form):
    why = forms.CharField(
        label=_("How was it settled?"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A sentence that a colleague understands next year. It stays in the record of actions."),
    )


class WrongForm(forms.Form):
    words = forms.CharField(
        label=_("What is wrong, and what would be right?"),
        help_text=_("The Secretariat reads it, corrects the record and answers to the address of the letter."),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    token = forms.UUIDField(widget=forms.HiddenInput)


class NewLinkForm(forms.Form):
    address = forms.EmailField(
        label=_("The e-mail address our letter came to"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
