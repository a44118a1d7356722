"""New threads, replies, edits.

A form carries the token that becomes the post's, the revision of the draft it knows, how many posts its writer had
seen, and for whom it was drawn, signed: sent after the sign-in ended, its words are kept for that person alone.
"""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from taggit.utils import parse_tags

from directory.documents import examine
from directory.forms.fields import Line, Paragraphs

from ..choices import MOST_ATTACHMENTS, MOST_CHARACTERS, Capacity, ThreadKind
from ..queries import capacities_of_person, person_named

MOST_TAGS = 5
KINDS = (ThreadKind.DISCUSSION, ThreadKind.QUESTION)


def capacity_in_words(value, country, institution):
    """In what capacity somebody speaks, as forms offer it."""
    kind = Capacity(value.partition(":")[0])
    if kind == Capacity.PARTY:
        return _("For %(country)s") % {"country": country.name}
    if kind == Capacity.ORGANISATION:
        return _("For %(institution)s") % {"institution": institution}
    return kind.label


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files that go with a post, each examined."""

    def __init__(self):
        super().__init__(
            label=_("Files"),
            required=False,
            widget=Files(attrs={"accept": ".pdf,.docx,.odt,.jpg,.jpeg,.png,.tif,.tiff"}),
            help_text=_("PDF, Word, OpenDocument text or scans; up to 5 files of 10 MB each."),
        )

    def clean(self, data, initial=None):
        uploads = [super(FilesField, self).clean(each, initial) for each in data or () if each]
        if len(uploads) > MOST_ATTACHMENTS:
            raise ValidationError(_("Send at most 5 files with one post."), code="many")
        for upload in uploads:
            examine(upload)
        return uploads


class Writing(forms.Form):
    """What all forms of writing have in common."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    who = forms.CharField(widget=forms.HiddenInput, required=False)
    text = Paragraphs(
        label=_("Text"),
        max_length=MOST_CHARACTERS,
        rows=10,
        help_text=_("Markdown may be used. @ and an address name somebody, # and a number cite a post."),
        error_messages={"required": _("Write something first.")},
    )
    language = forms.ChoiceField(label=_("Language of the text"), choices=settings.LANGUAGES)
    capacity = forms.ChoiceField(label=_("You speak"), widget=forms.RadioSelect)
    uploads = FilesField()
    written_by = Line(
        label=_("Written by somebody who could not post it"),
        max_length=255,
        required=False,
        help_text=_("By letter, by mail, by telephone: the address of their page here, or the name of who has none."),
    )
    written_as = forms.ChoiceField(
        label=_("They speak"),
        required=False,
        choices=[(kind.value, kind.label) for kind in (Capacity.PERSONAL, Capacity.PARTY, Capacity.ORGANISATION)],
    )

    # Folded away: few need them.
    FURTHER = ("language", "uploads", "written_by", "written_as")

    def __init__(self, *args, capacities, posts_for_others=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not posts_for_others:
            del self.fields["written_by"], self.fields["written_as"]
        # Whoever types in another script than the page's sees their lines begin where they should.
        self.fields["text"].widget.attrs |= {"dir": "auto", "data-writing": True}
        self.offer(capacities)

    def offer(self, capacities):
        """Let these capacities be chosen from."""
        if "capacity" not in self.fields:
            return
        self.capacities = {value: (value, country, institution) for value, country, institution in capacities}
        field = self.fields["capacity"]
        field.widget = forms.HiddenInput() if len(self.capacities) == 1 else forms.RadioSelect()
        field.choices = [(value, capacity_in_words(*capacity)) for value, capacity in self.capacities.items()]
        field.error_messages["invalid_choice"] = _("You do not speak in this capacity any more. Choose another one.")

    def clean_capacity(self):
        return self.capacities[self.cleaned_data["capacity"]]

    def clean(self):
        written = super().clean()
        if name := written.get("written_by"):
            written["capacity"] = self._capacity_of_other(person_named(name))
        return written

    def _capacity_of_other(self, person):
        kind = self.cleaned_data.get("written_as") or Capacity.PERSONAL.value
        if kind == Capacity.PERSONAL:
            return Capacity.PERSONAL.value, None, None
        for capacity in capacities_of_person(person):
            if capacity[0].partition(":")[0] == kind:
                return capacity
        self.add_error("written_as", _("By their record here they do not speak in this capacity today."))
        return None

    def for_whom(self):
        """What the actions are told of who wrote it, where that is somebody else."""
        name = self.cleaned_data.get("written_by")
        if not name:
            return {}
        person = person_named(name)
        return {"written_by": person} if person else {"author_name": name}

    def bare_words(self):
        """What was typed, whether it will do or not, as drafts keep it."""
        return {
            name: (self.data.get(name) or "").replace("\r\n", "\n").replace("\x00", "")[:limit]
            for name, limit in (
                ("title", 200),
                ("text", 4 * MOST_CHARACTERS),
                ("language", 10),
                ("capacity", 60),
                ("tags", 200),
            )
            if name in self.fields
        }

    def forgive(self, *kept):
        """Leave out what is wrong with a form that was not meant to be sent yet."""
        self.full_clean()
        for name in [name for name in self.errors if name not in kept]:
            del self._errors[name]

    def main_fields(self):
        return [field for field in self.visible_fields() if field.name not in self.FURTHER]

    def further_fields(self):
        return [field for field in self.visible_fields() if field.name in self.FURTHER]

    def opens_further(self):
        return any(name in self.errors for name in self.FURTHER)


class ReplyForm(Writing):
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    answers = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = Paragraphs(
        label=_("Your reply"),
        max_length=MOST_CHARACTERS,
        rows=8,
        help_text=_("Markdown may be used. @ and an address name somebody, # and a number cite a post."),
        error_messages={"required": _("Write something first.")},
    )


class ThreadForm(Writing):
    alike = forms.CharField(widget=forms.HiddenInput, required=False)
    title = Line(
        label=_("Title"),
        max_length=200,
        help_text=_("What it is about, in one line."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("thread", "Kind"),
        choices=[(kind.value, kind.label) for kind in KINDS],
        widget=forms.RadioSelect,
        help_text=_("To a question, one of the replies can be chosen as the answer."),
    )
    tags = Line(
        label=_("Tags"),
        max_length=200,
        required=False,
        help_text=_("Up to five words, with commas between them, under which others find it."),
        widget=forms.TextInput(attrs={"list": "known-tags", "dir": "auto"}),
    )

    FURTHER = ("language", "tags", "uploads", "written_by", "written_as")
    field_order = ("title", "kind", "text", "capacity", "language", "tags", "uploads", "written_by", "written_as")

    def clean_tags(self):
        tags = parse_tags(self.cleaned_data["tags"].replace("،", ",").replace("，", ",").replace("、", ","))
        if len(tags) > MOST_TAGS or any(len(tag) > 40 for tag in tags):
            raise ValidationError(_("Give at most five tags of 40 letters."), code="many")
        return tags

    def bare_words(self):
        kind = self.data.get("kind")
        return {**super().bare_words(), **({"kind": kind} if kind in [each.value for each in KINDS] else {})}


class EditForm(Writing):
    """An edit changes the words and the files; in what capacity they were said stays."""

    capacity = None
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = Line(
        label=_("Why you change it"),
        max_length=200,
        required=False,
        help_text=_("Readers see it beside what the post said before."),
    )

    field_order = ("text", "reason", "language", "uploads")


class WithdrawForm(forms.Form):
    reason = Line(
        label=_("Reason"), max_length=200, required=False, help_text=_("For the record; readers do not see it.")
    )
