"""What was asked and answered in the demonstration network, and where mail does not arrive; the same for a seed."""

from datetime import UTC, datetime, time, timedelta
from random import Random

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from notifications.models import UnreachableAddress

from ..choices import ContactKind
from ..models import Designation, Institution, Person
from .actions.asking import NobodyToAskError, ask_now
from .actions.tasks import open_task
from .addressees import addressees_of, with_addresses
from .choices import Answer
from .kinds import UNREACHABLE
from .models import ConfirmationRequest, Task

# More would make the pages no truer.
MOST_ASKED = 400
LOST = 3
REPLY = "550 5.1.1 User unknown"


@transaction.atomic
def make_upkeep(seed, on):
    """Questions of the last half-year with their answers, addresses that are lost, and one letter to look at.

    Nothing is added where there are questions already.
    """
    people = Person.objects.listed().filter(is_demo=True, user=None)
    if ConfirmationRequest.objects.filter(person__is_demo=True).exists() or not people.exists():
        return
    chance = Random(f"{seed}/upkeep")  # noqa: S311
    now = timezone.now()
    asked = with_addresses(people.order_by("slug"))[:MOST_ASKED]
    ConfirmationRequest.objects.bulk_create(
        question for person in asked if (question := _question(person, on, now, chance))
    )
    lost = people.filter(designations__in=Designation.objects.current().official()).order_by("slug").distinct()[:LOST]
    for person in with_addresses(lost):
        _lose(person, now - timedelta(days=chance.randint(2, 20)))
    # The letter of an institution, to be read and answered where the site shows its mail.
    mailboxes = Institution.objects.listed().filter(is_demo=True, contacts__kind=ContactKind.EMAIL)
    institution = mailboxes.order_by("country__iso2", "slug").filter(country__iso2="KE").first() or mailboxes.first()
    if institution is not None:
        try:
            ask_now(institution)
        except NobodyToAskError:
            return


@transaction.atomic
def remove_upkeep():
    """Tasks about demonstration records and lost addresses go with them; questions go by themselves."""
    UnreachableAddress.objects.filter(words=REPLY, address__endswith=".example").delete()
    for model in (Person, Institution):
        kind = ContentType.objects.get_for_model(model)
        Task.objects.filter(content_type=kind, object_id__in=model.objects.filter(is_demo=True).values("pk")).delete()


def _question(person, on, now, chance):
    """A question that was answered where the record was confirmed lately; an open one, or none, where it was not."""
    addressee = next(iter(addressees_of(person)), None)
    luck = chance.random()
    if addressee is None:
        return None
    confirmed = person.confirmed_at
    if confirmed and timedelta(0) < now - confirmed < timedelta(days=180):
        cycle = confirmed.date() - timedelta(days=confirmed.weekday())
        answer = Answer.BY_LETTER if luck < 0.7 else Answer.ON_SITE
        answered = {"answered_at": confirmed, "answer": answer}
    elif luck < 0.6:
        cycle = on - timedelta(days=on.weekday() + 7 * chance.randint(1, 7))
        answered = {}
    else:
        return None
    asked_at = datetime.combine(cycle, time(6), UTC)
    if confirmed and answered and asked_at > confirmed:
        return None
    reminder = asked_at + timedelta(days=35)
    return ConfirmationRequest(
        person=person,
        cycle=cycle,
        asked_at=asked_at,
        address=addressee.address,
        language=addressee.language,
        reminded_at=reminder if not answered and reminder < now else None,
        **answered,
    )


def _lose(person, since):
    for addressee in addressees_of(person):
        UnreachableAddress.objects.get_or_create(
            address=addressee.address.lower(),
            defaults={"since": since, "last_at": since, "status": "5.1.1", "words": REPLY},
        )
        open_task(UNREACHABLE, person, f"{addressee.address}: {REPLY}")
