"""Counts are exact, and choosing a value finds exactly those counted."""

from datetime import timedelta

import pytest
from django.utils import timezone
from haystack.query import SearchQuerySet
from search.facets import spans_of_freshness

from tests.factories import CountryFactory, ExpertiseTermFactory, InstitutionFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def guineas(db):
    """Four countries that share a word."""
    for code, name in (
        ("GN", "Guinea"),
        ("GW", "Guinea-Bissau"),
        ("GQ", "Equatorial Guinea"),
        ("PG", "Papua New Guinea"),
    ):
        country = CountryFactory(iso2=code, name_en=name)
        for number in range({"GN": 3, "GW": 2, "GQ": 1, "PG": 1}[code]):
            PersonFactory(slug=f"{code.lower()}-{number}", country=country, family_name=f"{code} {number}")


def test_guinea_is_one_country_and_no_other(guineas, indexed):
    search = indexed()

    assert search.counts("country") == {"gn": 3, "gw": 2, "gq": 1, "pg": 1}
    assert search.slugs(country="gn") == ["gn-0", "gn-1", "gn-2"]
    assert SearchQuerySet().narrow('country_exact:"gn"').count() == 3
    assert SearchQuerySet().filter(country__exact="gw").count() == 2
    assert SearchQuerySet().filter(country__in=["gw", "gq"]).count() == 3
    assert SearchQuerySet().exclude(country="gn").count() == 4


def test_the_word_guinea_finds_all_four_but_guinea_itself_first(guineas, indexed):
    search = indexed()

    assert search.slugs("Guinea")[:3] == ["gn-0", "gn-1", "gn-2"]
    assert len(search.slugs("Guinea")) == 7
    assert search.slugs("Equatorial Guinea") == ["gq-0"]


def test_a_value_may_hold_commas_quotes_and_colons(indexed):
    odd = 'Storage, transport: "on-site" (A|B) *'
    ExpertiseTermFactory(slug="odd", name=odd)
    PersonFactory(slug="storer", expertise=["odd"])
    PersonFactory(slug="other", expertise=["transport"])
    search = indexed()

    assert search.counts("expertise") == {"odd": 1, "transport": 1}
    assert search.slugs(expertise="odd") == ["storer"]
    assert SearchQuerySet().narrow("expertise_exact:transport").count() == 1
    assert SearchQuerySet().narrow(f"expertise_exact:{odd}").count() == 0
    assert search.slugs(odd) == ["storer"]


def test_values_of_one_facet_widen_and_of_two_narrow(indexed):
    PersonFactory(slug="a", languages={"fr": 3}, chemicals=["pop-09"])
    PersonFactory(slug="b", languages={"fr": 3, "es": 3})
    PersonFactory(slug="c", languages={"ru": 3}, chemicals=["pop-09"])
    search = indexed()

    assert search.slugs(language=["fr", "ru"]) == ["a", "b", "c"]
    assert search.slugs(language=["fr", "ru"], chemical=["pop-09"]) == ["a", "c"]
    assert search.slugs(language=["fr"], chemical=["pop-09"]) == ["a"]


def test_the_counts_of_a_facet_do_not_depend_on_its_own_choice(indexed):
    PersonFactory(languages={"fr": 3}, chemicals=["pop-09"])
    PersonFactory(languages={"fr": 3, "es": 3})
    PersonFactory(languages={"ru": 3}, chemicals=["pop-12"])
    search = indexed()

    assert search.counts("language", language="fr") == {"fr": 2, "es": 1, "ru": 1}
    assert search.counts("chemical", language="fr") == {"pop-09": 1}
    assert search.counts("language", language="fr", chemical="pop-12") == {"ru": 1}


def test_counts_are_those_of_what_was_found(indexed):
    PersonFactory(position="Toxicologist", languages={"fr": 3})
    PersonFactory(position="Toxicologist", languages={"es": 3})
    PersonFactory(position="Lawyer", languages={"fr": 3})
    search = indexed()

    assert search.counts("language", "toxicologist") == {"fr": 1, "es": 1}
    assert len(search("toxicologist")) == 2


def test_people_and_institutions_are_counted_by_kind(indexed):
    PersonFactory.create_batch(2)
    InstitutionFactory()
    search = indexed()

    assert search.counts("kind") == {"person": 2, "institution": 1}
    assert search.counts("type") == {"laboratory": 1}


def test_freshness_is_found_out_when_asked(indexed):
    now = timezone.now()
    for slug, days in (("today", 0), ("last-month", 30), ("spring", 200), ("years-ago", 800)):
        PersonFactory(slug=slug, confirmed_at=now - timedelta(days=days))
    PersonFactory(slug="never", confirmed_at=None)
    search = indexed()

    def found(value, today=None):
        question = search().with_spans("freshness", "confirmed", spans_of_freshness(today))
        return [result.object.slug for result in question.choose("freshness", [value])]

    assert sorted(found("current")) == ["last-month", "today"]
    assert found("due") == ["spring"]
    assert found("outdated") == ["years-ago"]
    assert found("never") == ["never"]
    assert sorted(found("due", now.date() + timedelta(days=170))) == ["last-month"]
    counts = search().with_spans("freshness", "confirmed", spans_of_freshness()).facet("freshness").facet_counts()
    assert dict(counts["fields"]["freshness"]) == {"current": 2, "due": 1, "outdated": 1, "never": 1}


def test_lists_are_sorted_and_cut_as_asked(indexed):
    for name in ("Delta", "Alpha", "Echo", "Bravo", "Charlie"):
        PersonFactory(slug=name.lower(), family_name=name, given_name="")
    search = indexed()

    everybody = search().order_by("name")
    assert [result.object.slug for result in everybody[0:2]] == ["alpha", "bravo"]
    assert [result.object.slug for result in everybody[2:10]] == ["charlie", "delta", "echo"]
    assert [result.pk for result in everybody[10:20]] == []
    assert len(everybody) == 5


def test_lists_can_stand_in_groups(indexed):
    for slug, code in (("a", "KE"), ("b", "SN"), ("c", "KE")):
        PersonFactory(slug=slug, family_name=slug, country=CountryFactory(iso2=code))
    search = indexed()

    assert [result.object.slug for result in search().grouped_by("country", ["sn", "ke"])] == ["b", "a", "c"]
