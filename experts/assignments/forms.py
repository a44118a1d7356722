"""Recording an assignment, changing it, answering, reporting."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from directory import documents as papers
from directory.forms.fields import AudienceField, Day, Line, Paragraphs
from directory.forms.membership import WordField
from directory.forms.sections import in_reading_order
from directory.models import Country, Institution
from directory.models.names import sort_key
from directory.partnerships.forms.finding import institution_called
from experts.models import RosterEntry

from .choices import Again, AssignmentKind, Satisfaction
from .queries import may_ask_for

AUTO = {"dir": "auto"}
MOST_NAMED = 6


def expert_called(name, viewer):
    """The listed expert a name, or the address of a page, means. ValidationError, with those it may mean."""
    listed = RosterEntry.objects.visible_to(viewer).listed().select_related("person")
    slug = name.rstrip("/").rpartition("/")[2]
    found = list(listed.filter(person__slug=slug)[:1])
    if not found:
        words = [word for word in sort_key(name).split() if word][:6]
        holds = Q()
        for word in words:
            holds &= Q(person__sort_name__icontains=word)
        own_script = Q(person__original_family_name__iexact=name) | Q(person__original_given_name__iexact=name)
        found = list(listed.filter((holds if words else Q(pk__in=[])) | own_script)[:MOST_NAMED])
    if not found:
        raise ValidationError(_("No listed expert is called so."), code="unknown")
    if len(found) > 1:
        # The last part of the address tells two of one name apart.
        names = pgettext("between the items of a list", ", ").join(
            f"{entry.person.romanised_name} ({entry.person.slug})" for entry in found
        )
        raise ValidationError(
            _("Several may be meant. Write what stands in brackets: %(names)s"),
            code="unclear",
            params={"names": names},
        )
    return found[0].person


class AssignmentFields(forms.Form):
    """What an assignment is about: for recording and for changing it."""

    kind = forms.ChoiceField(label=_("Kind"), choices=AssignmentKind.choices, widget=forms.RadioSelect)
    title = Line(
        label=_("Title"),
        max_length=200,
        help_text=_("Everybody reads it once both sides have said yes. Name nobody in it."),
        widget=forms.TextInput(attrs=AUTO),
    )
    starts_on = Day(label=_("From"), help_text=_("For example 3 May 2027."))
    ends_on = Day(label=_("Until"), help_text=_("The last day. Both sides report after it."))
    place_country = WordField(
        Country, by_name=True, label=_("Country of the place"), required=False, help_text=_("Empty if from afar.")
    )
    place = Line(label=_("Place"), max_length=200, required=False, widget=forms.TextInput(attrs=AUTO))
    purpose = Paragraphs(
        label=_("Purpose"),
        max_length=4000,
        rows=6,
        help_text=_("What is to be done, and what for. Only the two sides and the Secretariat read it."),
    )

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _g("The last day comes before the first."))
        return cleaned

    @property
    def said(self):
        names = ("kind", "title", "place_country", "place", "starts_on", "ends_on", "purpose")
        return {name: self.cleaned_data[name] for name in names}


class RecordForm(AssignmentFields):
    """A new assignment. Who may ask for one only chooses it; others say for whom in words."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    expert = Line(
        label=_("Expert"),
        max_length=200,
        help_text=_("The name as the roster writes it, or the address of the expert’s page."),
        widget=forms.TextInput(attrs=AUTO),
    )
    for_whom = forms.ChoiceField(label=_("For whom"), widget=forms.RadioSelect)
    country = WordField(Country, by_name=True, label=_("For which country"), required=False)
    institution = Line(
        label=_("Or for which institution"),
        max_length=255,
        required=False,
        help_text=_("Its name or acronym, as the directory writes it."),
        widget=forms.TextInput(attrs=AUTO),
    )

    field_order = ("key", "expert", "for_whom", "country", "institution")

    def __init__(self, *args, user, as_expert=False, is_secretariat=False, initial=None, **kwargs):
        self.user, self.as_expert = user, as_expert
        super().__init__(*args, initial={"key": uuid.uuid4(), **(initial or {})}, **kwargs)
        self.own = {}
        if as_expert or is_secretariat:
            del self.fields["for_whom"]
        else:
            countries, institutions = may_ask_for(user)
            self.own = {f"country-{each.pk}": each for each in countries}
            self.own |= {f"institution-{each.pk}": each for each in institutions.order_by("sort_name")[:50]}
            names = list(self.own.items())
            own_countries = in_reading_order((key, each.name) for key, each in names if isinstance(each, Country))
            houses = in_reading_order((key, each.name) for key, each in names if isinstance(each, Institution))
            self.fields["for_whom"].choices = [*own_countries, *houses]
            if names:
                self.initial.setdefault("for_whom", self.fields["for_whom"].choices[0][0])
            del self.fields["country"], self.fields["institution"]
        if as_expert:
            del self.fields["expert"]

    def clean_expert(self):
        return expert_called(self.cleaned_data["expert"], self.user)

    def clean_institution(self):
        name = self.cleaned_data["institution"]
        return Institution.objects.get(pk=institution_called(name)) if name else None

    def clean(self):
        cleaned = super().clean()
        is_asked = "for_whom" not in self.fields and not self.errors.keys() & {"country", "institution"}
        if is_asked and bool(cleaned.get("country")) == bool(cleaned.get("institution")):
            self.add_error("country", _g("Choose a country, or write an institution: one of the two."))
        return cleaned

    @property
    def assignment(self):
        """What the form says, in the words of ``record_assignment``."""
        cleaned = self.cleaned_data
        whom = self.own.get(cleaned.get("for_whom")) or cleaned.get("country") or cleaned.get("institution")
        return {
            "key": cleaned["key"],
            "expert": self.user.record if self.as_expert else cleaned["expert"],
            "country": whom if isinstance(whom, Country) else None,
            "institution": whom if isinstance(whom, Institution) else None,
            **self.said,
        }


