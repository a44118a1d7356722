"""The data files: what they hold, and what loading them does."""

import csv
import shutil
from datetime import date
from io import StringIO

import pytest
from audit.models import Entry
from django.core.management import CommandError, call_command

from directory.models import (
    Category,
    Chemical,
    ConventionArticle,
    Country,
    ExpertiseTerm,
    Institution,
    InstitutionContact,
    InstitutionType,
    Language,
    LoadedRow,
    Party,
    Region,
    Sector,
    Service,
    StakeholderGroup,
)
from directory.reference import DATA, SHEETS, is_up_to_date


def load(*files, **options):
    out = StringIO()
    call_command("load_reference_data", *files, stdout=out, **options)
    return out.getvalue().splitlines()


def rows(name, folder=DATA):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture
def folder(tmp_path):
    """A copy of the data files that a test may spoil."""
    return shutil.copytree(DATA, tmp_path / "data")


def rewrite(folder, name, change):
    """Write a file again as ``change`` makes its rows; None leaves a row out."""
    old = rows(name, folder)
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(old[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for row in map(change, old) if row is not None)


def setting(code, column, words, key="iso2"):
    return lambda row: {**row, column: words} if row[key] == code else row


@pytest.mark.django_db
def test_every_row_of_every_file_is_loaded():
    load()

    assert {sheet.name: sheet.model.objects.count() for sheet in SHEETS if sheet.model is not Institution} == {
        "regions": 30,
        "countries": 250,
        "parties": 191,
        "languages": 103,
        "categories": 17,
        "stakeholder_groups": 7,
        "sectors": 29,
        "institution_types": 19,
        "services": 14,
        "convention_articles": 21,
        "chemicals": 37,
        "expertise": 155,
    }
    assert Institution.objects.count() == 53
    assert Country.objects.countries().count() == 249
    assert Party.objects.filter(is_party=True).count() == 186
    for sheet in SHEETS:
        assert len(rows(sheet.name)) == len({row[sheet.column] for row in rows(sheet.name)})


@pytest.mark.django_db
def test_members_of_the_united_nations_are_parties_signatories_or_neither():
    load("regions", "countries", "parties")
    neither = {row["country"] for row in rows("nonparties")}
    told = set(Party.objects.values_list("country__iso2", flat=True))

    assert told & neither == set()
    assert set(Country.objects.filter(is_un_member=True).values_list("iso2", flat=True)) <= told | neither


@pytest.mark.django_db
def test_a_party_has_its_days_and_the_european_union_is_one_without_being_a_country():
    load("regions", "countries", "parties")

    kenya = Country.objects.get(iso2="KE")
    assert (kenya.party.instrument, kenya.party.entry_into_force) == ("ratification", date(2004, 12, 23))
    assert (kenya.subregion.name_en, kenya.intermediate_region.name_en) == ("Sub-Saharan Africa", "Eastern Africa")
    union = Country.objects.get(iso2="EU")
    assert (union.kind, union.m49, union.region, union.party.is_party) == ("reio", "", None, True)
    assert not Country.objects.get(iso2="TW").in_m49
    turkiye = Country.objects.get(iso2="TR")
    assert (turkiye.regional_group, turkiye.other_regional_group) == ("weog", "asia-pacific")


@pytest.mark.django_db
def test_what_is_not_confirmed_says_so_and_why():
    load()

    doubtful = Party.objects.filter(is_confirmed=False)
    assert set(doubtful.values_list("country__iso2", flat=True)) == {"EE", "GD", "IT", "PS"}
    for thing in (
        *doubtful,
        *Chemical.objects.filter(is_confirmed=False),
        *Institution.objects.filter(is_confirmed=False),
    ):
        assert thing.unconfirmed_note
    assert Chemical.objects.filter(is_confirmed=False).count() == 22
    assert Institution.objects.filter(is_confirmed=False, type__code="regional-centre").count() == 10


@pytest.mark.django_db
def test_every_word_of_the_vocabularies_is_there_in_six_languages():
    load()

    for model in (
        Category,
        Chemical,
        ConventionArticle,
        Country,
        ExpertiseTerm,
        InstitutionType,
        Language,
        Region,
        Sector,
        Service,
        StakeholderGroup,
    ):
        for language in ("en", "ar", "es", "fr", "ru", "zh"):
            assert not model.objects.filter(**{f"name_{language}": ""}).exists(), (model, language)


@pytest.mark.django_db
def test_only_those_who_speak_for_a_party_are_official_contacts():
    load("categories")

    official = Category.objects.filter(is_official=True)
    assert set(official.values_list("code", flat=True)) == {
        "national-focal-point",
        "official-contact-point",
        "deputy-focal-point",
        "basel-focal-point",
        "basel-competent-authority",
        "rotterdam-official-contact-point",
        "rotterdam-designated-national-authority",
        "minamata-national-focal-point",
    }


@pytest.mark.django_db
def test_other_words_for_a_thing_are_kept_one_a_line():
    load("regions")

    assert "West Africa" in Region.objects.get(code="011").all_names
    assert "غرب إفريقيا" in Region.objects.get(code="011").all_names


@pytest.mark.django_db
def test_a_regional_centre_says_whom_it_serves_where_it_works_and_what_is_doubtful():
    load()

    centre = Institution.objects.get(slug="bcrc-scrc-iran")
    assert (centre.country.iso2, centre.conventions, centre.type.code) == (
        "IR",
        ["basel", "stockholm"],
        "regional-centre",
    )
    assert centre.parties_served.count() == 15
    assert [contact.value for contact in centre.contacts.all()] == ["http://bcrciran.ir"]
    assert set(centre.areas_of_work.values_list("slug", flat=True)) == {"waste", "pcb", "education"}
    assert {text.language for text in centre.descriptions.all()} == {"en", "ar", "es", "fr", "ru", "zh-hans"}
    assert Entry.objects.about(centre).get().reason == "regional_centres.csv"


@pytest.mark.django_db
def test_loading_twice_changes_nothing(django_assert_max_num_queries):
    load()

    with django_assert_max_num_queries(150):
        again = load()

    doubtful = again.pop()
    assert len(again) == len(SHEETS)
    assert [line for line in again if ": 0 created, 0 updated, " not in line] == []
    assert doubtful == (
        "Not confirmed by a document, for the Secretariat to check: 4 Parties, 22 chemicals, 40 institutions"
    )


@pytest.mark.django_db
def test_the_site_knows_when_the_files_have_changed(monkeypatch, folder):
    assert not is_up_to_date()

    load()
    assert is_up_to_date()

    rewrite(folder, "countries", setting("KE", "capital", "Nairobi City"))
    monkeypatch.setattr("directory.reference.load.DATA", folder)
    assert not is_up_to_date()


@pytest.mark.django_db
def test_a_changed_row_changes_its_record_and_no_other(folder):
    load("regions", "countries", folder=folder)
    rewrite(folder, "countries", setting("KE", "capital", "Nairobi City"))

    assert load("countries", folder=folder)[:-1] == ["countries.csv: 0 created, 1 updated, 249 unchanged"]
    assert Country.objects.get(iso2="KE").capital == "Nairobi City"


@pytest.mark.django_db
def test_a_row_taken_out_is_named_and_its_record_kept(folder):
    load("regions", "countries", folder=folder)
    rewrite(folder, "countries", lambda row: None if row["iso2"] == "KE" else row)

    assert load("countries", folder=folder)[:-1] == [
        "countries.csv: 0 created, 0 updated, 249 unchanged",
        "  no longer in the file, kept: KE",
    ]
    assert Country.objects.filter(iso2="KE").exists()


@pytest.mark.django_db
def test_what_people_edited_on_the_site_stays_while_the_rest_follows_the_file(folder):
    load(folder=folder)
    centre = Institution.objects.get(slug="scrc-kenya")
    centre.city = "Nairobi, Kasarani"
    centre.is_confirmed = False
    centre.save()
    InstitutionContact.objects.filter(institution=centre).update(value="https://icipe.example")
    rewrite(folder, "regional_centres", setting("scrc-kenya", "city", "Mombasa", key="code"))
    rewrite(folder, "regional_centres", setting("scrc-kenya", "note", "To be checked.", key="code"))

    assert load("regional_centres", folder=folder)[:-1] == [
        "regional_centres.csv: 0 created, 1 updated, 22 unchanged",
        "  edited on the site, left as they are: scrc-kenya",
    ]
    centre = Institution.objects.get(slug="scrc-kenya")
    assert (centre.city, centre.is_confirmed, centre.unconfirmed_note) == (
        "Nairobi, Kasarani",
        False,
        "To be checked.",
    )
    assert centre.contacts.get().value == "https://icipe.example"

    load("regional_centres", folder=folder, overwrite=True)
    centre = Institution.objects.get(slug="scrc-kenya")
    assert (centre.city, centre.is_confirmed) == ("Mombasa", True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "words", "fault"),
    [
        ("region", "999", "names “999”, which is not there."),
        ("sids", "no", "must be true or false, not “no”."),
        ("capital", "x" * 121, "Ensure this value has at most 120 characters (it has 121)."),
        ("kind", "moon", "Value 'moon' is not a valid choice."),
        ("latitude", "north", "must be a number, not “north”."),
        ("iso2", "JP", "“JP” stands in row 115 already."),
    ],
)
def test_a_bad_cell_is_named_and_nothing_of_its_file_is_loaded(folder, column, words, fault):
    rewrite(folder, "countries", setting("KE", column, words))

    with pytest.raises(CommandError) as refused:
        load("regions", "countries", folder=folder)

    assert str(refused.value).splitlines() == [
        "countries.csv was not loaded.",
        f"countries.csv, row 116, column {column}: {fault}",
    ]
    assert (Region.objects.count(), Country.objects.count()) == (30, 0)


