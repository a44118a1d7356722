"""The Secretariat brings in a spreadsheet with fifty kinds of mistakes, undoes it, mends it, brings it in again."""

import re

import pytest

from tests.imports import fifty_mistakes
from tests.imports.fifty_mistakes import ASK, MISTAKES

from .codes import unused_code
from .test_finding import no_sideways_scrolling

pytestmark = pytest.mark.journey

SECRETARIAT = ("secretariat@example.org", "demonstration-secretariat")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sign_in_secretariat(page, language="en"):
    page.goto(f"/{language}/accounts/login/?next=/{language}/directory/imports/")
    page.fill("input[name=login]", SECRETARIAT[0])
    page.fill("input[name=password]", SECRETARIAT[1])
    page.press("input[name=password]", "Enter")
    page.wait_for_selector("input[name=code]")
    page.fill("input[name=code]", unused_code())
    page.press("input[name=code]", "Enter")
    page.wait_for_url("**/directory/imports/")


def upload(page, name, content):
    page.goto("/en/directory/imports/new/")
    page.set_input_files("input[type=file]", {"name": name, "mimeType": XLSX, "buffer": content})
    page.locator("main form button.primary").click()
    page.wait_for_url(re.compile(r"/imports/\d+/columns/"))
    page.get_by_role("button", name="Check every row").click()


def heading(page, words):
    """Look again, as the page offers, until the page of the import says this."""
    for _look in range(120):
        if page.locator(f"h1:has-text('{words}')").count():
            return
        if page.get_by_role("link", name="Look now").count():
            page.get_by_role("link", name="Look now").click()
        page.wait_for_timeout(1000)
    raise AssertionError(f"never said: {words}")


def test_fifty_mistakes_are_brought_in_undone_mended_and_brought_in(without_scripts):
    page = without_scripts
    sign_in_secretariat(page)
    upload(page, "fifty.xlsx", fifty_mistakes.build())
    heading(page, "would change the directory")
    asked = sum(mistake.met == ASK for mistake in MISTAKES)
    text = page.locator("main").inner_text()
    assert f"{asked} rows wait for a decision" in text

    page.get_by_role("link", name="Look at the rows to put right").click()
    row = page.locator("article", has_text="Kenyya").first
    row.get_by_label("Kenya", exact=True).check()
    row.get_by_role("button", name="Keep this choice").click()
    assert (
        "Your choice is kept" in page.locator("main, .messages").first.inner_text()
        or page.locator(".messages").count()
    )

    page.get_by_role("link", name="Back to the import as a whole").click()
    assert f"{asked - 1} rows wait for a decision" in page.locator("main").inner_text()
    page.get_by_role("link", name="Write the rows into the directory").click()
    page.get_by_role("button", name="Write them now").click()
    heading(page, "written into the directory")
    page.get_by_role("link", name="Undo this import").click()
    page.get_by_role("button", name="Undo it now").click()
    heading(page, "This import is undone")
    assert "were kept" not in page.locator("main").inner_text()

    upload(page, "fifty, mended.xlsx", fifty_mistakes.build(is_mended=True))
    heading(page, "would change the directory")
    assert "for a decision" not in page.locator("main").inner_text()
    page.get_by_role("link", name="Write the rows into the directory").click()
    page.get_by_role("button", name="Write them now").click()
    heading(page, "written into the directory")
    # The site is as it was, for whoever plays the journey again.
    page.get_by_role("link", name="Undo this import").click()
    page.get_by_role("button", name="Undo it now").click()
    heading(page, "This import is undone")


def test_imports_read_from_right_to_left_on_a_phone(phone):
    sign_in_secretariat(phone, "ar")
    assert phone.locator("html").get_attribute("dir") == "rtl"
    assert no_sideways_scrolling(phone)
    phone.goto("/ar/directory/imports/new/")
    phone.set_input_files("input[type=file]", {"name": "f.xlsx", "mimeType": XLSX, "buffer": fifty_mistakes.build()})
    phone.locator("main form button.primary").click()
    phone.wait_for_url(re.compile(r"/imports/\d+/columns/"))
    assert no_sideways_scrolling(phone)
