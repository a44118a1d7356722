"""What somebody asks of the search: words and what narrows them, all of it in the address."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from search.parsing import LONGEST_QUERY

from directory.models import Country, Person
from forums.models import Group

NEWEST, BEST = "newest", "best"


class Asked(forms.Form):
    """Every field may be missing; what makes no sense is left out and said."""

    q = forms.CharField(label=_("Words"), required=False, max_length=LONGEST_QUERY)
    group = forms.ModelChoiceField(
        Group.objects.none(), label=_("Group"), required=False, to_field_name="slug", empty_label=_("All groups")
    )
    author = forms.CharField(label=_("Author"), required=False, max_length=120)
    country = forms.ModelChoiceField(
        Country.objects.none(),
        label=_("Country of the author"),
        required=False,
        to_field_name="iso2",
        empty_label=_("All countries"),
    )
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
        self.fields["country"].queryset = Country.objects.order_by("name_en")

    def clean_author(self):
        """The person whose record has this address, or whose name this is, if the viewer may know of them."""
        words = self.cleaned_data["author"].strip()
        if not words:
            return None
        seen = Person.objects.visible_to(self.viewer)
        if found := seen.filter(slug=words).first():
            return found
        for part in words.split():
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
