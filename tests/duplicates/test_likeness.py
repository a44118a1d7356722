"""Who may be meant: names in six scripts and many spellings, and people who only look the same."""

import pytest

from directory.likeness import Likeness, fold, sound
from directory.models import Affiliation
from tests.factories import (
    CountryFactory,
    InstitutionContactFactory,
    InstitutionFactory,
    PersonContactFactory,
    PersonFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def person(given, family, **fields):
    return PersonFactory(given_name=given, family_name=family, **fields)


def the_only(found):
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    "name", ["KAMAU, Wanjiru", "Wanjiru Kamau", "kamau wanjiru", "Dr. Wanjiru KAMAU", "Ms Wanjiru  Kamau"]
)
def test_order_capitals_and_titles_do_not_hide_somebody(name):
    wanjiru = person("Wanjiru", "Kamau")

    found = the_only(Likeness("person").candidates(names=[name], country_id=wanjiru.country_id))

    assert found.pk == wanjiru.pk
    assert found.score >= 90
    assert found.reasons == ["same-name", "same-country"]
    assert not found.is_certain


def test_an_initial_is_a_weaker_hint_than_the_whole_name():
    wanjiru = person("Wanjiru", "Kamau")
    likeness = Likeness("person")

    initial = the_only(likeness.candidates(names=["W. Kamau"], country_id=wanjiru.country_id))
    whole = the_only(likeness.candidates(names=["Wanjiru Kamau"], country_id=wanjiru.country_id))

    assert initial.score < whole.score
    assert initial.reasons == ["initials", "same-country"]
    assert likeness.candidates(names=["M. Kamau"], country_id=wanjiru.country_id) == []
    assert likeness.candidates(names=["W. Kamau"], country_id=CountryFactory(iso2="SN").pk) == []


@pytest.mark.parametrize(
    ("listed", "asked"),
    [
        (("Mohammed", "Hassan"), "Muhammad Hasan"),
        (("Mohamed", "Hassan"), "محمد حسن"),
        (("Ahmed", "Abdullah"), "أحمد عبد الله"),
        (("Ivan", "Ivanov"), "Иванов Иван"),
        (("Yuri", "Shcherbakov"), "Щербаков Юрий"),
        (("Wei", "Li"), "李伟"),
        (("Xiaoming", "Wang"), "王小明"),
        (("Xiao Ming", "Wang"), "Wang Xiaoming"),
        (("José", "Núñez"), "Jose NUNEZ"),
        (("Jean-Pierre", "Müller"), "Jean Pierre Mueller"),
        (("Konstantinos", "Papadopoulos"), "Κωνσταντίνος Παπαδόπουλος"),
        (("María del Carmen", "García"), "Maria Carmen Garcia"),
    ],
)
def test_one_name_in_other_letters_and_spellings_is_found(listed, asked):
    known = person(*listed)
    person("Grace", "Otieno")

    found = the_only(Likeness("person").candidates(names=[asked], country_id=known.country_id))

    assert found.pk == known.pk
    assert found.score >= 80


def test_a_name_is_found_by_its_own_script_too():
    known = person("Lei", "Zhang", original_given_name="磊", original_family_name="张", name_language="zh")

    assert the_only(Likeness("person").candidates(names=["张磊"])).pk == known.pk


def test_the_same_address_is_certain():
    wanjiru = person("Wanjiru", "Kamau", user=UserFactory(email="wk@example.org"))
    PersonContactFactory(person=wanjiru, kind="email", value="Wanjiru.Kamau@Example.org")
    likeness = Likeness("person")

    for address in ("wanjiru.kamau@example.org ", "WK@example.org"):
        found = the_only(likeness.candidates(names=["W. Kamau"], emails=[address]))
        assert (found.pk, found.score, found.is_certain) == (wanjiru.pk, 100, True)
        assert found.reasons[0] == "same-email"


def test_a_mailbox_that_several_share_is_never_certain():
    for given in ("Wanjiru", "Grace"):
        PersonContactFactory(person=person(given, "Kamau"), kind="email", value="pops@example.org")

    found = Likeness("person").candidates(names=["Wanjiru Kamau"], emails=["pops@example.org"])

    assert not any(each.is_certain for each in found)
    assert found[0].reasons[0] == "shared-mailbox"


