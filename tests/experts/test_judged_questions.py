"""The rule by which answers to the judged questions are graded, and the measures made from the grades."""

from types import SimpleNamespace as Thing

import pytest

from directory.models import ExpertiseTerm
from tests.benchmarks.relevance import Judged, Place, ndcg, read_questions, recall

WEST = Place(frozenset({"SN", "TG"}), frozenset({"011"}))
AFRICA = Place(frozenset({"SN", "TG", "CM"}), frozenset({"002"}))
ASKED = Judged(
    text="PCB disposal in West Africa, French, on mission", language="en", subject=frozenset({"pcb-disposal"}),
    near=frozenset({"pcb-equipment"}), place=WEST, around=AFRICA, speaks=("fr",), willing=("mission",),
)  # fmt: skip
ALONE = Judged(
    text="PCB disposal", language="en", subject=frozenset({"pcb-disposal"}), near=frozenset({"pcb-equipment"}),
    place=None, around=None, speaks=(), willing=(),
)  # fmt: skip


def expert(field="pcb-disposal", level=3, *, is_endorsed=False, country="SN", regions=(), french=4, willing=True):
    return Thing(
        fields=[Thing(term=Thing(slug=field), level=level, is_endorsed=is_endorsed)],
        person=Thing(country=Thing(iso2=country), languages=[Thing(language=Thing(code="fr"), level=french)]),
        countries_worked_in=[],
        regions_worked_in=[Thing(code=code) for code in regions],
        willing_to=["mission"] if willing else [],
    )


@pytest.mark.parametrize(
    ("grade", "answer"),
    [
        (3, expert()),
        (3, expert(level=2, is_endorsed=True)),
        (3, expert(country="CH", regions=["011"])),
        (2, expert(level=2)),
        (2, expert(field="pcb-equipment")),
        (2, expert(country="CM")),
        (2, expert(french=2)),
        (1, expert(french=2, country="CM")),
        (1, expert(country="CH")),
        (1, expert(french=1)),
        (1, expert(willing=False)),
        (0, expert(willing=False, french=1)),
        (0, expert(willing=False, level=2)),
        (0, expert(field="pcb-equipment", level=1)),
        (0, expert(field="gender")),
    ],
)
def test_answers_are_graded_by_the_rule_written_down(grade, answer):
    assert ASKED.grade(answer) == grade


def test_a_question_of_one_thing_has_no_answer_beside_it():
    assert [ALONE.grade(expert()), ALONE.grade(expert(level=1)), ALONE.grade(expert(field="gender"))] == [3, 2, 0]


def test_the_measures_reward_what_stands_first():
    grades = {1: 3, 2: 2, 3: 1}

    assert ndcg([1, 2, 3], grades) == 1
    assert ndcg([9, 8, 7], grades) == 0
    assert ndcg([2, 1, 3], grades) < ndcg([1, 3, 2], grades) < 1
    assert ndcg([1], {}) is None
    assert recall([3, 1], grades) == 0.5
    assert recall([1], {3: 1}) is None
    assert recall(list(range(30)), dict.fromkeys(range(5, 30), 2)) == 0.5


def test_the_sixty_questions_name_fields_that_are_there(db):
    from django.core.management import call_command

    call_command("load_reference_data", "expertise", verbosity=0)
    codes = {code: {code} for code in ExpertiseTerm.objects.values_list("slug", flat=True)}

    questions = list(read_questions(codes))

    assert len({question.text for question in questions}) == 60
    assert {question.language for question in questions} == {"en", "fr", "es", "ar", "ru", "zh-hans"}
