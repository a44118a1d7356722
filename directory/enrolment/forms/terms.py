"""Writing terms of reference in one language, and bringing them into force."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from prose import plain_text

from directory.forms.fields import Day, Paragraphs

from ..actions.terms import mark_of

LONGEST_UNDERTAKING = 600
LONGEST_TEXT = 20_000


class TermsWordsForm(forms.Form):
    """What a draft says in one language. Whoever saved meanwhile is not overwritten unseen."""

    undertaking = Paragraphs(
        label=gettext_lazy("In short: what the holder undertakes"),
        rows=4,
        max_length=LONGEST_UNDERTAKING,
        help_text=gettext_lazy("One to three sentences in the first person. They stand on the holder’s profile."),
    )
    text = Paragraphs(
        label=gettext_lazy("The whole text"),
        rows=24,
        max_length=LONGEST_TEXT,
        help_text=gettext_lazy(
            "An empty line begins a paragraph, ## a heading, - an item of a list; **two stars** make words bold."
        ),
    )
    what_changed = Paragraphs(
        label=gettext_lazy("What changed since the version before"),
        rows=3,
        max_length=1500,
        required=False,
        help_text=gettext_lazy("Holders read it in the letter that asks them to accept again."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, terms, code, initial=None, **kwargs):
        self.terms, self.code = terms, code
        names = self.names
        standing = {part: getattr(terms, name) for part, name in names.items()}
        super().__init__(*args, initial={**standing, "seen": self.mark(), **(initial or {})}, **kwargs)
        if code != "en":
            self.fields["undertaking"].required = self.fields["text"].required = False
        if terms.number == 1:
            del self.fields["what_changed"]
        direction = "rtl" if code == "ar" else "ltr"
        for name in names:
            if name in self.fields:
                self.fields[name].widget.attrs.update({"lang": "zh-Hans" if code == "zh" else code, "dir": direction})

    @property
    def names(self):
        """Columns of the draft by field."""
        return {part: f"{part}_{self.code}" for part in ("undertaking", "text", "what_changed")}

    def mark(self):
        return mark_of(self.terms, [self.names[part] for part in self.parts])

    @property
    def parts(self):
        return [part for part in self.names if part != "what_changed" or self.terms.number > 1]

    def clean_text(self):
        text = self.cleaned_data["text"]
        if text.strip() and not plain_text(text).strip():
            raise forms.ValidationError(_("There is not a word to read in this text."))
        return text

    def clean(self):
        said = super().clean()
        if said.get("text") and not said.get("undertaking") and "undertaking" not in self.errors:
            self.add_error("undertaking", _("Say in short what the text undertakes: it stands on profiles."))
        return said

    def words(self):
        return {self.names[part]: self.cleaned_data[part] for part in self.parts}


class ForceForm(forms.Form):
    """From which day a draft holds, and of whom it is asked."""

    on = Day(
        label=gettext_lazy("In force from"),
        help_text=gettext_lazy("Today, or a later day. From that day on, this version is never changed."),
    )
    asks_again = forms.TypedChoiceField(
        label=gettext_lazy("Those who accepted an earlier version"),
        choices=[
            ("yes", gettext_lazy("must accept again: something they undertake has changed")),
            ("no", gettext_lazy("need not: only words became clearer, or a language was added")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )

    keep_translations = forms.TypedChoiceField(
        label=gettext_lazy("Translations that still say what the version before said"),
        choices=[
            ("no", gettext_lazy("leave them out: readers see English until a later version")),
            ("yes", gettext_lazy("keep them: they still say the same as the English")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )

    def __init__(self, *args, terms, behind=(), initial=None, **kwargs):
        super().__init__(*args, initial={"on": timezone.localdate(), **(initial or {})}, **kwargs)
        if not behind:
            del self.fields["keep_translations"]
        if terms.number == 1:
            del self.fields["asks_again"]
