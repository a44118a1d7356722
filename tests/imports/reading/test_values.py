from datetime import date

import pytest
from django.core.management import call_command
from django.utils import translation

from directory.imports.reading import values
from directory.imports.reading.notes import SENTENCES
from directory.models import Category, Country, Language

from ...factories import directory as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def countries():
    """The countries of the reference data, as the platform loads them."""
    call_command("load_reference_data", "regions", "countries", verbosity=0)
    return values.countries()


KENYA = ["Kenya", " KENYA ", "KE", "KEN", "404", "Republic of Kenya", "KE - Kenya", "Kenya (KEN)", "肯尼亚", "كينيا"]
KENYA += ["🇰🇪", "2. Kenya", "Kenya*"]
CONGO = ["Zaire", "Congo (DRC)", "Congo, Democratic Republic of the", "République Démocratique du Congo"]
CERTAIN = [
    *((text, "KE") for text in KENYA),
    *((text, "KR") for text in ["Rep. of Korea", "Korea, Republic of", "Korea (Republic of)", "South Korea"]),
    *((text, "KP") for text in ["Korea, Dem. People's Rep.", "DPRK", "Democratic People’s Republic of Korea"]),
    *((text, "CD") for text in CONGO),
    *((text, "CG") for text in ["Congo, Rep.", "Republic of the Congo"]),
    *((text, "SZ") for text in ["Swaziland", "Свазиленд"]),
    *((text, "MM") for text in ["Burma", "Birmania"]),
    *((text, "CI") for text in ["Cote d'Ivoire", "CÔTE D’IVOIRE", "Ivory Coast"]),
    *((text, "IR") for text in ["Iran, Islamic Republic of", "Iran (I.R.)"]),
    *((text, "GM") for text in ["Gambia, The", "The Gambia"]),
    *((text, "DO") for text in ["Dominican Rep.", "República Dominicana"]),
    *(
        (text, "CN")
        for text in ["P.R. China", "People's Republic of China", "China, People's Rep.", "中华人民共和国"]
    ),
    *((text, "US") for text in ["U.S.A.", "Etats-Unis", "United States"]),
    *((text, "EG") for text in ["Egypt, Arab Rep.", "جمهورية مصر العربية"]),
    *((text, "TZ") for text in ["U.R. of Tanzania", "Tanzania, United Rep. of"]),
    ("Namibia", "NA"),
    ("NA", "NA"),
    ("Dominica", "DM"),
    ("Niger", "NE"),
    ("Guinea Bissau", "GW"),
]


def test_a_country_is_known_by_every_name_it_has_and_had(countries):
    codes = dict(Country.objects.values_list("pk", "iso2"))

    assert [(text, codes.get(values.read_country(text, countries).value)) for text, _code in CERTAIN] == CERTAIN


@pytest.mark.parametrize(
    ("text", "problem", "proposed"),
    [
        ("Czechoslovakia", "ambiguous_country", {"CZ", "SK"}),
        ("Serbia and Montenegro", "ambiguous_country", {"RS", "ME"}),
        ("Korea", "ambiguous_country", {"KR", "KP"}),
        ("Kenya / Uganda", "several_countries", {"KE", "UG"}),
        ("Keneya", "unknown_country", {"KE"}),
        ("Phillipines", "unknown_country", {"PH"}),
    ],
)
def test_a_doubtful_country_is_proposed_and_not_guessed(countries, text, problem, proposed):
    codes = dict(Country.objects.values_list("pk", "iso2"))

    reading = values.read_country(text, countries)

    assert (reading.value, reading.problem.code) == (None, problem)
    assert proposed <= {codes[proposal.value] for proposal in reading.proposals}


