"""Applying to become a partner, and the Secretariat's answer."""

import uuid

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.choices import RegionLevel
from directory.forms.fields import Day, Line, ManyBoxes, Paragraphs
from directory.forms.membership import WordField
from directory.forms.sections import choices_of, in_reading_order
from directory.models import Country, Institution, InstitutionType, Region

from ..models import PartnershipApplication
from ..queries import institutions_to_apply_for

NOT_LISTED = "not-listed"
# More applications of one person than this do not wait at once.
MOST_WAITING = 5


class ApplyForm(forms.Form):
    """Which institution wishes to be a partner, why, and what it brings."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    which = forms.ChoiceField(label=_("Institution"), widget=forms.RadioSelect)
    institution_name = Line(
        label=_("Name of the institution"),
        max_length=255,
        required=False,
        help_text=_("Only if it is not listed yet. In its own language and script."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    institution_type = WordField(InstitutionType, label=_("Type of institution"), required=False)
    country = WordField(Country, by_name=True, label=_("Country"), required=False)
    website = forms.URLField(
        label=_("Website"), required=False, assume_scheme="https", widget=forms.URLInput(attrs={"dir": "ltr"})
    )
    why = Paragraphs(label=_("Why the institution wishes to be a partner"), max_length=4000)
    offers = Paragraphs(
        label=_("What it offers"),
        max_length=4000,
        help_text=_("Knowledge, laboratories, training, data, translation, means. Shown with the list of partners."),
    )
    activities = Paragraphs(label=_("Activities it wishes to take up with the network"), max_length=4000)
    regions = ManyBoxes(label=_("Regions it would be active in"))
    contact_name = Line(label=_("Who is to be written to about this"), max_length=200)
    contact_email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"dir": "ltr"})
    )

    def __init__(self, *args, user, **kwargs):
        self.user = user
        self.institutions = {str(each.pk): each for each in institutions_to_apply_for(user).select_related("country")}
        person = user.record
        initial = {
            "key": uuid.uuid4(),
            "which": next(iter(self.institutions), NOT_LISTED),
            "contact_name": person.romanised_name if person else "",
            "contact_email": user.email,
            **(kwargs.pop("initial", None) or {}),
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["which"].choices = [
            *in_reading_order((key, each.name) for key, each in self.institutions.items()),
            (NOT_LISTED, _("An institution that is not listed in the directory yet")),
        ]
        self.fields["regions"].choices = choices_of(Region, level__in=[RegionLevel.REGION, RegionLevel.SUBREGION])

    def clean(self):
        cleaned = super().clean()
        waiting = PartnershipApplication.objects.waiting().filter(applicant=self.user)
        if waiting.exclude(key=cleaned.get("key")).count() >= MOST_WAITING:
            raise forms.ValidationError(
                _("Several of your applications wait already. Wait for the answer to one of them.")
            )
        if cleaned.get("which") == NOT_LISTED:
            for name, words in (
                ("institution_name", _("Write the name of the institution.")),
                ("institution_type", _("Choose the type of the institution.")),
                ("country", _("Choose the country of the institution.")),
            ):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return cleaned

    def application(self):
        """What the form says, in the words of ``apply_for_partnership``."""
        said = dict(self.cleaned_data)
        institution = self.institutions.get(said.pop("which"))
        if institution is not None:
            said |= {"institution_name": "", "institution_type": None, "country": None, "website": ""}
        return {**said, "institution": institution}


class MessageForm(forms.Form):
    text = Paragraphs(label=_("Your answer"), max_length=4000, rows=5)


class QuestionForm(forms.Form):
    text = Paragraphs(
        label=_("Question"),
        max_length=4000,
        help_text=_("All who applied for the institution read it and may answer."),
    )


class AcceptForm(forms.Form):
    starts_on = Day(label=_("Partner from"), help_text=_("For example 3 May 2024. A day in the past is possible."))
    same_as = forms.TypedChoiceField(
        label=_("Which institution of the directory is it?"), required=False, coerce=int, empty_value=None
    )
    reason = Paragraphs(label=_("A word with it"), max_length=2000, required=False, rows=3)

    def __init__(self, *args, application, **kwargs):
        super().__init__(*args, initial={"starts_on": timezone.localdate()}, **kwargs)
        if application.institution_id is not None:
            del self.fields["same_as"]
            return
        # One of its country, for nobody scrolls through the institutions of the whole world.
        listed = Institution.objects.listed().filter(country=application.country)
        self.fields["same_as"].choices = [
            ("", _("None: list it as the application describes it")),
            *in_reading_order(listed.values_list("pk", "name")),
        ]


class DeclineForm(forms.Form):
    reason = Paragraphs(label=_("Reason"), max_length=3000, help_text=_("Those who applied read it."))


class ChangePartnershipForm(forms.Form):
    """Suspending, resuming or ending a partnership."""

    on = Day(label=_("From which day"), help_text=_("When it ends: its last day."))
    reason = Paragraphs(label=_("Reason"), max_length=2000, rows=3, help_text=_("Shown in its story."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, initial={"on": timezone.localdate()}, **kwargs)


class BeginPartnershipForm(forms.Form):
    """Recording a partnership that was agreed on otherwise."""

    institution = forms.ModelChoiceField(
        label=_("Institution"), queryset=Institution.objects.none(), empty_label=_("Please choose")
    )
    starts_on = Day(label=_("Partner since"))
    ends_on = Day(label=_("Until"), required=False, help_text=_("The last day, if it is over."))
    offers = Paragraphs(label=_("What the partner offers"), max_length=4000, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = Institution.objects.listed().order_by("sort_name")

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The last day comes before the first."))
        return cleaned
