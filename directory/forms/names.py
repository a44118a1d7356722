"""The names of a person."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import (
    Language,
)
from ..models.names import romanise
from .fields import Line
from .sections import SectionForm, in_reading_order


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
        self.fields["name_language"].choices = codes_of_languages(self.now["name_language"])
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


def codes_of_languages(current):
    """Languages by code; the one a name has already stays in the list."""
    codes = {language.code: language.name for language in Language.objects.all()}
    if current:
        codes.setdefault(current, current)
    return [("", "–"), *in_reading_order(codes.items())]
