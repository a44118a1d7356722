"""Two experts, somebody who asks them, and a roster that proposes whoever it is told to."""

import re
from dataclasses import dataclass, field

import pytest
from django.core.cache import cache
from notifications.models import OutgoingMail

from experts.consulting import proposing
from experts.finding.understanding import understand
from tests.factories import CountryFactory, ExpertiseTermFactory, PersonFactory, UserFactory
from tests.factories.consulting import InvitationFactory, QuestionFactory
from tests.factories.experts import FieldOfExpertiseFactory, RosterEntryFactory


@dataclass
class Match:
    entry_pk: int
    score: float = 1.0
    reasons: list = field(default_factory=list)
    missing: list = field(default_factory=list)


@pytest.fixture(autouse=True)
def mail_comes_in(settings):
    cache.clear()
    settings.MAIL_QUESTION_ADDRESS = "question@chm.example"


@pytest.fixture
def proposed(monkeypatch):
    """What the roster proposes: entries with the reasons for them. What it was asked is in ``asked``."""
    matches = []

    def propose(understanding, viewer, limit=10, exclude=()):
        asked.append(understanding)
        return [match for match in matches if match.entry_pk not in exclude][:limit]

    asked = []
    monkeypatch.setattr(proposing, "propose", propose)
    monkeypatch.setattr(proposing, "read_question", lambda words, viewer: understand(words))

    def proposes(*pairs):
        matches[:] = [Match(entry.pk, reasons=list(reasons)) for entry, reasons in pairs]

    proposes.asked = asked
    return proposes


@pytest.fixture
def pcb(db):
    return ExpertiseTermFactory(slug="pcb-disposal", name="PCB disposal")


def expert(slug, country="SN", language="en", fields=(), **about):
    given, family = slug.title().split("-")
    user = UserFactory(email=f"{slug}@example.org", language=language)
    person = PersonFactory(
        user=user, given_name=given, family_name=family, slug=slug, country=CountryFactory(iso2=country)
    )
    entry = RosterEntryFactory(person=person, willing_to=["remote"], **about)
    for term in fields:
        FieldOfExpertiseFactory(entry=entry, term=term)
    return entry


@pytest.fixture
def awa(pcb):
    """A listed expert of PCB disposal who advises from afar, with a sign-in."""
    return expert("awa-ndiaye", fields=[pcb])


@pytest.fixture
def koffi(pcb):
    """Another one, who reads letters in French."""
    return expert("koffi-mensah", country="KE", language="fr", fields=[pcb])


@pytest.fixture
def question(member, pcb):
    """An open question of a member; nobody is asked yet."""
    question = QuestionFactory(asked_by=member)
    question.fields.set([pcb])
    return question


@pytest.fixture
def asked(question, awa):
    """Awa is asked, and has not answered."""
    return InvitationFactory(question=question, entry=awa, invited_by=question.asked_by)


@pytest.fixture
def accepted(question, awa):
    """Awa is asked, and has accepted."""
    return InvitationFactory(question=question, entry=awa, invited_by=question.asked_by, state="accepted")


@pytest.fixture
def letters():
    """The letters in the outbox, the earliest first: ``letters(address)``."""

    def to(address=None):
        mails = OutgoingMail.objects.order_by("pk")
        return list(mails.filter(address=address) if address else mails)

    return to


@pytest.fixture
def link_in():
    """The path a letter links to, of those that hold a word: ``link_in(mail, "accept")``."""

    def find(mail, word):
        found = re.search(rf"https?://[^/\s]+(/\S*{re.escape(word)}\S*)", mail.text)
        assert found, f"no link with {word}: {mail.text}"
        return found[1]

    return find
