"""The demonstration network: the same each time, marked, and easy to be rid of."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from directory.choices import Audience, LanguageLevel, RecordStatus
from directory.demonstration import accounts
from directory.demonstration.people import orcid
from directory.demonstration.sign_ins import ACCOUNTS, TOTP_SECRET, current_code
from directory.demonstration.wording import posts, sentences
from directory.duplicates.demonstration import TWINS
from directory.models import (
    Affiliation,
    Biography,
    Country,
    Designation,
    Institution,
    InstitutionContact,
    Person,
    PersonContact,
    User,
    audience_of,
)
from directory.models.names import romanise
from directory.queries import spokespersons_of
from directory.validators import validate_orcid, validate_phone
from tests.factories import AffiliationFactory, InstitutionFactory, PersonFactory

DAY = date(2026, 11, 23)


@pytest.fixture
def reference(db):
    call_command("load_reference_data", verbosity=0)


@pytest.fixture
def make(reference):
    def make_network(people=40, **options):
        written = StringIO()
        call_command("make_demonstration_network", people=people, on=DAY, stdout=written, **options)
        return written.getvalue()

    return make_network


def everything():
    """What the network says, without the numbers a database gives and the moment of writing."""
    return {
        "people": list(
            Person.objects.filter(is_demo=True)
            .order_by("slug")
            .values_list(
                "slug", "prefix", "given_name", "original_family_name", "position", "country__iso2", "orcid",
                "postal_country__iso2", "listing", "status", "field_audiences", "confirmed_at", "created_at",
            )
        ),
        "contacts": sorted(PersonContact.objects.values_list("person__slug", "position", "value", "audience")),
        "affiliations": sorted(
            Affiliation.objects.values_list("person__slug", "institution__slug", "position", "starts_on"), key=str
        ),
        "texts": sorted(Biography.objects.values_list("person__slug", "language", "text")),
        "designations": sorted(
            Designation.objects.values_list("person__slug", "institution__slug", "category__code", "starts_on"),
            key=str,
        ),
        "expertise": sorted(Person.objects.values_list("slug", "expertise_links__tag__slug"), key=str),
        "institutions": list(
            Institution.objects.filter(is_demo=True)
            .order_by("slug")
            .values_list("slug", "name", "latitude", "confirmed_at")
        ),
    }  # fmt: skip


def test_the_same_seed_gives_the_same_network(make):
    make()
    first = everything()
    call_command("make_demonstration_network", remove=True, verbosity=0)

    make()

    assert everything() == first


def test_another_seed_gives_other_people_and_is_not_mixed_in(make):
    make()
    first = everything()

    with pytest.raises(CommandError, match="another demonstration network"):
        make(seed=2)

    assert everything() == first
    call_command("make_demonstration_network", remove=True, verbosity=0)
    make(seed=2)
    assert everything() != first


def test_running_again_leaves_everybody_and_a_larger_number_adds_to_them(make):
    make(30)
    first = everything()

    assert make(30) == "Added 0 people, 0 institutions and 0 designations.\n"
    assert everything() == first

    make(45)
    assert Person.objects.filter(is_demo=True).count() == 45
    grown = {person[0]: person for person in everything()["people"]}
    assert [grown[person[0]] for person in first["people"]] == first["people"]


def test_a_network_that_grew_is_the_network_made_at_once(make):
    make(25)
    make(60)
    grown = everything()
    call_command("make_demonstration_network", remove=True, verbosity=0)

    make(60)

    assert everything() == grown


def test_what_its_owner_changed_stays_changed(make):
    make(20)
    person = Person.objects.get(user__email="member@example.org")
    Person.objects.filter(pk=person.pk).update(position="Beekeeper")

    make(30)

    person.refresh_from_db()
    assert person.position == "Beekeeper"


def test_the_default_network_has_people_of_every_party_in_six_scripts(make):
    make(200)

    people = Person.objects.filter(is_demo=True)
    assert people.count() == 200 + TWINS
    assert people.filter(country__party__is_party=True).values("country").distinct().count() == 186
    assert people.exclude(country__party__is_party=True).exists()
    own = "".join(people.values_list("original_family_name", flat=True))
    scripts = {
        "Arabic": "\u0600\u06ff", "Cyrillic": "\u0400\u04ff", "Han": "\u4e00\u9fff", "Devanagari": "\u0900\u097f",
        "Thai": "\u0e00\u0e7f", "Ethiopic": "\u1200\u137f", "Greek": "\u0370\u03ff",
    }  # fmt: skip
    assert [name for name, (low, high) in scripts.items() if not any(low <= letter <= high for letter in own)] == []
    assert people.filter(original_family_name="").exclude(family_name__regex=r"^[\x00-\x7f]*$").exists()
    for person in people:
        assert romanise(person.romanised_name), person.slug
    languages = set(Biography.objects.values_list("language", flat=True))
    assert languages == {"en", "ar", "es", "fr", "ru", "zh-hans"}
    audiences = set(PersonContact.objects.values_list("audience", flat=True))
    assert audiences == set(Audience)
    assert people.filter(status=RecordStatus.LISTED, listing=Audience.MEMBERS).exists()
    assert people.filter(confirmed_at=None).exists()
    assert people.exclude(portrait="").exists()


def test_every_record_is_marked_and_no_address_is_real(make):
    make(200)

    assert not Person.objects.filter(is_demo=False).exists()
    assert Institution.objects.filter(is_demo=True, designations__category__is_official=True).exists()
    for model in (PersonContact, InstitutionContact):
        if model is InstitutionContact:
            contacts = model.objects.filter(institution__is_demo=True)
        else:
            contacts = model.objects.all()
        for contact in contacts:
            if contact.kind == "email":
                assert contact.value.endswith((".example", "@example.org")), contact.value
            elif contact.kind == "website":
                assert contact.value.endswith(".example/"), contact.value
            else:
                validate_phone(contact.value)
    for number in Person.objects.exclude(orcid="").values_list("orcid", flat=True):
        validate_orcid(number)
        assert number.startswith("0999-0000-")


@pytest.mark.parametrize("index", [0, 1, 5, 99_999])
def test_an_orcid_has_a_valid_check_digit(index):
    validate_orcid(orcid(index))


def test_kenya_has_a_focal_point_with_predecessors(make):
    make()

    spokespersons = spokespersons_of(Person.objects.get(slug="makena-gathogo").country, DAY)

    assert next((held.category.code, held.starts_on) for held in spokespersons) == (
        "national-focal-point",
        date(2024, 5, 3),
    )
    assert Designation.objects.filter(country__iso2="KE", ends_on=date(2024, 5, 2)).count() == 1
    assert Institution.objects.filter(is_demo=True, country__iso2="KE").count() >= 6


def test_posts_are_held_by_one_at_a_time_and_some_are_vacant(make):
    make(200)

    official = Designation.objects.current(DAY).filter(
        category__code__in=["national-focal-point", "official-contact-point"]
    )
    held = list(official.values_list("category__code", "country__iso2"))
    assert len(held) == len(set(held))
    focal_points = {country for category, country in held if category == "national-focal-point"}
    assert 140 <= len(focal_points) < 186
    assert Designation.objects.filter(ends_on__lt=DAY, category__code="national-focal-point").exists()


def test_somebody_in_west_africa_works_on_pcbs_and_speaks_french(make):
    make()

    found = Person.objects.visible_to(None).filter(
        expertise_links__tag__slug="pcb",
        country__intermediate_region__code="011",
        language_skills__language__code="fr",
        language_skills__level__gte=LanguageLevel.EXCELLENT,
    )

    assert found.count() >= 3


def test_there_is_a_sign_in_for_each_role(make, client):
    make(experts=2)

    roles = {account.email: audience_of(User.objects.get(email=account.email)) for account in ACCOUNTS}
    assert roles == {
        "focal.point@example.org": Audience.OFFICIAL_CONTACTS,
        "official.contact@example.org": Audience.OFFICIAL_CONTACTS,
        "member@example.org": Audience.MEMBERS,
        "applicant@example.org": Audience.EVERYONE,
        "mission@example.org": Audience.EVERYONE,
        "senegal@example.org": Audience.OFFICIAL_CONTACTS,
        "expert@example.org": Audience.MEMBERS,
        "expert.two@example.org": Audience.MEMBERS,
        "secretariat@example.org": Audience.SECRETARIAT,
    }
    assert Person.objects.get(user__email="applicant@example.org").application.decided_at is None
    for account in ACCOUNTS:
        assert client.login(email=account.email, password=account.password), account.email


def test_the_focal_point_of_senegal_is_who_was_drawn_and_signs_in(make):
    make()

    speaks = spokespersons_of(Country.objects.get(iso2="SN"), DAY)[0]
    user = User.objects.get(email="senegal@example.org")
    assert (speaks.person, user.language) == (user.person, "fr")
    assert user.person.contacts.filter(kind="email").values_list("value", flat=True).get() == user.email


def test_what_is_printed_lets_one_sign_in_as_the_secretariat(make, client):
    make(experts=2)

    printed = "\n".join(str(account) for account in accounts())

    assert all(account.email in printed and account.password in printed for account in ACCOUNTS)
    assert TOTP_SECRET in printed
    client.post(
        reverse("account_login"), {"login": "secretariat@example.org", "password": "demonstration-secretariat"}
    )
    client.post(reverse("mfa_authenticate"), {"code": current_code()})
    assert client.session["_auth_user_id"] == str(User.objects.get(email="secretariat@example.org").pk)


def test_nothing_is_printed_before_the_network_is_made(db):
    assert accounts() == []


def test_a_site_with_real_people_refuses(reference, settings):
    settings.DEMONSTRATION = False

    with pytest.raises(CommandError, match="no demonstration"):
        call_command("make_demonstration_network")

    assert not User.objects.exists()
    with pytest.raises(CommandError, match="no demonstration"):
        call_command("demonstration_code")


def test_without_reference_data_it_says_what_to_load(db):
    with pytest.raises(CommandError, match="load_reference_data"):
        call_command("make_demonstration_network")


def test_removal_takes_what_was_made_and_nothing_else(make):
    before = Institution.objects.count()
    real = PersonFactory(slug="chebet-kariuki")
    laboratory = InstitutionFactory()
    make()
    guest_post = AffiliationFactory(person=real, institution=Institution.objects.filter(is_demo=True).first())
    name = guest_post.institution.name

    call_command("make_demonstration_network", remove=True, verbosity=0)

    assert list(Person.objects.all()) == [real]
    assert Institution.objects.count() == before + 1
    assert Institution.objects.filter(pk=laboratory.pk).exists()
    assert not User.objects.exists()
    assert not Designation.objects.exists()
    guest_post.refresh_from_db()
    assert (guest_post.institution, guest_post.institution_name) == (None, name)


def test_an_address_a_real_person_has_is_left_to_them(make):
    real = PersonFactory(slug="layla-al-najjar", given_name="Layla", family_name="al-Najjar")
    make()
    make()

    assert Person.objects.get(user__email="member@example.org").slug == "layla-al-najjar-demonstration"
    real.refresh_from_db()
    assert real.is_demo is False
    assert Person.objects.filter(is_demo=True).count() == 40


def test_sentences_stand_in_all_six_languages():
    sections = {language: set(sentences(language)) for language in ("en", "ar", "es", "fr", "ru", "zh")}

    assert set(map(frozenset, sections.values())) == {frozenset(sections["en"])}
    assert all(len(sentences(language)[section]) >= 7 for language in sections for section in sections[language])
    assert all(all(titles) for titles in posts().values())
