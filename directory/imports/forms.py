"""Forms of imports: the file, what its columns hold, how its rows are to be taken."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ..choices import Audience, RecordStatus
from ..forms.fields import AudienceField, Day, Line
from ..models import Category, Country
from ..words import words
from .choices import EmptyCells, Kind, Lists, UnknownInstitutions
from .fields import fields_of, label_of, may_be_in_several
from .targets import kinds, target_of

MOST_MEGABYTES = 100


class UploadForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What are its rows?"), choices=kinds, widget=forms.RadioSelect, initial=Kind.PEOPLE
    )
    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy(
            "A spreadsheet (XLSX, ODS, XLS), a CSV file with any separator and encoding, or vCards."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xls,.ods,.vcf,.vcard"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_MEGABYTES << 20:
            raise ValidationError(
                _("The file is larger than %(most)s megabytes. Please divide it.") % {"most": MOST_MEGABYTES}
            )
        return file


def _named(model):
    return sorted(((key, str(row)) for key, row in words(model).items()), key=lambda pair: pair[1].casefold())


class SettingsForm(forms.Form):
    """How the rows of an import are to be taken."""

    country = forms.TypedChoiceField(
        label=gettext_lazy("Country, where a row names none"), required=False, coerce=int, empty_value=None
    )
    category = forms.TypedChoiceField(
        label=gettext_lazy("Category, where a row names none"), required=False, coerce=int, empty_value=None
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of longer texts and names"), required=False)
    constant_field = forms.ChoiceField(label=gettext_lazy("A field that is the same in every row"), required=False)
    constant_text = Line(label=gettext_lazy("What it says in every row"), required=False, max_length=300)
    audience = AudienceField(label=gettext_lazy("Who sees the addresses and numbers that come in"))
    listing = AudienceField(label=gettext_lazy("Who sees the new records"))
    status = forms.ChoiceField(
        label=gettext_lazy("New records are"),
        choices=[
            (RecordStatus.LISTED.value, pgettext_lazy("new records are", "listed at once")),
            (
                RecordStatus.WAITING.value,
                pgettext_lazy("new records are", "kept back until the Secretariat lists them"),
            ),
        ],
    )
    empty = forms.ChoiceField(
        label=gettext_lazy("An empty cell"), choices=EmptyCells.choices, widget=forms.RadioSelect
    )
    lists = forms.ChoiceField(
        label=gettext_lazy("Addresses, numbers, languages and terms of a known record"),
        choices=Lists.choices,
        widget=forms.RadioSelect,
    )
    institutions = forms.ChoiceField(
        label=gettext_lazy("Institutions the directory does not have"),
        choices=UnknownInstitutions.choices,
        widget=forms.RadioSelect,
    )
    source = Line(
        label=gettext_lazy("Where the rows come from"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Kept with new institutions and categories as their source."),
    )
    posts = forms.BooleanField(
        label=gettext_lazy("Make designations of official posts in the file"),
        required=False,
        help_text=gettext_lazy(
            "Otherwise the report only notes them. Each becomes a designation in the record of actions, with the "
            "source below."
        ),
    )
    posts_by = Line(label=gettext_lazy("Who designated"), required=False, max_length=255)
    posts_source = Line(
        label=gettext_lazy("Document of the designations"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("For example: note verbale of 3 May 2024."),
    )
    posts_from = Day(label=gettext_lazy("First day in office, where a row names none"), required=False)

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        nothing = [("", _("No choice"))]
        self.fields["country"].choices = [*nothing, *_named(Country)]
        self.fields["category"].choices = [
            *nothing,
            *((key, str(row)) for key, row in words(Category).items() if not row.is_official),
        ]
        self.fields["language"].choices = [("", _("As their script says, English otherwise")), *settings.LANGUAGES]
        self.fields["constant_field"].choices = [
            *nothing,
            *((field.code, str(field.label)) for field in fields_of(kind) if field.code not in ("record", "email")),
        ]
        for name in target_of(kind).without:
            del self.fields[name]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("posts") and not cleaned.get("posts_source"):
            self.add_error("posts_source", _("Name the document, or leave official posts to their own procedure."))
        if cleaned.get("constant_field") and not cleaned.get("constant_text"):
            self.add_error("constant_text", _("Say what stands in every row."))
        return cleaned

    def settings(self):
        """The choices as an import keeps them."""
        cleaned = dict(self.cleaned_data)
        field, text = cleaned.pop("constant_field"), cleaned.pop("constant_text")
        cleaned["constants"] = {field: text} if field else {}
        for name in ("audience", "listing"):
            if name in cleaned:
                cleaned[name] = int(cleaned[name])
        if cleaned.get("posts_from"):
            cleaned["posts_from"] = cleaned["posts_from"].isoformat()
        return cleaned


def initial_of(settings_of_run):
    """The choices of an import as the form shows them."""
    initial = dict(settings_of_run)
    for field, text in (initial.pop("constants", None) or {}).items():
        initial["constant_field"], initial["constant_text"] = field, text
    initial.setdefault("audience", int(Audience.MEMBERS))
    return initial


def mapping_from(run, data):
    """What columns hold, as the page says it; ``ValidationError`` where it cannot be so."""
    known = {field.code for field in fields_of(run.kind)}
    mapping, taken, problems = [], {}, []
    for number, header in enumerate(run.headers):
        codes = [data.get(f"column-{number}", ""), data.get(f"also-{number}", "")]
        codes = list(dict.fromkeys(code for code in codes if code in known))
        for code in codes:
            if code in taken and not may_be_in_several(run.kind, code):
                problems.append(
                    _("“%(field)s” is chosen for two columns: %(first)s and %(second)s.")
                    % {"field": label_of(run.kind, code), "first": taken[code], "second": header or number + 1}
                )
            taken.setdefault(code, header or number + 1)
        mapping.append({"column": number, "fields": codes})
    if not taken.keys() & {"name", "family_name", "given_name", "original_name", "institution", "email", "record"}:
        problems.append(_("No column holds names, addresses or records: nobody could be recognised by the rest."))
    return mapping, problems
