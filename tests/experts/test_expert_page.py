"""The public page of an expert: what it says, to whom, and in which formats."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.choices import Audience, RecordStatus
from experts import usage
from experts.disclosure import FIELD_DEFAULTS
from tests.factories import ExpertiseTermFactory, LanguageFactory, LanguageSkillFactory, PersonFactory
from tests.factories.experts import FieldOfExpertiseFactory, RosterEntryFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/en/experts/people/amara-diallo/"


@pytest.fixture
def users(visitor, member, official_contact, secretariat):
    return {
        Audience.EVERYONE: visitor,
        Audience.MEMBERS: member,
        Audience.OFFICIAL_CONTACTS: official_contact,
        Audience.SECRETARIAT: secretariat,
    }


@pytest.fixture
def read(client, users):
    """What an audience reads at an address."""

    def reads(audience, address=ADDRESS):
        client.logout()
        if users[audience].is_authenticated:
            client.force_login(users[audience])
        answer = client.get(address)
        assert answer.status_code == 200, answer
        return answer.content.decode().replace("\r\n ", "")

    return reads


def test_an_expert_is_shown_with_who_nominated_them_and_how_long_they_are_listed(client, amara):
    page = client.get(ADDRESS).content.decode()

    assert "<title>Amara Diallo: expert in PCB disposal, Inventories" in page
    assert "Nominated by Senegal on " in page
    assert "Listed from 15 January 2026 until 15 January 2030" in page
    assert 'href="/en/directory/countries/sn/"' in page


def test_endorsed_and_self_declared_fields_are_told_apart_by_mark_and_in_words(client, amara):
    page = client.get(ADDRESS).content.decode()

    assert '<span class="state current">Endorsed by Senegal</span>' in page
    assert '<span class="quiet">Self-declared</span>' in page
    endorsed, declared = page.index("Endorsed by Senegal"), page.index("Self-declared<")
    assert page.index(">PCB disposal</th>") < endorsed < page.index(">Inventories</th>") < declared


@pytest.mark.parametrize("format", ["", "?format=vcf", "?format=json", "?format=jsonld"])
@pytest.mark.parametrize("field", FIELD_DEFAULTS)
@pytest.mark.parametrize("least", [Audience.MEMBERS, Audience.OFFICIAL_CONTACTS, Audience.SECRETARIAT])
def test_each_audience_reads_what_the_expert_consented_to_and_nothing_else(
    shown_to, secrets, read, field, least, format
):
    if field not in secrets:
        pytest.skip("counted and shown elsewhere")
    amara = shown_to(Audience.EVERYONE)
    amara.field_audiences[field] = int(least)
    amara.save()

    for audience in Audience:
        page = read(audience, ADDRESS + format)
        for secret in secrets[field]:
            if audience < least:
                assert secret not in page, (audience, secret)
            elif not format:
                assert secret in page, (audience, secret)


@pytest.mark.parametrize("format", ["", "?format=vcf", "?format=json", "?format=jsonld"])
def test_what_the_record_of_the_person_hides_stays_hidden_here(amara, personal_secrets, read, format):
    for audience in (Audience.EVERYONE, Audience.MEMBERS):
        page = read(audience, ADDRESS + format)
        assert [secret for secret in personal_secrets if secret in page] == []
    assert personal_secrets[0] in read(Audience.OFFICIAL_CONTACTS, ADDRESS + format)


def test_whoever_may_not_know_of_the_entry_finds_nothing(client, amara, users):
    amara.listing = Audience.OFFICIAL_CONTACTS
    amara.save()

    found = {}
    for audience, user in users.items():
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
        found[audience] = client.get(ADDRESS).status_code
    assert list(found.values()) == [404, 404, 200, 200]


def test_a_hidden_person_hides_the_entry(client, amara):
    amara.person.listing = Audience.MEMBERS
    amara.person.save()
    assert client.get(ADDRESS).status_code == 404

    amara.person.listing, amara.person.status = Audience.EVERYONE, RecordStatus.CLOSED
    amara.person.save()
    client.force_login(amara.person.user)
    assert client.get(ADDRESS).status_code == 404


@pytest.mark.parametrize("state", ["draft", "offered", "nominated", "returned", "lapsed", "withdrawn"])
def test_an_entry_that_is_not_listed_is_seen_by_its_owner_and_the_secretariat_alone(client, users, amara, state):
    amara.state = state
    amara.save()

    found = {}
    for name, user in {**users, "owner": amara.person.user}.items():
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
        found[name] = client.get(ADDRESS).status_code
    assert list(found.values()) == [404, 404, 404, 200, 200]
    page = client.get(ADDRESS).content.decode()
    assert "This entry is not on the roster today" in page
    assert "noindex" in page


def test_a_person_without_an_entry_has_no_page_here(client, member):
    assert client.get(f"/en/experts/people/{member.person.slug}/").status_code == 404
    assert client.get("/en/experts/people/nobody/").status_code == 404


def test_an_entry_that_says_almost_nothing_is_still_a_page(client, db):
    RosterEntryFactory(person=PersonFactory(slug="quiet", country=None))

    page = client.get("/en/experts/people/quiet/").content.decode()

    assert "No field is named yet." in page
    assert "None" not in page.split("<main")[1].split("</main>")[0].replace("None of", "")


def test_writing_to_an_expert_goes_through_the_network_and_shows_no_address(client, amara, secretariat):
    client.force_login(secretariat)
    assert "/en/directory/people/amara-diallo/write/" in client.get(ADDRESS).content.decode()

    client.force_login(amara.person.user)
    page = client.get(ADDRESS).content.decode()
    assert "/write/" not in page
    assert "This is your entry" in page


def test_how_often_an_expert_answered_is_told_once_somebody_asked(client, amara, monkeypatch):
    assert "questions" not in client.get(ADDRESS).content.decode().casefold().split("<main")[1].split("</main")[0]
    monkeypatch.setattr(
        usage, "_counters", {"asked": lambda keys: dict.fromkeys(keys, 3), "answered": lambda keys: {}}
    )
    assert "Answered 0 of 3 questions." in client.get(ADDRESS).content.decode()


def test_the_directory_says_who_is_on_the_roster_and_leads_there(client, amara):
    page = client.get("/en/directory/people/amara-diallo/").content.decode()
    assert "On the roster of experts" in page
    assert f'href="{ADDRESS}"' in page

    amara.listing = Audience.MEMBERS
    amara.save()
    assert "On the roster of experts" not in client.get("/en/directory/people/amara-diallo/").content.decode()


def test_words_from_right_to_left_stand_in_a_direction_of_their_own(client, amara):
    amara.headline = "خبير في التخلص"
    amara.save()

    assert '<p class="lead"><bdi>خبير في التخلص</bdi></p>' in client.get(ADDRESS).content.decode()
    arabic = client.get(ADDRESS.replace("/en/", "/ar/")).content.decode()
    assert 'dir="rtl"' in arabic
    assert "Amara Diallo" in arabic


def test_hostile_words_come_out_as_the_text_they_are(client, amara):
    amara.headline = "<script>alert('x')</script>"
    amara.free_terms = '"><img src=x onerror=alert(1)>\n{{ 7 * 7 }}'
    amara.interests_text = "javascript:alert(1) <b>"
    amara.field_audiences = dict.fromkeys(FIELD_DEFAULTS, 0)
    amara.save()

    page = client.get(ADDRESS).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "{{ 7 * 7 }}" in page


def test_a_card_names_the_fields_with_their_levels_and_the_page(client, amara):
    amara.free_terms = "Oil; soil\nReuse, again"
    amara.save()

    answer = client.get(f"{ADDRESS}?format=vcf")

    assert answer["Content-Type"] == "text/vcard; charset=utf-8"
    lines = answer.content.decode().replace("\r\n ", "").split("\r\n")
    assert [each for each in lines if each.startswith("EXPERTISE")] == [
        "EXPERTISE;LEVEL=expert;INDEX=1:PCB disposal",
        "EXPERTISE;LEVEL=beginner;INDEX=2:Inventories",
        "EXPERTISE:Oil\\; soil",
        "EXPERTISE:Reuse\\, again",
    ]
    assert f"URL:http://testserver{ADDRESS}" in lines
    assert client.get(f"{ADDRESS}?format=exe").status_code == 404


def test_a_full_page_costs_as_many_queries_as_a_small_one(client, amara, secrets):
    LanguageSkillFactory(person=amara.person, language=LanguageFactory(code="fr"))
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as few:
        client.get(ADDRESS)
    for number in range(4):
        FieldOfExpertiseFactory(entry=amara, term=ExpertiseTermFactory(slug=f"t{number}"))
        LanguageSkillFactory(person=amara.person, language=LanguageFactory(code=f"x{number}"))
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as many:
        client.get(ADDRESS)

    assert len(many) == len(few)
    assert len(many) <= 30
