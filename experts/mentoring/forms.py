"""Offering, wishing, proposing, checking in, closing."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from directory.choices import RegionLevel
from directory.forms.fields import Day, Line, ManyBoxes, Paragraphs
from directory.forms.membership import WordField
from directory.forms.sections import in_reading_order
from directory.forms.subjects import terms_by_group
from directory.models import ExpertiseTerm, Language, Region
from directory.words import words
from experts.choices import UN_LANGUAGES

from .choices import MOST_ROOM, Mood, Result, Way

AUTO = {"dir": "auto"}
MOST_FIELDS = 10


def languages_by_use():
    """The six languages of the United Nations first, the others folded."""
    every = words(Language).values()
    first = [(each.pk, each.name) for each in every if each.code in UN_LANGUAGES]
    others = in_reading_order((each.pk, each.name) for each in every if each.code not in UN_LANGUAGES)
    return [
        group
        for group in ((_g("Languages of the United Nations"), first), (_g("Other languages"), others))
        if group[1]
    ]


class MentoringFields(forms.Form):
    """What offers and wishes have in common."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    fields_chosen = ManyBoxes(label=_("Fields"), required=True, error_messages={"required": _("Choose a field.")})
    languages_chosen = ManyBoxes(
        label=_("Languages"), required=True, error_messages={"required": _("Choose a language.")}
    )
    ways = forms.MultipleChoiceField(label=_("How"), choices=Way.choices, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, standing=None, **kwargs):
        super().__init__(*args, **kwargs)
        held = list(standing.fields.values_list("pk", flat=True)) if standing else []
        self.fields["fields_chosen"].choices = terms_by_group(held)
        self.fields["languages_chosen"].choices = languages_by_use()

    def clean_fields_chosen(self):
        chosen = self.cleaned_data["fields_chosen"]
        if len(chosen) > MOST_FIELDS:
            raise forms.ValidationError(
                _g("Choose %(number)s fields at most, those that matter.") % {"number": MOST_FIELDS}
            )
        return list(ExpertiseTerm.objects.filter(pk__in=chosen))

    def clean_languages_chosen(self):
        return list(Language.objects.filter(pk__in=self.cleaned_data["languages_chosen"]))

    @property
    def said(self):
        """What the form says, in the words of ``keep_offer`` and ``keep_wish``."""
        cleaned = dict(self.cleaned_data)
        return {
            **{name: cleaned[name] for name in self.told},
            "fields": cleaned["fields_chosen"],
            "languages": cleaned["languages_chosen"],
            "seen": cleaned["seen"],
        }

    told: tuple = ()


class OfferForm(MentoringFields):
    told = ("ways", "room", "until", "words")

    room = forms.IntegerField(
        label=_("How many at once"),
        min_value=1,
        max_value=MOST_ROOM,
        help_text=_("Nobody is proposed to you when this number is reached."),
    )
    until = Day(
        label=_("Until"),
        required=False,
        help_text=_("The last day on which a pair may begin. Empty: until I say so."),
    )
    words = Paragraphs(
        label=_("In your own words"),
        max_length=1500,
        required=False,
        rows=4,
        help_text=_("What you like to teach, and to whom. Members of the network read it."),
    )

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise forms.ValidationError(_g("This day is over."))
        return until


class WishForm(MentoringFields):
    told = ("ways", "region", "goal", "may_be_shown")

    goal = Paragraphs(
        label=_("What you wish to learn, and what for"),
        max_length=2000,
        rows=5,
        help_text=_("For example: to plan how 40 tonnes of PCB oil leave our country, by the end of next year."),
    )
    region = WordField(
        Region, label=_("A region the mentor should know"), required=False, help_text=_("Only if it matters.")
    )
    may_be_shown = forms.BooleanField(
        label=_("Mentors whose offer fits may read my wish and propose themselves"),
        required=False,
        help_text=_("Otherwise only those whom you ask read it, and the Secretariat."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        regions = [each for each in words(Region).values() if each.level != RegionLevel.WORLD]
        self.fields["region"].choices = [
            ("", _("Any")), *in_reading_order((each.pk, each.name) for each in regions)
        ]  # fmt: skip


class ProposeForm(forms.Form):
    """Who is proposed to whom; a hidden form behind a button."""

    offer = forms.IntegerField(widget=forms.HiddenInput)
    wish = forms.IntegerField(widget=forms.HiddenInput)
    word = Paragraphs(label=_("A word with it"), max_length=1000, required=False, rows=3)


class GoalForm(forms.Form):
    words = Line(label=_("Goal"), max_length=300, widget=forms.TextInput(attrs=AUTO))
    due_on = Day(label=_("By when"), required=False, help_text=_("For example May 2027."))


class CheckInForm(forms.Form):
    mood = forms.ChoiceField(label=_("How is it going?"), choices=Mood.choices, widget=forms.RadioSelect)
    next = Paragraphs(label=_("What comes next"), max_length=1000, required=False, rows=2)


class ClosingForm(forms.Form):
    result = forms.ChoiceField(label=_("What came of it?"), choices=Result.choices, widget=forms.RadioSelect)
    words = Paragraphs(label=_("In your own words"), max_length=2000, required=False, rows=3)
    thanks = Paragraphs(
        label=_("A word of thanks"), max_length=1000, required=False, rows=2, help_text=_("The other one reads it.")
    )


class ReasonForm(forms.Form):
    reason = Paragraphs(label=_("Reason"), max_length=1000, rows=3, help_text=_("Both read it."))


class OfferFilter(forms.Form):
    """What offers are narrowed by; a choice that does not exist narrows nothing."""

    field = forms.TypedChoiceField(label=_("Field"), required=False, coerce=int, empty_value=None)
    language = forms.TypedChoiceField(label=_("Language"), required=False, coerce=int, empty_value=None)

    def __init__(self, data, offers):
        super().__init__(data, auto_id="by_%s")
        terms = {term.pk: term.label for each in offers for term in each.offer.fields.all()}
        languages = {language.pk: language.name for each in offers for language in each.offer.languages.all()}
        self.fields["field"].choices = [("", _("All fields")), *in_reading_order(terms.items())]
        self.fields["language"].choices = [("", _("All languages")), *in_reading_order(languages.items())]
        self.is_valid()

    @property
    def chosen(self):
        return {name: value for name, value in self.cleaned_data.items() if value}

    def keeps(self, offered):
        chosen = self.chosen
        return chosen.get("field") in (None, *offered.fields) and chosen.get("language") in (None, *offered.languages)
