"""What somebody says who reports."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .choices import ReportReason


class ReportForm(forms.Form):
    reason = forms.ChoiceField(label=_("What is the matter?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What is not right, and what would be?"),
        help_text=_("The Secretariat reads it; nobody else does. If you know a source, please name it."),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    address = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("Only if you wish to hear what was decided."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, reasons, signed_in, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(reason.value, ReportReason(reason).label) for reason in reasons]
        if signed_in:
            del self.fields["address"]