def test_nothing_said_is_no_country(countries):
    for text in ["", "n/a", "-", "нет", "不详", "s/o"]:
        assert values.read_country(text, countries).is_empty


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-03",
        "3.5.2024",
        "3 May 2024",
        "May 3, 2024",
        "3rd May 2024",
        "3 mai 2024",
        "3 de mayo de 2024",
        "3 мая 2024 г.",
        "3 مايو 2024",
        "3 أيار 2024",
        "٣ مايو ٢٠٢٤",
        "2024年5月3日",
        "20240503",
        "since 3 May 2024",
        "Friday, 3 May 2024",
        "2024-05-03T10:00:00Z",
        "3-May-24",
        "45415",
    ],
)
def test_a_day_is_read_in_every_form(text):
    assert values.read_date(text).value == date(2024, 5, 3)


@pytest.mark.parametrize(
    ("text", "problem", "proposed"),
    [
        ("05/03/2024", "ambiguous_date", ["2024-03-05", "2024-05-03"]),
        ("31/02/2024", "no_such_day", []),
        ("2019", "year_only", ["2019-01-01"]),
        ("May 2020", "month_only", ["2020-05-01"]),
        ("15 رمضان 1445", "hijri_date", []),
        ("1445-09-15", "hijri_date", []),
        ("2567-05-03", "buddhist_year", ["2024-05-03"]),
        ("soon", "no_date", []),
    ],
)
def test_a_doubtful_day_is_a_problem(text, problem, proposed):
    reading = values.read_date(text)

    assert (reading.value, reading.problem.code) == (None, problem)
    assert [proposal.label for proposal in reading.proposals] == proposed


def test_the_other_days_of_a_column_decide_the_order():
    assert values.order_of(["05/03/2024", "13/05/2024", "soon"]) == "dmy"
    assert values.order_of(["05/13/2024", "13/05/2024"]) is None
    assert values.read_date("05/03/2024", order="dmy").value == date(2024, 3, 5)
    assert values.read_date("05/03/2024", order="mdy").value == date(2024, 5, 3)


@pytest.mark.parametrize(
    "text",
    [
        "jane@env.go.ke",
        "Jane Doe <jane@env.go.ke>",
        "mailto:jane@env.go.ke?subject=Hi",
        "jane(at)env.go.ke",
        "jane at env dot go dot ke",
        "jane＠env．go．ke",
        "jane@env.go.ke.",
        "E-mail: jane@env.go.ke (office)",
        "jane@env.go.ke#mailto:jane@env.go.ke#",
        "jane@\nENV.go.ke",
        "“jane@env.go.ke”",
    ],
)
def test_a_mail_address_is_found_in_what_stands_round_it(text):
    assert values.read_email(text).value == ["jane@env.go.ke"]


@pytest.mark.parametrize(
    "text",
    ["a@x.org; b@x.org", "a@x.org / b@x.org", "a@x.org\nb@x.org", "a@x.org b@x.org", "A <a@x.org>, B <b@x.org>"],
)
def test_several_mail_addresses_are_several(text):
    assert values.read_email(text).value == ["a@x.org", "b@x.org"]


@pytest.mark.parametrize(
    ("text", "proposed"),
    [(text, "jane@env.go.ke") for text in ["jane@env,go.ke", "jane@env..go.ke", "jane@env.go .ke", "jane@@env.go.ke"]]
    + [("jane@gmail", "jane@gmail.com")],
)
def test_a_slip_in_a_mail_address_is_proposed_and_not_mended(text, proposed):
    reading = values.read_email(text)

    assert (reading.value, reading.problem.code) == (None, "wrong_email")
    assert [proposal.value for proposal in reading.proposals] == [proposed]


def test_a_cell_that_only_links_to_an_address_gives_it():
    assert values.read_email("write to us", link="mailto:jane@env.go.ke").value == ["jane@env.go.ke"]


def numbers(text, **options):
    return [(phone.kind, phone.number) for phone in values.read_phones(text, **options).value or []]


