"""The Secretariat puts a person together who is listed twice and takes them apart; a focal point keeps a ministry."""

import re
import uuid

import pytest

from .codes import unused_code
from .test_finding import no_sideways_scrolling
from .test_joining import SECRETARIAT
from .test_keeping import FOCAL_POINT, sign_in

pytestmark = pytest.mark.journey


@pytest.fixture
def secretariat(desk):
    """Somebody of the Secretariat at their desk, signed in with both factors."""
    desk.goto("/cms/")
    desk.fill("input[name=login]", SECRETARIAT[0])
    desk.fill("input[name=password]", SECRETARIAT[1])
    desk.press("input[name=password]", "Enter")
    desk.wait_for_selector("input[name=code]")
    desk.fill("input[name=code]", unused_code())
    desk.press("input[name=code]", "Enter")
    desk.wait_for_url("**/cms/")
    return desk


def test_two_records_are_put_together_the_old_address_leads_on_and_both_come_back(secretariat, phone):
    page = secretariat
    page.goto("/en/directory/duplicates/")
    page.locator("main table th[scope=row] a").first.click()
    heads = page.locator("table.compare thead a")
    kept, gone = (heads.nth(number).get_attribute("href") for number in range(2))
    page.get_by_role("button", name="Put them together").click()
    page.wait_for_url(re.compile(r"/duplicates/merges/\d+/"))
    assert "The two records are one." in page.locator("main").inner_text()
    merge = page.url

    # Somebody who kept the old address, on a phone.
    phone.goto(gone)
    assert phone.url.endswith(kept)
    page.goto(f"{kept}record/history/")
    assert "was put together with this one" in page.locator("main").inner_text()

    page.goto(merge)
    page.get_by_role("button", name="Take them apart again").click()
    page.wait_for_load_state()
    assert "They are two records again" in page.locator("main").inner_text()
    page.goto(gone)
    assert page.url.endswith(gone)

    # The same in Arabic, and on a narrow screen.
    page.goto("/ar/directory/duplicates/")
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.locator("main table th[scope=row] a").first.click()
    field, kept = page.locator("table.compare tbody tr").first.locator("th, td").all()[:2]
    assert field.bounding_box()["x"] > kept.bounding_box()["x"]
    page.set_viewport_size({"width": 360, "height": 740})
    assert no_sideways_scrolling(page)


def test_a_focal_point_keeps_a_ministry_without_scripts(without_scripts):
    page, word = without_scripts, f"Desk{uuid.uuid4().hex[:6]}"
    sign_in(page, FOCAL_POINT)
    page.goto("/en/my/")
    page.locator("h2", has_text="Institutions you keep").locator("+ ul a").first.click()
    assert "Only the Secretariat" not in page.locator("main").inner_text()
    overview = page.url

    page.goto(f"{overview}place/")
    assert "Only the Secretariat can change: Country." in page.locator("main").inner_text()
    page.fill("input[name=city]", word)
    page.locator("main form button.primary").first.click()
    page.wait_for_url(re.compile(r"/record/(#.*)?$"))
    assert word in page.locator("main").inner_text()

    page.get_by_role("link", name="Its page in the directory").click()
    assert word in page.locator("main").inner_text()
    page.goto(f"{overview}history/")
    page.locator("ol.history > li a").first.click()
    page.locator("main form button").first.click()
    page.goto(overview)
    assert word not in page.locator("main").inner_text()
