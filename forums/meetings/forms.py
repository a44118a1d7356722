"""What facilitators write about a meeting."""

import uuid
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.forms.fields import Day, Line, Paragraphs

from ..choices import MOST_CHARACTERS
from .models import Meeting

LONGEST_HOURS = 24


class MeetingForm(forms.ModelForm):
    """A meeting on the clock of its own time zone."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = Line(label=_("Title"), max_length=200)
    day = Day(label=_("Day"), help_text=_("For example 3 May 2027."))
    begins = forms.TimeField(label=_("Begins"), widget=forms.TextInput(attrs={"size": 6}), help_text=_("As 14:30."))
    ends = forms.TimeField(
        label=_("Ends"),
        widget=forms.TextInput(attrs={"size": 6}),
        help_text=_("An hour before the beginning is on the next day."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=lambda: [(n, n) for n in sorted(available_timezones())]
    )
    address = forms.URLField(
        label=_("Address of the meeting"),
        max_length=1000,
        required=False,
        assume_scheme="https",
        help_text=_("Shown to members of the group only."),
    )
    dial_in = Paragraphs(
        label=_("Dial-in"), max_length=1000, rows=3, required=False, help_text=_("Numbers and codes, one a line.")
    )
    agenda = Paragraphs(label=_("Agenda"), max_length=10_000, rows=8, required=False)

    class Meta:
        model = Meeting
        fields = ["title", "language", "time_zone", "address", "dial_in", "agenda"]

    def __init__(self, *args, **kwargs):
        meeting = kwargs.get("instance")
        own = {"token": uuid.uuid4()}
        if meeting is not None and meeting.pk:
            starts, ends = meeting.local()
            own |= {"day": starts.date(), "begins": starts.strftime("%H:%M"), "ends": ends.strftime("%H:%M")}
        kwargs["initial"] = {**own, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.order_fields(["title", "day", "begins", "ends", "time_zone", "address", "dial_in", "agenda", "language"])

    def clean(self):
        said = super().clean()
        if all(said.get(name) is not None for name in ("day", "begins", "ends")) and said.get("time_zone"):
            zone = ZoneInfo(said["time_zone"])
            starts = _moment(said["day"], said["begins"], zone)
            ends = _moment(said["day"], said["ends"], zone)
            if ends <= starts:
                ends = _moment(said["day"] + timedelta(days=1), said["ends"], zone)
            said["starts_at"], said["ends_at"] = starts, ends
            if starts <= timezone.now() and (not self.instance.pk or starts != self.instance.starts_at):
                self.add_error("day", _("Choose a time to come."))
        if not (said.get("address") or said.get("dial_in")) and not self.errors:
            self.add_error("address", _("Say where the meeting is: an address, or numbers to dial."))
        return said

    @property
    def said(self):
        """What the actions take."""
        names = ("title", "language", "time_zone", "address", "dial_in", "agenda", "starts_at", "ends_at")
        return {name: self.cleaned_data[name] for name in names}


def _moment(day, hour: time, zone):
    """A moment by a clock of a zone; an hour that the clock leaves out does not exist."""
    moment = datetime.combine(day, hour, tzinfo=zone)
    if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise ValidationError(_("The clocks of this zone are put forward over this hour. Choose another."))
    return moment.astimezone(UTC)


class CancelForm(forms.Form):
    reason = Paragraphs(label=_("Reason"), max_length=1000, help_text=_("Members read it."))


class MinutesForm(forms.Form):
    text = Paragraphs(
        label=_("Minutes"),
        max_length=MOST_CHARACTERS,
        rows=14,
        help_text=_("They become a post, with your name. Write Markdown if you like."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
