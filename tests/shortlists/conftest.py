"""Experts who show some things to some only, and a member who shortlists them."""

from datetime import date

import pytest

from directory.choices import Audience, LanguageLevel
from experts.choices import EntryState
from experts.shortlists.actions import add_expert, begin_shortlist
from tests.factories import (
    ChemicalFactory,
    CountryFactory,
    ExpertiseTermFactory,
    LanguageFactory,
    LanguageSkillFactory,
    PersonContactFactory,
    PersonFactory,
)
from tests.factories.experts import (
    EndorsementFactory,
    FieldOfExpertiseFactory,
    NominationFactory,
    RosterEntryFactory,
)

# What everybody may know, and what stands in the record for some audiences only.
SECRET_OF_MEMBERS = "sworn-to-members"
SECRET_OF_CONTACTS = "sworn-to-contacts"
SECRET_OF_SECRETARIAT = "sworn-to-secretariat"


@pytest.fixture
def expert(db):
    """A listed expert with a secret for every audience."""
    person = PersonFactory(given_name="Awa", family_name="Ndoye", slug="awa-ndoye", position="Chemist")
    entry = RosterEntryFactory(
        person=person,
        headline="PCB inventories",
        free_terms="Transformer oil",
        willing_to=["remote", "review"],
        additional_information=SECRET_OF_MEMBERS,
        interests_declared="some",
        interests_text=SECRET_OF_CONTACTS,
    )
    field = FieldOfExpertiseFactory(entry=entry, term=ExpertiseTermFactory(slug="pcb", name="PCBs", name_en="PCBs"))
    nomination = NominationFactory(entry=entry, country=CountryFactory(iso2="SN"))
    EndorsementFactory(entry=entry, term=field.term, nomination=nomination)
    entry.availability.create(kind="full", starts_on=date(2020, 1, 1), note=SECRET_OF_MEMBERS)
    entry.education.create(title="PhD", institution_name="Dakar", subject=SECRET_OF_SECRETARIAT)
    entry.field_audiences = {"education": Audience.SECRETARIAT}
    entry.save()
    entry.countries_worked_in.set([CountryFactory(iso2="SN")])
    entry.save()
    LanguageSkillFactory(person=person, language=LanguageFactory(code="fr"), level=LanguageLevel.EXCELLENT)
    PersonContactFactory(person=person, kind="email", value="awa@example.org", audience=Audience.MEMBERS)
    person.chemicals.set([ChemicalFactory()])
    person.save()
    return entry


def made_expert(number, **values):
    person = PersonFactory(given_name="Expert", family_name=f"Number{number}", slug=f"expert-{number}")
    entry = RosterEntryFactory(person=person, **values)
    FieldOfExpertiseFactory(entry=entry, term=ExpertiseTermFactory(slug="pcb", name="PCBs", name_en="PCBs"))
    return entry


@pytest.fixture
def shortlist(member, expert):
    """A shortlist of the member with the expert, and one who is kept for official contacts."""
    hidden = made_expert("hidden", headline="Nobody may know", listing=Audience.OFFICIAL_CONTACTS)
    draft = made_expert("draft", headline="Not yet listed", state=EntryState.DRAFT)
    kept = begin_shortlist(member, "For the mission", "Budget is secret-purpose")
    for entry in (expert, hidden, draft):
        add_expert(member, entry, kept)
    kept.rows.update(note="note-nobody-else-reads")
    return kept
