"""A small world in which experts are brought in."""

import pytest

from tests.factories import (
    ChemicalFactory,
    ConventionArticleFactory,
    CountryFactory,
    ExpertiseTermFactory,
    LanguageFactory,
    PartyFactory,
    RegionFactory,
)
from tests.imports.conftest import apply, csv_of, outcomes, undo, xlsx_of
from tests.imports.conftest import bring as bring_in


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    """Files of imports of one test are not seen by another."""
    settings.VAR_DIR = tmp_path
    return tmp_path / "imports"


@pytest.fixture
def world(db):
    """Countries, Parties, fields of expertise, languages, chemicals and articles."""
    for code, english, french in (
        ("SN", "Senegal", "Sénégal"), ("GH", "Ghana", "Ghana"), ("TG", "Togo", "Togo"), ("KE", "Kenya", "Kenya"),
        ("EG", "Egypt", "Égypte"), ("US", "United States of America", "États-Unis d’Amérique"),
    ):  # fmt: skip
        country = CountryFactory(iso2=code, name_en=english, name_fr=french)
        if code != "US":
            PartyFactory(country=country)
    RegionFactory(code="011", name_en="Western Africa", name_fr="Afrique occidentale")
    ExpertiseTermFactory(
        name="PCB decontamination and disposal", slug="pcb-disposal", name_fr="Élimination des PCB",
        name_ar="التخلص من ثنائي الفينيل",
        name_zh="多氯联苯处置", name_ru="Удаление ПХД", name_es="Eliminación de PCB", also="PCB disposal",
    )  # fmt: skip
    ExpertiseTermFactory(name="Inventories", slug="inventories", name_fr="Inventaires")
    ExpertiseTermFactory(name="Analysis of dioxins", slug="analysis-dioxins", name_fr="Analyse des dioxines")
    for code, english, french in (
        ("en", "English", "anglais"), ("fr", "French", "français"), ("ar", "Arabic", "arabe"),
        ("wo", "Wolof", "wolof"), ("zh", "Chinese", "chinois"),
    ):  # fmt: skip
        LanguageFactory(code=code, name_en=english, name_fr=french)
    ChemicalFactory(code="pcb", cas_numbers="1336-36-3")
    ConventionArticleFactory(code="article-6", name_en="Stockpiles and wastes")


def bring(file, by, **settings):
    return bring_in(file, by, kind="experts", **settings)


__all__ = ["apply", "bring", "csv_of", "outcomes", "undo", "xlsx_of"]
