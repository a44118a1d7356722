"""Somebody asks to join, the Secretariat answers, and members are written to without their address being shown."""

import re
import uuid

import pytest

from .codes import unused_code
from .test_finding import names_in_a_moment, names_of
from .test_keeping import FOCAL_POINT, sign_in

pytestmark = pytest.mark.journey

SECRETARIAT = ("secretariat@example.org", "demonstration-secretariat")


def mail_to(page, address, words=""):
    """The text of the newest mail to an address (with words in its subject), where this site shows its mail."""
    for _look in range(40):
        page.goto("/en/mail/")
        newest = page.locator("main li, main tr").filter(has_text=address).filter(has_text=words).first
        if newest.count():
            newest.locator("a").first.click()
            return page.locator("main").inner_text()
        page.wait_for_timeout(500)
    raise AssertionError(f"no mail came to {address}")


def code_in(text):
    return re.search(r"^\s*([A-Z0-9]{3,4}-[A-Z0-9]{3,4})\s*$", text, re.MULTILINE).group(1)


def test_somebody_asks_to_join_and_is_found_once_the_secretariat_accepts(desk, phone):
    address, family_name = f"{uuid.uuid4().hex[:8]}@example.org", f"Adeyemi{uuid.uuid4().hex[:6]}"
    phone.goto("/en/accounts/signup/")
    phone.fill("input[name=email]", address)
    phone.fill("input[name=given_name]", "Ngozi")
    phone.fill("input[name=family_name]", family_name)
    phone.select_option("select[name=country]", label="Nigeria")
    phone.select_option("select[name=stakeholder_group]", index=1)
    phone.fill("textarea[name=statement]", "I keep an inventory of PCBs.")
    phone.locator("main form button.primary").click()
    phone.wait_for_selector("input[name=code]")
    phone.fill("input[name=code]", code_in(mail_to(desk, address)))
    phone.press("input[name=code]", "Enter")
    phone.wait_for_url("**/my/application/")
    assert "waits for the Secretariat" in phone.locator("main").inner_text()
    desk.goto(f"/en/directory/people/?q={family_name}")
    assert names_of(desk) == []

    desk.goto("/cms/")
    desk.fill("input[name=login]", SECRETARIAT[0])
    desk.fill("input[name=password]", SECRETARIAT[1])
    desk.press("input[name=password]", "Enter")
    desk.wait_for_selector("input[name=code]")
    desk.fill("input[name=code]", unused_code())
    desk.press("input[name=code]", "Enter")
    desk.wait_for_url("**/cms/")
    desk.goto("/cms/queue/applications/")
    desk.locator("main a", has_text=family_name).first.click()
    desk.get_by_role("button", name="Accept").click()
    desk.wait_for_load_state()

    assert names_in_a_moment(phone, f"/en/directory/people/?q={family_name}", 1) == [f"Ngozi {family_name}"]
    assert mail_to(phone, address)


def test_a_member_signs_in_with_a_code_sent_by_mail(desk, phone):
    phone.goto("/en/accounts/login/code/")
    phone.fill("input[name=email]", "official.contact@example.org")
    phone.locator("main form button.primary").click()
    phone.wait_for_selector("input[name=code]")
    phone.fill("input[name=code]", code_in(mail_to(desk, "official.contact@example.org", "code")))
    phone.press("input[name=code]", "Enter")
    phone.wait_for_url("**/my/**")


def test_a_member_writes_to_somebody_whose_address_they_do_not_see(desk, phone):
    words = f"Transformers in {uuid.uuid4().hex[:8]}"
    sign_in(phone, FOCAL_POINT)
    phone.goto("/en/directory/people/?q=PCB+West+Africa+French")
    phone.locator("ol.rows .name a[href*='/people/']").first.click()
    phone.locator("main a[href$='/write/']").click()
    phone.fill("input[name=subject]", words)
    phone.fill("textarea[name=text]", "May I ask how you keep your inventory?")
    phone.locator("main form button.primary").click()
    phone.wait_for_load_state()
    assert phone.locator(".errorlist").count() == 0

    for _look in range(40):
        desk.goto("/en/mail/")
        if words in desk.locator("main").inner_text():
            break
        desk.wait_for_timeout(500)
    assert words in desk.locator("main").inner_text()
