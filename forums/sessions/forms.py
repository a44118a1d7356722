"""What people write about live sessions."""

import uuid
from datetime import UTC, timedelta

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.forms.fields import Line, Paragraphs
from directory.models import Person, User
from forums.choices import MOST_CHARACTERS as MOST_OF_A_POST
from forums.models import Membership
from forums.queries import capacities_of

from .choices import MOST_CHARACTERS

MOST_GUESTS = 20
LONGEST = timedelta(days=14)


class Moment(forms.DateTimeField):
    """A day and a time in UTC."""

    def __init__(self, **kwargs):
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **kwargs)

    def prepare_value(self, value):
        return value.astimezone(UTC) if hasattr(value, "astimezone") else value


class SpokenForm(forms.Form):
    """A text, its language and in what capacity it is said, sent once."""

    text = Paragraphs(label=_("Text"), rows=6, max_length=MOST_OF_A_POST)
    language = forms.ChoiceField(label=_("Language of the text"), choices=settings.LANGUAGES)
    capacity = forms.ChoiceField(label=_("I speak"))
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self._capacities = {value: (value, country, place) for value, country, place in capacities_of(user)}
        self.fields["capacity"].choices = [
            (value, _capacity_in_words(*capacity)) for value, capacity in self._capacities.items()
        ]
        self.initial = {"language": get_language(), "token": uuid.uuid4(), **self.initial}

    def said(self):
        cleaned = self.cleaned_data
        return {
            "text": cleaned["text"],
            "language": cleaned["language"],
            "capacity": self._capacities[cleaned["capacity"]],
            "token": cleaned["token"],
        }


def _capacity_in_words(value, country, institution):
    if country is not None:
        return _("For a Party: %(name)s") % {"name": country.name}
    if institution is not None:
        return _("For an organisation: %(name)s") % {"name": institution}
    return _("For the Secretariat") if value == "secretariat" else _("Personally")


class QuestionForm(SpokenForm):
    text = Paragraphs(
        label=_("Your question"),
        rows=4,
        max_length=MOST_CHARACTERS,
        help_text=_("The facilitator reads it first. It is shown under your name when it is put to the session."),
    )


class AnswerForm(SpokenForm):
    text = Paragraphs(label=_("Your answer"), rows=8, max_length=MOST_OF_A_POST)


class TimesForm(forms.Form):
    """When a session takes place, who leads it and who answers."""

    starts_at = Moment(label=_("Begins (UTC)"))
    ends_at = Moment(label=_("Ends (UTC)"))
    facilitator = forms.ModelChoiceField(label=_("Facilitator"), queryset=User.objects.none(), required=False)
    guests = Paragraphs(
        label=_("Guests who answer"),
        required=False,
        rows=5,
        help_text=_(
            "One a line: the address of the record, as neema-barasa, then what the guest is presented as. "
            "Example: neema-barasa Regional centre, laboratory"
        ),
    )

    def __init__(self, *args, group, user, **kwargs):
        super().__init__(*args, **kwargs)
        self._group = group
        leading = Membership.objects.active().filter(group=group, user__person__isnull=False)
        keys = leading.order_by("-role").values("user")
        self.fields["facilitator"].queryset = User.objects.filter(pk__in=keys).select_related("person")
        self.fields["facilitator"].label_from_instance = lambda each: str(each.record)
        self.fields["facilitator"].empty_label = _("I lead it myself")
        self._user = user

    def clean_guests(self):
        """Pairs of a user and what they are presented as. Only who signs in and reads the group can answer."""
        found, unknown = [], []
        lines = [line.strip() for line in self.cleaned_data["guests"].splitlines() if line.strip()]
        if len(lines) > MOST_GUESTS:
            raise ValidationError(_("At most %(number)s guests.") % {"number": MOST_GUESTS})
        people = Person.objects.visible_to(self._user).filter(
            slug__in=[line.split()[0] for line in lines], user__isnull=False
        )
        people = {person.slug: person for person in people.select_related("user")}
        for line in lines:
            slug, _space, as_what = line.partition(" ")
            person = people.get(slug)
            if person is None or not self._group.is_read_by(person.user):
                unknown.append(slug)
            elif person.user not in [user for user, _as in found]:
                found.append((person.user, as_what.strip()[:200]))
        if unknown:
            raise ValidationError(
                _("Not found among those who read the group and sign in: %(names)s") % {"names": ", ".join(unknown)}
            )
        return found

    def clean(self):
        cleaned = super().clean()
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at:
            if ends_at <= starts_at:
                self.add_error("ends_at", _("It ends after it begins."))
            elif ends_at - starts_at > LONGEST:
                self.add_error("ends_at", _("A session lasts fourteen days at most."))
            elif ends_at < timezone.now():
                self.add_error("ends_at", _("This is in the past."))
        return cleaned

    def times(self):
        cleaned = self.cleaned_data
        return {
            "starts_at": cleaned["starts_at"],
            "ends_at": cleaned["ends_at"],
            "facilitator": cleaned["facilitator"] or self._user,
            "guests": cleaned["guests"],
        }

    @staticmethod
    def of(session):
        """What the form of a session is filled with."""
        guests = session.guests.filter(user__person__isnull=False).select_related("user__person")
        return {
            "starts_at": session.starts_at,
            "ends_at": session.ends_at,
            "facilitator": session.facilitator,
            "guests": "\n".join(f"{guest.user.person.slug} {guest.presented_as}".strip() for guest in guests),
        }


class PlanForm(TimesForm):
    """A session and its invitation."""

    title = Line(label=_("Title"), max_length=200)
    text = Paragraphs(label=_("Invitation"), rows=8, max_length=MOST_OF_A_POST)
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=settings.LANGUAGES)
    token = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ["title", "text", "language"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial = {"language": get_language(), "token": uuid.uuid4(), **self.initial}


class ReasonForm(forms.Form):
    reason = Line(label=_("Reason"), max_length=300)
