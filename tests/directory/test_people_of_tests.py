"""The people of the fixtures are who they say they are."""

from directory.choices import Audience, LanguageLevel
from directory.disclosure import disclose
from directory.models import audience_of
from tests.factories import PersonFactory


def test_fixtures_stand_for_one_audience_each(visitor, applicant, member, focal_point, official_contact, secretariat):
    people = [visitor, applicant, member, focal_point, official_contact, secretariat]

    assert [audience_of(user) for user in people] == [
        Audience.EVERYONE,
        Audience.EVERYONE,
        Audience.MEMBERS,
        Audience.OFFICIAL_CONTACTS,
        Audience.OFFICIAL_CONTACTS,
        Audience.SECRETARIAT,
    ]


def test_a_person_is_made_with_what_they_know(db, visitor):
    person = PersonFactory(
        expertise=["pcb"], interests=["ddt"], languages={"fr": LanguageLevel.EXCELLENT}, sectors=["waste"]
    )

    seen = disclose(person, visitor)

    assert [term.slug for term in seen.expertise] == ["pcb"]
    assert [term.slug for term in seen.interests] == ["ddt"]
    assert [(skill.language.code, skill.level) for skill in seen.languages] == [("fr", LanguageLevel.EXCELLENT)]
    assert [sector.code for sector in seen.sectors] == ["waste"]
    assert seen.country.region.name == "Africa"
