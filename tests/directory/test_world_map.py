"""The world map: every Party on it, coloured as asked, with nothing a reader without eyes or mouse would miss."""

import re
from html import unescape

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.management import call_command
from django.template.loader import render_to_string

from directory.models import Country
from directory.worldmap import drawn, steps, world_map
from tests.factories import CountryFactory, DesignationFactory, InstitutionFactory, PartyFactory, PersonFactory


@pytest.fixture
def reference(db):
    call_command("load_reference_data", "regions", "countries", "parties", verbosity=0)
    cache.clear()


@pytest.fixture
def shapes():
    """What the drawing holds: code and kind of shape, in order."""
    with open(finders.find("images/world.svg"), encoding="utf-8") as drawing:
        return re.findall(r'<(path|circle) id="([a-z]+)"', drawing.read())


def row(code, **more):
    blank = {"is_party": False, "has_signed": False, "is_un_member": True, "held": False, "people": 0}
    return {"code": code, "name": code.upper(), "url": f"/{code}/", "institutions": 0, **blank, **more}


def told(rows, shown):
    """Level and words of every place, by code."""
    return {place["code"]: (place["level"], place["name"]) for place in world_map(rows, shown).places}


def test_the_drawing_and_the_list_of_what_is_on_it_agree(shapes):
    kinds = {"path": "outline", "circle": "dot"}
    unsettled = {"xac", "xap", "xht", "xjk"}

    assert {code: kinds[kind] for kind, code in shapes if code != "grid" and code not in unsettled} == drawn()
    assert {code for _kind, code in shapes} - set(drawn()) == {*unsettled, "grid"}


def test_the_drawing_is_small_enough_to_be_fetched_over_a_slow_line():
    import gzip

    with open(finders.find("images/world.svg"), "rb") as drawing:
        assert len(gzip.compress(drawing.read(), mtime=0)) <= 14_000


@pytest.mark.django_db
def test_every_party_is_on_the_map_but_the_european_union(reference):
    parties = {country.code for country in Country.objects.parties()}

    assert len(parties) == 186
    assert parties - set(drawn()) == {"eu"}


@pytest.mark.django_db
def test_what_the_map_leaves_out_is_known(reference):
    assert {country.code for country in Country.objects.all()} - set(drawn()) == {"aq", "eu", "tw", "um"}


@pytest.mark.django_db
@pytest.mark.parametrize("show", ["focal-point", "party", "people", "institutions"])
def test_each_place_is_a_link_that_says_what_its_colour_says(client, reference, show):
    DesignationFactory(
        person=PersonFactory(country=CountryFactory(iso2="KE")),
        country=CountryFactory(iso2="KE"),
        category__code="national-focal-point",
    )
    InstitutionFactory(country=CountryFactory(iso2="KE"))
    says = {
        "focal-point": (4, "Kenya: National focal point listed"),
        "party": (4, "Kenya: Party"),
        "people": (3, "Kenya: 1 person"),
        "institutions": (3, "Kenya: 1 institution"),
    }

    page = client.get(f"/en/directory/countries/?show={show}").content.decode()

    links = re.findall(
        r'<a class="map-(\w+)" href="([^"]+)"><title>([^<]+)</title><use href="[^"]+#([a-z]+)"/>', page
    )
    assert [(int(level), words) for level, _url, words, code in links if code == "ke"] == [says[show]]
    assert {code for *_rest, code in links} == set(drawn())
    assert len(links) == len(drawn())
    assert all(url == f"/en/directory/countries/{code}/" for _level, url, _words, code in links)
    for *_rest, words, code in links:
        assert Country.objects.filter(iso2=code.upper(), name_en=unescape(words).rsplit(": ", 1)[0]).exists()


@pytest.mark.django_db
def test_dots_are_drawn_after_outlines_so_that_no_neighbour_covers_them():
    places = [place["code"] for place in world_map([row("mc"), row("fr"), row("va"), row("it")], "party").places]

    assert places == ["fr", "it", "mc", "va"]


