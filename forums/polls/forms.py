"""Forms of polls: asking, changing what runs, voting."""

import uuid
from datetime import datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from directory.forms.fields import Day, Line, Paragraphs

from ..tongue_forms import InTongues, Lines
from .choices import LONGEST_OPTION, MOST_OPTIONS, PollKind, ResultsShown, Voters


class Instant(forms.Form):
    """A day and a time of day, in Coordinated Universal Time: one instant for everybody."""

    day = Day(label=gettext_lazy("Ends on"), help_text=gettext_lazy("For example 3 May 2027."))
    hour = forms.TimeField(
        label=gettext_lazy("At (UTC)"),
        initial=time(23, 59),
        help_text=gettext_lazy("As 23:59, Coordinated Universal Time."),
        widget=forms.TimeInput(format="%H:%M", attrs={"size": 6, "dir": "ltr", "autocomplete": "off"}),
    )

    def instant(self):
        """The instant, or None where a part of it is wrong."""
        day, hour = self.cleaned_data.get("day"), self.cleaned_data.get("hour")
        return datetime.combine(day, hour, tzinfo=timezone.get_default_timezone()) if day and hour else None

    def check_future(self):
        moment = self.instant()
        if moment and moment <= timezone.now():
            self.add_error("day", ValidationError(_("Choose a time to come."), code="past"))


class PollForm(Instant, InTongues):
    token = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("People choose"), choices=PollKind.choices, widget=forms.RadioSelect)
    most_choices = forms.IntegerField(
        label=gettext_lazy("Most answers one may choose"), min_value=1, max_value=MOST_OPTIONS, required=False
    )
    voters = forms.ChoiceField(label=gettext_lazy("Who votes"), choices=Voters.choices, widget=forms.RadioSelect)
    is_secret = forms.BooleanField(
        label=gettext_lazy("Secret: nobody can see who voted how"),
        required=False,
        help_text=gettext_lazy("Results are then shown only after the end, and votes are not taken by mail."),
    )
    results = forms.ChoiceField(
        label=gettext_lazy("Results are shown"), choices=ResultsShown.choices, widget=forms.RadioSelect
    )
    quorum = forms.IntegerField(
        label=gettext_lazy("Votes needed for the result to count"), min_value=1, max_value=100_000, required=False
    )

    texts = (
        ("question", lambda: Line(label=_("Question"), max_length=300)),
        (
            "options",
            lambda: Lines(
                label=_("Answers, one a line"),
                longest=LONGEST_OPTION,
                rows=5,
                help_text=_("They are numbered in this order; people vote by mail with the number."),
            ),
        ),
        (
            "explanation",
            lambda: Paragraphs(label=_("Explanation"), max_length=3000, rows=3),
        ),
    )
    needed = ("question", "options")
    counted = ("options",)

    def __init__(self, *args, **kwargs):
        kwargs["initial"] = {
            "token": uuid.uuid4(),
            "kind": PollKind.SINGLE,
            "voters": Voters.PERSON,
            "results": ResultsShown.CLOSED,
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, **kwargs)

    def clean(self):
        cleaned = super().clean()
        self.check_future()
        box = f"options_{cleaned.get('language') or self.main}"
        lines = cleaned.get(box)
        if lines and not 2 <= len(lines) <= MOST_OPTIONS:
            self.add_error(
                box,
                ValidationError(
                    _("A poll has from 2 to %(number)s answers.") % {"number": MOST_OPTIONS}, code="many"
                ),
            )
        if lines and len(set(lines)) != len(lines):
            self.add_error(box, ValidationError(_("Two answers are the same."), code="twice"))
        return cleaned

    def values(self):
        """In the words of ``open_poll``."""
        written = self.cleaned_data
        names = ("language", "kind", "most_choices", "voters", "is_secret", "results", "quorum", "token")
        return {
            **{name: written[name] for name in names},
            "question": self.in_tongues("question"),
            "explanation": self.in_tongues("explanation"),
            "options": self.lines_in_tongues("options"),
            "closes_at": self.instant(),
        }


