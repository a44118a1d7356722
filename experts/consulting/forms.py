"""What askers, experts and the Secretariat write about questions."""

import uuid

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.choices import TermStatus
from directory.collation import collation_key
from directory.documents import examine
from directory.forms.fields import Day, Line, ManyBoxes, Paragraphs
from directory.forms.membership import WordField
from directory.models import Country, ExpertiseTerm, Language
from directory.words import words
from experts.choices import UN_LANGUAGES

from . import queries
from .choices import DUE_AFTER, LATEST_DUE, Clarity, OnBehalfOf, Result, Usefulness

MOST_FILES = 5


class FieldsField(ManyBoxes):
    """Fields of expertise of the vocabulary, folded by the fields they belong to."""

    def __init__(self, **kwargs):
        super().__init__(
            label=_("Fields of expertise"), coerce=self._term, choices=self._choices, **{"required": False, **kwargs}
        )

    def _term(self, key):
        return words(ExpertiseTerm)[int(key)]

    def _choices(self):
        terms = [term for term in words(ExpertiseTerm).values() if term.status == TermStatus.CONTROLLED]
        below = {}
        for term in terms:
            below.setdefault(term.parent_id, []).append(term)
        return [
            (top.label, [(term.pk, term.label) for term in (top, *_everything(below, top.pk))])
            for top in below.get(None, [])
        ]

    def clean(self, value):
        return forms.TypedMultipleChoiceField.clean(self, value)

    def prepare_value(self, value):
        return [getattr(term, "pk", term) for term in value or ()]


def _everything(below, key):
    for term in below.get(key, []):
        yield term
        yield from _everything(below, term.pk)


