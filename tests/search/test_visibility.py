"""What an audience may not see is not found, counted, sorted by or shown, by either engine."""

import pytest
from haystack.query import SearchQuerySet

from directory.choices import Audience
from tests.factories import (
    AffiliationFactory,
    BiographyFactory,
    InstitutionContactFactory,
    InstitutionFactory,
    PersonContactFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db


def test_a_hidden_person_is_neither_found_nor_counted_below_their_audience(indexed):
    for audience in Audience:
        PersonFactory(slug=f"for-{audience}", listing=audience, family_name="Njoroge", languages={"fr": 3})
    search = indexed()

    for audience in Audience:
        assert len(search.slugs("Njoroge", audience)) == audience + 1
        assert search.counts("language", audience=audience) == {"fr": audience + 1}
        assert search.counts("country", audience=audience) == {"ke": audience + 1}
        assert len(search(audience=audience)) == audience + 1


def test_a_status_other_than_listed_is_in_no_index(indexed):
    for status in ("waiting", "declined", "closed"):
        PersonFactory(status=status)
        InstitutionFactory(status=status)

    assert len(indexed()(audience=Audience.SECRETARIAT)) == 0


@pytest.mark.parametrize("written", ["+254 20 765 4321", "254207654321", "254 20 7654321", '"+254 20 765 4321"'])
def test_a_telephone_number_is_found_by_those_who_may_see_it_alone(indexed, written):
    person = PersonFactory(slug="owner")
    PersonContactFactory(person=person, value="+254 20 765 4321", audience=Audience.OFFICIAL_CONTACTS)
    search = indexed()

    assert search.slugs(written, Audience.OFFICIAL_CONTACTS) == ["owner"]
    assert search.slugs(written, Audience.MEMBERS) == []
    assert search.slugs(written) == []


def test_a_mail_address_is_not_found_by_beginnings_or_misspellings_either(indexed):
    person = PersonFactory(slug="owner")
    PersonContactFactory(person=person, kind="email", value="zebediah@secret.example", audience=Audience.MEMBERS)
    search = indexed()

    assert search.slugs("zebediah", Audience.MEMBERS) == ["owner"]
    for words in (
        "zebediah",
        "zebed",
        "zebadiah",
        '"zebediah"',
        "zebediah@secret.example",
        "0fzebediah",
        "1fzebediah",
    ):
        question = search(words)
        assert [result.pk for result in question] == []
        assert question.spelling_suggestion() is None


@pytest.mark.parametrize(
    ("field", "facet", "value"),
    [("languages", "language", "sw"), ("expertise", "expertise", "asbestos"), ("chemicals", "chemical", "pop-77")],
)
def test_a_hidden_field_is_not_counted_chosen_or_found_by_name(indexed, field, facet, value):
    given = {field: {value: 3} if field == "languages" else [value]}
    PersonFactory(slug="owner", field_audiences={field: Audience.OFFICIAL_CONTACTS}, **given)
    search = indexed()
    name = {"sw": "Language sw", "asbestos": "Asbestos", "pop-77": "Polychlorinated"}[value]

    for audience in (Audience.OFFICIAL_CONTACTS, Audience.SECRETARIAT):
        assert search.counts(facet, audience=audience) == {value: 1}
        assert search.slugs(audience=audience, **{facet: value}) == ["owner"]
        assert search.slugs(name, audience) == ["owner"]
    for audience in (Audience.EVERYONE, Audience.MEMBERS):
        assert search.counts(facet, audience=audience) == {}
        assert search.slugs(audience=audience, **{facet: value}) == []
        assert search.slugs(name, audience) == []


def test_each_field_of_a_person_is_found_from_its_audience_on(indexed):
    person = PersonFactory(
        slug="owner",
        position="Volcanologist",
        field_audiences={"position": 1, "biography": 2, "affiliations": 3},
    )
    BiographyFactory(person=person, text="Counts flamingos.")
    AffiliationFactory(person=person, institution=InstitutionFactory(name="Bureau of Lighthouses"))
    search = indexed()

    for words, least in (("volcanologist", 1), ("flamingos", 2), ("lighthouses owner", 3), ("lighthouses", 3)):
        for audience in Audience:
            found = [slug for slug in search.slugs(words.split()[0], audience) if slug == "owner"]
            assert found == (["owner"] if audience >= least else [])


def test_what_is_shown_of_a_hit_is_what_its_viewer_may_see(indexed):
    person = PersonFactory(slug="owner", position="Volcanologist", field_audiences={"position": 2})
    BiographyFactory(person=person, text="Volcanologist by training.")
    search = indexed()

    for audience in Audience:
        (result,) = search("volcanologist", audience).highlight()
        shown = {passage.label for passage in result.passages}
        assert ("position" in shown) is (audience >= 2)
        assert all(passage.audience <= audience for passage in result.passages)


def test_a_contact_of_an_institution_has_its_audience(indexed):
    contact = InstitutionContactFactory(value="hotline@centre.example", audience=Audience.SECRETARIAT)
    search = indexed()

    assert search.slugs("hotline", Audience.SECRETARIAT) == [contact.institution.slug]
    assert search.slugs("hotline", Audience.OFFICIAL_CONTACTS) == []


def test_who_does_not_say_for_whom_they_search_finds_what_everybody_may(indexed):
    PersonFactory(slug="open")
    PersonFactory(slug="members-only", listing=Audience.MEMBERS)
    indexed()

    assert [result.object.slug for result in SearchQuerySet().all()] == ["open"]
    assert SearchQuerySet().filter(django_ct="directory.person").count() == 1


def test_sorting_by_confirmation_does_not_order_by_what_is_hidden(indexed):
    PersonFactory(slug="a", family_name="A", languages={"fr": 3}, field_audiences={"languages": 3})
    PersonFactory(slug="b", family_name="B", languages={"es": 3})
    search = indexed()

    def grouped(audience):
        return [result.object.slug for result in search(audience=audience).grouped_by("language", ["es", "fr"])]

    assert grouped(Audience.EVERYONE) == ["b", "a"]
    assert [result.object.slug for result in search().grouped_by("language", ["fr", "es"])] == ["b", "a"]
    assert [result.object.slug for result in search(audience=3).grouped_by("language", ["fr", "es"])] == ["a", "b"]
