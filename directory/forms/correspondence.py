"""What somebody types in who writes to a person or institution."""

from django import forms
from django.utils.translation import gettext_lazy as _


class MessageForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    address = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send you a link there first, to be sure that it is yours. Answers go to it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    subject = forms.CharField(label=_("Subject"), max_length=150)
    text = forms.CharField(label=_("Message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 10}))
    wants_copy = forms.BooleanField(label=_("Send me a copy"), required=False)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, signed_in, **kwargs):
        super().__init__(*args, **kwargs)
        if signed_in:
            del self.fields["name"], self.fields["address"]

    def clean_name(self):
        return on_one_line(self.cleaned_data["name"])

    def clean_subject(self):
        return on_one_line(self.cleaned_data["subject"])


def on_one_line(words):
    return " ".join(words.split())
