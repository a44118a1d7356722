"""Pages of the directory: what they say, to whom, in which language, at what cost."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from directory.choices import Audience, ContactKind, RecordStatus
from tests.factories import (
    AffiliationFactory,
    BiographyFactory,
    ChemicalFactory,
    CountryFactory,
    DesignationFactory,
    ExpertiseTermFactory,
    InstitutionContactFactory,
    InstitutionDescriptionFactory,
    InstitutionFactory,
    LanguageSkillFactory,
    PartyFactory,
    PersonContactFactory,
    PersonFactory,
    RegionFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture(autouse=True)
def nothing_counted_before():
    cache.clear()


@pytest.fixture
def look(client):
    """The text of a page, and its answer, as somebody sees it."""

    def as_seen_by(address, user=None):
        if user is not None:
            client.force_login(user)
        return client.get(address)

    return as_seen_by


@pytest.fixture
def makena(focal_point):
    """A focal point with something in every part of the record."""
    person = focal_point.person
    person.position = "Deputy Director"
    person.save()
    institution = InstitutionFactory(name="Ministry of Environment", slug="ministry-of-environment")
    AffiliationFactory(person=person, institution=institution)
    PersonContactFactory(person=person, kind=ContactKind.WORK, value="+254 20 271 2345", audience=Audience.MEMBERS)
    PersonContactFactory(person=person, kind=ContactKind.EMAIL, value="m@example.org", audience=Audience.SECRETARIAT)
    LanguageSkillFactory(person=person)
    BiographyFactory(person=person, language="en", text="Twenty years of PCB inventories.")
    person.chemicals.add(ChemicalFactory(code="pcb", name_en="Polychlorinated biphenyls"))
    person.expertise.add(ExpertiseTermFactory(slug="inventories"))
    person.save()
    return person


def test_the_page_of_a_focal_point_says_for_whom_they_speak_and_since_when(look, makena):
    answer = look("/en/directory/people/makena-gathogo/").content.decode()

    assert "Speaks for Kenya" in answer
    assert "National focal point for Kenya since 3 May 2024" in answer
    assert "Twenty years of PCB inventories." in answer
    assert "Polychlorinated biphenyls" in answer


def test_a_telephone_for_members_is_shown_to_members_only(look, makena, member):
    assert "271 2345" not in look("/en/directory/people/makena-gathogo/").content.decode()
    assert "271 2345" in look("/en/directory/people/makena-gathogo/", member).content.decode()


def test_a_mail_address_for_the_secretariat_is_not_shown_to_members(look, makena, member):
    assert "m@example.org" not in look("/en/directory/people/makena-gathogo/", member).content.decode()


def test_the_secretariat_sees_every_contact(look, makena, secretariat):
    assert "m@example.org" in look("/en/directory/people/makena-gathogo/", secretariat).content.decode()


def test_a_record_listed_for_members_is_not_found_by_visitors(look, member):
    PersonFactory(slug="halima", listing=Audience.MEMBERS)

    assert look("/en/directory/people/halima/").status_code == 404
    assert look("/en/directory/people/halima/", member).status_code == 200


@pytest.mark.parametrize("status", [RecordStatus.WAITING, RecordStatus.DECLINED, RecordStatus.CLOSED])
def test_a_record_that_is_not_listed_is_not_found_by_members(look, member, status):
    PersonFactory(slug="halima", status=status)

    assert look("/en/directory/people/halima/", member).status_code == 404


def test_an_applicant_sees_their_own_waiting_record(look, applicant):
    assert look("/en/directory/people/lamin-jatta/").status_code == 404
    assert look("/en/directory/people/lamin-jatta/", applicant).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_person_reads_in_six_languages(look, makena, language):
    answer = look(f"/{language}/directory/people/makena-gathogo/")

    assert answer.status_code == 200
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in answer.content.decode()


def test_a_name_comes_in_its_own_script_first_for_those_who_read_it(look):
    PersonFactory(
        slug="fatima",
        given_name="Fatima",
        family_name="El Idrissi",
        original_given_name="فاطمة",
        original_family_name="الإدريسي",
        name_language="ar",
    )
    own, latin = (
        '<bdi lang="ar" dir="rtl">فاطمة الإدريسي</bdi>',
        '<bdi lang="ar-Latn" dir="ltr">Fatima El Idrissi</bdi>',
    )

    arabic = look("/ar/directory/people/fatima/").content.decode()
    english = look("/en/directory/people/fatima/").content.decode()

    assert arabic.index(own) < arabic.index(latin)
    assert english.index(latin) < english.index(own)


def test_hostile_words_come_out_as_text(look):
    PersonFactory(slug="odd", given_name="<script>alert(1)</script>", family_name='"><img src=x onerror=alert(1)>')

    answer = look("/en/directory/people/odd/").content.decode()

    assert "<script>alert(1)" not in answer
    assert "<img src=x" not in answer


def person_with(number):
    """A person with so many of everything a record may hold."""
    person = PersonFactory(slug=f"with-{number}")
    for n in range(number):
        AffiliationFactory(person=person, institution=InstitutionFactory(slug=f"institution-{number}-{n}"))
        PersonContactFactory(person=person, value=f"+254 {n}", audience=Audience.EVERYONE)
        DesignationFactory(person=person, category__code=f"category-{n}")
        LanguageSkillFactory(person=person, language__code=f"l{n}")
        person.chemicals.add(ChemicalFactory(code=f"chemical-{n}"))
        person.expertise.add(ExpertiseTermFactory(slug=f"field-{n}"))
    person.save()
    return person


def test_a_person_costs_at_most_eight_queries_however_much_they_hold(client, django_assert_max_num_queries):
    for number in (1, 3):
        address = person_with(number).get_absolute_url()
        client.get(address)  # Brings the words of the vocabularies into memory.
        with django_assert_max_num_queries(8):
            client.get(address)


def test_the_page_of_an_institution_shows_what_it_does_and_who_works_there(look, makena):
    institution = InstitutionFactory(slug="laboratory", name="Central laboratory")
    institution.services.add(ServiceFactory(code="analysis", name_en="Chemical analysis"))
    institution.save()
    InstitutionDescriptionFactory(institution=institution, language="en", text="Measures dioxins.")
    InstitutionContactFactory(institution=institution, value="+254 1", audience=Audience.MEMBERS)
    AffiliationFactory(person=makena, institution=institution)

    answer = look("/en/directory/institutions/laboratory/").content.decode()

    assert "Chemical analysis" in answer
    assert "Measures dioxins." in answer
    assert "Makena Gathogo" in answer
    assert "+254 1" not in answer


def test_who_hides_their_affiliations_is_not_named_at_the_institution(look, makena, member):
    makena.field_audiences = {"affiliations": Audience.MEMBERS}
    makena.save()

    assert "Makena" not in look("/en/directory/institutions/ministry-of-environment/").content.decode()
    assert "Makena" in look("/en/directory/institutions/ministry-of-environment/", member).content.decode()


def test_an_institution_that_is_not_listed_is_not_found(look, member):
    InstitutionFactory(slug="closed", status=RecordStatus.CLOSED)

    assert look("/en/directory/institutions/closed/", member).status_code == 404


def test_the_page_of_a_country_answers_who_speaks_for_it(look, makena):
    PartyFactory(country=CountryFactory(iso2="KE"))

    answer = look("/en/directory/countries/ke/").content.decode()

    assert "Makena Gathogo has been national focal point since 3 May 2024." in answer


def test_a_vacant_office_is_said_to_be_vacant(look):
    PartyFactory(country=CountryFactory(iso2="SN"))
    DesignationFactory(category__code="national-focal-point", person__slug="other")

    answer = look("/en/directory/countries/sn/").content.decode()

    assert "No national focal point is listed." in answer
    assert "Nobody is listed" in answer


def test_a_focal_point_hidden_from_visitors_is_neither_named_nor_counted(look, makena, member):
    PartyFactory(country=CountryFactory(iso2="KE"))
    makena.listing = Audience.MEMBERS
    makena.save()

    for address in ("/en/directory/countries/ke/", "/en/directory/countries/", "/en/directory/"):
        assert "Makena" not in look(address).content.decode()
    assert "listed for 0 of 1 Parties" in look("/en/directory/countries/").content.decode()
    assert "listed for 1 of 1 Parties" in look("/en/directory/countries/", member).content.decode()


def test_a_country_nobody_knows_is_not_found(look):
    assert look("/en/directory/countries/zz/").status_code == 404
    assert look("/en/directory/regions/zz9/").status_code == 404


def test_a_region_lists_its_countries_and_parties(look, makena):
    africa = RegionFactory(code="002", name_en="Africa")
    kenya = CountryFactory(iso2="KE")
    kenya.region = africa
    kenya.save()
    PartyFactory(country=kenya)

    answer = look("/en/directory/regions/002/").content.decode()

    assert "A national focal point is listed for 1 of 1 Parties." in answer
    assert ">Kenya</a>" in answer


@pytest.mark.parametrize("shown", ["focal-point", "party", "people", "institutions", "<odd>"])
def test_the_map_is_coloured_by_what_is_asked_and_has_its_table(look, makena, shown):
    PartyFactory(country=CountryFactory(iso2="KE"))

    answer = look(f"/en/directory/countries/?show={shown}").content.decode()

    assert "<title>Kenya: " in answer
    assert '<table id="countries">' in answer


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ["", "countries/", "countries/ke/", "regions/002/", "institutions/centre/"])
def test_pages_read_in_six_languages(look, makena, language, address):
    RegionFactory(code="002")
    InstitutionFactory(slug="centre")

    assert look(f"/{language}/directory/{address}").status_code == 200


@pytest.mark.parametrize("address", ["countries/ke/", "countries/", "institutions/centre/", "regions/002/", ""])
def test_lists_cost_as_many_queries_with_three_rows_as_with_one(client, address):
    africa = RegionFactory(code="002")
    kenya = CountryFactory(iso2="KE")
    kenya.region = kenya.subregion = africa
    kenya.save()
    PartyFactory(country=kenya)
    centre = InstitutionFactory(slug="centre", country=kenya)

    def one_more(n):
        person = PersonFactory(country=kenya)
        AffiliationFactory(person=person, institution=centre)
        DesignationFactory(person=person, country=kenya, category__code="national-focal-point")
        InstitutionFactory(country=kenya)
        CountryFactory(iso2=f"Z{n}", region=africa)

    def queries():
        # The first look reads the vocabularies into memory.
        client.get(f"/en/directory/{address}")
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/en/directory/{address}")
        return len(captured)

    one_more(0)
    with_one = queries()
    one_more(1)
    one_more(2)

    assert queries() == with_one


def test_the_language_switch_leads_to_the_same_page(look, makena):
    answer = look("/en/directory/countries/?show=people").content.decode()

    assert 'href="/ar/directory/countries/?show=people"' in answer


def test_countries_are_sorted_as_the_reader_sorts(look):
    CountryFactory(iso2="AT", name_en="Austria", name_es="Austria")
    CountryFactory(iso2="AX", name_en="Åland Islands", name_es="Islas Åland")
    CountryFactory(iso2="ZW", name_en="Zimbabwe", name_es="Zimbabwe")

    with translation.override("en"):
        answer = look("/en/directory/countries/").content.decode()

    table = answer[answer.index("<table") :]
    assert table.index("Åland") < table.index("Austria") < table.index("Zimbabwe")
