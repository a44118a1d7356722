"""The sections of a person's record."""

import re
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.db.models import Q
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from ..choices import Audience, ContactKind, LanguageLevel, SectorKind, TermStatus
from ..contents import AUDIENCE, CALLS, in_order
from ..disclosure import FIELD_LABELS
from ..models import (
    Chemical,
    ConventionArticle,
    Country,
    ExpertiseTerm,
    Institution,
    Language,
    Sector,
    StakeholderGroup,
)
from ..models.names import direction, romanise
from ..permissions import may_change_country
from ..validators import validate_orcid, validate_phone
from .fields import AudienceField, Day, Line, ManyBoxes, Paragraphs, without_invisible
from .sections import RowForm, RowSet, SectionForm, choices_of, in_reading_order, problems_of, rows_of

LTR = {"dir": "ltr"}
MOST_PROPOSALS = 10


class NamesForm(SectionForm):
    code = "names"
    told = ("prefix", "given_name", "family_name", "suffix", "original_family_name", "original_given_name")
    audiences = ()
    title = _("Names")
    intro = _("Your name and your country are shown to everyone who may see your record.")
    layout = (
        "prefix",
        "given_name",
        "family_name",
        "suffix",
        "original_given_name",
        "original_family_name",
        "name_language",
        "family_name_first",
    )

    prefix = Line(label=_("Prefix"), max_length=40, required=False, help_text=_("For example Dr, Ms or Prof."))
    given_name = Line(label=_("Given names in Latin letters"), max_length=120, required=False)
    family_name = Line(
        label=_("Family name in Latin letters"),
        max_length=120,
        required=False,
        help_text=_("Leave it empty to have your name in its own script written in Latin letters for you."),
    )
    suffix = Line(label=_("Suffix"), max_length=40, required=False, help_text=_("For example Jr or PhD."))
    original_given_name = Line(
        label=_("Given names in their own script"),
        max_length=120,
        required=False,
        help_text=_("If you do not write your name in Latin letters."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    original_family_name = Line(
        label=_("Family name in its own script"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    name_language = forms.ChoiceField(
        label=_("Language of your name"),
        required=False,
        help_text=_("It decides the script, the direction and the voice that reads your name aloud."),
    )
    family_name_first = forms.BooleanField(label=_("My family name comes first"), required=False)

    def prepare(self):
        self.fields["name_language"].choices = _codes_of_languages(self.now["name_language"])
        for name in ("original_given_name", "original_family_name"):
            self.fields[name].widget.attrs["lang"] = self.now["name_language"]

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("family_name") and "family_name" not in self.errors:
            cleaned["family_name"] = romanise(cleaned.get("original_family_name", ""))[:120]
            if not cleaned["family_name"]:
                self.add_error("family_name", _("Write your family name."))
            elif not cleaned.get("given_name"):
                cleaned["given_name"] = romanise(cleaned.get("original_given_name", ""))[:120]
        return cleaned


def _codes_of_languages(current):
    """Languages by code; the one a name has already stays in the list."""
    codes = {language.code: language.name for language in Language.objects.all()}
    if current:
        codes.setdefault(current, current)
    return [("", "–"), *in_reading_order(codes.items())]


class AffiliationRow(RowForm):
    essential = ("where", "same_as", "department", "position", "starts_on", "ends_on")

    where = Line(
        label=_("Institution"),
        max_length=255,
        required=False,
        help_text=_("Its name or acronym. If it is in the directory, we link it."),
    )
    same_as = forms.CharField(
        label=_("Which institution do you mean?"), required=False, widget=forms.HiddenInput, max_length=20
    )
    department = Line(label=_("Department"), max_length=200, required=False)
    position = Line(label=_("Position there"), max_length=200, required=False)
    starts_on = Day(label=_("From"), required=False, help_text=_("For example 3 May 2024, or 2024."))
    ends_on = Day(label=_("Until"), required=False, help_text=_("Empty if you work there today."))
    is_primary = forms.BooleanField(label=_("Main affiliation"), required=False)

    # What the name may stand for, once it was asked.
    OWN_WORDS = "words"

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The last day comes before the first."))
        if "where" in cleaned:
            if not cleaned["where"]:
                self.add_error("where", _("Write the name of the institution."))
            else:
                self._find(cleaned)
        return cleaned

    def _find(self, cleaned):
        """Link the institution meant; ask when the name may mean several."""
        name, chosen = cleaned["where"], cleaned.get("same_as", "")
        cleaned["institution"] = None
        if chosen == self.OWN_WORDS:
            return
        listed = Institution.objects.listed()
        if chosen.isdigit() and (found := listed.filter(pk=chosen).first()):
            cleaned["institution"] = found.pk
            return
        if (held := self.section.linked.get(name)) is not None:
            cleaned["institution"] = held
            return
        exact = list(listed.filter(Q(name__iexact=name) | Q(name_en__iexact=name) | Q(acronym__iexact=name))[:6])
        if len(exact) == 1:
            cleaned["institution"] = exact[0].pk
            return
        if found := exact or self._similar(listed, name):
            self.fields["same_as"].widget = forms.RadioSelect(
                choices=[
                    *((each.pk, _described(each)) for each in found),
                    (self.OWN_WORDS, _("None of these: keep my words as they are")),
                ]
            )
            self.add_error("same_as", _("Choose the institution you mean, or keep your words as they are."))

    def _similar(self, listed, name):
        words = [word for word in re.findall(r"\w+", name) if len(word) > 2][:8]
        if not words:
            return []
        holds = Q()
        for word in words:
            holds &= Q(name__icontains=word) | Q(name_en__icontains=word)
        return list(listed.filter(holds).select_related("country")[:6])

    def as_row(self):
        cleaned = self.cleaned_data
        return {
            "institution": cleaned["institution"],
            "institution_name": "" if cleaned["institution"] else cleaned["where"],
            "department": cleaned["department"],
            "position": cleaned["position"],
            "starts_on": cleaned["starts_on"] and cleaned["starts_on"].isoformat(),
            "ends_on": cleaned["ends_on"] and cleaned["ends_on"].isoformat(),
            "is_primary": cleaned["is_primary"],
        }


def _described(institution):
    if institution.country is None:
        return institution.name
    return _("%(institution)s, %(country)s") % {"institution": institution.name, "country": institution.country.name}


class AffiliationRows(RowSet):
    def clean(self):
        kept = [form for form in self.forms if form.has_changed() and not self._should_delete_form(form)]
        main = [form for form in kept if form.cleaned_data.get("is_primary")]
        for form in main[1:]:
            form.add_error("is_primary", _("Only one affiliation can be the main one."))

    @property
    def values(self):
        return in_order(super().values)


class WorkForm(SectionForm):
    code = "work"
    told = ("position", "affiliations")
    audiences = ("position", "affiliations")
    title = _("Position and affiliations")
    intro = _("Where you work and what you do there. Ended affiliations stay as your history.")
    layout = ("position", "affiliations")
    with_audience = ("position", "affiliations")
    row_forms = {
        "affiliations": rows_of(
            AffiliationRow,
            row_name=_("Affiliation"),
            add_words=_("Add another affiliation"),
            base=AffiliationRows,
        )
    }

    position = Line(
        label=_("Position"), max_length=200, required=False, help_text=_("As it should stand below your name.")
    )

    def prepare(self):
        keys = [row["institution"] for row in self.now["affiliations"] if row["institution"]]
        self.names = dict(Institution.objects.filter(pk__in=keys).values_list("pk", "name"))
        # A name that stands in the record already means what it meant.
        self.linked = {name: key for key, name in self.names.items()}

    def initial_row(self, name, row):
        days = {part: row[part] and Day().to_python(row[part]) for part in ("starts_on", "ends_on")}
        return {**row, **days, "where": self.names.get(row["institution"]) or row["institution_name"]}


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


class TermsForm(SectionForm):
    """Terms of the vocabulary, and new ones in the person's own words."""

    key = ""

    proposed = Paragraphs(
        label=_("Something that is missing above"),
        max_length=1000,
        required=False,
        rows=3,
        help_text=_(
            "One a line, in your own words. It is shown at once, marked as proposed, until the Secretariat takes it "
            "into the list."
        ),
    )

    @property
    def layout(self):
        return (self.key, "proposed")

    @property
    def with_audience(self):
        return (self.key,)

    @property
    def keys(self):
        return [self.key, AUDIENCE + self.key]

    def prepare(self):
        self.fields[self.key] = ManyBoxes(label=FIELD_LABELS[self.key], choices=terms_by_group(self.now[self.key]))

    def clean_proposed(self):
        words = [word.strip(" ,;") for word in re.split(r"[\n;]", self.cleaned_data["proposed"])]
        words = [without_invisible(word, keep="") for word in dict.fromkeys(words) if word]
        if len(words) > MOST_PROPOSALS:
            raise ValidationError(_("Propose %(number)s terms at most at one time.") % {"number": MOST_PROPOSALS})
        if any(len(word) > 100 for word in words):
            raise ValidationError(_("A term can have 100 letters at most. Write each on a line of its own."))
        return words

    def changes(self):
        return {name: self.cleaned_data[name] for name in self.keys}

    @property
    def proposals(self):
        return {self.key: self.cleaned_data["proposed"]}


def terms_by_group(chosen):
    """The vocabulary as choices, folded by broader term; terms of members that this record holds come last."""
    terms = list(ExpertiseTerm.objects.filter(Q(status=TermStatus.CONTROLLED) | Q(pk__in=chosen)))
    narrower, broader = {}, []
    for term in terms:
        if term.status != TermStatus.CONTROLLED:
            continue
        if term.parent_id is None:
            broader.append(term)
        else:
            narrower.setdefault(term.parent_id, []).append(term)
    groups = [
        (
            term.label,
            [
                (term.pk, pgettext("a broader term in the list of its narrower ones", "%(term)s in general")
                 % {"term": term.label} if narrower.get(term.pk) else term.label),
                *in_reading_order((each.pk, each.label) for each in narrower.get(term.pk, [])),
            ],
        )
        for term in broader
    ]  # fmt: skip
    own = [
        (
            term.pk,
            (
                _("%(term)s (proposed)")
                if term.status == TermStatus.PROPOSED
                else _("%(term)s (not taken into the list)")
            )
            % {"term": term.label},
        )
        for term in terms
        if term.status != TermStatus.CONTROLLED
    ]
    return [*groups, *([(_("Proposed by members"), own)] if own else [])]


class ExpertiseForm(TermsForm):
    code = "expertise"
    told = ("expertise",)
    audiences = ("expertise",)
    key = "expertise"
    title = _("Expertise")
    intro = _("What you know so well that others may ask you about it.")


class InterestsForm(TermsForm):
    code = "interests"
    told = ("interests",)
    audiences = ("interests",)
    key = "interests"
    title = _("Interests")
    intro = _("What you would like to hear about.")


class FieldsForm(SectionForm):
    code = "subjects"
    told = ("stakeholder_group", "sectors", "chemicals", "articles")
    audiences = ("stakeholder_group", "sectors", "chemicals", "articles")
    title = _("Sectors, chemicals and articles")
    intro = _("These words lead people who search to you.")
    layout = ("stakeholder_group", "sectors", "chemicals", "articles")
    with_audience = layout

    stakeholder_group = forms.TypedChoiceField(
        label=_("Stakeholder group"), required=False, coerce=int, empty_value=None
    )
    sectors = ManyBoxes(label=_("Economic and social sectors"))
    chemicals = ManyBoxes(label=_("Chemicals"))
    articles = ManyBoxes(label=_("Articles of the Convention"))

    def prepare(self):
        self.fields["stakeholder_group"].choices = [
            ("", "–"), *((group.pk, group.name) for group in StakeholderGroup.objects.all())
        ]  # fmt: skip
        self.fields["sectors"].choices = sectors_by_kind()
        self.fields["chemicals"].choices = [(_("Chemicals"), choices_of(Chemical))]
        self.fields["articles"].choices = [
            (
                _("Articles of the Convention"),
                [(each.pk, f"{each.number}. {each.name}" if each.number else each.name) for each in
                 ConventionArticle.objects.all()],
            )
        ]  # fmt: skip


def sectors_by_kind():
    sectors = list(Sector.objects.all())
    return [
        (kind.label, in_reading_order((sector.pk, sector.name) for sector in sectors if sector.kind == kind))
        for kind in SectorKind
        if any(sector.kind == kind for sector in sectors)
    ]


class TextsForm(SectionForm):
    """One text in each language of the site, folded as long as it is empty."""

    key = ""
    has_preview = True

    def initial_values(self):
        values = super().initial_values()
        return {**values, **{f"text_{row['language']}": row["text"] for row in self.now[self.key]}}

    def prepare(self):
        reader = get_language()
        codes = sorted(dict(settings.LANGUAGES), key=lambda code: code != reader)
        for row in self.now[self.key]:
            if row["language"] not in codes:
                codes.append(row["language"])
        for code in codes:
            self.fields[f"text_{code}"] = Paragraphs(
                label=dict(settings.LANGUAGES).get(code, code), max_length=6000, required=False, rows=10
            )
            self.fields[f"text_{code}"].widget.attrs.update(lang=code, dir=direction(code))
        self.codes = codes

    @property
    def texts(self):
        """The boxes of the texts, each with whether it is folded."""
        for number, code in enumerate(self.codes):
            field = self[f"text_{code}"]
            yield {"field": field, "open": number == 0 or bool(field.value()) or bool(field.errors), "code": code}

    def typed_texts(self):
        """What was typed so far, by language, for a look at it before it is saved."""
        return [(code, text) for code in self.codes if (text := self.data.get(f"text_{code}", "").strip())]

    @property
    def blocks(self):
        audience = next((self[AUDIENCE + name] for name in self.with_audience), None)
        yield {"texts": list(self.texts), "audience": audience}

    @property
    def problems(self):
        for text in self.texts:
            yield from problems_of(text["field"])
        for name in self.with_audience:
            yield from problems_of(self[AUDIENCE + name])

    @property
    def keys(self):
        return [self.key, *(AUDIENCE + name for name in self.with_audience)]

    def changes(self):
        texts = [
            {"language": code, "text": self.cleaned_data[f"text_{code}"]}
            for code in self.codes
            if self.cleaned_data[f"text_{code}"]
        ]
        return {
            self.key: in_order(texts),
            **{AUDIENCE + name: self.cleaned_data[AUDIENCE + name] for name in self.with_audience},
        }


class BiographyForm(TextsForm):
    code = "biography"
    told = ("biographies",)
    audiences = ("biography",)
    key = "biographies"
    title = _("Biography")
    intro = _(
        "A few sentences about your work, in as many languages as you like. "
        "Readers get theirs, else English, else any."
    )
    with_audience = ("biography",)


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