@pytest.mark.django_db
def test_a_bad_day_of_a_party_is_named(folder):
    rewrite(folder, "parties", setting("KE", "in_force_on", "17 May 2004", key="country"))

    with pytest.raises(CommandError, match="column in_force_on: must be a day such as 2004-05-17, not “17 May 2004”"):
        load("regions", "countries", "parties", folder=folder)

    assert (Country.objects.count(), Party.objects.count()) == (250, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda text: text.replace("m49,level", "m49,tier", 1), "regions.csv, row 1: the column level is missing."),
        (
            lambda text: text.replace("002,region,001", "002,region", 1),
            "regions.csv, row 3: it has another number of",
        ),
        (lambda text: text.replace("002,region", ",region", 1), "regions.csv, row 3, column m49: it is empty."),
    ],
)
def test_a_file_out_of_shape_is_refused(folder, spoil, told):
    path = folder / "regions.csv"
    path.write_text(spoil(path.read_text(encoding="utf-8")), encoding="utf-8")

    with pytest.raises(CommandError, match=told):
        load("regions", folder=folder)
    assert not Region.objects.exists()


@pytest.mark.django_db
def test_a_file_in_another_encoding_is_refused(folder):
    path = folder / "regions.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))

    with pytest.raises(CommandError, match=r"regions\.csv: it is not UTF-8"):
        load("regions", folder=folder)


@pytest.mark.django_db
def test_a_file_nobody_knows_is_refused():
    with pytest.raises(CommandError, match="There is no data file called planets"):
        load("planets")


@pytest.mark.django_db
def test_a_column_that_came_later_fills_records_that_hold_only_its_default():
    load("categories")
    for row in LoadedRow.objects.filter(file="categories.csv"):
        row.values = {name: value for name, value in row.values.items() if name != "appointment"}
        row.save()
    Category.objects.update(appointment="request")
    Category.objects.filter(code="expert").update(appointment="organization")

    load("categories")

    given = dict(Category.objects.values_list("code", "appointment"))
    assert (given["national-focal-point"], given["deputy-focal-point"]) == ("party", "focal-point")
    # What somebody chose stays.
    assert given["expert"] == "organization"
