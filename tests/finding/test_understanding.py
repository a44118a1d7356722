"""What sentences mean, with the vocabularies as they are delivered."""

import pytest
from django.core.management import call_command

from experts.finding.understanding import Criterion, understand

pytestmark = pytest.mark.django_db

PCB_DISPOSAL = ["field:pcb-disposal", "subregion:011", "language:fr"]
SENTENCES = {
    # The same question in six languages.
    "PCB disposal in West Africa, French": PCB_DISPOSAL,
    "élimination des PCB en Afrique de l’Ouest, français": PCB_DISPOSAL,
    "Eliminación de PCB en África occidental, francés": PCB_DISPOSAL,
    "удаление ПХД в Западной Африке, французский": PCB_DISPOSAL,
    "التخلص من ثنائي الفينيل متعدد الكلور في غرب أفريقيا، الفرنسية": PCB_DISPOSAL,
    "西非的多氯联苯处置，法语": ["subregion:011", "field:pcb-disposal", "language:fr"],
    # Names, other names, abbreviations and numbers of chemicals.
    "1336-36-3": ["chemical:POP-09"],
    "CAS 85535-84-8 in Kenya": ["chemical:POP-28", "country:ke"],
    "SCCPs": ["chemical:POP-28"],
    "lindano": ["chemical:POP-18"],
    "ДДТ": ["chemical:POP-10"],
    # Places: the longest name, not what stands in it.
    "Papua New Guinea": ["country:pg"],
    "Guinea-Bissau": ["country:gw"],
    "Central African Republic": ["country:cf"],
    "South Africa": ["country:za"],
    "Afrique du Sud": ["country:za"],
    "Кот-д’Ивуар": ["country:ci"],
    "أمريكا اللاتينية": ["subregion:419"],
    "Caribbean": ["subregion:029"],
    "small islands in the Pacific": ["region:009"],
    # Languages with how well.
    "fluent Spanish": ["language:es:3"],
    "español con fluidez": ["language:es:3"],
    "français, langue maternelle": ["language:fr:4"],
    "arabophone": ["language:ar"],
    "свободно владеющий русским": ["language:ru:3"],
    "good Portuguese, excellent English": ["language:pt:2", "language:en:3"],
    # What they should do, and when.
    "train customs officers": ["willing:train", "field:customs-trade"],
    "relecture à distance": ["willing:review", "willing:remote"],
    "available now for a mission": ["available:now", "willing:mission"],
    # Fields by part of a name, and with the words of a question around them.
    "Who knows about remediation?": ["field:remediation"],
    "we need an expert for contaminated sites": ["field:contaminated-sites"],
    "mise à jour du PNM": ["field:nip-development"],
    "obsolete pesticides": ["field:obsolete-pesticides"],
    "e-waste": ["field:waste-plastics"],
    "dioxin analysis": ["field:analysis-dioxins"],
    # A slip of the fingers.
    "stokpiles": ["field:stockpiles"],
}


def test_sentences_in_six_languages_are_understood():
    call_command("load_reference_data", verbosity=0)

    understood = {sentence: [one.key for one in understand(sentence).criteria] for sentence in SENTENCES}

    assert understood == SENTENCES


def test_what_means_nothing_is_left_over_and_small_words_are_not():
    call_command("load_reference_data", verbosity=0)

    understanding = understand("The blue barrels of a zebra in Nigeria, please")

    assert [one.key for one in understanding.criteria] == ["country:ng"]
    assert understanding.leftover == ("blue", "barrels", "zebra")
    assert ("field", "pcb") in understand("PCB").criteria[0].meanings
    assert understand("stokpiles").criteria[0].slip == "stockpiles"
    assert understand("stokpiles", occurs=lambda word: True).leftover == ("stokpiles",)


def test_parts_can_be_taken_out_and_put_in():
    call_command("load_reference_data", verbosity=0)
    understanding = understand("DDT in Kenya zebra")

    changed = understanding.without(["country:ke", "word:zebra"]).with_criteria(
        [Criterion("language", "fr", least=3)]
    )

    assert [one.key for one in changed.criteria] == ["chemical:POP-10", "language:fr:3"]
    assert changed.leftover == ()


@pytest.mark.parametrize(
    "text",
    ["", " ", "\0", "(((", "'; DROP TABLE", "%%%", "a" * 5000, "的" * 3000, "1-2-3 " * 500, "\u202e\u2066", "🦓"],
)
def test_odd_sentences_are_no_error(text):
    understanding = understand(text)

    assert understanding.criteria == ()