def test_telephone_numbers_are_told_apart_and_written_alike():
    assert numbers("Tel.: +41 22 917 8271/8273, Fax +41 22 917 8098") == [
        ("work", "+41 22 917 82 71"),
        ("work", "+41 22 917 82 73"),
        ("fax", "+41 22 917 80 98"),
    ]
    assert numbers("0722 123456 (mobile); 020 2725707", country="KE") == [
        ("mobile", "+254 722 123456"),
        ("work", "+254 20 2725707"),
    ]
    assert numbers("+31 (0)182 522625 ext. 12") == [("work", "+31 182 522 625 ext. 12")]
    assert numbers("00 31 418 682 682", kind=values.FAX) == [("fax", "+31 418 682 682")]
    assert numbers("电话：+86 10 66556518 传真：+86 10 66556519") == [
        ("work", "+86 10 6655 6518"),
        ("fax", "+86 10 6655 6519"),
    ]
    assert numbers("254 20 2725707", country="KE") == [("work", "+254 20 2725707")]


def test_a_number_that_cannot_be_completed_is_kept_and_named():
    reading = values.read_phones("8 (495) 123-45-67", country="KE")

    assert [phone.number for phone in reading.value] == ["8 (495) 123-45-67"]
    assert reading.note.code == "phone_unlikely"
    assert values.read_phones("2725707").note.code == "phone_without_country"


def test_what_a_spreadsheet_left_of_a_number_is_a_problem():
    assert values.read_phones("3.54712E+11").problem.code == "digits_lost"
    assert values.read_phones("see our website").problem.code == "no_phone"


def parts(text, **options):
    name = values.read_name(text, **options).value
    return name and tuple(part for part in (name.prefix, name.given_name, name.family_name, name.suffix) if part)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. John A. Smith Jr.", ("Mr.", "John A.", "Smith", "Jr.")),
        ("SMITH, John", ("John", "Smith")),
        ("SMITH John", ("John", "Smith")),
        ("Mme Awa N'DIAYE", ("Mme", "Awa", "N'Diaye")),
        ("Jane van der BERG", ("Jane", "van der Berg")),
        ("MCDONALD Jane", ("Jane", "McDonald")),
        ("The Honourable Jane Doe, MP", ("Honourable", "Jane", "Doe", "MP")),
        ("Doe, Ms. Jane", ("Ms.", "Jane", "Doe")),
        ("DR. JANE DOE", ("Dr.", "Jane", "Doe")),
        ("Г-н Иванов И.И.", ("Г-н", "I.I.", "Ivanov")),
        ("Jane", ("Jane",)),
        ("vacant", None),
        ("Ministry of Environment", None),
        ("Director General", None),
    ],
)
def test_a_name_is_taken_apart(text, expected):
    assert parts(text) == expected


def test_two_family_names_are_kept_together_where_they_are_usual():
    assert parts("María José García López", country="MX") == ("María José", "García López")


@pytest.mark.parametrize("text", ["Wang Wei (王伟)", "王伟 (WANG Wei)", "王伟 Wang Wei"])
def test_a_name_in_two_scripts_is_one_name(text):
    name = values.read_name(text).value

    assert (name.given_name, name.family_name) == ("Wei", "Wang")
    assert (name.original_given_name, name.original_family_name, name.name_language) == ("伟", "王", "zh")


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("A. Kamau / B. Otieno", ["A. Kamau", "B. Otieno"]),
        ("Mr X. Otieno and Ms Y. Kamau", ["Mr X. Otieno", "Ms Y. Kamau"]),
        ("Jane Doe\nJohn Smith", ["Jane Doe", "John Smith"]),
        ("1. Jane Doe 2. John Smith", ["Jane Doe", "John Smith"]),
        ("Mr. and Mrs. Smith", ["Mr. Smith", "Mrs. Smith"]),
        ("王伟、李娜", ["Wei Wang", "Na Li"]),
    ],
)
def test_two_people_in_one_cell_are_a_problem_with_both_proposed(text, people):
    reading = values.read_name(text)

    assert (reading.value, reading.problem.code) == (None, "two_people")
    assert [name.shown for name in reading.proposals] == people


