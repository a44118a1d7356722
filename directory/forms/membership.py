"""Asking to join the network, and talking with the Secretariat about it."""

from allauth.account.fields import PasswordField
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..collation import collation_key
from ..models import Category, Country, StakeholderGroup, User
from ..models.names import name_as_written
from ..words import word, words


class WordField(forms.TypedChoiceField):
    """One entry of a vocabulary, in the reader's language and order."""

    def __init__(self, model, *, by_name=False, **kwargs):
        self.model, self.by_name = model, by_name
        super().__init__(coerce=self._entry, choices=self._choices, empty_value=None, **kwargs)

    def _choices(self):
        entries = list(words(self.model).values())
        if self.by_name:
            entries.sort(key=lambda entry: collation_key(entry.name, get_language()))
        return [("", _("Please choose")), *((entry.pk, entry.name) for entry in entries)]

    def _entry(self, key):
        return word(self.model, int(key))

    def prepare_value(self, value):
        return getattr(value, "pk", value)


class WordsField(forms.TypedMultipleChoiceField):
    """Several entries of a vocabulary, as boxes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, model, **kwargs):
        self.model = model
        super().__init__(coerce=lambda key: word(model, int(key)), choices=self._choices, **kwargs)

    def _choices(self):
        return [(entry.pk, entry.name) for entry in words(self.model).values()]


class ApplicationFields(forms.Form):
    """Who asks, and why."""

    given_name = forms.CharField(
        label=_("Given names"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    family_name = forms.CharField(
        label=_("Family name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        help_text=_("Write your name in your own script. Latin letters are added for those who cannot read it."),
    )
    country = WordField(
        Country,
        by_name=True,
        label=_("Country"),
        help_text=_("The country you represent, or the one you work in."),
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    stakeholder_group = WordField(StakeholderGroup, label=_("Stakeholder group"))
    categories = WordsField(
        Category,
        label=_("Categories you wish to hold"),
        required=False,
        help_text=_(
            "Official categories are held for a Party: the Secretariat lists you in them once the Party has "
            "designated you."
        ),
    )
    statement = forms.CharField(
        label=_("Why you wish to join"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("A few sentences on your work with persistent organic pollutants, for the Secretariat alone."),
    )

    def application(self):
        """What the form says, in the words of ``begin_application``."""
        written = self.cleaned_data
        return {
            **name_as_written(written["given_name"], written["family_name"]),
            "country": written["country"],
            "stakeholder_group": written["stakeholder_group"],
            "categories": written["categories"],
            "statement": written["statement"],
        }


class ApplicationForm(ApplicationFields):
    """Changing an application that waits."""

    def __init__(self, *args, application, initial=None, **kwargs):
        person = application.person
        standing = {
            "given_name": person.original_given_name or person.given_name,
            "family_name": person.original_family_name or person.family_name,
            "country": person.country_id,
            "stakeholder_group": person.stakeholder_group_id,
            "categories": [category.pk for category in application.categories.all()],
            "statement": application.statement,
        }
        super().__init__(*args, initial={**standing, **(initial or {})}, **kwargs)


class AnswerForm(forms.Form):
    text = forms.CharField(label=_("Your answer"), max_length=3000, widget=forms.Textarea(attrs={"rows": 5}))


class TakeOverForm(forms.Form):
    """A password for whoever has no account yet; nothing to fill in for others."""

    password1 = PasswordField(
        label=_("Password"),
        required=False,
        autocomplete="new-password",
        help_text=_("At least ten characters. Leave it empty to sign in with codes sent to your e-mail address."),
    )

    def __init__(self, *args, user, email, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = User(email=email)
        if user.is_authenticated:
            del self.fields["password1"]

    def clean_password1(self):
        password = self.cleaned_data["password1"]
        if password:
            validate_password(password, self.user)
        return password
