"""What readers, facilitators and the Secretariat say when order has to be kept."""

import uuid
from datetime import timedelta

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directory.forms.fields import Line, Paragraphs

from .choices import ACTS, AGAINST_SOMEBODY, Act, MatterKind, Rule, WordAction
from .models import WatchedWord

# What a person may be told to keep still for, in days; an empty one is for good.
SPANS = [
    ("1", _("One day")),
    ("7", _("One week")),
    ("30", _("30 days")),
    ("180", _("180 days")),
    ("", pgettext_lazy("ban", "For good")),
]


class WithToken(forms.Form):
    """A form that has one effect, however often it is sent."""

    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        kwargs["initial"] = {"token": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class FlagForm(WithToken):
    rule = forms.ChoiceField(label=_("What is wrong with it?"), choices=Rule.choices, widget=forms.RadioSelect)
    words = Paragraphs(
        label=_("In your words"),
        max_length=1000,
        rows=3,
        required=False,
        help_text=_("Those who keep order in the group read it, without your name."),
    )


class RuleForm(WithToken):
    """A rule that was broken, and the reason, which the person concerned reads."""

    rule = forms.ChoiceField(
        label=_("Rule"),
        choices=Rule.choices,
        widget=forms.RadioSelect,
        help_text=_("The public log names the rule, and neither persons nor words."),
    )
    reason = Paragraphs(
        label=_("Reason"), max_length=2000, rows=4, help_text=_("The person concerned reads it, and may appeal.")
    )


class DecideForm(WithToken):
    act = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    rule = forms.ChoiceField(
        label=_("Rule that is broken"),
        choices=[("", _("None")), *Rule.choices],
        required=False,
        help_text=_("Needed when a post is not published, or is hidden. The public log names it."),
    )
    reason = Paragraphs(
        label=_("Reason"),
        max_length=2000,
        rows=4,
        required=False,
        help_text=_("The person concerned reads it. Needed whenever somebody loses by the decision."),
    )
    WORDS = {
        Act.PUBLISHED: _("Publish it"),
        Act.REFUSED: _("Do not publish it"),
        Act.LEFT: _("Leave it as it is"),
        Act.HIDDEN: _("Hide it"),
        Act.UPHELD: _("The decision stands"),
        Act.OVERTURNED: _("Take the decision back"),
    }

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["act"].choices = [(act, self.WORDS[act]) for act in ACTS[kind]]
        if kind == MatterKind.APPEAL:
            del self.fields["rule"]

    def clean(self):
        said = super().clean()
        act = said.get("act")
        if act in AGAINST_SOMEBODY and not said.get("rule"):
            self.add_error("rule", _("Say which rule is broken."))
        if (act in AGAINST_SOMEBODY or self.kind == MatterKind.APPEAL) and not said.get("reason"):
            self.add_error("reason", _("Say why: the person concerned reads it."))
        return said


class MeasureForm(RuleForm):
    """A warning, or a ban from writing."""

    act = forms.ChoiceField(
        label=_("What follows"),
        choices=[(Act.WARNED, _("A warning")), (Act.BANNED, _("They may read, and not write"))],
        widget=forms.RadioSelect,
    )
    days = forms.ChoiceField(label=_("For how long they may not write"), choices=SPANS, required=False, initial="7")
    everywhere = forms.BooleanField(label=_("In all groups of the network"), required=False)

    field_order = ["act", "days", "everywhere", "rule", "reason"]

    def __init__(self, *args, for_network, **kwargs):
        super().__init__(*args, **kwargs)
        if not for_network:
            del self.fields["everywhere"]

    def until(self):
        days = self.cleaned_data["days"]
        return timezone.now() + timedelta(days=int(days)) if days else None


class LiftForm(WithToken):
    reason = Paragraphs(label=_("Reason"), max_length=2000, rows=3, help_text=_("The person concerned reads it."))


class AppealForm(WithToken):
    words = Paragraphs(
        label=_("Why it should be decided again"),
        max_length=3000,
        rows=6,
        help_text=_("Somebody else than who decided reads it, and decides."),
    )


class WordForm(WithToken):
    text = Line(label=_("Word"), max_length=80, help_text=_("A word, or a few in a row."))
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("Any: the word as written")), *settings.LANGUAGES],
        required=False,
        help_text=_("All forms of the word in this language are found."),
    )
    action = forms.ChoiceField(
        label=_("What follows"), choices=WordAction.choices, widget=forms.RadioSelect, initial=WordAction.WAIT
    )
    note = Line(label=_("Why it is watched"), max_length=200, required=False)


class WordAdminForm(forms.ModelForm):
    class Meta:
        model = WatchedWord
        fields = ["text", "language", "group", "action", "note"]
