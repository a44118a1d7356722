"""What stories about the upkeep need: a Monday, records nobody has confirmed for long, and their letters."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from notifications.models import OutgoingMail

from directory.upkeep.actions.asking import hold_mailing
from tests.factories import InstitutionContactFactory, InstitutionFactory, PersonContactFactory, PersonFactory

MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
LONG_AGO = MONDAY - timedelta(days=400)


@pytest.fixture
def monday(db):
    cache.clear()
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def office(monday):
    """An institution that has a mailbox and no keeper."""
    institution = InstitutionFactory(name="Central Laboratory", slug="central-laboratory", confirmed_at=LONG_AGO)
    InstitutionContactFactory(institution=institution, value="office@example.org")
    return institution


@pytest.fixture
def listed(monday):
    """Somebody who is listed without signing in, with a mail address only the Secretariat may see."""
    person = PersonFactory(given_name="Wanjiru", family_name="Mwangi", slug="wanjiru-mwangi", confirmed_at=LONG_AGO)
    PersonContactFactory(person=person, kind="email", value="wanjiru@example.org", audience=3)
    return person


def letters(address=None):
    mails = OutgoingMail.objects.order_by("pk")
    return list(mails.filter(address=address) if address else mails)


def link_in(mail, name="confirm"):
    """The address of a link in a letter, without the site."""
    return re.search(rf"https?://[^/]+(/\S+/{name}/\S+)", mail.text)[1]


@pytest.fixture
def link(office):
    """The link of the letter an institution got."""
    hold_mailing()
    return link_in(letters("office@example.org")[0])
