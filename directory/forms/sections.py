"""A record is edited in sections, each a small page of its own: what all sections have in common."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.utils import ErrorDict, ErrorList
from django.utils.text import Truncator
from django.utils.translation import get_language, get_language_bidi, pgettext
from django.utils.translation import gettext_lazy as _

from ..collation import collation_key
from ..contents import AUDIENCE, contents, fingerprint
from .fields import AudienceField

MOST_ROWS = 30
MOST_TOLD = 160
# Names of buttons that change the form and not the record.
ADD, PREVIEW = "add", "preview"


class SectionForm(forms.Form):
    """One section of a record. ``layout`` names its fields and rows in order.

    A field named in ``with_audience`` gets "Who sees this" beside it. Rows are lists of ``RowForm``.
    """

    code = ""
    title = ""
    intro = ""
    layout: tuple = ()
    with_audience: tuple = ()
    row_forms: dict = {}
    has_preview = False
    # The keys whose contents the overview tells, and the fields whose audiences it names.
    told: tuple = ()
    audiences: tuple = ()

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    whose = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(self, record, user, data=None, files=None):
        self.record = record
        self.user = user
        self.now = contents(record)
        super().__init__(data, files, initial=self.initial_values(), label_suffix="")
        self.prepare()
        for name in self.with_audience:
            self.fields[AUDIENCE + name] = AudienceField()
        self.initial["seen"] = fingerprint(self.now, sorted(self.keys))
        self.initial["whose"] = str(record.pk)
        self.rows = {
            name: rows(
                data,
                prefix=name,
                initial=[self.initial_row(name, row) for row in self.rows_now(name)],
                form_kwargs={"section": self},
            )
            for name, rows in self.row_forms.items()
        }

    @property
    def keys(self):
        """The keys of the record's contents this section writes."""
        return [*self.layout, *(AUDIENCE + name for name in self.with_audience)]

    def initial_values(self):
        return {key: self.now[key] for key in self.keys if key in self.now}

    def rows_now(self, name):
        return self.now[name]

    def initial_row(self, name, row):
        return row

    def prepare(self):
        """Fill in choices that come from the database."""

    def bring_current(self):
        """Let a form that is shown again begin from what the record holds now: the next save is made knowingly."""
        data = self.data.copy()
        data["seen"] = self.initial["seen"]
        self.data = data

    def silence(self):
        """Show what was typed without judging it yet."""
        self._errors = ErrorDict()
        for rows in self.rows.values():
            rows.silence()

    def is_valid(self):
        # Every part is asked, so that all mistakes are told at once.
        return all([super().is_valid(), *(rows.is_valid() for rows in self.rows.values())])

    @property
    def blocks(self):
        """What the page draws, in order: fields and rows, each with its audience."""
        for name in self.layout:
            audience = self[AUDIENCE + name] if name in self.with_audience else None
            if name in self.rows:
                yield {"rows": self.rows[name], "name": name, "audience": audience}
            elif name in self.fields:
                yield {"field": self[name], "name": name, "audience": audience}

    @property
    def problems(self):
        """Everything that is wrong, each with the place to put it right."""
        for message in self.errors.get(NON_FIELD_ERRORS, ()):
            yield {"words": message}
        for block in self.blocks:
            if "rows" in block:
                yield from block["rows"].problems
            else:
                yield from problems_of(block["field"])
            if block["audience"]:
                yield from problems_of(block["audience"])

    def changes(self):
        """What was typed, as plain values of the record's contents."""
        values = {}
        for name in self.layout:
            values[name] = self.rows[name].values if name in self.rows else self.plain(name)
        for name in self.with_audience:
            values[AUDIENCE + name] = self.cleaned_data[AUDIENCE + name]
        return values

    def plain(self, name):
        return self.cleaned_data[name]

    @property
    def proposals(self):
        """New terms for the vocabulary, by key."""
        return {}

    @classmethod
    def summary(cls, values, words):
        """What stands in the section now, in a line or two."""
        found = [part for key in cls.told for part in words.of(key, values[key])]
        if get_language_bidi():
            # A number or a Latin name keeps its own direction and leaves its neighbours theirs.
            found = [f"\u2068{part}\u2069" for part in found]
        return Truncator(pgettext("between the items of a list", ", ").join(found)).chars(MOST_TOLD)


def problems_of(field):
    place = field.auto_id if field.use_fieldset else field.id_for_label
    for message in field.errors:
        yield {"place": place, "label": field.label, "words": message}


class RowForm(forms.Form):
    """One line of a list. It is empty, and left out, as long as none of ``essential`` is filled in."""

    essential: tuple = ()

    def __init__(self, *args, section, **kwargs):
        self.section = section
        super().__init__(*args, label_suffix="", **kwargs)
        self.prepare()

    def prepare(self):
        """Fill in choices that come from the database."""

    def has_changed(self):
        if not self.is_bound:
            return False
        raw = (self.data.get(self.add_prefix(name)) for name in self.essential)
        return any(value.strip() if isinstance(value, str) else value for value in raw)

    @property
    def shown(self):
        """The fields a person fills in, without the box that removes the line."""
        return [field for field in self.visible_fields() if field.name != "DELETE"]

    def as_row(self):
        """The row as plain values."""
        return {name: value for name, value in self.cleaned_data.items() if name != "DELETE"}


class RowSet(forms.BaseFormSet):
    """A list of lines, with one more to fill in."""

    row_name = _("Line")
    add_words = _("Add another line")
    remove_words = _("Remove this line")

    def initial_form_count(self):
        # Every line that comes back is judged alike, so that one may also be emptied.
        return 0 if self.is_bound else super().initial_form_count()

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].label = self.remove_words

    def silence(self):
        self._errors = [{} for _form in self.forms]
        self._non_form_errors = ErrorList()
        for form in self.forms:
            form._errors = ErrorDict()

    @property
    def problems(self):
        for message in self.non_form_errors():
            yield {"words": message}
        for number, form in enumerate(self.forms, start=1):
            if self._should_delete_form(form):
                continue
            for message in form.non_field_errors():
                yield {"place": f"{form.prefix}-row", "label": f"{self.row_name} {number}", "words": message}
            for field in form.visible_fields():
                yield from problems_of(field)

    @property
    def values(self):
        return [form.as_row() for form in self.forms if form.has_changed() and not self._should_delete_form(form)]


def rows_of(form, *, row_name, add_words, base=RowSet, extra=1, most=MOST_ROWS):
    """A class of lists of one kind of line. A base that says itself when there are too many passes ``most``."""
    made = forms.formset_factory(
        form,
        formset=base,
        extra=extra,
        can_delete=True,
        max_num=most,
        validate_max=most == MOST_ROWS,
        absolute_max=60,
    )
    made.row_name, made.add_words = row_name, add_words
    return made


def with_one_more(data, name):
    """What was typed, with one more empty line in a list."""
    data = data.copy()
    count = data.get(f"{name}-TOTAL_FORMS", "")
    if count.isdigit() and int(count) < MOST_ROWS:
        data[f"{name}-TOTAL_FORMS"] = str(int(count) + 1)
    return data


def in_reading_order(pairs):
    """Choices sorted as the reader's language sorts."""
    language = get_language() or "en"
    return sorted(pairs, key=lambda pair: collation_key(str(pair[1]), language))


def choices_of(model, *, empty=None, label="name", **only):
    """The entries of a vocabulary as choices, by name."""
    pairs = in_reading_order((entry.pk, getattr(entry, label)) for entry in model.objects.filter(**only))
    return [("", empty), *pairs] if empty is not None else pairs
