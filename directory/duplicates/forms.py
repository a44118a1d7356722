"""What the Secretariat says about two records."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import kind_of
from .queries import record_named


class NamePairForm(forms.Form):
    """Two records, named by their addresses."""

    one = forms.CharField(
        label=gettext_lazy("Address of the first record"),
        max_length=300,
        help_text=gettext_lazy("Copy it from the page of the record, or write the last part of it."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    other = forms.CharField(
        label=gettext_lazy("Address of the second record"),
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )

    def _found(self, name):
        record = record_named(self.cleaned_data[name])
        if record is None:
            raise forms.ValidationError(_("No listed record has this address."))
        return record

    def clean_one(self):
        return self._found("one")

    def clean_other(self):
        return self._found("other")

    def clean(self):
        cleaned = super().clean()
        one, other = cleaned.get("one"), cleaned.get("other")
        if one and other:
            if kind_of(one) != kind_of(other):
                self.add_error("other", _("One is a person and the other an institution."))
            elif one.pk == other.pk:
                self.add_error("other", _("Both addresses lead to the same record."))
        return cleaned


class DismissForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("How do you know?"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("For example: father and son, both write to us."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