class LanguagesField(forms.TypedMultipleChoiceField):
    """The six languages of the United Nations."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(required=False, coerce=self._language, choices=self._choices, **kwargs)

    def _all(self):
        known = {language.code: language for language in words(Language).values()}
        return [known[code] for code in UN_LANGUAGES if code in known]

    def _language(self, key):
        return words(Language)[int(key)]

    def _choices(self):
        languages = sorted(self._all(), key=lambda language: collation_key(language.name, get_language()))
        return [(language.pk, language.name) for language in languages]

    def prepare_value(self, value):
        return [getattr(language, "pk", language) for language in value or ()]


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class PapersField(forms.FileField):
    """Papers that go with a message, each examined."""

    def __init__(self, **kwargs):
        super().__init__(
            label=_("Files"),
            required=False,
            widget=Files,
            help_text=_("PDF, Word, OpenDocument text or scans; up to 5 files of 10 MB each."),
            **kwargs,
        )

    def clean(self, data, initial=None):
        uploads = [super(PapersField, self).clean(each, initial) for each in data or () if each]
        if len(uploads) > MOST_FILES:
            raise ValidationError(_("Send at most 5 files with one message."), code="many")
        for upload in uploads:
            examine(upload)
        return uploads


class QuestionForm(forms.Form):
    """A question on one page; only its words are asked for, all else has a good answer already."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    expert = forms.SlugField(widget=forms.HiddenInput, required=False, allow_unicode=True)
    title = Line(
        label=_("Your question in one line"),
        max_length=150,
        help_text=_("What you would say to an expert in a corridor."),
    )
    text = Paragraphs(
        label=_("What you need to know"),
        max_length=10_000,
        rows=8,
        help_text=_(
            "Say what the problem is, what you have tried, and what you will do with the answer. Leave names and "
            "secrets out. Markdown may be used."
        ),
    )
    asks_for = forms.ChoiceField(label=_("You ask for"), widget=forms.RadioSelect)
    group_name = Line(label=_("Name of the group or organization"), max_length=200, required=False)
    due_on = Day(label=_("You need an answer by"))
    fields_of_it = FieldsField(help_text=_("Leave it open if you are not sure: the words of your question tell us."))
    country_concerned = WordField(Country, by_name=True, label=_("Country it is about"), required=False)
    languages_wanted = LanguagesField(label=_("Languages you can read answers in"))
    shows_address = forms.BooleanField(
        label=_("Experts who accept may see my e-mail address"),
        required=False,
        help_text=_("Otherwise everything goes through the site."),
    )

    # Folded away: few need them.
    FURTHER = ("fields_of_it", "country_concerned", "languages_wanted", "shows_address")

    def __init__(self, *args, user, question=None, **kwargs):
        self.user, self.question = user, question
        self.countries = {f"country-{country.pk}": country for country in queries.countries_spoken_for(user)}
        kwargs["initial"] = {**self._standing(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["asks_for"].choices = [
            (OnBehalfOf.ONESELF, OnBehalfOf.ONESELF.label),
            *(
                (key, _("%(country)s, which I speak for") % {"country": country.name})
                for key, country in self.countries.items()
            ),
            (OnBehalfOf.GROUP, OnBehalfOf.GROUP.label),
        ]

    def _standing(self):
        question = self.question
        if question is None:
            return {
                "token": uuid.uuid4(),
                "asks_for": next(iter(self.countries), OnBehalfOf.ONESELF),
                "country_concerned": next(iter(self.countries.values()), None),
                "due_on": timezone.localdate() + DUE_AFTER,
                "seen": 0,
            }
        asks_for = f"country-{question.country_id}" if question.country_id else question.on_behalf_of
        return {
            "token": question.token,
            "seen": question.version,
            "title": question.title,
            "text": question.text,
            "asks_for": asks_for,
            "group_name": question.group_name,
            "due_on": question.due_on,
            "fields_of_it": list(question.fields.all()),
            "country_concerned": question.countries.first(),
            "languages_wanted": list(question.languages_wanted.all()),
            "shows_address": question.shows_address,
        }

    def first_fields(self):
        return [field for field in self.visible_fields() if field.name not in self.FURTHER]

    def further_fields(self):
        return [field for field in self.visible_fields() if field.name in self.FURTHER]

    def opens_further(self):
        return any(self[name].errors for name in self.FURTHER) or bool(self.question and self.question.fields.all())

    def clean_due_on(self):
        day, today = self.cleaned_data["due_on"], timezone.localdate()
        if day < today:
            raise ValidationError(_("This day is over. Choose one to come."), code="past")
        if day > today + LATEST_DUE:
            raise ValidationError(_("Choose a day within a year."), code="far")
        return day

    def clean(self):
        written = super().clean()
        if written.get("asks_for") == OnBehalfOf.GROUP and not written.get("group_name"):
            self.add_error("group_name", _("Say which group or organization you ask for."))
        return written

    def values(self):
        """What the form says, in the words of ``begin_question`` and ``change_draft``."""
        written = self.cleaned_data
        country = self.countries.get(written["asks_for"])
        is_group = written["asks_for"] == OnBehalfOf.GROUP
        concerned = written["country_concerned"]
        return {
            "title": written["title"],
            "text": written["text"],
            "language": get_language() or settings.LANGUAGE_CODE,
            "on_behalf_of": OnBehalfOf.COUNTRY if country else OnBehalfOf(written["asks_for"]),
            "country": country,
            "group_name": written["group_name"] if is_group else "",
            "due_on": written["due_on"],
            "shows_address": written["shows_address"],
            "fields": written["fields_of_it"],
            "countries": [concerned] if concerned else [],
            "languages_wanted": written["languages_wanted"],
        }


class InviteForm(forms.Form):
    """Whom to ask, among those proposed, suggested or come upon."""

    experts = forms.MultipleChoiceField(
        required=True, error_messages={"required": _("Choose at least one expert.")}, label=_("Experts")
    )
    note = Paragraphs(
        label=_("A word to them"),
        max_length=1000,
        rows=2,
        required=False,
        help_text=_("Goes into the letter, above your question."),
    )

    def __init__(self, *args, entries, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["experts"].choices = [(str(pk), str(pk)) for pk in entries]


class OpenForm(forms.Form):
    """Opening a question to fields; they are chosen here where the question names none."""

    fields_of_it = FieldsField(required=True, error_messages={"required": _("Choose at least one field.")})


class MessageForm(forms.Form):
    token = forms.UUIDField(widget=forms.HiddenInput)
    text = Paragraphs(
        label=_("Your message"),
        max_length=20_000,
        rows=6,
        help_text=_("Everybody who takes part gets it by mail, from the site. Markdown may be used."),
    )
    uploads = PapersField()

    def __init__(self, *args, **kwargs):
        kwargs["initial"] = {"token": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class AcceptForm(forms.Form):
    shows_address = forms.BooleanField(
        label=_("Whoever asks may see my e-mail address"),
        required=False,
        help_text=_("Otherwise everything goes through the site."),
    )


class DeclineForm(forms.Form):
    reason = Paragraphs(
        label=_("Reason"),
        max_length=2000,
        rows=3,
        required=False,
        help_text=_("Whoever asks reads it. You need not give one."),
    )


class SuggestForm(forms.Form):
    suggestion = Line(
        label=_("Whom you suggest"),
        max_length=200,
        help_text=_("The name, or the address of their page here. They are asked if whoever asks agrees."),
    )
    reason = Paragraphs(label=_("Why they are the better one to ask"), max_length=2000, rows=3, required=False)


class HandOverForm(forms.Form):
    suggestion = Line(
        label=_("Who could go on"),
        max_length=200,
        required=False,
        help_text=_("The name, or the address of their page here."),
    )
    reason = Paragraphs(label=_("Why you cannot go on"), max_length=2000, rows=3, required=False)


class CloseForm(forms.Form):
    result = forms.ChoiceField(label=_("Was it answered?"), choices=Result.choices, widget=forms.RadioSelect)
    usefulness = forms.TypedChoiceField(
        label=_("How useful were the answers?"),
        choices=list(reversed(Usefulness.choices)),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    summary = Paragraphs(
        label=_("The result in a few words"),
        max_length=5000,
        rows=4,
        required=False,
        help_text=_("For those who took part, and the beginning of a public answer should you wish one."),
    )
    outcome = Paragraphs(
        label=_("What you do with it"),
        max_length=3000,
        rows=2,
        required=False,
        help_text=_("For the Secretariat and the experts."),
    )

    def __init__(self, *args, is_asker, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_asker:
            del self.fields["usefulness"], self.fields["outcome"]


class WithdrawForm(forms.Form):
    reason = Paragraphs(
        label=_("Reason"), max_length=2000, rows=2, required=False, help_text=_("The experts you asked read it.")
    )


class FeedbackForm(forms.Form):
    clarity = forms.TypedChoiceField(
        label=_("How clear was the question?"),
        choices=list(reversed(Clarity.choices)),
        coerce=int,
        widget=forms.RadioSelect,
    )
    outcome = Paragraphs(
        label=_("What came of it"),
        max_length=3000,
        rows=3,
        required=False,
        help_text=_("Further contact, a mission, something to write down for others. Whoever asked reads it."),
    )


class PublicAnswerForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    title = Line(label=_("The question in one line"), max_length=150)
    asked = Paragraphs(
        label=_("The question, in words for everybody"),
        max_length=5000,
        rows=4,
        required=False,
        help_text=_("Without names, and without what is nobody else's business."),
    )
    text = Paragraphs(label=_("The answer"), max_length=20_000, rows=12, help_text=_("Markdown may be used."))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    names = forms.BooleanField(required=False)

    def __init__(self, *args, is_expert, by_secretariat, **kwargs):
        super().__init__(*args, **kwargs)
        if by_secretariat:
            del self.fields["names"]
        else:
            self.fields["names"].label = naming(is_expert)


class AgreeForm(forms.Form):
    names = forms.BooleanField(required=False)

    def __init__(self, *args, is_expert, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["names"].label = naming(is_expert)


class RefuseForm(forms.Form):
    reason = Paragraphs(
        label=_("Reason"), max_length=2000, rows=2, required=False, help_text=_("The others read it.")
    )


def naming(is_expert):
    return _("With my name; it then stands on my page as well") if is_expert else _("Say that I asked")


class AnswersFilter(forms.Form):
    """Searching public answers; everything stands in the address."""

    q = Line(label=_("Words"), max_length=200, required=False)
    field = forms.SlugField(required=False, max_length=100, allow_unicode=True)
    expert = forms.SlugField(required=False, max_length=120, allow_unicode=True)
