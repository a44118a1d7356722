"""Forms of consultations."""

import uuid
from datetime import datetime, time, timedelta

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from directory.forms.fields import Day, Line, ManyBoxes, Paragraphs
from directory.models import Category, ConventionArticle

from ..choices import MOST_CHARACTERS
from ..models import Group
from ..queries import capacities_of
from ..tongue_forms import InTongues, Lines, lines_to_initial, texts_to_initial
from .choices import MOST_QUESTIONS, RUNNING, State


class Hour(forms.TimeField):
    """A time of day in Coordinated Universal Time: one instant for everybody."""

    def __init__(self, **kwargs):
        widget = forms.TimeInput(format="%H:%M", attrs={"size": 6, "dir": "ltr", "autocomplete": "off"})
        super().__init__(widget=widget, **kwargs)


def instant(day, hour):
    return datetime.combine(day, hour or time(0, 0), tzinfo=timezone.get_default_timezone()) if day else None


class TokenForm(forms.Form):
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        kwargs["initial"] = {"token": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class NoteForm(InTongues, TokenForm):
    """The topic note, its questions, its dates, who is invited, and what it is for."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    opens_day = Day(label=gettext_lazy("Opens on"), help_text=gettext_lazy("For example 3 May 2027."))
    opens_hour = Hour(label=gettext_lazy("Opens at (UTC)"))
    closes_day = Day(label=gettext_lazy("Closes on"), help_text=gettext_lazy("For example 3 May 2027."))
    closes_hour = Hour(
        label=gettext_lazy("Closes at (UTC)"), help_text=gettext_lazy("As 23:59, Coordinated Universal Time.")
    )
    accepts_late = forms.BooleanField(
        label=gettext_lazy("Take late contributions, marked as late"),
        required=False,
        help_text=gettext_lazy("Until the day below, or until the summary is drafted."),
    )
    late_day = Day(label=gettext_lazy("Take them until the end of"), required=False)
    groups = ManyBoxes(label=gettext_lazy("Announce it also to the members of"))
    categories = ManyBoxes(label=gettext_lazy("Announce it also to every"))
    articles = ManyBoxes(label=gettext_lazy("Articles of the Convention"))
    decision = Line(
        label=gettext_lazy("Decision"), max_length=60, required=False, help_text=gettext_lazy("For instance SC-12/4.")
    )
    decision_url = forms.URLField(
        label=gettext_lazy("Address of the decision"), required=False, assume_scheme="https"
    )
    agenda_item = Line(label=gettext_lazy("Agenda item"), max_length=200, required=False)
    reason = Line(
        label=gettext_lazy("Why it is changed"), max_length=1000, help_text=gettext_lazy("Every reader sees it.")
    )

    texts = (
        ("title", lambda: Line(label=_("Topic"), max_length=150)),
        (
            "background",
            lambda: Paragraphs(
                label=_("Background"), max_length=10_000, rows=10, help_text=_("Markdown may be used.")
            ),
        ),
        (
            "questions",
            lambda: Lines(
                label=_("Guiding questions, one a line"),
                longest=500,
                rows=6,
                help_text=_("Two or three open questions bring more than ten."),
            ),
        ),
    )
    needed = ("title", "background", "questions")
    counted = ("questions",)

    def __init__(self, *args, group, viewer, consultation=None, **kwargs):
        self.group, self.consultation = group, consultation
        kwargs["initial"] = {**self._standing(), **(kwargs.get("initial") or {})}
        super().__init__(*args, main=consultation.language if consultation else group.language, **kwargs)
        others = Group.objects.visible_to(viewer).open().exclude(pk=group.pk)
        self.fields["groups"].choices = [(each.pk, each.name) for each in others[:300]]
        self.fields["categories"].choices = [(each.pk, each.name) for each in Category.objects.all()]
        self.fields["articles"].choices = [(each.pk, each.name) for each in ConventionArticle.objects.all()]
        if not group.is_readable_by_all and group.visibility != "members":
            # Nobody but its members may read what a closed group is consulted on.
            del self.fields["groups"], self.fields["categories"]
        for name in ("groups", "categories", "articles"):
            if name in self.fields and not self.fields[name].choices:
                del self.fields[name]
        if consultation is None or consultation.state == State.DRAFT:
            del self.fields["reason"]
        if consultation is not None and consultation.state in RUNNING:
            for name in ("opens_day", "opens_hour", "closes_day", "closes_hour"):
                del self.fields[name]

    def _standing(self):
        consultation = self.consultation
        if consultation is None:
            opens = timezone.localdate() + timedelta(days=7)
            return {
                "opens_day": opens,
                "opens_hour": time(8, 0),
                "closes_day": opens + timedelta(days=28),
                "closes_hour": time(23, 59),
                "seen": 0,
            }
        opens, closes = timezone.localtime(consultation.opens_at), timezone.localtime(consultation.closes_at)
        return {
            **texts_to_initial("title", consultation.title),
            **texts_to_initial("background", consultation.background),
            **lines_to_initial("questions", [question.text for question in consultation.questions.all()]),
            "language": consultation.language,
            "seen": consultation.version,
            "opens_day": opens.date(),
            "opens_hour": opens.time(),
            "closes_day": closes.date(),
            "closes_hour": closes.time(),
            "accepts_late": consultation.accepts_late,
            "late_day": timezone.localtime(consultation.late_until - timedelta(seconds=1)).date()
            if consultation.late_until
            else None,
            "groups": [each.pk for each in consultation.groups.all()],
            "categories": [each.pk for each in consultation.categories.all()],
            "articles": [each.pk for each in consultation.articles.all()],
            "decision": consultation.decision,
            "decision_url": consultation.decision_url,
            "agenda_item": consultation.agenda_item,
        }

    def clean(self):
        cleaned = super().clean()
        opens, closes = self._dates(cleaned)
        if opens and closes and closes <= opens:
            self.add_error("closes_day", ValidationError(_("It closes after it opens."), code="order"))
        elif closes and closes <= timezone.now():
            self.add_error("closes_day", ValidationError(_("Choose a time to come."), code="past"))
        late, ends = cleaned.get("late_day"), closes or (self.consultation and self.consultation.closes_at)
        if late and ends and instant(late, None) + timedelta(days=1) <= ends:
            self.add_error("late_day", ValidationError(_("This lies before the closing."), code="order"))
        box = f"questions_{cleaned.get('language') or self.main}"
        if len(cleaned.get(box) or []) > MOST_QUESTIONS:
            words = _("Ask no more than %(number)s questions: people answer few.") % {"number": MOST_QUESTIONS}
            self.add_error(box, ValidationError(words, code="many"))
        return cleaned

    @staticmethod
    def _dates(cleaned):
        return (
            instant(cleaned.get("opens_day"), cleaned.get("opens_hour")),
            instant(cleaned.get("closes_day"), cleaned.get("closes_hour")),
        )

    def values(self):
        """In the words of ``begin_consultation`` and ``change_consultation``."""
        written = self.cleaned_data
        opens, closes = self._dates(written)
        late = written["late_day"] if written["accepts_late"] else None
        values = {
            "title": self.in_tongues("title"),
            "background": self.in_tongues("background"),
            "questions": self.lines_in_tongues("questions"),
            "language": written["language"],
            "accepts_late": written["accepts_late"],
            "late_until": instant(late, None) + timedelta(days=1) if late else None,
            "decision": written["decision"],
            "decision_url": written["decision_url"],
            "agenda_item": written["agenda_item"],
        }
        if opens and closes:
            values |= {"opens_at": opens, "closes_at": closes}
        for name, model in (("groups", Group), ("categories", Category), ("articles", ConventionArticle)):
            if name in written:
                values[name] = list(model.objects.filter(pk__in=written[name]))
        return values


class QuestionsField(forms.TypedMultipleChoiceField):
    """The guiding questions of a consultation, in the reader's language."""

    def __init__(self, consultation, **kwargs):
        self.by_key = {question.pk: question for question in consultation.questions.all()}
        super().__init__(
            coerce=int,
            choices=[(key, _numbered(question)) for key, question in self.by_key.items()],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            **kwargs,
        )

    def clean(self, value):
        return [self.by_key[key] for key in super().clean(value)]


class ContributionForm(TokenForm):
    text = Paragraphs(
        label=gettext_lazy("Your contribution"),
        max_length=MOST_CHARACTERS,
        rows=12,
        help_text=gettext_lazy("Markdown may be used. It is published with your name and capacity."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language you write in"), choices=settings.LANGUAGES)
    capacity = forms.ChoiceField(label=gettext_lazy("You speak"), widget=forms.RadioSelect)

    field_order = ("questions", "text", "language", "capacity")

    def __init__(self, *args, consultation, user, **kwargs):
        kwargs["initial"] = {"language": get_language() or "en", **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["questions"] = QuestionsField(
            consultation,
            label=_("Questions you answer"),
            help_text=_("One, several, or none if you speak of the topic as a whole."),
        )
        self.capacities = {value: each for each in capacities_of(user) if (value := each[0]) != "secretariat"}
        self.fields["capacity"].choices = [(value, _capacity(each)) for value, each in self.capacities.items()]
        self.fields["capacity"].initial = next(iter(self.capacities), None)
        self.order_fields(self.field_order)

    def values(self):
        """In the words of ``contribute``."""
        written = self.cleaned_data
        return {
            "text": written["text"],
            "language": written["language"],
            "questions": written["questions"],
            "capacity": self.capacities[written["capacity"]],
            "token": written["token"],
        }


def _numbered(question):
    says = question.says
    return format_html(
        '<span>{}. <bdi lang="{}" dir="{}">{}</bdi></span>', question.number, says.language, says.direction, says.text
    )


def _capacity(each):
    _value, country, institution = each
    if country is not None:
        return _("For %(country)s") % {"country": country.name}
    if institution is not None:
        return _("For %(organisation)s") % {"organisation": institution.name}
    return _("Personally")


class PaperForm(TokenForm):
    """What somebody sent on paper or by mail, entered by the Secretariat for them."""

    author_name = Line(
        label=gettext_lazy("Who wrote it"),
        max_length=255,
        help_text=gettext_lazy("The name, or the address of their page here."),
    )
    country = forms.ChoiceField(label=gettext_lazy("It speaks for the Party"), required=False)
    received_day = Day(label=gettext_lazy("Received on"), help_text=gettext_lazy("For example 3 May 2027."))
    text = Paragraphs(label=gettext_lazy("What it says"), max_length=MOST_CHARACTERS, rows=12)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)

    field_order = ("author_name", "country", "received_day", "questions", "text", "language")

    def __init__(self, *args, consultation, **kwargs):
        from directory.models import Country

        kwargs["initial"] = {"received_day": timezone.localdate(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.consultation = consultation
        self.parties = {str(country.pk): country for country in Country.objects.parties()}
        self.fields["country"].choices = [
            ("", _("No Party: it speaks personally or for an organisation")),
            *((key, country.name) for key, country in self.parties.items()),
        ]
        self.fields["questions"] = QuestionsField(consultation, label=_("Questions it answers"))
        self.order_fields(self.field_order)

    def clean_received_day(self):
        day = self.cleaned_data["received_day"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come."), code="future")
        if day < timezone.localtime(self.consultation.opens_at).date():
            raise ValidationError(_("The consultation was not open yet."), code="early")
        return day

    def values(self):
        from directory.models import Person

        written = self.cleaned_data
        name = written["author_name"]
        person = Person.objects.listed().filter(slug=name.rstrip("/").rpartition("/")[2]).first()
        country = self.parties.get(written["country"])
        # Of the last day nobody knows the hour: what came on it came in time.
        received = min(instant(written["received_day"], None), timezone.now())
        return {
            "text": written["text"],
            "language": written["language"],
            "questions": written["questions"],
            "token": written["token"],
            "received_at": max(received, self.consultation.opens_at),
            "capacity": (f"party:{country.iso2}", country, None) if country else None,
            **({"written_by": person} if person else {"author_name": name}),
        }


class ReasonForm(TokenForm):
    reason = Line(
        label=gettext_lazy("Reason"),
        max_length=1000,
        help_text=gettext_lazy("Every reader sees it, in the letter too."),
    )


class ExtendForm(ReasonForm):
    closes_day = Day(label=gettext_lazy("It now closes on"), help_text=gettext_lazy("For example 3 May 2027."))
    closes_hour = Hour(label=gettext_lazy("At (UTC)"), initial=time(23, 59))

    field_order = ("closes_day", "closes_hour", "reason")

    def clean(self):
        cleaned = super().clean()
        moment = self.closes_at()
        if moment and moment <= timezone.now():
            self.add_error("closes_day", ValidationError(_("Choose a time to come."), code="past"))
        return cleaned

    def closes_at(self):
        return instant(self.cleaned_data.get("closes_day"), self.cleaned_data.get("closes_hour"))


class CirculateForm(TokenForm):
    days = forms.IntegerField(label=gettext_lazy("Days for corrections"), min_value=1, max_value=90, initial=10)


class PublishForm(TokenForm):
    decision = NoteForm.base_fields["decision"]
    decision_url = NoteForm.base_fields["decision_url"]
    agenda_item = NoteForm.base_fields["agenda_item"]


class SummaryForm(TokenForm):
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = Paragraphs(
        label=gettext_lazy("Summary"),
        max_length=60_000,
        rows=20,
        help_text=gettext_lazy("What was said and by how many, also where they disagree; without judging. Markdown."),
    )
    reason = Line(label=gettext_lazy("What you changed"), max_length=300, required=False)

    def __init__(self, *args, language, is_published, **kwargs):
        from directory.models.names import direction

        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs.update({"lang": language, "dir": direction(language)})
        self.fields["reason"].required = is_published


class CorrectionForm(TokenForm):
    text = Paragraphs(
        label=gettext_lazy("What is missing or wrong"),
        max_length=5000,
        rows=5,
        help_text=gettext_lazy("Those who lead the consultation read it, and answer you here."),
    )


class AnswerForm(TokenForm):
    is_taken = forms.TypedChoiceField(
        label=gettext_lazy("It is"),
        choices=[("1", gettext_lazy("taken up")), ("0", gettext_lazy("not taken up"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    answer = Paragraphs(label=gettext_lazy("Answer"), max_length=2000, rows=3, required=False)


class SortForm(TokenForm):
    def __init__(self, *args, consultation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["questions"] = QuestionsField(consultation, label=_("Questions it answers"))
