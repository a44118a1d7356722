"""Those who keep an institution's record: made keeper, focal point of the government, the Secretariat."""

from datetime import date, timedelta

import pytest
from audit.models import Entry
from django.utils import timezone

from directory.choices import Audience, RecordStatus
from directory.models import Affiliation, Institution
from directory.queries import institutions_kept_by
from tests.factories import (
    AffiliationFactory,
    ChemicalFactory,
    CountryFactory,
    DesignationFactory,
    ExpertiseTermFactory,
    InstitutionContactFactory,
    InstitutionDescriptionFactory,
    InstitutionFactory,
    InstitutionTypeFactory,
    LanguageFactory,
    PartyFactory,
    PersonFactory,
    RegionFactory,
    SectorFactory,
    ServiceFactory,
    StakeholderGroupFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

SECTIONS = ("names", "place", "contacts", "reach", "expertise", "services", "description")


@pytest.fixture
def laboratory(db):
    """A laboratory of a company in Kenya, with something in every section."""
    laboratory = InstitutionFactory(
        slug="laboratory",
        name="Laboratoire des résidus",
        name_en="Laboratory for Residues",
        name_language="fr",
        acronym="LR",
        stakeholder_group=StakeholderGroupFactory(code="industry"),
        conventions=["stockholm", "basel"],
        latitude="-1.29210",
        longitude="36.82190",
    )
    laboratory.services.set([ServiceFactory()])
    laboratory.languages.set([LanguageFactory(code="en")])
    laboratory.save()
    InstitutionContactFactory(institution=laboratory, value="office@example.org", audience=Audience.MEMBERS)
    InstitutionDescriptionFactory(institution=laboratory, language="en", text="Analyses residues.")
    return laboratory


@pytest.fixture
def keeper(member, laboratory):
    """A member whom the Secretariat made keeper of the laboratory's record."""
    AffiliationFactory(person=member.person, institution=laboratory, maintains_institution=True)
    return member


@pytest.fixture
def ministry(db):
    return InstitutionFactory(slug="ministry", name="Ministry of Environment")


def address(institution, page=""):
    return f"/en/directory/institutions/{institution.slug}/record/{page}"


def fields_of(form):
    """What a browser sends of a form nobody touched."""
    data = {}
    for field in form:
        value = field.value()
        if value is None or value is False:
            continue
        data[field.html_name] = value
    for rows in form.rows.values():
        for field in rows.management_form:
            data[field.html_name] = field.value()
        for row in rows:
            data.update(fields_of_row(row))
    return data


def fields_of_row(row):
    return {field.html_name: field.value() for field in row if field.value() not in (None, False)}


@pytest.fixture
def write(client):
    def sends(institution, section, user, **typed):
        client.force_login(user)
        page = client.get(address(institution, f"{section}/"))
        assert page.status_code == 200, page
        return client.post(address(institution, f"{section}/"), {**fields_of(page.context["form"]), **typed})

    return sends


def test_a_section_saved_untouched_changes_nothing(write, keeper, laboratory):
    for section in SECTIONS:
        assert write(laboratory, section, keeper).status_code == 302

    assert not Entry.objects.filter(action="directory.institution.changed").exists()


def test_a_keeper_writes_every_section(write, keeper, laboratory):
    training, water = ServiceFactory(code="training"), ExpertiseTermFactory(slug="water")
    chemical, sector = ChemicalFactory(), SectorFactory()
    region, party = RegionFactory(), PartyFactory(country=CountryFactory(iso2="SN")).country
    university = InstitutionTypeFactory(code="university")

    write(laboratory, "names", keeper, name="Laboratoire", acronym="L", type=university.pk)
    write(laboratory, "place", keeper, city="Nairobi", latitude="-1.3", longitude="36.8")
    write(
        laboratory,
        "contacts",
        keeper,
        **{"contacts-1-kind": "website", "contacts-1-value": "https://example.org", "contacts-1-audience": 0},
    )
    write(laboratory, "reach", keeper, regions_served=[region.pk], parties_served=[party.pk], languages=[])
    write(laboratory, "expertise", keeper, areas_of_work=[water.pk], proposed="Fish")
    write(
        laboratory, "services", keeper, services=[training.pk], chemicals=[chemical.pk], sectors=[sector.pk],
        conventions=["minamata"],
    )  # fmt: skip
    write(laboratory, "description", keeper, text_fr="Analyse les résidus.")

    its = Institution.objects.get(pk=laboratory.pk)
    assert (its.name, its.acronym, its.type) == ("Laboratoire", "L", university)
    assert (its.city, str(its.latitude), str(its.longitude)) == ("Nairobi", "-1.30000", "36.80000")
    assert [(each.kind, each.value, each.audience) for each in its.contacts.all()] == [
        ("email", "office@example.org", Audience.MEMBERS),
        ("website", "https://example.org", Audience.EVERYONE),
    ]
    assert list(its.regions_served.all()) == [region]
    assert list(its.parties_served.all()) == [party]
    assert not its.languages.exists()
    assert {term.name for term in its.areas_of_work.all()} == {"Water", "Fish"}
    assert [list(held.all()) for held in (its.services, its.chemicals, its.sectors)] == [
        [training],
        [chemical],
        [sector],
    ]
    assert its.conventions == ["minamata"]
    assert {each.language: each.text for each in its.descriptions.all()} == {
        "en": "Analyses residues.",
        "fr": "Analyse les résidus.",
    }
    assert its.revisions.filter(user=keeper).count() == 7


def test_country_and_group_are_not_for_a_keeper_to_change(write, keeper, laboratory, client):
    senegal, government = CountryFactory(iso2="SN"), StakeholderGroupFactory(code="government")

    page = client.get(address(laboratory))
    assert page.status_code == 302
    assert write(laboratory, "place", keeper, country=senegal.pk, status="closed").status_code == 302
    write(laboratory, "services", keeper, stakeholder_group=government.pk)

    its = Institution.objects.get(pk=laboratory.pk)
    assert (its.country.iso2, its.stakeholder_group.code, its.status) == ("KE", "industry", RecordStatus.LISTED)
    assert "Only the Secretariat can change: Country." in client.get(address(laboratory, "place/")).content.decode()


def test_whom_a_regional_centre_serves_is_not_for_its_keeper_to_change(write, keeper, laboratory):
    laboratory.type = InstitutionTypeFactory(code="regional-centre")
    laboratory.save()
    party = PartyFactory(country=CountryFactory(iso2="SN")).country

    write(laboratory, "reach", keeper, parties_served=[party.pk], languages=[LanguageFactory(code="fr").pk])
    write(laboratory, "names", keeper, type="", acronym="RC")

    its = Institution.objects.get(pk=laboratory.pk)
    assert not its.parties_served.exists()
    assert [each.code for each in its.languages.all()] == ["fr"]
    assert (its.type.code, its.acronym) == ("regional-centre", "RC")


def test_nobody_makes_their_institution_a_regional_centre(write, keeper, laboratory, secretariat):
    centre = InstitutionTypeFactory(code="regional-centre")

    assert write(laboratory, "names", keeper, type=centre.pk).status_code == 422
    assert write(laboratory, "names", secretariat, type=centre.pk).status_code == 302


def test_the_secretariat_writes_all_of_it(write, secretariat, laboratory):
    senegal = CountryFactory(iso2="SN")

    assert write(laboratory, "place", secretariat, country=senegal.pk).status_code == 302

    assert Institution.objects.get(pk=laboratory.pk).country == senegal


@pytest.mark.parametrize("page", ["", "confirm/", "history/", *(f"{section}/" for section in SECTIONS)])
def test_others_may_not(client, member, laboratory, page):
    """A member who works there, but was not made keeper."""
    AffiliationFactory(person=member.person, institution=laboratory)
    where = address(laboratory, page)

    assert client.get(where).status_code == 302
    client.force_login(member)
    assert client.get(where).status_code == 403
    assert client.post(where, {"name": "Mine"}).status_code == 403
    assert "Change it" not in client.get(laboratory.get_absolute_url()).content.decode()


def test_a_keeper_who_left_keeps_no_longer(client, keeper, laboratory):
    Affiliation.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    client.force_login(keeper)

    assert client.get(address(laboratory)).status_code == 403
    assert institutions_kept_by(keeper) == []


def test_a_record_that_is_not_listed_is_not_there_for_its_keeper(client, keeper, laboratory):
    Institution.objects.update(status=RecordStatus.CLOSED)
    client.force_login(keeper)

    assert client.get(address(laboratory)).status_code == 404


def test_a_focal_point_in_office_keeps_the_institutions_of_the_government(client, focal_point, ministry, laboratory):
    client.force_login(focal_point)
    foreign = InstitutionFactory(slug="foreign", country=CountryFactory(iso2="SN"))

    assert client.get(address(ministry)).status_code == 200
    assert client.get(address(foreign)).status_code == 403
    # A company of the same country.
    assert client.get(address(laboratory)).status_code == 403


def test_an_official_contact_point_keeps_those_of_its_own_country(client, official_contact, ministry):
    client.force_login(official_contact)
    own = InstitutionFactory(slug="own", country=CountryFactory(iso2="SN"))

    assert client.get(address(own)).status_code == 200
    assert client.get(address(ministry)).status_code == 403


@pytest.mark.parametrize("post", ["ended", "to-come", "thematic"])
def test_whoever_is_not_in_that_office_today_keeps_nothing(client, post, ministry):
    person = PersonFactory(user=UserFactory())
    days = {
        "ended": {"starts_on": date(2020, 1, 1), "ends_on": date(2021, 1, 1)},
        "to-come": {"starts_on": timezone.localdate() + timedelta(days=2)},
        "thematic": {},
    }[post]
    category = "expert" if post == "thematic" else "national-focal-point"
    DesignationFactory(person=person, category__code=category, country=ministry.country, **days)
    client.force_login(person.user)

    assert client.get(address(ministry)).status_code == 403
    assert institutions_kept_by(person.user) == []


def test_the_page_and_my_page_lead_those_who_keep_it_to_the_record(client, keeper, laboratory, focal_point, ministry):
    for user, institution in ((keeper, laboratory), (focal_point, ministry)):
        client.force_login(user)
        for page in (institution.get_absolute_url(), "/en/my/", "/en/my/record/"):
            assert address(institution) in client.get(page).content.decode(), (user, page)
        other = ministry if institution == laboratory else laboratory
        assert address(other) not in client.get("/en/my/").content.decode()


def test_the_overview_says_how_complete_and_how_fresh_it_is(client, keeper, laboratory):
    client.force_login(keeper)

    page = client.get(address(laboratory)).content.decode()

    assert "6 of 9 parts are filled in." in page
    assert "City" in page
    assert client.post(address(laboratory, "confirm/")).status_code == 302
    assert Institution.objects.get(pk=laboratory.pk).confirmed_at.date() == timezone.now().date()


def test_a_change_is_in_the_history_and_can_be_undone(client, write, keeper, laboratory):
    write(laboratory, "names", keeper, acronym="New")
    history = client.get(address(laboratory, "history/"))
    change = history.context["changes"][0]
    assert [each.key for each in change["change"].differences] == ["acronym"]

    page = client.get(change["address"])
    client.post(change["address"], {"what": "undo", "seen": page.context["ways"][0]["seen"]})

    assert Institution.objects.get(pk=laboratory.pk).acronym == "LR"


def test_going_back_does_not_bring_back_what_is_not_for_a_keeper(client, write, keeper, secretariat, laboratory):
    write(laboratory, "place", secretariat, country=CountryFactory(iso2="SN").pk, city="Dakar")
    client.force_login(keeper)
    first = Institution.objects.get(pk=laboratory.pk).revisions.order_by("pk").first()
    where = address(laboratory, f"history/{first.pk}/")

    page = client.get(where)
    client.post(where, {"what": "return", "seen": page.context["ways"][0]["seen"]})

    its = Institution.objects.get(pk=laboratory.pk)
    assert (its.country.iso2, its.city) == ("SN", "")


def test_two_keepers_who_write_at_once_lose_nothing(client, keeper, laboratory, secretariat, write):
    client.force_login(keeper)
    page = client.get(address(laboratory, "names/"))
    typed = {**fields_of(page.context["form"]), "acronym": "MINE"}
    write(laboratory, "names", secretariat, acronym="THEIRS")
    client.force_login(keeper)

    answer = client.post(address(laboratory, "names/"), typed)

    assert answer.status_code == 409
    assert "THEIRS" in answer.content.decode()
    assert "MINE" in answer.content.decode()
    assert Institution.objects.get(pk=laboratory.pk).acronym == "THEIRS"


def test_half_a_place_on_the_globe_is_asked_for_the_other_half(write, keeper, laboratory):
    answer = write(laboratory, "place", keeper, longitude="")

    assert answer.status_code == 422
    assert "Latitude and longitude belong together." in answer.content.decode()
    assert write(laboratory, "place", keeper, latitude="91").status_code == 422
