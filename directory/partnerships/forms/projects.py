"""A joint project, in sections that are saved one by one like the record of a person."""

import uuid
from decimal import Decimal

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from directory.choices import TermStatus
from directory.contents import in_order
from directory.forms.fields import Day, Line, ManyBoxes, Paragraphs
from directory.forms.sections import RowForm, RowSet, SectionForm, choices_of, rows_of
from directory.models import Chemical, Country, ExpertiseTerm, Institution, Region, StakeholderGroup

from ..choices import FundingKind, ProjectRole, ProjectStatus, ResultKind
from .finding import institution_called

AUTO = {"dir": "auto"}


def day_text(day):
    return day.isoformat() if day else None


class DaysRow(RowForm):
    """A line with a first and a last day."""

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The last day comes before the first."))
        return cleaned

    def institution_of(self, cleaned, name):
        """The key of the institution a field names; None for an empty field."""
        if not cleaned.get(name):
            return None
        try:
            return institution_called(cleaned[name], self.section.known)
        except ValidationError as error:
            self.add_error(name, error)
            return None


class ProjectSection(SectionForm):
    """A section of a project. The names of its institutions mean what they meant when it was filled."""

    @property
    def known(self):
        if not hasattr(self, "_known"):
            keys = {row["institution"] for name in ("partners", "activities") for row in self.now[name]}
            self._known = dict(Institution.objects.filter(pk__in=keys).values_list("name", "pk"))
        return self._known

    def name_of(self, key):
        return next((name for name, pk in self.known.items() if pk == key), "")

    def initial_row(self, name, row):
        days = {
            part: Day().to_python(value)
            for part, value in row.items()
            if (part == "on" or part.endswith("_on")) and value
        }
        return {**row, **days}

    def initial_values(self):
        values = super().initial_values()
        return {
            key: Day().to_python(value) if key in ("starts_on", "ends_on") and value else value
            for key, value in values.items()
        }


