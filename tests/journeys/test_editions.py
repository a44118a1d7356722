"""The Secretariat makes an Arabic edition of Central Asia and publishes it; a visitor reads it and takes it away."""

import re

import pytest

from .codes import unused_code

pytestmark = pytest.mark.journey

SECRETARIAT = ("secretariat@example.org", "demonstration-secretariat")


def test_an_arabic_edition_is_made_published_read_and_taken_away(desk, chromium, site):
    page = desk
    sign_in_as_secretariat(page)
    page.goto("/en/directory/editions/new/")
    page.select_option("select[name=place]", "143")
    page.select_option("select[name=language]", "ar")
    page.locator("main form button.primary").click()
    page.wait_for_url(re.compile(r"/editions/143-ar-\d+-\d+/$"))
    address = page.url
    for _look in range(120):
        if page.locator("form[action$='/publish/']").count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    page.locator("form[action$='/publish/'] button").click()
    assert "Published" in page.locator("main aside").inner_text()

    visitor = chromium.new_context(base_url=site).new_page()
    visitor.goto("/ar/directory/editions/?place=143")
    visitor.goto(address.replace("/en/", "/ar/"))
    with visitor.expect_download() as taken:
        visitor.locator("a[href$='edition.pdf']").click()
    assert taken.value.path().read_bytes().startswith(b"%PDF-")
    with visitor.expect_download() as taken:
        visitor.locator("a[href$='edition.html']").click()
    assert 'dir="rtl"' in taken.value.path().read_text()
    refused = []
    visitor.on(
        "console", lambda message: refused.append(message.text) if "Content Security" in message.text else None
    )
    visitor.locator("a[href$='/read/']").click()
    visitor.wait_for_selector("#contents")
    assert visitor.locator("h1").evaluate("node => getComputedStyle(node).direction") == "rtl"
    # The style is accepted: the figures of the title page stand in lines, not in the browser's own list.
    assert visitor.locator("dd").first.evaluate("node => getComputedStyle(node).fontWeight") == "700"
    visitor.locator("nav.toc a").nth(2).click()
    assert "#part-" in visitor.url
    assert refused == []
    visitor.context.close()


def sign_in_as_secretariat(page):
    page.goto("/en/accounts/login/")
    page.fill("input[name=login]", SECRETARIAT[0])
    page.fill("input[name=password]", SECRETARIAT[1])
    page.press("input[name=password]", "Enter")
    page.wait_for_selector("input[name=code]")
    page.fill("input[name=code]", unused_code())
    page.press("input[name=code]", "Enter")
    page.wait_for_url("**/my/**")
