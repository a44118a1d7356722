"""A member lets a program read, sees the token once, and takes it back."""

import json
import urllib.error
import urllib.request

import pytest

from .test_finding import no_sideways_scrolling
from .test_keeping import FOCAL_POINT, sign_in

pytestmark = pytest.mark.journey


def read(site, path, secret):
    request = urllib.request.Request(f"{site}/api/v1/{path}", headers={"Authorization": f"Bearer {secret}"})
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def make_token(page, site, language, name):
    sign_in(page, FOCAL_POINT, language)
    page.goto(f"/{language}/api/")
    assert no_sideways_scrolling(page)
    page.goto(f"/{language}/my/tokens/new/")
    # Whoever makes a token shows once more who they are.
    if page.locator("input[name=password]").count():
        page.fill("input[name=password]", FOCAL_POINT[1])
        page.locator("main form button").first.click()
        page.wait_for_url("**/my/tokens/new/")
    page.fill("input[name=name]", name)
    page.check("input[name=audience][value='2']")
    assert no_sideways_scrolling(page)
    page.locator("main form button.primary").click()
    page.wait_for_selector("#secret")
    assert no_sideways_scrolling(page)
    return page.locator("#secret").inner_text()


def revoke(page, language, name):
    page.goto(f"/{language}/my/tokens/")
    page.locator("main li", has_text=name).locator("a").first.click()
    page.locator("main form button.danger").click()
    page.wait_for_url("**/my/tokens/")


def test_a_member_makes_a_token_sees_it_once_and_revokes_it(without_scripts, site):
    page = without_scripts
    secret = make_token(page, site, "en", "Register of the ministry")

    status, country = read(site, "countries/ke", secret)
    assert (status, country["contacts"][0]["holder"]["name"]) == (200, "Makena Gathogo")
    page.goto("/en/my/tokens/")
    assert secret not in page.content()
    assert secret[-4:] in page.content()

    revoke(page, "en", "Register of the ministry")
    assert read(site, "countries/ke", secret)[0] == 401


def test_the_same_in_arabic_on_a_phone(phone, site):
    secret = make_token(phone, site, "ar", "سجل الوزارة")

    status, country = read(site, "countries/ke?lang=ar", secret)
    assert (status, country["name"]) == (200, "كينيا")
    revoke(phone, "ar", "سجل الوزارة")
    assert read(site, "countries/ke", secret)[0] == 401
