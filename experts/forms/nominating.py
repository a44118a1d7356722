"""What those write who nominate experts, and experts who leave."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from directory.forms.fields import Line, Paragraphs
from directory.forms.membership import WordField
from directory.models import Country


class NominateForm(forms.Form):
    """In which capacity, which fields are endorsed, and why. ``seen`` is the entry as it stood on the page."""

    capacity = forms.ChoiceField(label=gettext_lazy("You nominate for"), widget=forms.RadioSelect)
    endorsed = forms.TypedMultipleChoiceField(
        label=gettext_lazy("You endorse these fields"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Tick only fields for which you answer. The others stand as what the expert says of themselves."
        ),
        error_messages={"required": gettext_lazy("Endorse at least one field of expertise.")},
    )
    reason = Paragraphs(
        label=gettext_lazy("Why this expert"),
        max_length=2000,
        help_text=gettext_lazy("The expert, your colleagues and the Secretariat read it."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, entry, capacities, **kwargs):
        super().__init__(*args, **kwargs)
        self.capacities = {capacity.key: capacity for capacity in capacities}
        self.fields["capacity"].choices = [(key, _in_words(capacity)) for key, capacity in self.capacities.items()]
        if len(self.capacities) == 1:
            self.fields["capacity"].initial = next(iter(self.capacities))
        self.terms = {field.term_id: field.term for field in entry.fields.select_related("term")}
        self.fields["endorsed"].choices = [
            (field.term_id, _field_in_words(field)) for field in entry.fields.select_related("term")
        ]

    def clean_capacity(self):
        return self.capacities[self.cleaned_data["capacity"]]

    def clean_endorsed(self):
        return [self.terms[key] for key in self.cleaned_data["endorsed"]]


def _in_words(capacity):
    if capacity.post is None:
        return capacity.nominator.name
    return _("%(country)s, as %(post)s") % {"country": capacity.nominator.name, "post": capacity.post.name}


def _field_in_words(field):
    return _("%(field)s: %(level)s") % {"field": field.term.label, "level": field.get_level_display()}


class ReasonForm(forms.Form):
    reason = Paragraphs(label=gettext_lazy("Reason"), max_length=2000)


class DeclineForm(ReasonForm):
    """Why an expert is not nominated; they read it."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("The expert reads it, and may change the entry and offer it again.")


class WithdrawForm(forms.Form):
    """Off the roster; a reason is nobody's due."""

    reason = Paragraphs(
        label=gettext_lazy("Reason"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("Whoever nominated you and the Secretariat read it."),
    )


class ProposeForm(forms.Form):
    reason = Paragraphs(
        label=gettext_lazy("Why you propose them"), max_length=2000, help_text=gettext_lazy("They read it.")
    )
    email = forms.EmailField(
        label=gettext_lazy("Their e-mail address"),
        required=False,
        help_text=gettext_lazy("Needed only where the record names none."),
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        if person.user_id is not None:
            # Whoever signs in is written to where they sign in.
            del self.fields["email"]


class ProposeNewForm(forms.Form):
    given_name = Line(label=gettext_lazy("Given names"), max_length=120)
    family_name = Line(
        label=gettext_lazy("Family name"),
        max_length=120,
        help_text=gettext_lazy("In the person's own script, or in Latin letters."),
    )
    country = WordField(Country, by_name=True, label=gettext_lazy("Country"))
    email = forms.EmailField(
        label=gettext_lazy("Their e-mail address"), help_text=gettext_lazy("They are asked there first.")
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of letters to the person"), choices=settings.LANGUAGES, initial=get_language
    )
    reason = Paragraphs(
        label=gettext_lazy("Why you propose them"), max_length=2000, help_text=gettext_lazy("They read it.")
    )

    def __init__(self, *args, countries=None, **kwargs):
        """``countries`` are the keys of those one may propose for; None for all."""
        super().__init__(*args, **kwargs)
        if countries is not None:
            field = self.fields["country"]
            field.choices = [(key, name) for key, name in field.choices if key in countries]
            if len(countries) == 1:
                field.initial = next(iter(countries))
                field.widget = forms.HiddenInput()


class EndorseForm(forms.Form):
    """Further fields of an expert one nominated."""

    endorsed = forms.TypedMultipleChoiceField(
        label=gettext_lazy("You endorse these fields"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = Paragraphs(
        label=gettext_lazy("Reason"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("The expert reads it when you endorse a field no more."),
    )

    def __init__(self, *args, entry, endorsed, **kwargs):
        super().__init__(*args, initial={"endorsed": list(endorsed)}, **kwargs)
        fields = list(entry.fields.select_related("term"))
        self.terms = {field.term_id: field.term for field in fields}
        self.fields["endorsed"].choices = [(field.term_id, _field_in_words(field)) for field in fields]
