"""An institution confirms its record from the mail alone, and the Secretariat sees it."""

import re

import pytest

from .codes import unused_code
from .test_finding import no_sideways_scrolling
from .test_joining import SECRETARIAT

pytestmark = pytest.mark.journey


def letter(page, words):
    """The text of the mail whose subject holds some words, read where this site shows its mail."""
    for look in range(40):
        # Other journeys may have written much since: the letter may stand some pages back.
        page.goto(f"/en/mail/?page={look % 5 + 1}")
        found = page.locator("main li, main tr").filter(has_text=words).first
        if found.count():
            found.locator("a").first.click()
            return page.locator("main").inner_text()
        page.wait_for_timeout(500)
    raise AssertionError(f"no mail says {words}")


def link_in(text, name):
    return re.search(rf"https?://[^/\s]+(/\S+/{name}/\S+)", text)[1]


def sign_in_as_secretariat(page):
    page.goto("/en/accounts/login/")
    page.fill("input[name=login]", SECRETARIAT[0])
    page.fill("input[name=password]", SECRETARIAT[1])
    page.press("input[name=password]", "Enter")
    page.wait_for_selector("input[name=code]")
    page.fill("input[name=code]", unused_code())
    page.press("input[name=code]", "Enter")
    page.wait_for_url("**/my/**")


def test_an_institution_confirms_its_record_from_the_mail(desk, without_scripts, phone):
    text = letter(desk, "in the POPs network still true")
    link = link_in(text, "confirm")
    reader = without_scripts

    # A scanner opens the link first; nothing happens by that.
    assert reader.request.get(link).status == 200
    reader.goto(link)
    if reader.locator("main form button.primary").count():
        assert "You need not sign in" in reader.locator("main").inner_text()
        reader.locator("main form button.primary").click()
    assert "this was answered on" in reader.locator("h1").inner_text()
    reader.goto(link)
    assert "this was answered on" in reader.locator("h1").inner_text()

    phone.goto(link.replace("/en/", "/ar/"))
    assert phone.locator("html").get_attribute("dir") == "rtl"
    assert no_sideways_scrolling(phone)
    phone.goto(link_in(text, "change").replace("/en/", "/ar/"))
    assert phone.locator("textarea[name=words]").count() == 1
    assert no_sideways_scrolling(phone)
    assert phone.goto(link[:-3] + "xx/").status == 404

    sign_in_as_secretariat(desk)
    desk.goto("/en/directory/upkeep/")
    assert "have answered" in desk.locator("h1").inner_text()
    desk.locator("#totals ~ tbody a, table a").first.click()
    assert desk.locator("table tbody tr").count() > 0
