"""Secrets at four audiences are put in place and looked for at every address, by every kind of reader."""

import itertools
import json
import re

import pytest
from django.test import Client

from directory.choices import Audience, RecordStatus
from tests.factories import (
    AffiliationFactory,
    BiographyFactory,
    CountryFactory,
    DesignationFactory,
    InstitutionContactFactory,
    InstitutionFactory,
    PersonContactFactory,
    PersonFactory,
)

from .conftest import Program, token_for

pytestmark = pytest.mark.django_db

LEVELS = {
    "everyone": Audience.EVERYONE,
    "members": Audience.MEMBERS,
    "contacts": Audience.OFFICIAL_CONTACTS,
    "secretariat": Audience.SECRETARIAT,
}
FIELDS = ("position", "address", "biography", "affiliations", "expertise", "sectors")


@pytest.fixture
def secrets(index, focal_point, member, official_contact, applicant):
    """A person with everything for each audience, people and institutions listed for it, and their posts."""
    person = focal_point.person
    for name, level in LEVELS.items():
        PersonContactFactory(person=person, kind="email", value=f"mail-{name}@secret.example", audience=level)
        PersonContactFactory(person=person, kind="fax", value=f"fax-{name}-secret", audience=level)
        other = PersonFactory(
            slug=f"kept-{name}",
            given_name="Given",
            family_name=f"Kept{name}",
            position=f"position-of-{name}-secret",
            listing=level,
            country=CountryFactory(iso2="SN"),
        )
        DesignationFactory(person=other, category__code="official-contact-point", designated_by=f"by-{name}-secret")
        BiographyFactory(person=other, text=f"life-{name}-secret")
        field = PersonFactory(
            slug=f"field-{name}",
            position=f"field-{name}-secret",
            address=f"street-{name}-secret",
            field_audiences=dict.fromkeys(
                ("position", "address", "biography", "affiliations", "expertise", "sectors"), level
            ),
            expertise=[f"expertise-{name}-secret"],
            sectors=[f"sector-{name}-secret"],
        )
        BiographyFactory(person=field, text=f"biography-{name}-secret")
        AffiliationFactory(person=field, institution=None, institution_name=f"employer-{name}-secret")
        DesignationFactory(person=field, category__code="national-focal-point")
        place = InstitutionFactory(slug=f"place-{name}", name=f"Place {name}")
        InstitutionContactFactory(institution=place, value=f"place-{name}@secret.example", audience=level)
    waiting = PersonFactory(slug="waiting", family_name="waiting-secret", status=RecordStatus.WAITING)
    DesignationFactory(person=waiting, category__code="national-focal-point")
    InstitutionFactory(slug="declined", name="declined-secret", status=RecordStatus.DECLINED)
    index()


@pytest.fixture
def readers(member, focal_point, official_contact, secretariat, applicant):
    """Everybody who can read, with the audience they read as."""

    def session(user):
        client = Client()
        client.force_login(user, backend="portal.accounts.backend.AccountBackend")
        return Program(client=client)

    return {
        "visitor": (Program(), Audience.EVERYONE),
        "applicant": (session(applicant), Audience.EVERYONE),
        "member": (session(member), Audience.MEMBERS),
        "official contact": (session(official_contact), Audience.OFFICIAL_CONTACTS),
        "the focal point themselves": (session(focal_point), Audience.OFFICIAL_CONTACTS),
        "secretariat": (session(secretariat), Audience.SECRETARIAT),
        "token for everyone's view": (Program(token_for(focal_point)[1]), Audience.EVERYONE),
        "token of a member": (Program(token_for(member, Audience.MEMBERS)[1]), Audience.MEMBERS),
        "narrow token of an official contact": (
            Program(token_for(official_contact, Audience.MEMBERS)[1]),
            Audience.MEMBERS,
        ),
        "token of an official contact": (
            Program(token_for(official_contact, Audience.OFFICIAL_CONTACTS)[1]),
            Audience.OFFICIAL_CONTACTS,
        ),
    }


