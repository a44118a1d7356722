"""The roster in numbers: what is counted for whom, and that small numbers give nobody away."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from directory.choices import Audience
from experts.balance import counting, tables
from experts.balance.suppression import suppress, suppress_table
from experts.balance.use import days_in_words, percentile
from tests.factories import CountryFactory, ExpertiseTermFactory, LanguageFactory, LanguageSkillFactory, PersonFactory
from tests.factories.experts import FieldOfExpertiseFactory, NominationFactory, RosterEntryFactory


@pytest.fixture(autouse=True)
def _counted_anew():
    cache.clear()
    yield
    cache.clear()


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 7, "b": 5}, {"a": 7, "b": 5}),
        # One hidden part could be found out by subtraction.
        ({"a": 30, "b": 9, "c": 4}, {"a": 30, "b": None, "c": None}),
        ({"a": 30, "b": 3, "c": 4}, {"a": 30, "b": None, "c": None}),
        # Two hidden parts of one person in all would be known to within one.
        ({"a": 30, "b": 9, "c": 1, "d": 0}, {"a": 30, "b": None, "c": None, "d": None}),
        ({"a": 0}, {"a": None}),
    ],
)
def test_parts_of_a_whole_do_not_give_one_away(counts, shown):
    assert suppress(counts, are_parts=True) == shown


def test_numbers_that_do_not_add_up_are_hidden_one_by_one():
    assert suppress({"fr": 20, "ar": 4, "sw": 5}) == {"fr": 20, "ar": None, "sw": 5}


def known_from(shown, rows):
    """What a reader can work out of a table, whose sums of rows and columns are known: {place: number}."""
    places = [(row, key) for row, counts in enumerate(shown) for key in counts]
    known = {place: shown[place[0]][place[1]] for place in places if shown[place[0]][place[1]] is not None}
    while True:
        found = {}
        for row, counts in enumerate(shown):
            open_keys = [key for key in counts if (row, key) not in known]
            if len(open_keys) == 1:
                found[row, open_keys[0]] = rows[row][open_keys[0]]
        for key in shown[0]:
            open_rows = [row for row in range(len(shown)) if (row, key) not in known]
            if len(open_rows) == 1:
                found[open_rows[0], key] = rows[open_rows[0]][key]
        if not found:
            return known
        known.update(found)


@pytest.mark.parametrize(
    "groups",
    [
        # The women of the first group are the difference between all and those of the other groups.
        [(14, 70, 3, 11), (13, 40, 9, 7), (13, 25, 6, 6), (22, 38, 8, 9)],
        [(14, 70, 6, 11), (13, 40, 0, 7), (13, 25, 0, 6), (22, 38, 8, 9)],
        [(1, 0, 0, 0), (9, 9, 9, 9), (8, 8, 8, 8)],
        [(30, 30, 1, 0), (30, 30, 0, 0), (30, 30, 0, 0)],
        [(0, 0, 0, 0), (0, 0, 0, 0)],
    ],
)
def test_no_number_is_found_out_from_rows_and_columns(groups):
    rows = [dict(zip("wmon", map(sum, zip(*groups, strict=True)), strict=True))]
    rows += [dict(zip("wmon", numbers, strict=True)) for numbers in groups]
    shown = suppress_table(rows)
    known = known_from(shown, rows)
    assert not [place for place, number in known.items() if number < 5]
    assert len(known) == sum(number is not None for counts in shown for number in counts.values())


def test_a_table_without_small_numbers_is_shown_whole():
    rows = [{"w": 12, "m": 15}, {"w": 5, "m": 9}, {"w": 7, "m": 6}]
    assert suppress_table(rows) == rows


def country(iso2, group):
    """A country in a regional group, whoever made it first."""
    made = CountryFactory(iso2=iso2)
    made.regional_group = group
    made.save()
    return made


def experts(number, term=None, country=None, **entry):
    made = []
    for _number in range(number):
        made.append(RosterEntryFactory(person=PersonFactory(country=country or CountryFactory()), **entry))
        if term:
            FieldOfExpertiseFactory(entry=made[-1], term=term)
    return made


def test_an_expert_counts_in_every_broader_field_once(db):
    pcb = ExpertiseTermFactory(slug="pcb-management")
    disposal = ExpertiseTermFactory(slug="pcb-disposal", parent=pcb)
    oil = ExpertiseTermFactory(slug="transformer-oil", parent=pcb)
    entry = experts(1, disposal)[0]
    FieldOfExpertiseFactory(entry=entry, term=oil)

    counts = counting.balance_for(Audience.SECRETARIAT).by(lambda expert: expert.fields)

    assert counts == {pcb.pk: 1, disposal.pk: 1, oil.pk: 1}


def test_the_public_counts_what_everybody_sees(db):
    french = LanguageFactory(code="fr")
    hidden = experts(1)[0].person
    hidden.field_audiences = {"languages": int(Audience.SECRETARIAT)}
    hidden.save()
    LanguageSkillFactory(person=hidden, language=french)
    experts(1, listing=Audience.MEMBERS)
    experts(1, state="draft")
    closed = experts(1)[0].person
    closed.status = "closed"
    closed.save()

    public = counting.balance_for(Audience.MEMBERS)
    all_of_it = counting.balance_for(Audience.SECRETARIAT)

    assert (public.total, all_of_it.total) == (1, 2)
    assert public.by(lambda expert: expert.languages) == {}
    assert all_of_it.by(lambda expert: expert.languages) == {french.pk: 1}


def test_fields_with_too_few_are_named_with_the_groups_that_lack_them(db):
    term = ExpertiseTermFactory(slug="ddt-alternatives")
    kenya = country("KE", "african")
    experts(6, term, kenya)

    found = dict(tables.gaps(counting.balance_for(Audience.EVERYONE), None, fewer=5))

    assert "African States" not in found[term]
    assert "Asia-Pacific States" in found[term]


def test_small_numbers_are_hidden_from_all_but_the_secretariat(client, member, secretariat):
    term = ExpertiseTermFactory(slug="analysis-of-chlordecone")
    experts(3, term, country("KE", "african"), gender="woman")
    experts(6, term, country("SN", "african"), gender="man")
    page = reverse("balance:balance")

    for user in (None, member):
        if user:
            client.force_login(user)
        lines = client.get(page + "?format=csv").content.decode("utf-8-sig").splitlines()
        women = next(line for line in lines if "African States" in line and "Woman" in line)
        assert women.endswith('"fewer than five, or hidden with such a number"')
        men = next(line for line in lines if "African States" in line and ",Man," in line)
        assert men.endswith('"fewer than five, or hidden with such a number"')
        answer = client.get(page)
        assert answer.status_code == 200
        assert "fewer than five, or hidden" in answer.content.decode()

    client.force_login(secretariat)
    lines = client.get(page + "?format=csv").content.decode("utf-8-sig").splitlines()
    assert next(line for line in lines if "African States" in line and "Woman" in line).endswith(",3")
    assert "fewer than five, or hidden" not in client.get(page).content.decode()


def test_the_public_cannot_ask_for_smaller_gaps(client, db):
    experts(2, ExpertiseTermFactory(slug="toxaphene"))
    assert client.get(reverse("balance:balance") + "?fewer=1").context["fewer"] == 5
    # Nor may it count a hidden number out, one by one.
    assert client.get(reverse("balance:balance") + "?fewer=17").context["fewer"] == 10
    assert client.get(reverse("balance:balance") + "?fewer=²").context["fewer"] == 10
    assert client.get(reverse("balance:balance") + "?field=nowhere").status_code == 404


def test_nominations_are_counted_by_quarter(db):
    nomination = NominationFactory()
    starts = counting.quarters(nomination.nominated_at.date())
    assert counting.nominations_by_quarter(starts)[starts[-1]] == 1
    assert len(starts) == counting.QUARTERS
    assert starts == sorted(set(starts))


def test_as_many_queries_for_many_experts(client, db, django_assert_max_num_queries):
    term = ExpertiseTermFactory(slug="monitoring-of-air")
    experts(2, term)
    with django_assert_max_num_queries(40) as first:
        client.get(reverse("balance:balance"))
    experts(12, term)
    cache.clear()
    with django_assert_max_num_queries(len(first)):
        client.get(reverse("balance:balance"))


def test_half_and_nine_in_ten_of_the_waits():
    assert percentile([1, 2, 3, 4], 50) == 2
    assert percentile([7], 90) == 7
    assert percentile(list(range(1, 11)), 90) == 9


@pytest.mark.parametrize(
    ("days", "words"),
    [(0.01, "under an hour"), (0.5, "12 hours"), (1.9, "46 hours"), (3.4, "3 days"), (12, "12 days")],
)
def test_waits_are_said_as_people_say_them(days, words):
    assert days_in_words(days) == words
