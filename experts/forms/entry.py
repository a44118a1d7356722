"""The sections of an entry, each a small form that saves itself; some write the record of the person behind it."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.atlas import in_reading_order
from directory.choices import RegionLevel
from directory.contents import AUDIENCE, in_order
from directory.forms.contacts import LTR, LinksForm
from directory.forms.fields import AudienceField, Day, Line, ManyBoxes, Paragraphs
from directory.forms.people import LanguagesForm
from directory.forms.sections import RowForm, RowSet, SectionForm, rows_of
from directory.forms.sections import in_reading_order as choices_in_reading_order
from directory.forms.subjects import FieldsForm as SubjectsForm
from directory.forms.subjects import terms_by_group
from directory.forms.work import WorkForm
from directory.models import Country, Language, Region

from .. import wording
from ..choices import (
    MOST_PANELS,
    MOST_PUBLICATIONS,
    UN_LANGUAGES,
    AvailabilityKind,
    DeclaredInterests,
    ExpertiseLevel,
    Gender,
    QualificationKind,
    Willingness,
)
from ..disclosure import FIELD_LABELS
from ..validators import clean_doi, validate_doi

MOST_FIELDS = 15
MOST_FREE_TERMS = 20
LONGEST_FREE_TERM = 100
MOST_PERIODS = 20
MOST_DEGREES = 10
MOST_OF_A_KIND = 3

WHO_SEES = gettext_lazy("Who sees this")


# In which order lines are read; those not named here stand as they are kept.
READING_ORDER = {
    "fields": lambda row: (-row["level"], -(row["years"] or 0)),
    "education": lambda row: -_ordinal(row["ends_on"] or row["starts_on"]),
    "qualifications": lambda row: (row["kind"] != QualificationKind.QUALIFICATION, -(row["year"] or 0)),
    "panels": lambda row: -_ordinal(row["starts_on"]),
    "availability": lambda row: _ordinal(row["starts_on"]),
    "languages": lambda row: -row["level"],
}


def _ordinal(day):
    return date.fromisoformat(day).toordinal() if day else 0


def in_order_of_reading(name, values):
    """Lines of an entry, or of the languages of a person, as they are read: what weighs most, or is latest, first."""
    return sorted(values, key=READING_ORDER[name]) if name in READING_ORDER else values


class EntrySection(SectionForm):
    """A section whose rows carry days. ``consent`` names a field whose audience covers the whole section."""

    consent = ""

    @property
    def keys(self):
        return [*super().keys, *([AUDIENCE + self.consent] if self.consent else [])]

    def prepare(self):
        if self.consent:
            self.fields[AUDIENCE + self.consent] = AudienceField()

    @property
    def blocks(self):
        yield from super().blocks
        if self.consent:
            yield {"field": self[AUDIENCE + self.consent], "name": self.consent, "audience": None}

    def changes(self):
        values = super().changes()
        if self.consent:
            values[AUDIENCE + self.consent] = self.cleaned_data[AUDIENCE + self.consent]
        return values

    def rows_now(self, name):
        return in_order_of_reading(name, self.now[name])

    def initial_row(self, name, row):
        days = {part: Day().to_python(row[part]) for part in ("starts_on", "ends_on") if row.get(part)}
        return {**row, **days}

    @property
    def notes(self):
        """What whoever saved this should know, though nothing is wrong."""
        return []


class EntryRow(RowForm):
    """A line of an entry; days are kept as they are written to versions."""

    def as_row(self):
        return {
            name: value.isoformat() if hasattr(value, "isoformat") else value
            for name, value in super().as_row().items()
        }

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The last day comes before the first."))
        return cleaned

    def need(self, name, words):
        """A box that may stay empty only as long as the whole line does."""
        if name in self.cleaned_data and self.cleaned_data[name] in (None, ""):
            self.add_error(name, words)


class EntryRows(RowSet):
    """Lines whose order means nothing, up to ``most`` of them."""

    most = 30
    is_ordered = False

    @property
    def kept(self):
        return [form for form in self.forms if form.has_changed() and not self._should_delete_form(form)]

    def clean(self):
        if len(self.kept) > self.most:
            raise ValidationError(
                ngettext(
                    "There is room for %(most)s line. Remove one before you add another.",
                    "There is room for %(most)s lines. Remove one before you add another.",
                    self.most,
                )
                % {"most": self.most}
            )

    def refuse_twice(self, part):
        """Tell each line that says the same as one before it."""
        met = set()
        for form in self.kept:
            value = form.cleaned_data.get(part)
            value = value.casefold() if isinstance(value, str) else value
            if value in (None, ""):
                continue
            if value in met:
                form.add_error(part, _("This is listed already."))
            met.add(value)

    @property
    def values(self):
        found = super().values
        return found if self.is_ordered else in_order(found)


def entry_rows(form, *, row_name, add_words, most, base=EntryRows, extra=1):
    made = rows_of(form, row_name=row_name, add_words=add_words, base=base, extra=extra, most=most)
    made.most = most
    return made


class Year(forms.IntegerField):
    """A year of a career: none before 1940, none after the next."""

    def __init__(self, **kwargs):
        super().__init__(
            **{
                "min_value": 1940,
                "widget": forms.TextInput(attrs={"inputmode": "numeric", "size": 6, "autocomplete": "off"}),
                "required": False,
                **kwargs,
            }
        )

    def clean(self, value):
        value = super().clean(value)
        if value is not None and value > timezone.localdate().year + 1:
            raise ValidationError(_("This year is still to come."))
        return value


# --- About ------------------------------------------------------------------------------------------------


class AboutForm(EntrySection):
    code = "about"
    told = ("headline",)
    audiences = ("headline", "additional_information", "gender")
    title = gettext_lazy("In short")
    intro = gettext_lazy("What somebody with a problem reads first.")
    layout = ("headline", "additional_information", "gender")
    with_audience = layout

    headline = Line(
        label=gettext_lazy("In one sentence"),
        max_length=250,
        required=False,
        help_text=gettext_lazy("What you can help with, for somebody in a hurry."),
    )
    additional_information = Paragraphs(
        label=gettext_lazy("Additional information"),
        max_length=3000,
        required=False,
        rows=6,
        help_text=gettext_lazy(
            "Anything else that matters when somebody decides whom to ask. 3,000 letters at most."
        ),
    )
    gender = forms.ChoiceField(
        label=gettext_lazy("Gender"),
        required=False,
        choices=Gender.choices,
        help_text=gettext_lazy(
            "You need not give it. It is used for one thing: to count how balanced the roster is. "
            "It never moves you up or down in a list."
        ),
    )


# --- Fields of expertise ----------------------------------------------------------------------------------


class FieldRow(EntryRow):
    essential = ("term",)

    term = forms.TypedChoiceField(label=gettext_lazy("Field"), required=False, coerce=int, empty_value=None)
    level = forms.TypedChoiceField(
        label=gettext_lazy("Level"),
        coerce=int,
        choices=ExpertiseLevel.choices,
        initial=ExpertiseLevel.EXPERIENCED,
    )
    years = forms.IntegerField(
        label=gettext_lazy("Years"),
        required=False,
        min_value=0,
        max_value=70,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4, "autocomplete": "off"}),
    )

    def prepare(self):
        self.fields["term"].choices = self.section.terms


class FieldRows(EntryRows):
    def clean(self):
        super().clean()
        self.refuse_twice("term")


class FieldsForm(EntrySection):
    code = "fields"
    told = ("fields", "free_terms")
    title = gettext_lazy("Fields of expertise")
    intro = gettext_lazy(
        "By these you are found. Choose the narrowest field that is true; who looks for a wider one finds you too. "
        "Whoever nominates you may endorse a field; until then it is shown as self-declared."
    )
    layout = ("fields", "free_terms")
    row_forms = {
        "fields": entry_rows(
            FieldRow,
            row_name=gettext_lazy("Field"),
            add_words=gettext_lazy("Add another field"),
            most=MOST_FIELDS,
            base=FieldRows,
            extra=2,
        )
    }

    free_terms = Paragraphs(
        label=gettext_lazy("Other expertise"),
        max_length=2000,
        required=False,
        rows=4,
        help_text=gettext_lazy("What no field above covers. One term a line, in any language."),
    )

    def prepare(self):
        super().prepare()
        groups = terms_by_group([row["term"] for row in self.now["fields"]])
        self.terms = [("", "–"), *groups]

    def clean_free_terms(self):
        terms = [line.strip(" ,;") for line in self.cleaned_data["free_terms"].split("\n")]
        terms = list(dict.fromkeys(term for term in terms if term))
        if len(terms) > MOST_FREE_TERMS:
            raise ValidationError(
                ngettext("Write %(most)s term at most.", "Write %(most)s terms at most.", MOST_FREE_TERMS)
                % {"most": MOST_FREE_TERMS}
            )
        if any(len(term) > LONGEST_FREE_TERM for term in terms):
            raise ValidationError(
                _("A term can have %(most)s letters at most. Write each on a line of its own.")
                % {"most": LONGEST_FREE_TERM}
            )
        return "\n".join(terms)


# --- Education and qualifications -------------------------------------------------------------------------


class EducationRow(EntryRow):
    essential = ("title", "subject", "institution_name", "starts_on", "ends_on")

    title = Line(label=gettext_lazy("Degree or title"), max_length=200, required=False)
    subject = Line(label=gettext_lazy("Subject"), max_length=200, required=False)
    institution_name = Line(label=gettext_lazy("University or school"), max_length=255, required=False)
    starts_on = Day(label=gettext_lazy("From"), required=False, help_text=gettext_lazy("The year is enough."))
    ends_on = Day(label=gettext_lazy("Until"), required=False)

    def clean(self):
        cleaned = super().clean()
        self.need("title", _("Name the degree or title."))
        self.need("institution_name", _("Name the university or school."))
        return cleaned


class QualificationRow(EntryRow):
    essential = ("title", "year")

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=QualificationKind.choices)
    title = Line(label=gettext_lazy("Title, or name of the body"), max_length=255, required=False)
    year = Year(label=gettext_lazy("Since which year"))

    def clean(self):
        cleaned = super().clean()
        self.need("title", _("Name the title, or the body you are a member of."))
        return cleaned


class QualificationRows(EntryRows):
    def clean(self):
        for kind in QualificationKind:
            if sum(form.cleaned_data.get("kind") == kind for form in self.kept) > MOST_OF_A_KIND:
                raise ValidationError(
                    _("Give the %(most)s that matter most: three qualifications and three memberships at most.")
                    % {"most": MOST_OF_A_KIND}
                )
        self.refuse_twice("title")


class EducationForm(EntrySection):
    code = "education"
    told = ("education", "qualifications")
    audiences = ("education", "qualifications")
    title = gettext_lazy("Education and qualifications")
    intro = gettext_lazy("Degrees first; then up to three professional qualifications and three memberships.")
    layout = ("education", "qualifications")
    with_audience = layout
    row_forms = {
        "education": entry_rows(
            EducationRow,
            row_name=gettext_lazy("Education"),
            add_words=gettext_lazy("Add another degree"),
            most=MOST_DEGREES,
        ),
        "qualifications": entry_rows(
            QualificationRow,
            row_name=gettext_lazy("Qualification or membership"),
            add_words=gettext_lazy("Add another qualification or membership"),
            most=2 * MOST_OF_A_KIND,
            base=QualificationRows,
        ),
    }


# --- Publications and panels ------------------------------------------------------------------------------


class PublicationRow(EntryRow):
    essential = ("title", "year", "doi", "url")

    title = Line(label=gettext_lazy("Title"), max_length=500, required=False)
    year = Year(label=gettext_lazy("Year"))
    doi = Line(
        label=gettext_lazy("DOI"),
        max_length=255,
        required=False,
        widget=forms.TextInput(attrs=LTR),
        help_text=gettext_lazy(
            "For example 10.1021/es0001234, or its whole address. Readers are led to the publication."
        ),
    )
    url = forms.URLField(
        label=gettext_lazy("Address on the web, if it has no DOI"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs=LTR),
    )

    def clean_doi(self):
        doi = clean_doi(self.cleaned_data["doi"])
        if doi:
            validate_doi(doi)
            if len(doi) > 200:
                raise ValidationError(_("This is too long for a DOI."))
        return doi

    def clean(self):
        cleaned = super().clean()
        self.need("title", _("Give the title of the publication."))
        return cleaned


class PublicationRows(EntryRows):
    is_ordered = True

    def clean(self):
        super().clean()
        self.refuse_twice("doi")
        self.refuse_twice("title")


class PublicationsForm(EntrySection):
    code = "publications"
    told = ("publications",)
    audiences = ("publications",)
    title = gettext_lazy("Publications")
    intro = format_lazy(
        gettext_lazy("Up to {most} that show best what you know, in the order in which they should stand."),
        most=MOST_PUBLICATIONS,
    )
    layout = ("publications",)
    with_audience = layout
    row_forms = {
        "publications": entry_rows(
            PublicationRow,
            row_name=gettext_lazy("Publication"),
            add_words=gettext_lazy("Add another publication"),
            most=MOST_PUBLICATIONS,
            base=PublicationRows,
        )
    }


class PanelRow(EntryRow):
    essential = ("name", "role", "starts_on", "ends_on")

    name = Line(label=gettext_lazy("Panel or committee"), max_length=255, required=False)
    role = Line(label=gettext_lazy("Role"), max_length=200, required=False)
    starts_on = Day(label=gettext_lazy("From"), required=False, help_text=gettext_lazy("The year is enough."))
    ends_on = Day(label=gettext_lazy("Until"), required=False)

    def clean(self):
        cleaned = super().clean()
        self.need("name", _("Name the panel or committee."))
        return cleaned


class PanelsForm(EntrySection):
    code = "panels"
    told = ("panels",)
    audiences = ("panels",)
    title = gettext_lazy("Panels and committees")
    intro = format_lazy(
        gettext_lazy("Up to {most} bodies that called on your expertise."),
        most=MOST_PANELS,
    )
    layout = ("panels",)
    with_audience = layout
    row_forms = {
        "panels": entry_rows(
            PanelRow,
            row_name=gettext_lazy("Panel or committee"),
            add_words=gettext_lazy("Add another panel"),
            most=MOST_PANELS,
        )
    }


# --- Where and when ---------------------------------------------------------------------------------------


class WorkedInForm(EntrySection):
    code = "worked-in"
    told = ("regions_worked_in", "countries_worked_in")
    audiences = ("worked_in",)
    title = FIELD_LABELS["worked_in"]
    intro = gettext_lazy("People look for somebody who knows the place.")
    layout = ("regions_worked_in", "countries_worked_in")
    consent = "worked_in"

    regions_worked_in = ManyBoxes(label=gettext_lazy("Regions"))
    countries_worked_in = ManyBoxes(label=gettext_lazy("Countries"))

    def prepare(self):
        super().prepare()
        regions = {region.pk: region for region in Region.objects.select_related("parent__parent")}
        wide = in_reading_order(region for region in regions.values() if region.level == RegionLevel.REGION)
        parts: dict = {region.pk: [] for region in wide}
        for region in regions.values():
            around = _continent(region)
            if around is not None and around.pk != region.pk:
                parts[around.pk].append(region)
        self.fields["regions_worked_in"].choices = [
            (region.name, [(each.pk, each.name) for each in (region, *in_reading_order(parts[region.pk]))])
            for region in wide
        ]
        places: dict = {}
        for country in Country.objects.countries():
            places.setdefault(country.region_id, []).append((country.pk, country.name))
        groups = [(region.name, places.pop(region.pk)) for region in wide if region.pk in places]
        groups += [(_("Elsewhere"), rest) for rest in places.values()]
        self.fields["countries_worked_in"].choices = [
            (name, choices_in_reading_order(countries)) for name, countries in groups
        ]


def _continent(region):
    """The region of the first level a region is part of, or is; None for the world."""
    while region is not None and region.level != RegionLevel.REGION:
        region = region.parent
    return region


class PeriodRow(EntryRow):
    essential = ("starts_on", "ends_on", "note")

    kind = forms.ChoiceField(label=gettext_lazy("You are"), choices=AvailabilityKind.choices)
    starts_on = Day(
        label=gettext_lazy("From"), required=False, help_text=gettext_lazy("For example 3 May 2027, or May 2027.")
    )
    ends_on = Day(
        label=gettext_lazy("Until"), required=False, help_text=gettext_lazy("The last day. Empty if it is open.")
    )
    note = Line(label=gettext_lazy("Note"), max_length=200, required=False)

    def clean(self):
        cleaned = super().clean()
        self.need("starts_on", _("Say from which day."))
        return cleaned


class AvailabilityForm(EntrySection):
    code = "availability"
    told = ("willing_to", "availability")
    audiences = ("willing_to", "availability")
    title = gettext_lazy("Willingness and availability")
    intro = gettext_lazy(
        "What you are willing to do, and when. A time you say nothing about counts as “on request”. "
        "Periods may overlap: on a day in several, the one in which you are least available counts."
    )
    layout = ("willing_to", "availability")
    with_audience = layout
    row_forms = {
        "availability": entry_rows(
            PeriodRow,
            row_name=gettext_lazy("Period"),
            add_words=gettext_lazy("Add another period"),
            most=MOST_PERIODS,
        )
    }

    willing_to = forms.MultipleChoiceField(
        label=gettext_lazy("Willing to"),
        required=False,
        choices=Willingness.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_willing_to(self):
        return [code for code in Willingness.values if code in self.cleaned_data["willing_to"]]

    @property
    def notes(self):
        yield from overlaps(self.rows["availability"].values)


def overlaps(periods):
    """Where periods say different things of the same days: a sentence each, saying which of them counts."""
    order = AvailabilityKind.values
    days = [(Day().to_python(row["starts_on"]), row["ends_on"] and Day().to_python(row["ends_on"]), row["kind"])
            for row in periods]  # fmt: skip
    for number, (start, end, kind) in enumerate(days):
        for other_start, other_end, other_kind in days[number + 1 :]:
            first = max(start, other_start)
            ends = [day for day in (end, other_end) if day]
            last = min(ends) if ends else None
            if kind == other_kind or (last is not None and last < first):
                continue
            counts = max(kind, other_kind, key=order.index)
            yield _("Two periods overlap (%(days)s). On these days you count as: %(kind)s.") % {
                "days": wording.span(first, last, wording.day_of),
                "kind": AvailabilityKind(counts).label,
            }


# --- Interests and consent --------------------------------------------------------------------------------


class InterestsForm(EntrySection):
    code = "interests"
    told = ("interests_declared", "interests_text")
    audiences = ("interests",)
    title = gettext_lazy("Declaration of interests")
    intro = gettext_lazy(
        "Work for, shares in, payments from or ties to anybody who gains or loses by the advice you give, today "
        "or in the last four years. Having an interest excludes nobody; it is to be known."
    )
    layout = ("interests_declared", "interests_text")
    consent = "interests"

    interests_declared = forms.ChoiceField(
        label=gettext_lazy("What you declare"),
        required=False,
        choices=DeclaredInterests.choices,
        widget=forms.RadioSelect,
    )
    interests_text = Paragraphs(
        label=gettext_lazy("Which interests"), max_length=4000, required=False, rows=6
    )  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        declared, text = cleaned.get("interests_declared"), cleaned.get("interests_text")
        if declared == DeclaredInterests.SOME and text == "":
            self.add_error("interests_text", _("Say which interests you declare."))
        if declared != DeclaredInterests.SOME and text:
            self.add_error(
                "interests_declared", _("You describe interests below: declare them, or remove the words.")
            )
        return cleaned


class VisibilityForm(EntrySection):
    code = "visibility"
    told = ("listing",)
    title = gettext_lazy("Who sees what")
    intro = gettext_lazy(
        "You consent field by field. Each audience includes those after it. Your name, who nominated you and your "
        "fields of expertise are seen by whoever sees the entry; what stands in your record of the directory follows "
        "what you chose there."
    )

    listing = AudienceField(
        label=gettext_lazy("Who sees that you are on the roster"),
        help_text=gettext_lazy("Whoever may not see your entry does not find you, and you are not counted for them."),
    )

    @property
    def layout(self):
        return ("listing", *(AUDIENCE + name for name in FIELD_LABELS))

    def prepare(self):
        for name, label in FIELD_LABELS.items():
            self.fields[AUDIENCE + name] = AudienceField(label=label)


# --- What stands in the person's record -------------------------------------------------------------------


class SpokenLanguagesForm(LanguagesForm):
    """The languages of the person, rated; the six of the United Nations are offered first."""

    intro = gettext_lazy(
        "Rate every language you can work in: excellent, good or fair. Several may be mother tongues. "
        "They stand in your record of the directory."
    )

    def rows_now(self, name):
        return in_order_of_reading(name, self.now[name])

    def prepare(self):
        of_the_un, others = [], []
        for language in Language.objects.all():
            (of_the_un if language.code in UN_LANGUAGES else others).append((language.pk, language.name))
        self.languages = [
            ("", "–"),
            (_("Languages of the United Nations"), choices_in_reading_order(of_the_un)),
            (_("Other languages"), choices_in_reading_order(others)),
        ]


class EmploymentForm(WorkForm):
    title = gettext_lazy("Employment")
    intro = gettext_lazy(
        "Where you work and worked, and what you were responsible for. It stands in your record of the directory; "
        "ended employment stays as your history."
    )


class ExpertSubjectsForm(SubjectsForm):
    intro = gettext_lazy(
        "What you work on, in the words of the Convention. It stands in your record of the directory."
    )


class ExpertLinksForm(LinksForm):
    intro = gettext_lazy(
        "Your ORCID iD and pages elsewhere that say more about your work. They stand in your record of the directory."
    )


SECTIONS = {
    form.code: form
    for form in (
        AboutForm,
        FieldsForm,
        EmploymentForm,
        EducationForm,
        PublicationsForm,
        PanelsForm,
        SpokenLanguagesForm,
        ExpertSubjectsForm,
        WorkedInForm,
        AvailabilityForm,
        InterestsForm,
        ExpertLinksForm,
        VisibilityForm,
    )
}
# Those that write the record of the person.
OF_THE_PERSON = frozenset(
    form.code for form in (EmploymentForm, SpokenLanguagesForm, ExpertSubjectsForm, ExpertLinksForm)
)
