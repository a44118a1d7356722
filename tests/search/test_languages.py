"""Six languages, three kinds of script, and names however they are written."""

import pytest

from tests.factories import (
    BiographyFactory,
    ChemicalFactory,
    CountryFactory,
    LanguageFactory,
    PersonFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["Kenya", "kenya", "KENYA", "Kenia", "كينيا", "Кения", "肯尼亚", "Keny", "кени"])
def test_a_country_is_found_by_its_name_in_any_language(indexed, name):
    country = CountryFactory(iso2="KE", name_es="Kenia")
    PersonFactory(slug="of-kenya", country=country)
    PersonFactory(slug="of-china", country=CountryFactory(iso2="CN"))

    assert indexed().slugs(name) == ["of-kenya"]


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "Training of laboratories in sampling", "laboratory trainings sample"),
        ("fr", "Gestion des déchets dangereux à Genève", "dechet geneve gerer"),
        ("fr", "Gestion des déchets dangereux", "déchets"),
        ("es", "Evaluación de las sustancias químicas", "evaluacion sustancia quimica"),
        ("ru", "Предупреждение наводнений и загрязнения", "наводнения загрязнение"),
        ("ar", "إدارة مخاطر الفيضانات والنفايات", "فيضانات نفايات"),
        ("ar", "إدارة النفايات", "النفايات ادارة"),
        ("zh-hans", "化学品和废物的风险管理", "风险"),
        ("zh-hans", "化学品和废物的风险管理", "废物管理"),
    ],
)
def test_a_word_is_found_in_its_other_forms(indexed, language, text, words):
    BiographyFactory(person=PersonFactory(slug="writer"), language=language, text=text)
    BiographyFactory(language="en", text="Nothing of the kind")
    search = indexed()

    for word in words.split():
        if word != "gerer":
            assert search.slugs(word) == ["writer"], word


@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ({"family_name": "Müller-Đặng", "given_name": "Çağla"}, ["muller", "Müller", "dang", "cagla", "MÜLLER dang"]),
        (
            {"family_name": "Ivanova", "given_name": "Alyona", "original_family_name": "Иванова",
             "original_given_name": "Алёна", "name_language": "ru"},
            ["Иванова", "иванова алена", "Алёна", "ivanova", "ivan"],
        ),
        (
            {"family_name": "Wang", "given_name": "Xiaoming", "original_family_name": "王",
             "original_given_name": "小明", "name_language": "zh", "family_name_first": True},
            ["王小明", "小明", "王", "wang", "Xiaoming Wang"],
        ),
        (
            {"family_name": "Al-Sayed", "given_name": "Fatima", "original_family_name": "السيد",
             "original_given_name": "فاطمة", "name_language": "ar"},
            ["فاطمة", "فاطمه السيد", "al-sayed", "sayed", "Fátima"],
        ),
    ],
)  # fmt: skip
def test_a_name_is_found_in_its_script_and_romanised(indexed, name, queries):
    PersonFactory(slug="wanted", **name)
    PersonFactory(slug="other", family_name="Okoth", given_name="Peter")
    search = indexed()

    for query in queries:
        assert search.slugs(query) == ["wanted"], query


@pytest.mark.parametrize(
    ("latin", "query"), [("Ivanov", "Иванов"), ("Mohamed", "محمد"), ("Wang Xiaoming", "王小明"), ("Khaled", "خالد")]
)
def test_a_name_known_in_latin_letters_alone_is_found_in_its_own_script(indexed, latin, query):
    PersonFactory(slug="wanted", family_name=latin, given_name="")
    PersonFactory(slug="other", family_name="Okoth", given_name="Peter")

    assert indexed().slugs(query) == ["wanted"]


@pytest.mark.parametrize("words", ["Otieno", "otien", "Otineo", "Otyeno", "OTIENO"])
def test_a_name_is_found_by_its_beginning_and_with_a_slip(indexed, words):
    PersonFactory(slug="wanted", family_name="Otieno")
    PersonFactory(slug="other", family_name="Barasa")

    assert indexed().slugs(words) == ["wanted"]


def test_a_slip_is_put_right_and_said(indexed):
    PersonFactory(slug="wanted", position="Incineration engineer")
    question = indexed()("incinaration engineer")

    assert [result.object.slug for result in question] == ["wanted"]
    assert question.spelling_suggestion() == "incineration engineer"


def test_what_is_written_right_is_not_put_right(indexed):
    PersonFactory(slug="wanted", family_name="Otieno")
    question = indexed()("Otieno")
    list(question)

    assert question.spelling_suggestion() is None


@pytest.fixture
def west_africa(db):
    """Three who nearly fit a question, and one who does."""
    region = RegionFactory(code="011", name_en="Western Africa", level="intermediate", also="West Africa")
    senegal, kenya = CountryFactory(iso2="SN"), CountryFactory(iso2="KE")
    assert senegal.intermediate_region == region
    ChemicalFactory(code="pop-09")
    LanguageFactory(code="fr", name_fr="Français", name_ru="Французский", name_ar="الفرنسية", name_zh="法语")
    PersonFactory(slug="fits", country=senegal, chemicals=["pop-09"], languages={"fr": 3})
    PersonFactory(slug="elsewhere", country=kenya, chemicals=["pop-09"], languages={"fr": 3})
    PersonFactory(slug="other-language", country=senegal, chemicals=["pop-09"], languages={"es": 3})
    PersonFactory(slug="other-subject", country=senegal, languages={"fr": 3})


@pytest.mark.parametrize(
    "question",
    [
        "who works on PCBs in West Africa and speaks French",
        "Who works on PCB in Western Africa and speaks french?",
        "PCBs West Africa French",
        "polychlorinated biphenyls west africa français",
        "PCB senegal 法语",
        "PCB السنغال الفرنسية",
        "PCB Сенегал французский",
    ],
)
def test_a_question_as_it_is_asked_aloud_finds_who_fits(west_africa, indexed, question):
    assert indexed().slugs(question) == ["fits"]


def test_words_in_quotation_marks_stand_together(indexed):
    PersonFactory(slug="together", position="Head of chemical safety")
    PersonFactory(slug="apart", position="Safety officer, chemical unit")
    search = indexed()

    assert search.slugs('"chemical safety"') == ["together"]
    assert search.slugs("“chemical safety”") == ["together"]
    assert sorted(search.slugs("chemical safety")) == ["apart", "together"]
    assert search.slugs('"head of chemical"') == ["together"]
    assert search.slugs("safety -head") == ["apart"]
