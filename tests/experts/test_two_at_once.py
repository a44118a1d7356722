"""Two at once: nominations of one person, nominations for the last place, offering and withdrawing."""

from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from experts import actions
from experts.choices import EntryState, NominationState
from experts.exceptions import AlreadyNominatedError, LimitReachedError, RosterError
from experts.models import Nomination
from tests.factories import UserFactory

from .lives import fresh, nominated, offered, speaker, steps_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time"),
]


def at_once(*acts):
    """Do these at the same moment, each over a connection of its own. Gives what came of each."""
    gate, came = Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            gate.wait(10)
            came[place] = act()
        except Exception as refused:
            came[place] = refused
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return came


def test_of_two_nominations_of_one_person_one_stands_and_the_other_says_who_was_first():
    focal, contact = speaker(), speaker(email="ocp@example.org", post="official-contact-point")
    entry = offered()
    country, term = entry.person.country, entry.fields.first().term

    def by(user):
        return lambda: actions.nominate(entry, by=user, on_behalf_of=country, reason="x", endorsed=[term])

    came = at_once(by(focal), by(contact))
    assert sorted(type(each).__name__ for each in came) == ["AlreadyNominatedError", "Nomination"]
    refused = next(each for each in came if isinstance(each, AlreadyNominatedError))
    assert Nomination.objects.get().signer_name in str(refused)
    assert fresh(entry).state == EntryState.NOMINATED
    assert steps_of(entry).count("nominated") == 1


def test_of_two_nominations_for_the_last_place_one_is_refused():
    focal, secretariat = speaker(), UserFactory(email="secretariat@example.org", is_staff=True)
    actions.change_rules(by=secretariat, most_per_country=1)
    entries = [offered(), offered(email="second@example.org", family_name="Sow", fields=["monitoring"])]

    def of(entry):
        term = entry.fields.first().term
        return lambda: actions.nominate(
            entry, by=focal, on_behalf_of=entry.person.country, reason="x", endorsed=[term]
        )

    came = at_once(*map(of, entries))
    assert sorted(type(each).__name__ for each in came) == ["LimitReachedError", "Nomination"]
    assert isinstance(next(each for each in came if not isinstance(each, Nomination)), LimitReachedError)


def test_listing_and_withdrawing_at_once_leave_one_whole_state():
    entry = nominated()
    secretariat = UserFactory(email="secretariat@example.org", is_staff=True)
    expert = entry.person.user
    came = at_once(
        lambda: actions.list_entry(entry, by=secretariat), lambda: actions.withdraw_entry(entry, by=expert)
    )
    entry = fresh(entry)
    # Whoever came second: the expert is off the roster, and nothing of a listing is left.
    assert entry.state == EntryState.WITHDRAWN
    assert (entry.listed_on, entry.lapses_on, entry.designation) == (None, None, None)
    assert not Nomination.objects.filter(state__in=[NominationState.OPEN, NominationState.IN_FORCE]).exists()
    assert all(not isinstance(each, Exception) or isinstance(each, RosterError) for each in came)


def test_two_clicks_on_offering_tell_the_nominators_once():
    from notifications.models import OutgoingMail

    focal = speaker()
    entry = offered()
    OutgoingMail.objects.all().delete()
    actions.withdraw_entry(entry, by=entry.person.user)
    at_once(*[lambda: actions.offer_entry(entry, by=entry.person.user)] * 2)
    assert (
        OutgoingMail.objects.filter(address=focal.email, subject__contains="waits for your nomination").count() == 1
    )