class ChangeForm(AssignmentFields):
    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)


class ReasonForm(forms.Form):
    reason = Paragraphs(label=_("Reason"), max_length=2000, rows=3, help_text=_("Both sides read it."))


class DeclineForm(forms.Form):
    reason = Paragraphs(
        label=_("A word with it"), max_length=2000, rows=3, required=False, help_text=_("You need not say why.")
    )


class DocumentForm(forms.Form):
    upload = forms.FileField(
        label=_("Document"),
        help_text=_("PDF, Word (.docx), OpenDocument text (.odt) or a scan, up to 10 MB. For the two sides."),
    )
    title = Line(label=_("What it is"), max_length=200, required=False, widget=forms.TextInput(attrs=AUTO))

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        papers.examine(upload)
        return upload


class ReportForm(forms.Form):
    """The report of the expert."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    done = Paragraphs(label=_("What was done"), max_length=6000, rows=5)
    results = Paragraphs(label=_("What came of it"), max_length=6000, rows=5)
    lessons = Paragraphs(label=_("What others can learn from it"), max_length=6000, rows=4, required=False)

    @property
    def said(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class RequesterReportForm(ReportForm):
    """The report of whoever asked."""

    results = Paragraphs(label=_("What came of it"), max_length=6000, rows=5)
    satisfaction = forms.ChoiceField(
        label=_("How much did it help?"), choices=Satisfaction.choices, widget=forms.RadioSelect
    )
    would_ask_again = forms.ChoiceField(
        label=_("Would you ask this expert again?"), choices=Again.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["done"]


class AudienceForm(forms.Form):
    audience = AudienceField(
        label=_("Who reads your name with your assignments"),
        help_text=_("Title, kind, country and year are public without it."),
    )


class RegisterFilter(forms.Form):
    """What the register is narrowed by; a choice that does not exist narrows nothing."""

    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=lambda: [("", _("All kinds")), *AssignmentKind.choices]
    )
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)

    def __init__(self, data, years):
        super().__init__(data, auto_id="by_%s")
        self.fields["year"].choices = [("", _("All years")), *((year, year) for year in years)]
        self.is_valid()

    @property
    def chosen(self):
        return {name: value for name, value in self.cleaned_data.items() if value}