ADDRESSES = (
    *(
        "people?limit=100&facets=true",
        "people?names=all&limit=100",
        "people?q=secret&facets=true",
        "people/makena-gathogo",
    ),
    *("people?q=position-of-secretariat-secret", "institutions?limit=100&facets=true", "institutions?q=secret"),
    *(f"people/{kind}-{name}" for kind in ("kept", "field") for name in LEVELS),
    *(f"institutions/place-{name}" for name in LEVELS),
    *("people/waiting", "institutions/declined", "countries?limit=100", "countries/ke", "countries/sn"),
    *("countries/sn?on=2025-01-01", "designations?limit=100", "designations?on=2025-01-01", "parties"),
    *("contacts?limit=100", "contacts?names=all", "informea/Contacts", "regions", "categories", "vocabularies"),
    *("vocabularies/expertise", "openapi.json", ""),
)


def test_nobody_reads_at_any_address_what_is_kept_from_them(secrets, readers):
    seen = {name: set() for name in readers}
    for (name, (read, audience)), address in itertools.product(readers.items(), ADDRESSES):
        response = read(address)
        assert response.status_code in (200, 404), (name, address, response.content)
        text = response.content.decode() + json.dumps(dict(response.headers))
        if "q=" in address:
            # What was asked for stands in the links.
            text = re.sub(r'"(self|first|last|prev|next)": "[^"]*"', "", text)
            text = re.sub(r"<http[^>]*>", "", text)
        assert "waiting-secret" not in text, (name, address)
        assert "declined-secret" not in text, (name, address)
        for level_name, level in LEVELS.items():
            found = set(re.findall(rf"[\w@-]*{level_name}(?:-secret|@secret\.example)", text))
            # Words of a vocabulary are no secret; who has them is.
            if not address.startswith(("openapi", "vocabularies")):
                assert not found or level <= audience, (name, address, found)
                seen[name] |= found
    assert "mail-everyone@secret.example" in seen["visitor"]
    assert "mail-contacts@secret.example" in seen["token of an official contact"]
    assert "fax-secretariat-secret" in seen["secretariat"]


def test_the_people_one_may_not_know_of_are_in_no_number(secrets, readers):
    for name, (read, audience) in readers.items():
        kept = {f"kept-{word}" for word, level in LEVELS.items() if level <= audience}
        found = {item["id"] for item in read.items("people", {"country": "sn", "limit": 100})}
        assert {each for each in found if each.startswith("kept-")} == kept, name
        total = read.read("people", {"country": "sn", "facets": "true"})
        counted = {each["code"]: each["count"] for each in total["facets"]["country"]}
        assert (total["total"], counted["sn"]) == (len(found), len(found)), name
        assert read.read("designations", {"country": "sn"})["total"] == len(kept) + 1, name
        assert read.read("contacts", {"country": "sn"})["total"] == len(kept) + 1, name
        senegal = read.read("countries/sn")
        assert (senegal["people"], len(senegal["contacts"])) == (len(found), len(kept) + 1), name
        for word, level in LEVELS.items():
            # A filter tells as little as a page: who may not see a value finds nobody by it.
            by_value = read.items("people", {"sector": f"sector-{word}-secret"})
            assert [item["id"] for item in by_value] == ([f"field-{word}"] if level <= audience else []), (name, word)


def test_what_is_hidden_and_what_is_empty_look_the_same(program, index):
    PersonFactory(slug="hidden", position="Chemist", field_audiences={"position": 3, "affiliations": 3})
    PersonFactory(slug="empty", position="")
    AffiliationFactory(person__slug="hidden-2", person__field_audiences={"affiliations": 3})
    index()

    hidden, empty = (set(program.read(f"people/{slug}")) for slug in ("hidden", "empty"))
    assert hidden == empty
    assert "position" not in hidden


def test_a_token_does_not_show_the_holder_their_own_hidden_fields(focal_point):
    PersonContactFactory(person=focal_point.person, value="+254 20 secret", audience=Audience.SECRETARIAT)
    secret = token_for(focal_point, Audience.OFFICIAL_CONTACTS)[1]

    assert "+254 20 secret" not in Program(secret)("people/makena-gathogo").content.decode()


def test_a_closed_record_is_nowhere_a_moment_later(program, index, focal_point):
    index()
    assert program.read("contacts")["total"] == 1
    from directory.actions.leaving import close_account

    close_account(focal_point.person, by=focal_point)

    assert program("people/makena-gathogo").status_code == 404
    for address in ("people", "designations", "contacts"):
        assert program.items(address) == []
