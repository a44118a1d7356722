"""Who is proposed for a question, in which order and why, by either engine."""

import pytest
from search.actions import rebuild_index

from directory.choices import Audience, LanguageLevel
from experts import usage
from experts.finding.propose import propose
from experts.models import Availability
from tests.factories import PersonFactory
from tests.factories.experts import RosterEntryFactory
from tests.finding.conftest import expert

pytestmark = pytest.mark.django_db
QUESTION = "PCB disposal in Western Africa, French"


def slugs(found, made):
    by_key = {entry.pk: slug for slug, entry in made.items()}
    return [by_key[match.entry_pk] for match in found]


def test_who_fits_everything_comes_first_then_near_matches_saying_what_is_missing(roster):
    found = propose(QUESTION, None)

    assert slugs(found, roster) == ["best", "self-declared", "broad", "english"]
    assert [match.missing for match in found] == [
        [],
        [],
        ["PCB decontamination and disposal: only the broader PCB management"],
        ["French"],
    ]
    assert found[0].reasons == [
        "PCB decontamination and disposal, endorsed",
        "French: excellent",
        "works in Senegal",
    ]
    assert found[1].reasons == [
        "PCB decontamination and disposal, self-declared",
        "French: excellent",
        "worked in Senegal",
    ]
    assert found[0].score > found[1].score


@pytest.mark.parametrize(
    ("sentence", "first"),
    [
        ("1336-36-3", "best"),
        ("PCBs", "best"),
        ("gestion des PCB", "best"),
        ("waste", "elsewhere"),
        ("China, French", "elsewhere"),
    ],
)
def test_chemicals_numbers_and_places_are_understood(roster, sentence, first):
    assert slugs(propose(sentence, None, limit=1), roster) == [first]


def test_an_expert_left_out_and_a_limit_are_minded(roster):
    found = propose(["field:pcb", "country:sn"], None, limit=2, exclude=[roster["best"].pk])

    assert slugs(found, roster) == ["english", "broad"] or slugs(found, roster) == ["broad", "english"]


@pytest.mark.parametrize("audience", list(Audience))
def test_a_hidden_entry_or_person_is_proposed_from_their_audience_on(engine, fields, audience):
    expert("hidden", "pcb", listing=audience)
    expert("hidden-person", "pcb", person={"listing": audience})
    expert("not-listed", "pcb", state="draft")
    expert("closed", "pcb", person={"status": "closed"})
    rebuild_index()

    for viewer in Audience:
        assert len(propose("PCB", viewer)) == (2 if viewer >= audience else 0)


def test_neither_order_nor_reasons_come_from_what_is_hidden(engine, fields):
    shown = expert("a-shown", "pcb", country="KE")
    secret = expert(
        "b-secret",
        "pcb",
        country="KE",
        worked=["SN"],
        languages={"fr": LanguageLevel.EXCELLENT},
        field_audiences={"worked_in": 2, "headline": 2},
        headline="Tanker zebra",
        person={"field_audiences": {"languages": 2}},
    )
    Availability.objects.create(entry=secret, kind="full", starts_on="2020-01-01")
    rebuild_index()

    for sentence in ("PCB Senegal", "PCB French", "PCB zebra", "PCB available now"):
        seen = propose(sentence, Audience.EVERYONE)
        assert [match.entry_pk for match in seen] == [shown.pk, secret.pk], sentence
        assert seen[0].score == seen[1].score
        text = " ".join(reason for match in seen for reason in match.reasons)
        for hidden in ("Senegal", "French", "zebra", "available"):
            assert hidden not in text
        told = propose(sentence, Audience.OFFICIAL_CONTACTS)
        assert [match.entry_pk for match in told] == [secret.pk, shown.pk], sentence
        assert len(told[0].reasons) == 2
        assert told[0].missing == []


def test_answers_count_little_and_are_told(engine, fields, monkeypatch):
    answers, silent = expert("z-answers", "pcb"), expert("a-silent", "pcb")
    endorsed = expert("y-endorsed", "pcb", endorsed=["pcb"])
    monkeypatch.setattr(usage, "_counters", {})
    usage.count_by("asked", lambda keys: {answers.pk: 3, silent.pk: 3})
    usage.count_by("answered", lambda keys: {answers.pk: 3})
    rebuild_index()

    found = propose("PCB", None)

    assert [match.entry_pk for match in found] == [endorsed.pk, answers.pk, silent.pk]
    assert found[1].reasons[-1] == "answered 3 of 3 questions"
    assert found[2].reasons[-1] == "answered 0 of 3 questions"


def test_gender_counts_nothing(engine, fields):
    for slug, gender in (("c", "woman"), ("b", "man"), ("a", "")):
        expert(slug, "pcb", gender=gender, field_audiences={"gender": 0})
    rebuild_index()

    assert len({match.score for match in propose("PCB", None)}) == 1


def test_when_the_engine_is_down_those_who_fit_are_proposed_plainly(broken_engine, fields):
    fits = expert("fits", "pcb-disposal", country="SN")
    expert("elsewhere", "pcb-disposal", country="CN")
    expert("hidden", "pcb-disposal", country="SN", listing=Audience.MEMBERS)

    (found,) = propose("PCB disposal in Senegal", None)

    assert (found.entry_pk, found.reasons) == (
        fits.pk,
        ["PCB decontamination and disposal, self-declared", "works in Senegal"],
    )


def test_proposing_takes_as_many_queries_for_three_as_for_one(engine, fields, django_assert_max_num_queries):
    counts = []
    for number in (1, 2):
        for place in range(number):
            expert(f"e{number}{place}", "pcb", endorsed=["pcb"], worked=["SN"], languages={"fr": 3})
        rebuild_index()
        propose("PCB", None)
        with django_assert_max_num_queries(30) as queries:
            propose("PCB", None)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_somebody_is_found_by_name_and_by_their_own_words(engine, fields):
    named = RosterEntryFactory(person=PersonFactory(given_name="Awa", family_name="Diallo"))
    words = expert("words", headline="Leaking capacitors and their oil")
    rebuild_index()

    assert [match.entry_pk for match in propose("Awa Diallo", None)] == [named.pk]
    (found,) = propose("leaking capacitor", None)
    assert found.entry_pk == words.pk
    assert found.reasons == ["“\u2068leaking\u2069”, “\u2068capacitor\u2069” under “In one sentence”"]
