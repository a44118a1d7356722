"""A member follows Kenya and a search, is told by mail of what is new, and stops the letters from the mail."""

import re
import uuid

import pytest

from .test_finding import no_sideways_scrolling
from .test_keeping import FOCAL_POINT, MEMBER, say_position, sign_in

pytestmark = pytest.mark.journey


def letter_that_says(page, words):
    """The text of the mail that holds some words; letters to followers leave within a minute or two."""
    for _look in range(150):
        page.goto("/en/mail/")
        newest = page.locator("main a").filter(has_text=re.compile("News of")).all()[:3]
        for address in [link.get_attribute("href") for link in newest]:
            page.goto(address)
            if words in page.locator("main").inner_text():
                return page.locator("main").inner_text()
        page.wait_for_timeout(2000)
    raise AssertionError(f"no mail says {words}")


def test_somebody_follows_a_country_and_a_search_and_stops_from_the_mail(desk, without_scripts, phone):
    word = f"Vapours{uuid.uuid4().hex[:8]}"
    # The focal point reads English, the member Arabic.
    sign_in(desk, FOCAL_POINT)
    desk.goto("/en/directory/countries/ke/")
    desk.locator(".follow button, .follow a").first.click()
    desk.goto(f"/en/directory/people/?q={word}")
    desk.locator(".follow a").click()
    desk.get_by_label("At once").check()
    desk.locator("main form button.primary").click()
    assert "You follow" in desk.locator("body").inner_text()

    sign_in(without_scripts, MEMBER)
    say_position(without_scripts, "en", word)
    text = letter_that_says(desk, word)
    assert "New person: Layla al-Najjar" in text
    # The Secretariat and others do not have to sign in to be left in peace.
    link = re.search(rf"{word}.*?Stop following this:\s+https?://[^/\s]+(/\S+)", text, re.DOTALL)[1]

    phone.goto(link)
    assert word in phone.locator("main").inner_text()
    phone.locator("main form button.primary").click()
    assert "We no longer write to you" in phone.locator("h1").inner_text()
    phone.goto(link.replace("/en/", "/ar/"))
    assert phone.locator("html").get_attribute("dir") == "rtl"
    assert no_sideways_scrolling(phone)

    desk.goto("/en/my/following/")
    row = desk.locator("main ol.rows > li").filter(has_text=word)
    assert row.locator("select").input_value() == "never"
    row.get_by_role("button", name="Stop").click()
    assert desk.locator("main ol.rows > li").filter(has_text=word).count() == 0