def test_a_position_beside_a_name_is_kept_apart():
    name = values.read_name("Jane Doe\nDirector of Environment").value

    assert (name.family_name, name.position) == ("Doe", "Director of Environment")


@pytest.mark.parametrize(
    ("text", "mended"), [("HernÃ¡ndez", "Hernández"), ("Ïåòðîâ", "Петров"), ("MinistÃ¨re", "Ministère")]
)
def test_broken_letters_are_proposed_whole_and_not_changed(text, mended):
    reading = values.read_text(text)

    assert (reading.value, reading.problem.code, reading.proposals) == (text, "broken_letters", [mended])


def test_whole_letters_are_left_alone():
    for text in ["Ministère de l’Environnement", "Ñuñoa", "Çağrı Öztürk", "Łódź", "naïve – “quoted”", "Ærø", "محمد"]:
        assert values.read_text(text) == values.Reading(text)


def test_what_nobody_sees_is_left_out():
    assert values.read_text("Nai\u00adro\u200bbi\u00a0 City").value == "Nairobi City"
    assert values.read_text("\u200fمصر\u200e").value == "مصر"
    assert values.read_text("می\u200cروم").value == "می\u200cروم"
    assert values.read_code('="00123"').value == "00123"
    assert values.read_text("=HYPERLINK(1)").note.code == "kept_as_text"


def test_languages_are_read_with_levels_beside_them(db):
    made.LanguageFactory(code="en", name_en="English", name_fr="Anglais")
    made.LanguageFactory(code="fr", name_en="French", name_fr="Français")
    made.LanguageFactory(code="zh", name_en="Chinese", name_fr="Chinois")
    languages = values.vocabulary("language")
    codes = dict(Language.objects.values_list("pk", "code"))

    def read(text):
        return [codes[pk] for pk in values.read_languages(text, languages).value or []]

    assert read("English (fluent), français - B2") == ["en", "fr"]
    assert read("EN/FR") == ["en", "fr"]
    assert read("eng; zho") == ["en", "zh"]
    assert read("anglais et chinois") == ["en", "zh"]
    reading = values.read_languages("English, Frensh", languages)
    assert (reading.problem.code, [codes[each.value] for each in reading.proposals]) == ("unknown_word", ["fr"])


def test_messy_categories_are_found_or_proposed(db):
    focal = made.CategoryFactory(code="national-focal-point", name_en="National focal point", also="NFP\nPFN")
    expert = made.CategoryFactory(code="expert", name_en="Expert", also="")
    categories = values.vocabulary("category")

    assert values.read_category("NFP; Expert", categories).value == [focal.pk, expert.pk]
    assert values.read_category("focal point, national", categories).value == [focal.pk]
    doubtful = values.read_category("Natinal focal pont", categories)
    assert (doubtful.value, [each.value for each in doubtful.proposals]) == (None, [focal.pk])
    assert Category.objects.count() == 2


def test_yes_and_no_in_six_languages():
    for text in ["Yes", "oui", "Sí", "да", "نعم", "是", "✓", "1", "TRUE"]:
        assert values.read_yes_no(text).value is True, text
    for text in ["No", "non", "нет", "لا", "否", "0", "FALSE"]:
        assert values.read_yes_no(text).value is False, text
    assert values.read_yes_no("perhaps").problem.code == "no_yes_no"


def test_websites_are_completed():
    assert values.read_website("www.env.go.ke; http//b.org").value == ["https://www.env.go.ke", "http://b.org"]
    assert values.read_website("click here", link="https://env.go.ke/x").value == ["https://env.go.ke/x"]
    assert values.read_website("under construction").problem.code == "no_website"


def test_every_note_is_a_sentence_whoever_reads_it():
    problem = values.read_date("05/03/2024").problem

    assert problem.message == "“05/03/2024” can be read with the day or the month first."
    with translation.override("fr"):
        assert problem.message
    assert [sentence for sentence in map(str, SENTENCES.values()) if sentence[-1] not in ".?"] == []