class AboutForm(ProjectSection):
    code = "about"
    told = ("title", "number", "summary")
    title = _("What it is about")
    intro = _("The title and the summary are what others find it by.")
    layout = ("title", "language", "number", "summary", "website")

    language = forms.ChoiceField(label=_("Language of the texts"), choices=settings.LANGUAGES)
    number = Line(
        label=_("Number"),
        max_length=60,
        required=False,
        help_text=_("As those who fund it count it."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    summary = Paragraphs(
        label=_("Summary"),
        max_length=4000,
        required=False,
        help_text=_("About 150 words."),
        widget=forms.Textarea(attrs={"rows": 8, **AUTO}),
    )
    website = forms.URLField(
        label=_("Website"), required=False, assume_scheme="https", widget=forms.URLInput(attrs={"dir": "ltr"})
    )

    def prepare(self):
        # ``title`` is what the section itself is called, so the field joins here.
        self.fields["title"] = Line(label=_("Title"), max_length=255, widget=forms.TextInput(attrs=AUTO))
        self.order_fields([*self.layout])


class PartnerRow(DaysRow):
    essential = ("where", "starts_on", "ends_on")

    where = Line(
        label=_("Institution"),
        max_length=255,
        required=False,
        help_text=_("Name or acronym as in the directory."),
        widget=forms.TextInput(attrs=AUTO),
    )
    role = forms.ChoiceField(label=_("Role"), choices=ProjectRole.choices, initial=ProjectRole.COLLABORATING)
    starts_on = Day(label=_("From"), required=False, help_text=_("Empty: from the beginning."))
    ends_on = Day(label=_("Until"), required=False, help_text=_("Empty: to the end."))

    def clean(self):
        cleaned = super().clean()
        if "where" in cleaned and not cleaned["where"]:
            self.add_error("where", _("Write the name of the institution."))
        cleaned["institution"] = self.institution_of(cleaned, "where")
        return cleaned

    def as_row(self):
        cleaned = self.cleaned_data
        return {
            "institution": cleaned["institution"],
            "role": cleaned["role"],
            "starts_on": day_text(cleaned["starts_on"]),
            "ends_on": day_text(cleaned["ends_on"]),
        }


class PartnerRows(RowSet):
    def clean(self):
        kept = [
            form
            for form in self.forms
            if form.has_changed() and not self._should_delete_form(form) and not form.errors
        ]
        met = set()
        for form in kept:
            held = (form.cleaned_data["institution"], form.cleaned_data["role"])
            if held in met:
                form.add_error("role", _("This partner has this role already."))
            met.add(held)
        if any(form.errors for form in self.forms):
            return
        if not any(role == ProjectRole.LEAD for _institution, role in met):
            raise ValidationError(_("Name the lead partner: the keeper of its record keeps the project."))


class PartnersForm(ProjectSection):
    code = "partners"
    told = ("partners",)
    title = _("Partners and their roles")
    intro = _("A joint project has two partners or more. Partners who leave get a last day and stay in its history.")
    layout = ("partners",)
    row_forms = {
        "partners": rows_of(PartnerRow, row_name=_("Partner"), add_words=_("Add another partner"), base=PartnerRows)
    }

    def initial_row(self, name, row):
        return {**super().initial_row(name, row), "where": self.name_of(row["institution"])}


class StatusRow(RowForm):
    essential = ("on", "note")

    status = forms.ChoiceField(label=_("Status"), choices=ProjectStatus.choices)
    on = Day(label=_("From"), required=False)
    note = Line(label=_("Note"), max_length=500, required=False, widget=forms.TextInput(attrs=AUTO))

    def clean(self):
        cleaned = super().clean()
        if "on" in cleaned and not cleaned["on"]:
            self.add_error("on", _("Write from which day."))
        return cleaned

    def as_row(self):
        cleaned = self.cleaned_data
        return {"status": cleaned["status"], "on": day_text(cleaned["on"]), "note": cleaned["note"]}


class StatusRows(RowSet):
    def clean(self):
        met = set()
        for form in self.forms:
            day = form.cleaned_data.get("on") if form.has_changed() and not form.errors else None
            if day is None or self._should_delete_form(form):
                continue
            if day in met:
                form.add_error("on", _("Another status begins on this day."))
            met.add(day)

    @property
    def values(self):
        return in_order(super().values)


class TimeForm(ProjectSection):
    code = "time"
    told = ("starts_on", "ends_on", "changes")
    title = _("Dates and status")
    intro = _(
        "Each status counts from its day until the next. A later one is added; earlier ones stay, for past days."
    )
    layout = ("starts_on", "ends_on", "changes")
    row_forms = {"changes": rows_of(StatusRow, row_name=_("Status"), add_words=_("Add a status"), base=StatusRows)}

    starts_on = Day(label=_("From"), required=False, help_text=_("For example 3 May 2024, or 2024."))
    ends_on = Day(label=_("Until"), required=False)

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The last day comes before the first."))
        return cleaned

    def plain(self, name):
        return day_text(self.cleaned_data[name])


class PlacesForm(ProjectSection):
    code = "places"
    told = ("countries", "regions")
    title = _("Where")
    intro = _("The Parties, countries and regions it covers. It is shown on the page of each country.")
    layout = ("countries", "regions")

    countries = ManyBoxes(label=_("Parties and countries covered"))
    regions = ManyBoxes(label=_("Regions covered"), help_text=_("Where it covers a whole region."))

    def prepare(self):
        by_region = {}
        for country in Country.objects.select_related("region").order_by("name_en"):
            by_region.setdefault(country.region, []).append((country.pk, country.name))
        self.fields["countries"].choices = [
            (region.name if region else _("Others"), pairs) for region, pairs in by_region.items()
        ]
        self.fields["regions"].choices = choices_of(Region)


class SubjectsForm(ProjectSection):
    code = "subjects"
    told = ("chemicals", "subjects", "target_groups")
    title = _("Chemicals, subjects and target groups")
    intro = _("What it deals with, and for whom.")
    layout = ("chemicals", "subjects", "target_groups")

    chemicals = ManyBoxes(label=_("Chemicals"))
    subjects = ManyBoxes(label=_("Subjects"))
    target_groups = ManyBoxes(label=_("Target groups"))

    def prepare(self):
        self.fields["chemicals"].choices = choices_of(Chemical)
        self.fields["subjects"].choices = choices_of(ExpertiseTerm, label="label", status=TermStatus.CONTROLLED)
        self.fields["target_groups"].choices = choices_of(StakeholderGroup)


class ActivityRow(DaysRow):
    essential = ("title", "starts_on", "ends_on", "where")

    title = Line(label=_("Activity"), max_length=255, required=False, widget=forms.TextInput(attrs=AUTO))
    starts_on = Day(label=_("From"), required=False)
    ends_on = Day(label=_("Until"), required=False)
    where = Line(
        label=_("Responsible partner"),
        max_length=255,
        required=False,
        help_text=_("Name or acronym as in the directory."),
        widget=forms.TextInput(attrs=AUTO),
    )

    def clean(self):
        cleaned = super().clean()
        if "title" in cleaned and not cleaned["title"]:
            self.add_error("title", _("Write what is done."))
        cleaned["institution"] = self.institution_of(cleaned, "where")
        return cleaned

    def as_row(self):
        cleaned = self.cleaned_data
        return {
            "title": cleaned["title"],
            "starts_on": day_text(cleaned["starts_on"]),
            "ends_on": day_text(cleaned["ends_on"]),
            "institution": cleaned["institution"],
        }


class MilestoneRow(RowForm):
    essential = ("title", "due_on", "reached_on")

    title = Line(label=_("Milestone"), max_length=255, required=False, widget=forms.TextInput(attrs=AUTO))
    due_on = Day(label=_("Due"), required=False)
    reached_on = Day(label=_("Reached on"), required=False)

    def clean(self):
        cleaned = super().clean()
        if "title" in cleaned and not cleaned["title"]:
            self.add_error("title", _("Write what is to be reached."))
        if "due_on" in cleaned and not cleaned["due_on"]:
            self.add_error("due_on", _("Write until when."))
        return cleaned

    def as_row(self):
        cleaned = self.cleaned_data
        return {
            "title": cleaned["title"],
            "due_on": day_text(cleaned["due_on"]),
            "reached_on": day_text(cleaned["reached_on"]),
        }


class WorkForm(ProjectSection):
    code = "work"
    told = ("activities", "milestones")
    title = _("Activities and milestones")
    intro = _("What is done, when and by whom, and what is to be reached until when.")
    layout = ("activities", "milestones")
    row_forms = {
        "activities": rows_of(ActivityRow, row_name=_("Activity"), add_words=_("Add another activity")),
        "milestones": rows_of(MilestoneRow, row_name=_("Milestone"), add_words=_("Add another milestone")),
    }

    def initial_row(self, name, row):
        where = {"where": self.name_of(row["institution"])} if name == "activities" else {}
        return {**super().initial_row(name, row), **where}


class ResultRow(RowForm):
    essential = ("text", "evidence")

    kind = forms.ChoiceField(label=_("Kind"), choices=ResultKind.choices)
    text = Paragraphs(
        label=_("Result"), max_length=1000, required=False, rows=3, widget=forms.Textarea(attrs={"rows": 3, **AUTO})
    )
    evidence = forms.URLField(
        label=_("Where it can be seen"),
        required=False,
        assume_scheme="https",
        help_text=_("The address of a report, a data set or a page."),
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )

    def clean(self):
        cleaned = super().clean()
        if "text" in cleaned and not cleaned["text"]:
            self.add_error("text", _("Write what came of it."))
        return cleaned


class ResultsForm(ProjectSection):
    code = "results"
    told = ("results", "lessons")
    title = _("Results and lessons")
    intro = _("Outputs are what was made, outcomes what changed by it. Lessons help those who come after.")
    layout = ("results", "lessons")
    row_forms = {"results": rows_of(ResultRow, row_name=_("Result"), add_words=_("Add another result"))}

    lessons = Paragraphs(label=_("Lessons learned"), max_length=4000, required=False, rows=6)


class FundingRow(RowForm):
    essential = ("source", "amount")

    kind = forms.ChoiceField(label=_("Kind"), choices=FundingKind.choices)
    source = Line(label=_("Source of the means"), max_length=255, required=False, widget=forms.TextInput(attrs=AUTO))
    amount = forms.DecimalField(
        label=_("Amount"), required=False, min_value=Decimal(0), max_digits=14, decimal_places=2, localize=False
    )
    currency = Line(
        label=_("Currency"),
        max_length=3,
        required=False,
        help_text=_("Three letters, for example USD."),
        widget=forms.TextInput(attrs={"dir": "ltr", "size": 4}),
    )

    def clean(self):
        cleaned = super().clean()
        cleaned["currency"] = cleaned.get("currency", "").upper()
        if "source" in cleaned and not cleaned["source"]:
            self.add_error("source", _("Write where the means come from."))
        if cleaned.get("amount") is not None and not (
            len(cleaned["currency"]) == 3 and cleaned["currency"].isascii() and cleaned["currency"].isalpha()
        ):
            self.add_error("currency", _("Write the currency of the amount in three letters, for example USD."))
        return cleaned

    def as_row(self):
        cleaned = self.cleaned_data
        amount = cleaned["amount"]
        return {
            "kind": cleaned["kind"],
            "source": cleaned["source"],
            "amount": None if amount is None else f"{amount:.2f}",
            "currency": cleaned["currency"] if amount is not None else "",
        }


class FundingForm(ProjectSection):
    code = "funding"
    told = ("fundings",)
    title = _("Funding and budget")
    intro = _("Who gives what. Everybody may read it.")
    layout = ("fundings",)
    row_forms = {"fundings": rows_of(FundingRow, row_name=_("Source"), add_words=_("Add another source"))}


SECTIONS = {
    form.code: form
    for form in (AboutForm, PartnersForm, TimeForm, PlacesForm, SubjectsForm, WorkForm, ResultsForm, FundingForm)
}


class ProposeForm(forms.Form):
    """The beginning of a project: all else follows in its sections."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    title = Line(label=_("Title"), max_length=255, widget=forms.TextInput(attrs=AUTO))
    language = forms.ChoiceField(label=_("Language of the texts"), choices=settings.LANGUAGES)
    lead = forms.ChoiceField(label=_("Lead partner"), help_text=_("The keepers of its record will keep the project."))
    summary = Paragraphs(label=_("Summary"), max_length=4000, rows=6)

    def __init__(self, *args, institutions, **kwargs):
        super().__init__(*args, initial={"key": uuid.uuid4(), "language": "en"}, **kwargs)
        self.institutions = {str(each.pk): each for each in institutions}
        self.fields["lead"].choices = [(key, each.name) for key, each in self.institutions.items()]

    def project(self):
        said = dict(self.cleaned_data)
        return {**said, "lead": self.institutions[said["lead"]]}


class StepForm(forms.Form):
    text = Paragraphs(label=_("Message"), max_length=4000, rows=4)


class RestsOnForm(forms.Form):
    """The agreements a project rests on, of those somebody may know of."""

    agreements = forms.TypedMultipleChoiceField(
        label=_("Agreements"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, agreements, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agreements"].choices = [(each.pk, str(each)) for each in agreements]
