"""The links in reminders: signed, for one entry and one day of lapse. They renew in two steps and do nothing else."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core import signing
from django.urls import reverse

from .choices import EntryState
from .models import RosterEntry

SALT = "experts.renew"

OPEN, RENEWED, OVER = "open", "renewed", "over"


@dataclass(frozen=True)
class Followed:
    """A link that somebody followed: the entry, the day of lapse it spoke of, and how that stands."""

    entry: RosterEntry
    lapses_on: date
    state: str


def token_of(entry):
    return signing.dumps([entry.pk, entry.lapses_on.isoformat()], salt=SALT)


def address_of(entry):
    """The whole address of the page that renews, in the language that is active."""
    return settings.BASE_URL.rstrip("/") + reverse("roster:renew", args=[token_of(entry)])


def follow(token):
    """What a link stands for; None if it was not made here."""
    try:
        number, day = signing.loads(token, salt=SALT)
        lapses_on = date.fromisoformat(day)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    entry = RosterEntry.objects.select_related("person__user", "person__country").filter(pk=number).first()
    return Followed(entry, lapses_on, _state(entry, lapses_on)) if entry is not None else None


def _state(entry, lapses_on):
    if entry.state != EntryState.LISTED or entry.lapses_on is None:
        return OVER
    return OPEN if entry.lapses_on == lapses_on else RENEWED
