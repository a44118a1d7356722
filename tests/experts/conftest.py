"""An expert whose entry holds a secret in every field, each kept for one audience."""

from datetime import date

import pytest

from directory.choices import Audience
from directory.models import Affiliation
from experts.disclosure import FIELD_DEFAULTS
from experts.models import (
    Availability,
    Education,
    Panel,
    Publication,
    Qualification,
)
from tests.factories import (
    CountryFactory,
    ExpertiseTermFactory,
    LanguageFactory,
    LanguageSkillFactory,
    PersonContactFactory,
    PersonFactory,
    RegionFactory,
    UserFactory,
)
from tests.factories.experts import (
    EndorsementFactory,
    FieldOfExpertiseFactory,
    NominationFactory,
    RosterEntryFactory,
)


@pytest.fixture
def amara(db):
    """A listed expert of Senegal with a sign-in, whom Senegal nominated and endorsed in one of two fields."""
    user = UserFactory(email="amara@example.org")
    person = PersonFactory(
        user=user, given_name="Amara", family_name="Diallo", slug="amara-diallo", country=CountryFactory(iso2="SN")
    )
    entry = RosterEntryFactory(person=person)
    nomination = NominationFactory(entry=entry, country=CountryFactory(iso2="SN"))
    disposal = ExpertiseTermFactory(slug="pcb-disposal", name="PCB disposal")
    FieldOfExpertiseFactory(entry=entry, term=disposal, level=3, years=12)
    FieldOfExpertiseFactory(entry=entry, term=ExpertiseTermFactory(slug="inventories", name="Inventories"), level=1)
    EndorsementFactory(entry=entry, term=disposal, nomination=nomination)
    return entry


@pytest.fixture
def secrets(amara):
    """What each field of the entry says, by its name; every field is filled in."""
    amara.headline = "Secret headline"
    amara.willing_to = ["mission", "mentor"]
    amara.gender = "woman"
    amara.interests_declared = "some"
    amara.interests_text = "Secret interests"
    amara.additional_information = "Secret additional"
    amara.countries_worked_in = [CountryFactory(iso2="RU")]
    amara.regions_worked_in = [RegionFactory(code="901", name_en="Secret region")]
    amara.education = [Education(title="Secret degree", institution_name="Somewhere", ends_on=date(2001, 1, 1))]
    amara.qualifications = [
        Qualification(title="Secret chartered chemist"),
        Qualification(kind="membership", title="Secret society", year=2010),
    ]
    amara.publications = [Publication(title="Secret publication", doi="10.1021/secret", year=2019)]
    amara.panels = [Panel(name="Secret panel")]
    amara.availability = [Availability(kind="part", starts_on=date(2020, 1, 1), note="Secret period")]
    amara.save()
    return {
        "headline": ["Secret headline"],
        "worked_in": ["Russian Federation", "Secret region"],
        "willing_to": ["Go on mission", "Mentor"],
        "availability": ["Secret period"],
        "education": ["Secret degree"],
        "qualifications": ["Secret chartered chemist", "Secret society"],
        "publications": ["Secret publication", "10.1021/secret"],
        "panels": ["Secret panel"],
        "gender": ["Woman"],
        "interests": ["Secret interests", "Interests declared"],
        "additional_information": ["Secret additional"],
    }


@pytest.fixture
def personal_secrets(amara):
    """What stands in the record of the person and is not for everyone."""
    person = amara.person
    person.orcid = "0000-0002-1825-0097"
    person.position = "Secret position"
    person.affiliations = [
        Affiliation(institution_name="Secret laboratory", responsibilities="Secret responsibilities")
    ]
    hidden = Audience.OFFICIAL_CONTACTS
    person.field_audiences = {"orcid": hidden, "position": hidden, "affiliations": hidden, "languages": hidden}
    person.save()
    LanguageSkillFactory(person=person, language=LanguageFactory(code="fr", name_en="Secret French"), level=3)
    PersonContactFactory(person=person, kind="email", value="secret@example.org", audience=hidden)
    return [
        "0000-0002-1825-0097",
        "Secret position",
        "Secret laboratory",
        "Secret responsibilities",
        "Secret French",
        "secret@example.org",
    ]


@pytest.fixture
def shown_to(amara, secrets):
    """Let every field of the entry be seen by one audience and those after it."""

    def shows(audience):
        amara.field_audiences = dict.fromkeys(FIELD_DEFAULTS, int(audience))
        amara.save()
        return amara

    return shows