class ReasonForm(forms.Form):
    """Why something is done that everybody is told."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    reason = Line(label=gettext_lazy("Reason"), max_length=500, help_text=gettext_lazy("Every reader sees it."))

    def __init__(self, *args, **kwargs):
        kwargs["initial"] = {"token": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class ExtendForm(Instant, ReasonForm):
    field_order = ("day", "hour", "reason")

    def clean(self):
        cleaned = super().clean()
        self.check_future()
        return cleaned


class RewordForm(InTongues, ReasonForm):
    """The words of a running poll, and further answers: lines after the last one."""

    texts = PollForm.texts
    needed = PollForm.needed
    counted = PollForm.counted

    def __init__(self, *args, poll, **kwargs):
        self.poll = poll
        super().__init__(*args, main=poll.language, **kwargs)
        del self.fields["language"]

    def clean(self):
        self.cleaned_data["language"] = self.poll.language
        cleaned = super().clean()
        box = f"options_{self.poll.language}"
        if box not in self.errors and len(cleaned.get(box) or []) < self.poll.options.count():
            self.add_error(
                box,
                ValidationError(
                    _("Answers of a poll that runs stay: correct their words, or add lines at the end."), code="gone"
                ),
            )
        return cleaned

    def parts(self):
        """``(words by name, further options)``."""
        lines = self.lines_in_tongues("options")
        known = list(self.poll.options.all())
        return (
            {
                "question": self.in_tongues("question"),
                "explanation": self.in_tongues("explanation"),
                "options": {option.number: texts for option, texts in zip(known, lines, strict=False)},
            },
            lines[len(known) :],
        )


class VoteForm(forms.Form):
    """The ballot: one answer, several, or a rank for each."""

    def __init__(self, *args, poll, parties=(), receipt="", needs_former=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.poll, self.parties = poll, {str(country.pk): country for country in parties}
        options = list(poll.options.all())
        labels = [(option.number, _numbered(option)) for option in options]
        # A form without a name of its own: several polls stand on one page.
        if poll.is_by_party and len(parties) > 1:
            self.fields["country"] = forms.ChoiceField(
                label=_("You vote for"), choices=[(key, country.name) for key, country in self.parties.items()]
            )
        if poll.kind == PollKind.SINGLE:
            self.fields["answer"] = forms.TypedChoiceField(
                label=_("Your answer"), choices=labels, coerce=int, widget=forms.RadioSelect
            )
        elif poll.kind == PollKind.MULTIPLE:
            self.fields["answer"] = forms.TypedMultipleChoiceField(
                label=_("Your answers"), choices=labels, coerce=int, widget=forms.CheckboxSelectMultiple
            )
            if poll.most_choices:
                self.fields["answer"].help_text = _("Choose no more than %(number)s.") % {"number": poll.most_choices}
        else:
            ranks = [("", _("not ranked")), *((rank, _rank(rank)) for rank in range(1, len(options) + 1))]
            for number, label in labels:
                self.fields[f"rank_{number}"] = forms.TypedChoiceField(
                    label=label, choices=ranks, coerce=int, empty_value=None, required=False
                )
        if poll.is_secret:
            self.fields["receipt"] = forms.RegexField(
                regex=r"^[0-9a-f]{32}$", initial=receipt, widget=forms.HiddenInput
            )
            if needs_former:
                self.fields["former"] = Line(
                    label=_("The receipt of your vote"),
                    max_length=150,
                    required=False,
                    help_text=_("Without it a secret vote cannot be changed, for nobody knows which one is yours."),
                )

    def clean(self):
        cleaned = super().clean()
        if self.poll.is_ranked:
            ranked = sorted(
                (rank, int(name.removeprefix("rank_")))
                for name, rank in cleaned.items()
                if name.startswith("rank_") and rank
            )
            ranks = [rank for rank, _number in ranked]
            if not ranked:
                raise ValidationError(_("Give at least one answer a rank."), code="empty")
            if len(set(ranks)) != len(ranks):
                raise ValidationError(_("Two answers have the same rank. Give each its own."), code="twice")
            cleaned["choices"] = [number for _rank, number in ranked]
        elif "answer" in cleaned:
            answer = cleaned["answer"]
            cleaned["choices"] = answer if isinstance(answer, list) else [answer]
        return cleaned

    @property
    def country(self):
        return self.parties.get(self.cleaned_data.get("country", ""))


def _numbered(option):
    says = option.says
    return format_html(
        '<span>{}. <bdi lang="{}" dir="{}">{}</bdi></span>', option.number, says.language, says.direction, says.text
    )


def _rank(number):
    return pgettext("rank in an order of priorities", "%(number)d.") % {"number": number}
