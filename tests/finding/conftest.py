"""A small roster over both engines: `engine` and `broken_engine` are those of the search."""

import pytest
from search.actions import rebuild_index

from directory.choices import LanguageLevel
from experts.models import RosterEntry
from tests.factories import ChemicalFactory, CountryFactory, ExpertiseTermFactory, PersonFactory
from tests.factories.experts import (
    EndorsementFactory,
    FieldOfExpertiseFactory,
    NominationFactory,
    RosterEntryFactory,
)
from tests.search.conftest import broken_engine, engine  # noqa: F401


@pytest.fixture
def fields(db):
    """A part of the tree: PCB management with two narrower fields, and waste beside it."""
    pcb = ExpertiseTermFactory(
        slug="pcb", name="PCB management", name_fr="Gestion des PCB", also="PCBs\npolychlorinated biphenyls"
    )
    disposal = ExpertiseTermFactory(
        slug="pcb-disposal",
        name="PCB decontamination and disposal",
        name_fr="Décontamination et élimination des PCB",
        parent=pcb,
    )
    ExpertiseTermFactory(slug="pcb-open", name="PCBs in open applications", parent=pcb)
    ExpertiseTermFactory(slug="waste", name="Waste management and disposal", name_fr="Gestion des déchets")
    ChemicalFactory(code="pop-09", abbreviation="PCB", cas_numbers="1336-36-3")
    return {"pcb": pcb, "pcb-disposal": disposal}


def expert(slug, *fields, endorsed=(), country="KE", languages=None, worked=(), person=None, **entry):
    """A listed expert with fields, some of them endorsed, who worked in countries."""
    person = {"slug": slug, "family_name": slug, "country": CountryFactory(iso2=country), **(person or {})}
    made = RosterEntryFactory(person=PersonFactory(languages=languages or {}, **person), **entry)
    for code in fields:
        code, _, level = code.partition(":")
        FieldOfExpertiseFactory(entry=made, term=ExpertiseTermFactory(slug=code), level=int(level or 2))
    if endorsed:
        nomination = NominationFactory(entry=made, country=made.person.country)
        for code in endorsed:
            EndorsementFactory(entry=made, nomination=nomination, term=ExpertiseTermFactory(slug=code))
    RosterEntry.countries_worked_in.through.objects.bulk_create(
        RosterEntry.countries_worked_in.through(rosterentry=made, country=CountryFactory(iso2=code))
        for code in worked
    )
    return made


@pytest.fixture
def roster(engine, fields):  # noqa: F811
    """Five experts, from the one who fits "PCB disposal in West Africa, French" best to the one who does not."""
    french = {"fr": LanguageLevel.EXCELLENT}
    made = {
        "best": expert("best", "pcb-disposal:3", endorsed=["pcb-disposal"], country="SN", languages=french),
        "self-declared": expert("self-declared", "pcb-disposal", worked=["SN"], languages=french),
        "broad": expert("broad", "pcb", country="SN", languages=french),
        "english": expert("english", "pcb-disposal", country="SN", languages={"en": LanguageLevel.EXCELLENT}),
        "elsewhere": expert("elsewhere", "waste", country="CN", languages=french),
    }
    rebuild_index()
    return made
