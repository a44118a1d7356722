"""The sections of a person's record, in their order."""

from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from ..choices import LanguageLevel
from ..contents import AUDIENCE, in_order
from ..disclosure import FIELD_LABELS
from ..models import (
    Country,
    Language,
)
from ..permissions import may_change_country
from .contacts import ContactsForm, DifferentRows, LinksForm
from .fields import AudienceField, Line, Paragraphs
from .names import NamesForm
from .sections import RowForm, SectionForm, choices_of, rows_of
from .subjects import ExpertiseForm, FieldsForm, InterestsForm
from .texts import BiographyForm
from .work import WorkForm


class PlaceForm(SectionForm):
    code = "place"
    told = ("country", "city", "postal_country")
    audiences = ("address",)
    title = _("Country and address")
    intro = _("The country you represent need not be that of your postal address.")
    layout = ("country", "address", "city", "postal_code", "postal_country")
    with_audience = ("address",)

    country = forms.TypedChoiceField(label=_("Country represented"), required=False, coerce=int, empty_value=None)
    address = Paragraphs(
        label=_("Street address"), max_length=1000, required=False, rows=3,
    )  # fmt: skip
    city = Line(label=_("City"), max_length=120, required=False)
    postal_code = Line(label=_("Postal code"), max_length=20, required=False)
    postal_country = forms.TypedChoiceField(
        label=_("Country of the postal address"), required=False, coerce=int, empty_value=None
    )

    def prepare(self):
        countries = choices_of(Country, empty="–")
        self.fields["country"].choices = self.fields["postal_country"].choices = countries
        if not may_change_country(self.user, self.record):
            self.fields["country"].disabled = True
            self.fields["country"].help_text = _(
                "You hold an official post for this country. Only the Secretariat can change it."
            )


class LanguageRow(RowForm):
    essential = ("language",)

    language = forms.TypedChoiceField(label=_("Language"), required=False, coerce=int, empty_value=None)
    level = forms.TypedChoiceField(
        label=_("Level"), coerce=int, choices=LanguageLevel.choices, initial=LanguageLevel.GOOD
    )

    def prepare(self):
        self.fields["language"].choices = self.section.languages

    def as_row(self):
        return {name: self.cleaned_data[name] for name in ("language", "level")}


class LanguageRows(DifferentRows):
    part = "language"

    @property
    def values(self):
        return in_order(super().values)


class LanguagesForm(SectionForm):
    code = "languages"
    told = ("languages",)
    audiences = ("languages",)
    title = _("Languages")
    intro = _("The languages in which people may write to you.")
    layout = ("languages",)
    with_audience = ("languages",)
    row_forms = {
        "languages": rows_of(
            LanguageRow, row_name=_("Language"), add_words=_("Add another language"), base=LanguageRows
        )
    }

    def prepare(self):
        self.languages = choices_of(Language, empty="–")


class TimeZoneForm(SectionForm):
    code = "time-zone"
    told = ("time_zone",)
    audiences = ("time_zone",)
    title = _("Time zone")
    intro = _("It tells others at which hour they can call you.")
    layout = ("time_zone",)
    with_audience = ("time_zone",)

    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    def prepare(self):
        zones = {}
        for zone in sorted(available_timezones()):
            area, _slash, place = zone.partition("/")
            if place and area in AREAS:
                zones.setdefault(area, []).append((zone, place.replace("_", " ")))
        current = self.now["time_zone"]
        own = [] if not current or any(current == zone for area in zones.values() for zone, _p in area) else [current]
        self.fields["time_zone"].choices = [
            ("", "–"),
            ("UTC", "UTC"),
            *((zone, zone) for zone in own if zone != "UTC"),
            *((AREAS[area], places) for area, places in zones.items()),
        ]
        self.fields["time_zone"].widget.attrs["dir"] = "ltr"


AREAS = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific"),
}


class VisibilityForm(SectionForm):
    code = "visibility"
    told = ("listing",)
    audiences = ()
    title = _("Who sees what")
    intro = _(
        "Each audience includes those after it: what members see, official contacts and the Secretariat see too."
    )

    listing = AudienceField(
        label=_("Who sees that you are in the directory"),
        help_text=_("Whoever may not see your record does not find you, and you are not counted for them."),
    )

    @property
    def layout(self):
        return ("listing", *(AUDIENCE + name for name in FIELD_LABELS))

    @property
    def keys(self):
        return list(self.layout)

    def prepare(self):
        for name, label in FIELD_LABELS.items():
            self.fields[AUDIENCE + name] = AudienceField(label=label)


SECTIONS = {
    form.code: form
    for form in (
        NamesForm,
        WorkForm,
        PlaceForm,
        ContactsForm,
        LinksForm,
        LanguagesForm,
        ExpertiseForm,
        InterestsForm,
        FieldsForm,
        BiographyForm,
        TimeZoneForm,
        VisibilityForm,
    )
}
