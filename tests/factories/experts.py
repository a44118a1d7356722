"""Entries of the roster, as small as a test needs them."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from experts.choices import EntryState, NominationState
from experts.models import Endorsement, FieldOfExpertise, Nomination, RosterEntry

from .directory import CountryFactory, ExpertiseTermFactory, PersonFactory


class RosterEntryFactory(DjangoModelFactory):
    """A listed expert; ``state="draft"`` makes one who is not."""

    class Meta:
        model = RosterEntry

    person = factory.SubFactory(PersonFactory)
    state = EntryState.LISTED
    listed_on = date(2026, 1, 15)
    lapses_on = date(2030, 1, 15)


class FieldOfExpertiseFactory(DjangoModelFactory):
    class Meta:
        model = FieldOfExpertise

    entry = factory.SubFactory(RosterEntryFactory)
    term = factory.SubFactory(ExpertiseTermFactory)


class NominationFactory(DjangoModelFactory):
    """A nomination in force by a Party."""

    class Meta:
        model = Nomination

    entry = factory.SubFactory(RosterEntryFactory)
    country = factory.SubFactory(CountryFactory)
    state = NominationState.IN_FORCE


class EndorsementFactory(DjangoModelFactory):
    class Meta:
        model = Endorsement

    entry = factory.SubFactory(RosterEntryFactory)
    term = factory.SubFactory(ExpertiseTermFactory)
    nomination = factory.SubFactory(NominationFactory, entry=factory.SelfAttribute("..entry"))
