"""A permanent mission names a successor, the Secretariat returns and verifies it, the successor takes over."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from .codes import unused_code
from .test_joining import SECRETARIAT, mail_to
from .test_keeping import FOCAL_POINT, sign_in
from .test_partnerships import wait_for_mail

pytestmark = pytest.mark.journey

MISSION = ("mission@example.org", "demonstration-mission")
PDF = {"name": "note verbale.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n"}


def sign_in_as_secretariat(page):
    page.goto("/cms/")
    page.fill("input[name=login]", SECRETARIAT[0])
    page.fill("input[name=password]", SECRETARIAT[1])
    page.press("input[name=password]", "Enter")
    page.wait_for_selector("input[name=code]")
    page.fill("input[name=code]", unused_code())
    page.press("input[name=code]", "Enter")
    page.wait_for_url("**/cms/")


def press(page, name):
    page.locator("main").get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def heading(page):
    return page.locator("h1").inner_text()


def test_a_mission_designates_a_successor_who_accepts_and_enrols_a_deputy(desk, phone, without_scripts):
    mission, secretariat, successor = without_scripts, desk, phone
    begins = datetime.now(UTC).date() + timedelta(days=1)
    family_name = f"Otieno{uuid.uuid4().hex[:6]}"
    address = f"{family_name.lower()}@example.org"

    sign_in(mission, MISSION)
    mission.goto("/en/designations/begin/")
    mission.fill("input[name=given_name]", "Achieng")
    mission.fill("input[name=family_name]", family_name)
    mission.fill("input[name=email]", MISSION[0])
    press(mission, "Go on")
    assert "Nobody designates themselves" in mission.locator("#problems").inner_text()
    mission.fill("input[name=email]", address)
    press(mission, "Go on")

    assert "Which posts" in heading(mission)
    mission.locator("label.check", has_text=re.compile("^ *National focal point")).click()
    follows = mission.locator("select[name=national-focal-point-succeeds]")
    mission.locator("details", has=follows).locator("summary").click()
    predecessor = follows.locator("option[selected]").inner_text().split(",")[0]
    mission.fill("input[name=starts_on]", begins.isoformat())
    press(mission, "Save and go on")
    mission.fill("input[name=position]", "Director of chemicals")
    press(mission, "Save and go on")
    mission.set_input_files("input[name=upload]", {**PDF, "name": "letter.html", "buffer": b"<html>no letter</html>"})
    mission.fill("input[name=letter_date]", "1 October 2026")
    press(mission, "Save and go on")
    assert "not a document we take" in mission.locator("#problems").inner_text()
    mission.set_input_files("input[name=upload]", PDF)
    press(mission, "Save and go on")
    mission.get_by_role("link", name="Read and submit").click()
    assert predecessor in mission.locator("main table").inner_text()
    press(mission, "Submit to the Secretariat")
    assert "Waits for the Secretariat" in mission.locator("main").inner_text()
    submission = mission.url

    sign_in_as_secretariat(secretariat)
    secretariat.goto(submission)
    secretariat.get_by_role("link", name="Return it with a reason").click()
    secretariat.fill("textarea[name=reason]", "Please add the reference of the letter.")
    press(secretariat, "Return it")
    wait_for_mail(mission, MISSION[0], "Please add the reference of the letter.")

    mission.goto(submission)
    mission.get_by_role("link", name="The letter", exact=True).click()
    assert "Please add the reference of the letter." in mission.locator("main").inner_text()
    mission.fill("input[name=letter_reference]", "NV 7/2026")
    press(mission, "Save and go on")
    mission.get_by_role("link", name="Read and submit").click()
    press(mission, "Submit to the Secretariat")

    secretariat.goto(submission)
    secretariat.get_by_role("link", name="Verify", exact=True).click()
    secretariat.get_by_label("A new record: nobody of the directory").check()
    secretariat.locator("input[name=compared]").check()
    press(secretariat, "Verify, and take it into the record")
    assert "verified and stands in the record" in secretariat.locator("body").inner_text()

    letter = mail_to(secretariat, address)
    successor.goto(re.search(r"/en/my/invitation/\S+", letter).group(0))
    successor.fill("input[name=password1]", "a-long-password-of-achieng")
    successor.locator("main form button.primary").click()
    successor.wait_for_load_state()
    successor.goto("/en/my/")
    successor.get_by_role("link", name="Read what is asked of you, and answer").click()
    assert "Permanent Mission of Kenya in Geneva" in successor.locator("main").inner_text()
    successor.locator("main form button.primary").first.click()
    successor.wait_for_load_state()
    assert "You have accepted the post" in successor.locator("body").inner_text()

    today = datetime.now(UTC).date()
    secretariat.goto(f"/en/directory/countries/ke/?on={today.isoformat()}")
    assert predecessor in heading(secretariat)
    secretariat.goto(f"/en/directory/countries/ke/?on={begins.isoformat()}")
    assert f"Achieng {family_name}" in heading(secretariat)


def test_a_focal_point_enrols_a_deputy_and_ends_their_part(phone, desk):
    address = f"{uuid.uuid4().hex[:8]}@example.org"
    sign_in(phone, FOCAL_POINT)
    phone.goto("/en/my/country/")
    phone.get_by_label("Deputy national focal point").check()
    phone.fill("input[name=email]", address)
    phone.fill("input[name=given_name]", "Barasa")
    phone.fill("input[name=family_name]", "Simiyu")
    press(phone, "Enrol and invite")
    assert "Barasa Simiyu" in phone.locator("main").inner_text()
    assert "has enrolled you" in mail_to(desk, address)
    phone.get_by_role("link", name=re.compile("End: Barasa Simiyu|End")).first.click()
    press(phone, "End it on that day")
    assert "stays in the record" in phone.locator("body").inner_text()
