"""The sections of an institution's record, in their order."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from ..choices import Audience, ContactKind, Convention
from ..contents import schema_of
from ..history import label_of
from ..models import Chemical, Country, InstitutionType, Language, Region, Service, StakeholderGroup
from ..permissions import REGIONAL_CENTRE, locked_keys
from .contacts import ContactRow, DifferentRows
from .fields import Line, ManyBoxes, Paragraphs
from .names import codes_of_languages
from .sections import SectionForm, choices_of, rows_of
from .subjects import TermsForm, sectors_by_kind
from .texts import TextsForm

OFFICIAL_LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
FIFTH_PLACE = Decimal("0.00001")


class InstitutionSection(SectionForm):
    """A section without the fields that only the Secretariat may change; it says which these are."""

    all_fields: tuple = ()
    about = ""

    @property
    def locked(self):
        locked = locked_keys(self.user, self.record)
        return [name for name in self.all_fields if name in locked]

    @property
    def layout(self):
        locked = self.locked
        return tuple(name for name in self.all_fields if name not in locked)

    @property
    def intro(self):
        locked = self.locked
        if not locked:
            return self.about
        names = pgettext("between the items of a list", ", ").join(
            str(label_of(schema_of(self.record), name)) for name in locked
        )
        return f"{self.about} {_('Only the Secretariat can change: %(fields)s.') % {'fields': names}}"

    def prepare(self):
        self.fill_in()
        for name in self.locked:
            self.fields.pop(name, None)

    def fill_in(self):
        """Choices that come from the database."""


class InstitutionNamesForm(InstitutionSection):
    code = "names"
    told = ("name", "name_en", "acronym", "type")
    title = _("Names and type")
    about = _("People search for all of these, in whatever language.")
    all_fields = ("name", "name_language", "name_en", "acronym", "type")

    name = Line(
        label=_("Name"),
        max_length=255,
        help_text=_("In its own language and script."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    name_language = forms.ChoiceField(label=_("Language of the name"))
    name_en = Line(label=_("Name in English"), max_length=255, required=False)
    acronym = Line(label=_("Acronym"), max_length=60, required=False)
    type = forms.TypedChoiceField(label=_("Type"), required=False, coerce=int, empty_value=None)

    def fill_in(self):
        self.fields["name_language"].choices = codes_of_languages(self.now["name_language"])[1:]
        types = InstitutionType.objects.all()
        if locked_keys(self.user, self.record):
            # Regional centres are appointed by the Conference of the Parties.
            types = types.exclude(code=REGIONAL_CENTRE)
        self.fields["type"].choices = [("", "–"), *((each.pk, each.name) for each in types)]


class InstitutionPlaceForm(InstitutionSection):
    code = "place"
    told = ("country", "address", "city")
    title = _("Address")
    about = _("Where visitors and parcels find it.")
    all_fields = ("country", "address", "city", "postal_code", "latitude", "longitude")

    country = forms.TypedChoiceField(label=_("Country"), required=False, coerce=int, empty_value=None)
    address = Paragraphs(label=_("Street address"), max_length=1000, required=False, rows=3)
    city = Line(label=_("City"), max_length=120, required=False)
    postal_code = Line(label=_("Postal code"), max_length=20, required=False)
    latitude = forms.DecimalField(
        label=_("Latitude"),
        required=False,
        min_value=-90,
        max_value=90,
        localize=True,
        help_text=_("In degrees, south with a minus: for example −1.2921."),
    )
    longitude = forms.DecimalField(
        label=_("Longitude"),
        required=False,
        min_value=-180,
        max_value=180,
        localize=True,
        help_text=_("In degrees, west with a minus: for example 36.8219."),
    )

    def fill_in(self):
        self.fields["country"].choices = choices_of(Country, empty="–")

    def initial_values(self):
        values = super().initial_values()
        for name in ("latitude", "longitude"):
            if values.get(name) is not None:
                values[name] = Decimal(str(values[name])).normalize()
        return values

    def clean(self):
        cleaned = super().clean()
        one, other = cleaned.get("latitude"), cleaned.get("longitude")
        if (one is None) != (other is None) and not {"latitude", "longitude"} & self.errors.keys():
            self.add_error("longitude" if other is None else "latitude", _("Latitude and longitude belong together."))
        return cleaned

    def plain(self, name):
        value = super().plain(name)
        if name not in ("latitude", "longitude") or value is None:
            return value
        # In the form the record keeps it, so that nothing is taken for a change.
        return str(value.quantize(FIFTH_PLACE))


class InstitutionContactRow(ContactRow):
    kinds = tuple(ContactKind)

    def prepare(self):
        super().prepare()
        self.fields["audience"].initial = Audience.EVERYONE


class InstitutionContactsForm(InstitutionSection):
    code = "contacts"
    told = ("contacts",)
    title = _("Telephone, mail and websites")
    about = _("Whoever may not see an address can still write to the institution through the site.")
    all_fields = ("contacts",)
    row_forms = {
        "contacts": rows_of(
            InstitutionContactRow, row_name=_("Contact"), add_words=_("Add another contact"), base=DifferentRows
        )
    }


class ReachForm(InstitutionSection):
    code = "reach"
    told = ("regions_served", "parties_served", "languages")
    title = _("Whom it serves")
    about = _("The regions and Parties it works for, and the languages it works in.")
    all_fields = ("regions_served", "parties_served", "languages")

    regions_served = ManyBoxes(label=_("Regions served"))
    parties_served = ManyBoxes(label=_("Parties served"))
    languages = ManyBoxes(label=_("Working languages"))

    def fill_in(self):
        self.fields["regions_served"].choices = [(_("Regions"), choices_of(Region))]
        # Whoever is served today stays in the list, Party or not.
        parties = Country.objects.parties() | Country.objects.filter(pk__in=self.now["parties_served"])
        self.fields["parties_served"].choices = [
            (_("Parties"), choices_of(Country, pk__in=parties.values("pk"))),
        ]
        official = choices_of(Language, code__in=OFFICIAL_LANGUAGES)
        others = [each for each in choices_of(Language) if each not in official]
        self.fields["languages"].choices = [
            (words, entries)
            for words, entries in ((_("Languages of the United Nations"), official), (_("Other languages"), others))
            if entries
        ]


class AreasOfWorkForm(TermsForm):
    code = "expertise"
    told = ("areas_of_work",)
    key = "areas_of_work"
    title = _("Areas of work")
    intro = _("What people with a question can come to you for.")
    with_audience = ()
    label = _("Areas of work")

    @property
    def keys(self):
        return [self.key]


class ServicesForm(InstitutionSection):
    code = "services"
    told = ("services", "chemicals", "sectors", "stakeholder_group", "conventions")
    title = _("Services, chemicals and sectors")
    about = _("These words lead people who search to the institution.")
    all_fields = ("services", "chemicals", "sectors", "stakeholder_group", "conventions")

    services = ManyBoxes(label=_("Services"))
    chemicals = ManyBoxes(label=_("Chemicals"))
    sectors = ManyBoxes(label=_("Economic and social sectors"))
    stakeholder_group = forms.TypedChoiceField(
        label=_("Stakeholder group"), required=False, coerce=int, empty_value=None
    )
    conventions = ManyBoxes(label=_("Conventions it serves"), coerce=str)

    def fill_in(self):
        self.fields["services"].choices = [(_("Services"), choices_of(Service))]
        self.fields["chemicals"].choices = [(_("Chemicals"), choices_of(Chemical))]
        self.fields["sectors"].choices = sectors_by_kind()
        self.fields["stakeholder_group"].choices = [
            ("", "–"), *((group.pk, group.name) for group in StakeholderGroup.objects.all())
        ]  # fmt: skip
        self.fields["conventions"].choices = [(_("Conventions"), Convention.choices)]

    def plain(self, name):
        value = super().plain(name)
        if name == "conventions" and set(value) == set(self.now["conventions"]):
            # Their order means nothing and is no change.
            return self.now["conventions"]
        return value


class DescriptionForm(TextsForm):
    code = "description"
    told = ("descriptions",)
    key = "descriptions"
    title = _("Description")
    intro = _(
        "A few sentences about what the institution does, and for whom, in as many languages as you like. "
        "Readers get theirs, else English, else any."
    )
    with_audience = ()


SECTIONS = {
    form.code: form
    for form in (
        InstitutionNamesForm,
        InstitutionPlaceForm,
        InstitutionContactsForm,
        ReachForm,
        AreasOfWorkForm,
        ServicesForm,
        DescriptionForm,
    )
}
