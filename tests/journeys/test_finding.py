"""Somebody looks for the people of a region or subject, and finds the right one."""

import re
import time

import pytest

pytestmark = pytest.mark.journey

QUESTION = "who works on PCBs in West Africa and speaks French"
# Answered on one page, by people and institutions.
NARROW_QUESTION = "who works on PCBs in Senegal and speaks French"


def names_of(page):
    return page.locator("ol.rows .name a").all_inner_texts()


def names_in_a_moment(page, address, number, seconds=8):
    """The names on a list once there are so many: at once, or when another process that held the index let it go."""
    until = time.monotonic() + seconds
    page.goto(address)
    while len(names_of(page)) != number and time.monotonic() < until:
        page.wait_for_timeout(250)
        page.goto(address)
    return names_of(page)


def look_for(page, words, language="en"):
    page.goto(f"/{language}/")
    box = page.locator("main input[name=q], header input[name=q]").locator("visible=true").first
    box.fill(words)
    box.press("Enter")
    page.wait_for_selector("h1")


def no_sideways_scrolling(page):
    width = page.evaluate("document.documentElement.clientWidth")
    return page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_newcomer_asks_in_plain_words_and_the_results_say_why(desk):
    look_for(desk, QUESTION)

    people = desk.locator("ol.rows > li", has=desk.locator("a[href*='/people/']"))
    assert people.count() >= 3
    for row in people.all():
        why = row.locator(".why").inner_text()
        assert re.search("PCB|Polychlorinated|Analysis of dioxins", why), why
        assert "Western Africa" in why or "West Africa" in why, why


def test_facets_narrow_the_list_chips_widen_it_and_the_address_can_be_shared(desk, phone):
    look_for(desk, NARROW_QUESTION)
    all_found = names_of(desk)

    desk.get_by_role("checkbox", name=re.compile("^People")).check()
    desk.get_by_role("button", name="Apply").click()
    narrowed = names_of(desk)
    assert set(narrowed) < set(all_found)

    phone.goto(desk.url)
    assert names_of(phone) == narrowed

    desk.locator("ul.chips a").first.click()
    assert names_of(desk) == all_found


def test_kenyas_page_says_who_speaks_for_it(desk):
    desk.goto("/en/directory/countries/")
    desk.locator("main table a", has_text=re.compile("^Kenya$")).first.click()

    assert desk.locator("h1").inner_text().startswith("Kenya")
    assert "national focal point since" in desk.locator("main").inner_text()
    assert desk.locator("main").get_by_role("heading", name="Official contacts").is_visible()


def test_a_country_is_opened_on_the_map_with_the_keyboard(desk):
    desk.goto("/en/directory/countries/")
    desk.locator("svg a[href$='/countries/ke/']").first.focus()
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/countries/ke/")

    assert desk.locator("h1").inner_text().startswith("Kenya")


@pytest.mark.parametrize("words", ["Kenya", "Kenia", "Кения", "肯尼亚", "كينيا"])
def test_a_country_is_found_by_its_name_in_any_of_the_six_languages(phone, words):
    phone.goto(f"/en/directory/people/?q={words}")

    assert names_of(phone)
    assert "Kenya" in phone.locator("ol.rows").inner_text()


def test_in_arabic_on_a_phone_the_page_reads_from_right_to_left_and_fits(phone):
    phone.goto("/ar/search/?q=PCB")

    assert phone.locator("html").get_attribute("dir") == "rtl"
    assert names_of(phone)
    assert no_sideways_scrolling(phone)
    phone.goto("/ar/directory/countries/ke/")
    assert "كينيا" in phone.locator("h1").inner_text()
    assert no_sideways_scrolling(phone)


def test_everything_is_found_without_scripts(without_scripts):
    page = without_scripts
    look_for(page, NARROW_QUESTION)
    found = names_of(page)
    assert len(found) >= 3

    page.locator("input[type=checkbox][name=kind][value=person]").check()
    page.get_by_role("button", name="Apply").click()
    assert set(names_of(page)) < set(found)

    page.locator("ol.rows .name a").first.click()
    assert page.locator("h1").is_visible()


def test_nothing_found_proposes_ways_on(desk):
    look_for(desk, "zzyzx quantum llama")

    assert "Nothing found" in desk.locator("main").inner_text()
    assert desk.locator("main a").count() >= 1


def test_a_list_is_taken_away_as_it_is_shown(desk):
    desk.goto("/en/directory/people/?country=ke")
    shown = names_of(desk)

    answer = desk.request.get("/en/directory/people/?country=ke&format=json").json()
    assert [person["name"] for person in answer["people"]][: len(shown)] == shown
    cards = desk.request.get("/en/directory/people/?country=ke&format=vcf").text()
    assert cards.count("BEGIN:VCARD") == len(answer["people"])


def test_the_keyboard_alone_reaches_everything_and_shows_where_it_is(desk):
    desk.goto("/en/directory/people/")
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.className") == "skip"
    desk.keyboard.press("Enter")
    assert desk.evaluate("document.activeElement.id") == "main"

    desk.keyboard.press("/")
    assert desk.evaluate("document.activeElement.name") == "q"
    for _press in range(12):
        desk.keyboard.press("Tab")
        outline = desk.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", desk.evaluate("document.activeElement.outerHTML.slice(0, 120)")
