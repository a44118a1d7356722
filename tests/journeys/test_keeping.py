"""A member signs in, changes their record, sees it as others do, and is found by the change a moment later."""

import re
import uuid

import pytest

from .test_finding import names_in_a_moment, names_of, no_sideways_scrolling

pytestmark = pytest.mark.journey

FOCAL_POINT = ("focal.point@example.org", "demonstration-focal-point")
MEMBER = ("member@example.org", "demonstration-member")


def sign_in(page, account, language="en"):
    page.goto(f"/{language}/accounts/login/")
    page.fill("input[name=login]", account[0])
    page.fill("input[name=password]", account[1])
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/my/**")


def say_position(page, language, words):
    page.goto(f"/{language}/my/record/work/")
    page.fill("input[name=position]", words)
    page.locator("main form button.primary").first.click()
    page.wait_for_url(re.compile(r"/my/record/?(#.*)?$"))


def test_a_changed_record_is_found_a_moment_later_and_the_change_can_be_undone(desk):
    word = f"Adviser{uuid.uuid4().hex[:8]}"
    sign_in(desk, FOCAL_POINT)
    say_position(desk, "en", f"{word} on transformers")

    desk.goto("/en/my/record/preview/?as=everyone")
    assert word in desk.locator("main").inner_text()
    assert names_in_a_moment(desk, f"/en/directory/people/?q={word}", 1) == ["Makena Gathogo"]

    desk.goto("/en/my/record/history/")
    change = desk.locator("ol.history > li").first
    assert word in change.inner_text()
    change.locator("a").click()
    desk.locator("main form button").first.click()
    desk.goto("/en/directory/people/makena-gathogo/")
    assert word not in desk.locator("main").inner_text()
    assert names_in_a_moment(desk, f"/en/directory/people/?q={word}", 0) == []


def test_a_record_is_changed_and_found_without_scripts(without_scripts):
    page, word = without_scripts, f"Chemist{uuid.uuid4().hex[:8]}"
    sign_in(page, FOCAL_POINT)
    say_position(page, "en", word)
    page.goto("/en/my/record/preview/?as=everyone")
    assert word in page.locator("main").inner_text()

    assert names_in_a_moment(page, f"/en/directory/people/?q={word}", 1) == ["Makena Gathogo"]


def test_what_was_typed_comes_back_with_the_message_at_the_field(without_scripts):
    page = without_scripts
    sign_in(page, FOCAL_POINT)
    page.goto("/en/my/record/links/")
    page.fill("input[name=orcid]", "0000-0002-1825-0098")
    page.locator("main form button.primary").first.click()

    assert page.locator("input[name=orcid]").input_value() == "0000-0002-1825-0098"
    assert page.locator(".summary a[href='#id_orcid']").count() == 1
    assert page.locator("input[name=orcid]").get_attribute("aria-invalid") == "true"


def test_the_same_in_arabic_on_a_phone(phone):
    word = f"خبيرة{uuid.uuid4().hex[:6]}"
    sign_in(phone, MEMBER, "ar")
    phone.goto("/ar/my/record/")
    assert phone.locator("html").get_attribute("dir") == "rtl"
    assert no_sideways_scrolling(phone)

    say_position(phone, "ar", word)
    assert len(names_in_a_moment(phone, f"/ar/directory/people/?q={word}", 1)) == 1
    assert no_sideways_scrolling(phone)


def test_a_telephone_for_official_contacts_is_hidden_from_visitors(desk, phone):
    number = f"+254 20 555 {uuid.uuid4().int % 9000 + 1000}"
    sign_in(desk, FOCAL_POINT)
    desk.goto("/en/my/record/contacts/")
    last = desk.locator("input[name$='-value']").last
    prefix = last.get_attribute("name").removesuffix("value")
    last.fill(number)
    desk.select_option(f"select[name={prefix}kind]", "work")
    desk.select_option(f"select[name={prefix}audience]", "2")
    desk.locator("main form button.primary").first.click()
    desk.wait_for_url(re.compile(r"/my/record/?(#.*)?$"))

    desk.goto("/en/directory/people/makena-gathogo/")
    assert number in desk.locator("main").inner_text()
    phone.goto("/en/directory/people/makena-gathogo/")
    assert number not in phone.content()
    for format in ("json", "jsonld", "vcf"):
        assert number not in phone.request.get(f"/en/directory/people/makena-gathogo/?format={format}").text()
    phone.goto(f"/en/search/?q=%22{number.replace('+', '%2B').replace(' ', '+')}%22")
    assert "Makena Gathogo" not in names_of(phone)
