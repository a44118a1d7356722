"""What somebody asks of the search: words and what narrows them, all of it in the address."""

from django import forms
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from search.parsing import LONGEST_QUERY

from directory.collation import collation_key
from directory.models import Country, Person
from directory.words import words
from forums.models import Group

NEWEST, BEST = "newest", "best"


class LongSelect(forms.Select):
    """A list of hundreds, written at once and not by a template for each of its lines."""

    def render(self, name, value, attrs=None, renderer=None):
        lines = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((code, mark_safe(" selected") if code == value else "", label) for code, label in self.choices),
        )
        attributes = format_html_join("", ' {}="{}"', {"name": name, **(attrs or {})}.items())
        return format_html("<select{}>{}</select>", attributes, lines)


def _countries(language):
    """Codes and names in the order of the reader's language."""
    rows = words(Country)
    known, listed = _sorted.get(language, (None, []))
    if known is not rows:
        named = [(country.iso2, country.name) for country in rows.values()]
        listed = sorted(named, key=lambda one: collation_key(one[1], language))
        _sorted[language] = (rows, listed)
    return listed


_sorted: dict = {}


class Asked(forms.Form):
    """Every field may be missing; what makes no sense is left out and said."""

    q = forms.CharField(label=_("Words"), required=False, max_length=LONGEST_QUERY)
    group = forms.ModelChoiceField(
        Group.objects.none(), label=_("Group"), required=False, to_field_name="slug", empty_label=_("All groups")
    )
    author = forms.CharField(label=_("Author"), required=False, max_length=120)
    country = forms.ChoiceField(label=_("Country of the author"), required=False, widget=LongSelect)
    language = forms.ChoiceField(
        label=_("Language of the post"), required=False, choices=[("", _("All languages")), *settings.LANGUAGES]
    )
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    files = forms.BooleanField(label=_("With attachments"), required=False)
    answered = forms.BooleanField(label=_("With an accepted answer"), required=False)
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[(NEWEST, _("Newest first")), (BEST, _("Best match first"))],
    )

    def __init__(self, data, viewer):
        super().__init__(data)
        self.viewer = viewer
        self.fields["group"].queryset = Group.objects.readable_by(viewer)
        self.fields["country"].choices = [("", gettext("All countries")), *_countries(get_language())]

    def clean_country(self):
        code = self.cleaned_data["country"]
        return next((country for country in words(Country).values() if country.iso2 == code), None)

    def clean_author(self):
        """The person whose record has this address, or whose name this is, if the viewer may know of them."""
        name = self.cleaned_data["author"].strip()
        if not name:
            return None
        seen = Person.objects.visible_to(self.viewer)
        if found := seen.filter(slug=name).first():
            return found
        for part in name.split():
            seen = seen.filter(sort_name__icontains=part.lower())
        found = list(seen[:2])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(_("Nobody you may see has this name."))
        raise forms.ValidationError(
            _("Several people have this name. Write it in full, or the address of their page.")
        )

    @property
    def narrows(self):
        """The fields that are used, as (name, words that say so)."""
        found = []
        for name, value in self.cleaned_data.items():
            if not value or name in ("q", "sort"):
                continue
            label = str(self.fields[name].label)
            if value is True:
                found.append((name, label))
            else:
                shown = dict(settings.LANGUAGES).get(value, value) if name == "language" else value
                found.append((name, f"{label}: {shown}"))
        return found
