import pytest

from directory.imports.reading import columns

LISTS = {
    "a list of focal points": {
        "Party": "country",
        "Type of contact": "category",
        "Salutation": "prefix",
        "First name": "given_name",
        "Surname": "family_name",
        "Job title": "position",
        "Department": "department",
        "Institution": "institution",
        "Postal address": "address",
        "Phone(s)": "phone",
        "Fax(es)": "fax",
        "E-mail(s)": "email",
        "Web site(s)": "website",
        "Date of designation": "starts_on",
    },
    "contacts of Outlook": {
        "Title": "prefix",
        "First Name": "given_name",
        "Middle Name": "middle_name",
        "Last Name": "family_name",
        "Company": "institution",
        "Job Title": "position",
        "Business Street": "address",
        "Business City": "city",
        "Business State": "region",
        "Business Postal Code": "postal_code",
        "Business Country/Region": "postal_country",
        "Business Fax": "fax",
        "Business Phone": "phone",
        "Mobile Phone": "mobile",
        "E-mail Address": "email",
        "E-mail 2 Address": "email",
        "Web Page": "website",
    },
    "contacts of Google": {
        "Given Name": "given_name",
        "Family Name": "family_name",
        "E-mail 1 - Type": "skipped",
        "E-mail 1 - Value": "email",
        "Phone 1 - Value": "phone",
        "Address 1 - Postal Code": "postal_code",
        "Address 1 - Country": "postal_country",
        "Organization 1 - Name": "institution",
        "Organization 1 - Title": "position",
    },
    "contacts of Salesforce": {
        "Contact ID": "skipped",
        "Salutation": "prefix",
        "LastName": "family_name",
        "Account Name": "institution",
        "Mailing Zip/Postal Code": "postal_code",
        "Mailing Country": "postal_country",
        "Account Owner": "skipped",
    },
    "French": {
        "N°": "skipped",
        "Civilité": "prefix",
        "Nom": "family_name",
        "Prénoms": "given_name",
        "Fonction": "position",
        "Structure": "institution",
        "Pays": "country",
        "Portable": "mobile",
        "Télécopie": "fax",
        "Courriel": "email",
    },
    "Spanish": {
        "País": "country",
        "Nombre y apellidos": "name",
        "Cargo": "position",
        "Institución": "institution",
        "Teléfono/Fax": "phone",
        "Correo electrónico": "email",
        "Idiomas": "languages",
    },
    "Russian": {
        "№ п/п": "skipped",
        "Страна": "country",
        "Ф.И.О.": "name",
        "Должность": "position",
        "Организация": "institution",
        "Тел./факс": "phone",
        "Дата назначения": "starts_on",
    },
    "Arabic": {
        "الدولة": "country",
        "الاسم": "name",
        "المسمى الوظيفي": "position",
        "الجهة": "institution",
        "رقم الهاتف": "phone",
        "البريد الإلكتروني": "email",
    },
    "Chinese": {
        "序号": "skipped",
        "国家": "country",
        "姓名": "name",
        "职务": "position",
        "单位": "institution",
        "邮编": "postal_code",
    },
}


@pytest.mark.parametrize("kind", LISTS)
def test_columns_are_known_by_their_headers(kind):
    expected = LISTS[kind]
    row = ["x"] * len(expected)

    found = columns.guess(list(expected), [row])

    assert {header: guess.field for header, guess in zip(expected, found, strict=True)} == expected
    assert all(guess.why for guess in found)


def test_columns_without_a_name_are_known_by_what_stands_in_them():
    rows = [
        ["1", "Kenya", "jane@example.org", "+254 20 2725707", "www.a.org", "2024-05-03"],
        ["2", "Togo", "john@example.org", "+228 22 21 51 97", "www.b.org", "2023-01-31"],
        ["3", "France", "ann@example.org", "+33 1 42 19 20 21", "www.c.org", "2020-12-01"],
    ]

    found = columns.guess([""] * 6, rows)

    assert [guess.field for guess in found] == ["skipped", "country", "email", "phone", "website", "starts_on"]
    assert {guess.code for guess in found} == {"content"}


def test_content_beats_a_header_that_only_resembles_something():
    (guess,) = columns.guess(["Contact details of post"], [["a@example.org"], ["b@example.org"]])

    assert guess.field == "email"


def test_a_name_is_that_of_the_institution_in_a_list_of_institutions():
    (people,) = columns.guess(["Name"], [["Jane Doe"]])
    (institutions,) = columns.guess(["Name"], [["Ministry of Health"]], of="institutions")

    assert (people.field, institutions.field) == ("name", "institution")


def test_nom_alone_is_the_whole_name():
    found = columns.guess(["Nom", "Pays"], [["Hélène Dupré", "Sénégal"], ["Awa Diop", "Sénégal"]])

    assert [guess.field for guess in found] == ["name", "country"]


def test_the_country_beside_the_address_is_that_of_the_address():
    header = ["Country", "Name", "Address", "City", "Country"]

    found = columns.guess(header, [["Kenya", "A. Kamau", "Street 1", "Geneva", "Switzerland"]])

    assert [guess.field for guess in found] == ["country", "name", "address", "city", "postal_country"]


def test_an_unknown_column_is_left_to_whoever_brings_the_file():
    (guess,) = columns.guess(["Favourite colour"], [["blue"], ["green"]])

    assert (guess.field, guess.confidence, guess.code) == (None, 0.0, "unknown")