def test_the_address_of_an_office_is_not_certain_even_with_one_holder():
    before = person("Wanjiru", "Kamau")
    PersonContactFactory(person=before, kind="email", value="focalpoint@example.org")

    found = the_only(Likeness("person").candidates(names=["Otieno, Peter"], emails=["focalpoint@example.org"]))

    assert not found.is_certain
    assert found.reasons == ["shared-mailbox", "other-name"]


def test_an_address_with_quite_another_name_is_asked_about():
    before = person("Wanjiru", "Kamau")
    PersonContactFactory(person=before, kind="email", value="wanjiru@example.org")

    found = the_only(Likeness("person").candidates(names=["Peter Otieno"], emails=["wanjiru@example.org"]))

    assert not found.is_certain
    assert found.reasons == ["same-email", "other-name"]


def test_two_addresses_that_lead_to_two_people_decide_nothing():
    for given in ("Wanjiru", "Wanjiku"):
        PersonContactFactory(person=person(given, "Kamau"), kind="email", value=f"{given}@example.org")

    found = Likeness("person").candidates(emails=["wanjiru@example.org", "wanjiku@example.org"])

    assert len(found) == 2
    assert not any(each.is_certain for each in found)


def test_the_same_orcid_is_certain_and_another_one_tells_people_apart():
    known = person("Wanjiru", "Kamau", orcid="0000-0002-1825-0097")
    likeness = Likeness("person")

    same = the_only(likeness.candidates(names=["W. Kamau"], identifiers=["https://orcid.org/0000-0002-1825-0097"]))
    other = likeness.candidates(
        names=["Wanjiru Kamau"], identifiers=["0000-0001-5109-3700"], country_id=known.country_id
    )

    assert (same.pk, same.is_certain, same.reasons[0]) == (known.pk, True, "same-identifier")
    assert other == []


def test_father_and_son_in_one_ministry_are_never_certain():
    ministry = InstitutionFactory(name="Ministry of Environment")
    father = person("Joseph", "Mwangi", suffix="Sr")
    PersonContactFactory(person=father, kind="email", value="joseph@example.org")
    Affiliation.objects.create(person=father, institution=ministry)
    likeness = Likeness("person")

    son = the_only(
        likeness.candidates(
            names=["Joseph Mwangi Jr"],
            emails=["joseph.jr@example.org"],
            country_id=father.country_id,
            institution="Ministry of Environment",
        )
    )
    himself = the_only(
        likeness.candidates(names=["Joseph Mwangi Sr"], country_id=father.country_id, institution=ministry.pk)
    )

    assert not son.is_certain
    assert "other-generation" in son.reasons
    assert son.score < himself.score
    # Even with the father's own address.
    assert not the_only(likeness.candidates(names=["Joseph Mwangi Jr"], emails=["joseph@example.org"])).is_certain


def test_a_common_name_in_one_ministry_says_so():
    ministry = InstitutionFactory(name="Ministry of Environment")
    for _number in range(5):
        Affiliation.objects.create(person=person("Mohamed", "Ali"), institution=ministry)
    country = CountryFactory(iso2="KE").pk

    found = Likeness("person").candidates(names=["Muhammad Ali"], country_id=country)
    same = Likeness("person").candidates(names=["Mohamed Ali"], country_id=country)

    assert len(found) == len(same) == 5
    assert all("common-name" in each.reasons and not each.is_certain for each in same)


@pytest.mark.parametrize(
    ("listed", "asked"),
    [
        (("Wanjiru", "Kamau"), "Wanjiru Otieno"),
        (("Wanjiru", "Kamau"), "Peter Kamau"),
        (("Ivan", "Ivanov"), "Irina Ivanova"),
        (("Anna", "Smith"), "Anne-Marie Schmidt Keller"),
    ],
)
def test_people_who_share_half_a_name_are_not_proposed(listed, asked):
    known = person(*listed)

    assert Likeness("person").candidates(names=[asked], country_id=known.country_id) == []