def test_parties_signatories_outsiders_and_areas_are_told_apart():
    rows = [
        row("ke", is_party=True, has_signed=True),
        row("us", has_signed=True),
        row("ad"),
        row("va", is_un_member=False),
        row("gl", is_un_member=False),
        row("eu", is_party=True, has_signed=True, is_un_member=False),
    ]

    assert told(rows, "party") == {
        "ke": (4, "KE: Party"),
        "us": (2, "US: Signed, not yet a Party"),
        "ad": (0, "AD: Not a Party"),
        "va": (0, "VA: Not a Party"),
        "gl": ("none", "GL: No status of its own"),
    }
    assert world_map(rows, "party").caption == "The European Union, itself a Party, stands in the table."


def test_numbers_are_coloured_from_few_to_many():
    rows = [
        row(code, people=number)
        for code, number in zip(["ke", "sn", "fr", "br", "in"], [0, 1, 4, 40, 900], strict=True)
    ]

    map_ = world_map(rows, "people")

    assert [place["level"] for place in map_.places] == [0, 1, 2, 3, 4]
    assert [entry["words"] for entry in map_.key] == [
        "None",
        "1",
        "2 to 19",
        "20 to 499",
        "500 and more",
        "Status not settled",
    ]


@pytest.mark.parametrize(
    ("numbers", "key"),
    [
        ([0, 0], ["None"]),
        ([0, 1], ["None", "1"]),
        ([1, 2, 3], ["None", "1", "2", "3"]),
        ([1, 1, 1, 7], ["None", "1", "2 to 4", "5 and more"]),
    ],
)
def test_the_key_says_exactly_what_a_colour_means(numbers, key):
    rows = [row(code, people=number) for code, number in zip(["ke", "sn", "fr", "br"], numbers, strict=False)]

    assert [entry["words"] for entry in world_map(rows, "people").key] == [*key, "Status not settled"]


@pytest.mark.parametrize(
    ("numbers", "bounds"),
    [
        ([], []),
        ([0, 0], []),
        ([1, 1, 1], [1]),
        ([1, 2, 3], [1, 2, 3]),
        ([1] * 50 + [7], [1, 2, 5]),
        ([3, 30, 300, 3000, 30000], [1, 20, 200, 2000]),
    ],
)
def test_steps_are_round_numbers_within_what_there_is(numbers, bounds):
    assert steps(numbers) == bounds


def test_every_colour_of_the_map_is_in_its_key():
    rows = [row("ke", is_party=True, people=3), row("us", people=500), row("gl", is_un_member=False)]

    for shown in ("focal-point", "party", "people", "institutions"):
        map_ = world_map(rows, shown)
        assert {place["level"] for place in map_.places} <= {entry["level"] for entry in map_.key}


def test_the_drawing_carries_no_style_and_no_script():
    page = render_to_string("components/map.html", {"map": world_map([row("ke")], "party"), "table": "#countries"})

    assert not re.search(r"\sstyle=|\son\w+=|<script|<style", page)
    assert 'href="#countries"' in page
    assert "do not imply official endorsement or acceptance by the United Nations" in page
    assert not re.search(r"\b(left|right)\b", page)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "name"), [("ar", "كينيا"), ("zh-hans", "肯尼亚"), ("ru", "Кения")])
def test_places_are_named_in_the_readers_language(client, reference, language, name):
    page = client.get(f"/{language}/directory/countries/?show=people").content.decode()

    assert re.search(rf"<title>{name}[^<]*</title><use href=\"[^\"]+#ke\"", page)


@pytest.mark.django_db
def test_a_person_the_viewer_may_not_see_does_not_colour_the_map(client, reference, secretariat):
    PersonFactory(country=CountryFactory(iso2="KE"), listing=3)
    address = "/en/directory/countries/?show=people"

    assert "<title>Kenya: 0 people</title>" in client.get(address).content.decode()
    client.force_login(secretariat)
    assert "<title>Kenya: 1 person</title>" in client.get(address).content.decode()


@pytest.mark.django_db
def test_a_party_that_has_only_signed_is_no_party(client):
    PartyFactory(country=CountryFactory(iso2="KE"), is_party=False)
    cache.clear()

    page = client.get("/en/directory/countries/?show=party").content.decode()

    assert "<title>Kenya: Signed, not yet a Party</title>" in page
