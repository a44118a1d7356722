"""Telephone, mail and links: lines of a kind and a value, each with its audience."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext_lazy as _

from ..choices import Audience, ContactKind
from ..contents import CALLS
from ..validators import validate_orcid, validate_phone
from .fields import AudienceField, Line
from .sections import RowForm, RowSet, SectionForm, rows_of

LTR = {"dir": "ltr"}


class ContactRow(RowForm):
    essential = ("value",)
    kinds = tuple(kind for kind in ContactKind if kind in CALLS)

    kind = forms.ChoiceField(label=_("Kind"))
    value = Line(label=_("Number or address"), max_length=255, required=False, widget=forms.TextInput(attrs=LTR))
    audience = AudienceField(initial=Audience.MEMBERS)

    def prepare(self):
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in self.kinds]

    def clean(self):
        cleaned = super().clean()
        kind, value = cleaned.get("kind"), cleaned.get("value")
        if value:
            try:
                if kind == ContactKind.EMAIL:
                    EmailValidator(_("Write a whole mail address, for example name@example.org."))(value)
                elif kind == ContactKind.WEBSITE:
                    URLValidator(
                        schemes=["http", "https"],
                        message=_("Write a whole address, for example https://www.example.org."),
                    )(value)
                elif kind:
                    validate_phone(value)
            except ValidationError as error:
                self.add_error("value", error)
        return cleaned

    def as_row(self):
        return {name: self.cleaned_data[name] for name in ("kind", "value", "audience")}


class DifferentRows(RowSet):
    """Lines of which no two say the same."""

    part = "value"
    twice = _("This is listed already.")

    def clean(self):
        met = set()
        for form in self.forms:
            value = form.cleaned_data.get(self.part) if form.has_changed() else None
            if value in (None, "") or self._should_delete_form(form):
                continue
            key = (form.cleaned_data.get("kind"), value)
            if key in met:
                form.add_error(self.part, self.twice)
            met.add(key)


class ContactsForm(SectionForm):
    code = "contacts"
    told = ("contacts",)
    audiences = ()
    title = _("Telephone and mail")
    intro = _("Whoever may not see an address can still write to you through the site.")
    layout = ("contacts",)
    row_forms = {
        "contacts": rows_of(ContactRow, row_name=_("Contact"), add_words=_("Add another contact"), base=DifferentRows)
    }


class WebsiteRow(ContactRow):
    kinds = (ContactKind.WEBSITE,)

    def prepare(self):
        super().prepare()
        self.fields["kind"].widget = forms.HiddenInput()
        self.fields["kind"].initial = ContactKind.WEBSITE
        self.fields["value"].label = _("Address")
        self.fields["value"].help_text = _("For example https://www.example.org.")
        self.fields["audience"].initial = Audience.EVERYONE

    @property
    def shown(self):
        return [field for field in super().shown if field.name != "kind"]


class LinksForm(SectionForm):
    code = "links"
    told = ("orcid", "websites")
    audiences = ("orcid",)
    title = _("ORCID and links")
    intro = _("Pages elsewhere that say more about your work.")
    layout = ("orcid", "websites")
    with_audience = ("orcid",)
    row_forms = {
        "websites": rows_of(WebsiteRow, row_name=_("Link"), add_words=_("Add another link"), base=DifferentRows)
    }

    orcid = Line(
        label=_("ORCID iD"),
        max_length=60,
        required=False,
        help_text=_("For example 0000-0002-1825-0097."),
        widget=forms.TextInput(attrs=LTR),
    )

    def clean_orcid(self):
        """The iD alone, also of its whole address or without hyphens."""
        value = re.sub(r"^https?://(www\.)?orcid\.org/|[\s\-–]", "", self.cleaned_data["orcid"]).upper()
        if not value:
            return ""
        value = "-".join(value[start : start + 4] for start in range(0, len(value), 4))
        validate_orcid(value)
        return value