def test_earlier_rows_of_a_file_are_found_and_closed_accounts_are_not():
    person("Wanjiru", "Kamau", status="closed")
    likeness = Likeness("person")
    assert likeness.candidates(names=["Wanjiru Kamau"]) == []

    likeness.add("row 12", names=["Wanjiru Kamau"], emails=["wk@example.org"])

    assert the_only(likeness.candidates(names=["Kamau, W."], emails=["WK@example.org"])).pk == "row 12"


def test_a_record_is_not_like_itself():
    wanjiru, twin = person("Wanjiru", "Kamau"), person("Wanjiru", "Kamau")

    assert [found.pk for found in Likeness("person").like(wanjiru.pk)] == [twin.pk]


def test_the_same_work_place_speaks_for_a_candidate():
    laboratory = InstitutionFactory(name="Government Chemist", acronym="GC")
    at_work = person("Wanjiru", "Kamau")
    elsewhere = person("Wanjiru", "Kamau")
    Affiliation.objects.create(person=at_work, institution=laboratory)
    Affiliation.objects.create(person=elsewhere, institution_name="University of Nairobi")
    likeness = Likeness("person")

    for institution in ("Government Chemist", "GC", laboratory.pk, laboratory):
        found = likeness.candidates(names=["Wanjiru Kamau"], country_id=at_work.country_id, institution=institution)
        assert [each.pk for each in found] == [at_work.pk, elsewhere.pk]
        assert "same-institution" in found[0].reasons
        assert "same-institution" not in found[1].reasons


# --- Institutions -----------------------------------------------------------------------------------------


def institution(name, **fields):
    return InstitutionFactory(name=name, name_en=name, **fields)


def test_every_country_has_its_ministry_of_environment():
    kenya = institution("Ministry of Environment")
    senegal = institution("Ministry of Environment", country=CountryFactory(iso2="SN"))
    likeness = Likeness("institution")

    found = the_only(likeness.candidates(names=["The Ministry of Environment"], country_id=senegal.country_id))

    assert found.pk == senegal.pk
    assert not found.is_certain
    assert {each.pk for each in likeness.candidates(names=["Ministry of Environment"])} == {kenya.pk, senegal.pk}


@pytest.mark.parametrize(
    "asked",
    [
        "National Environment Management Authority (NEMA)",
        "NEMA",
        "National Environmental Management Authority",
        "Management Authority, National Environment",
    ],
)
def test_an_institution_is_found_by_acronym_and_in_other_spellings(asked):
    nema = institution("National Environment Management Authority", acronym="NEMA")

    found = the_only(Likeness("institution").candidates(names=[asked], country_id=nema.country_id))

    assert found.pk == nema.pk


@pytest.mark.parametrize(
    ("listed", "asked"),
    [
        ("University of Nairobi", "University of Nigeria"),
        ("Laboratory 1", "Laboratory 2"),
        ("Ministry of Environment", "Ministry of Health"),
    ],
)
def test_institutions_with_names_built_alike_are_two(listed, asked):
    known = institution(listed)

    assert Likeness("institution").candidates(names=[asked], country_id=known.country_id) == []


def test_the_address_of_an_institution_is_certain_when_the_name_agrees():
    laboratory = institution("Laboratory for Residues")
    InstitutionContactFactory(institution=laboratory, value="residues@example.org")
    likeness = Likeness("institution")

    same = the_only(likeness.candidates(names=["Laboratory for Residue"], emails=["residues@example.org"]))
    other = the_only(likeness.candidates(names=["Customs Office"], emails=["residues@example.org"]))

    assert same.is_certain
    assert not other.is_certain


def test_odd_input_finds_nothing_and_breaks_nothing():
    person("Wanjiru", "Kamau")
    likeness = Likeness("person")

    for names in ([""], ["."], ["Dr."], ["😀"], ["\x00"], ["a" * 5000], [None], []):
        assert likeness.candidates(names=names, emails=["", None], institution="") == []


def test_spellings_of_one_sound_are_heard_alike():
    assert len({sound(fold(name)) for name in ("Mohammed", "Muhammad", "Mohamed", "محمد", "Мухаммад")}) == 1
