"""Terms of reference change and are accepted again; a link lets in as many as it was made for."""

import re
import uuid

import pytest

from .codes import unused_code
from .test_joining import SECRETARIAT
from .test_keeping import sign_in

pytestmark = pytest.mark.journey

MEMBER = ("member@example.org", "demonstration-member")


def sign_in_secretariat(page):
    page.goto("/en/accounts/login/")
    page.fill("input[name=login]", SECRETARIAT[0])
    page.fill("input[name=password]", SECRETARIAT[1])
    page.press("input[name=password]", "Enter")
    page.wait_for_selector("input[name=code]")
    page.fill("input[name=code]", unused_code())
    page.press("input[name=code]", "Enter")
    page.wait_for_url("**/my/**")


def primary(page):
    page.locator("main form button.primary").click()
    page.wait_for_load_state()


def accept_all(page):
    """Read what waits, tick and accept, until nothing waits any more."""
    page.goto("/en/my/terms/")
    while page.locator("main input[type=checkbox]").count():
        page.locator("main input[type=checkbox]").first.check()
        page.locator("main form button.primary").first.click()
        page.wait_for_load_state()
        page.goto("/en/my/terms/")


def test_a_member_is_asked_again_when_terms_change_and_the_profile_shows_what_was_accepted(desk, phone):
    promise = f"I answer letters within {uuid.uuid4().int % 1000} hours."
    sign_in(phone, MEMBER)
    accept_all(phone)
    phone.goto("/en/my/categories/")
    category = phone.locator("table tbody th a").first.get_attribute("href").rstrip("/").rsplit("/", 1)[1]

    sign_in_secretariat(desk)
    desk.goto("/en/directory/enrolment/terms/")
    desk.locator(f"button[value={category}]").click()
    desk.wait_for_url(f"**/{category}/")
    desk.goto(f"/en/directory/enrolment/terms/{category}/en/")
    desk.fill("textarea[name=undertaking]", promise)
    desk.fill("textarea[name=what_changed]", "The time within which letters are answered.")
    primary(desk)
    desk.goto(f"/en/directory/enrolment/terms/{category}/en/preview/")
    assert promise in desk.locator("main").inner_text()
    desk.goto(f"/en/directory/enrolment/terms/{category}/")
    primary(desk)
    assert "In force since" in desk.locator("main").inner_text()

    phone.goto("/en/my/")
    phone.get_by_role("link", name="Read and accept").click()
    phone.wait_for_load_state()
    assert promise not in phone.locator("main del").all_inner_texts()
    assert phone.locator("main ins").count() > 0
    accept_all(phone)
    phone.goto("/en/my/")
    assert phone.get_by_role("link", name="Read and accept").count() == 0
    phone.get_by_role("link", name="My record as others see it").click()
    phone.wait_for_load_state()
    words = phone.locator("main").inner_text()
    assert promise in words
    assert re.search(r"version \d+, accepted on", words)
    phone.goto(f"/ar/terms/{category}/")
    assert phone.evaluate("document.documentElement.dir") == "rtl"


def test_a_link_lets_in_as_many_as_it_was_made_for_and_is_shown_once(desk, phone, without_scripts):
    sign_in_secretariat(desk)
    sign_in(phone, MEMBER)
    desk.goto("/en/directory/enrolment/links/new/")
    desk.fill("input[name=purpose]", "Journey")
    desk.get_by_label("Information owner").check()
    desk.fill("input[name=use_limit]", "1")
    primary(desk)
    link = desk.locator("main code").inner_text()
    desk.reload()
    assert desk.locator("main code").count() == 0

    phone.goto(link)
    phone.wait_for_url("**/enrol/")
    for box in phone.locator("main input[type=checkbox]").all():
        box.check()
    primary(phone)
    phone.wait_for_url("**/my/categories/")
    assert "Information owner" in phone.locator("main table").inner_text()

    without_scripts.goto(link)
    assert "This link is used up" in without_scripts.locator("main").inner_text()
    without_scripts.get_by_role("link", name="Ask to join without a link").click()
    without_scripts.wait_for_url("**/signup/")
