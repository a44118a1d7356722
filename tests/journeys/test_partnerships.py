"""An institution applies, is asked back, becomes a partner; an agreement and a joint project follow."""

import re
import uuid

import pytest

from .codes import unused_code
from .test_finding import no_sideways_scrolling
from .test_joining import SECRETARIAT, mail_to
from .test_keeping import MEMBER, sign_in

pytestmark = pytest.mark.journey


@pytest.fixture
def office(chromium, site):
    """The Secretariat at its own desk."""
    from .conftest import page_of

    yield from page_of(chromium, site, viewport={"width": 1280, "height": 800})


def sign_in_secretariat(page):
    page.goto("/en/accounts/login/")
    page.fill("input[name=login]", SECRETARIAT[0])
    page.fill("input[name=password]", SECRETARIAT[1])
    page.press("input[name=password]", "Enter")
    page.wait_for_selector("input[name=code]")
    page.fill("input[name=code]", unused_code())
    page.press("input[name=code]", "Enter")
    page.wait_for_url("**/my/**")


def wait_for_mail(page, address, words):
    """The letter with these words comes after others."""
    for _look in range(40):
        if words in mail_to(page, address):
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"no mail to {address} says: {words}")


def save_section(page, address, code, fill):
    page.goto(f"{address}record/in/{code}/")
    fill(page)
    page.locator("main form button.primary").first.click()
    page.wait_for_url(re.compile(rf"/record/#{code}$"))


def test_an_institution_becomes_a_partner_and_runs_a_joint_project(desk, office):
    mark = uuid.uuid4().hex[:6]
    name = f"Institute of the Wadi {mark}"

    sign_in(desk, MEMBER)
    desk.goto("/en/partners/")
    desk.get_by_role("link", name="Apply for your institution").click()
    desk.get_by_label("An institution that is not listed in the directory yet").check()
    desk.fill("input[name=institution_name]", name)
    desk.select_option("select[name=institution_type]", index=2)
    desk.select_option("select[name=country]", label="Jordan")
    desk.fill("textarea[name=why]", "We watch what the wadi carries.")
    desk.fill("textarea[name=offers]", f"Sediment samples {mark}")
    desk.fill("textarea[name=activities]", "Sampling after each flood.")
    desk.get_by_role("button", name="Send to the Secretariat").click()
    desk.wait_for_url("**/partners/applications/**")
    application = desk.url

    sign_in_secretariat(office)
    office.goto("/en/partners/desk/")
    office.get_by_role("link", name=name).click()
    office.get_by_text("Return with this question").first.click()
    office.fill("textarea[name=ask-text]", f"Which method, {mark}?")
    office.get_by_role("button", name="Return with this question").click()
    office.wait_for_load_state()
    wait_for_mail(office, MEMBER[0], f"Which method, {mark}?")

    desk.goto(application)
    assert f"Which method, {mark}?" in desk.locator("main").inner_text()
    desk.fill("textarea[name=answer-text]", "Gas chromatography.")
    desk.locator("form:has(textarea[name=answer-text]) button.primary").click()
    desk.wait_for_load_state()

    office.goto(application)
    assert "Gas chromatography." in office.locator("main").inner_text()
    office.get_by_role("button", name="Accept").click()
    office.wait_for_load_state()
    desk.goto(f"/en/partners/?q={mark}")
    assert desk.locator("ol.rows .name").all_inner_texts() == [name]

    office.goto("/en/agreements/add/")
    office.select_option("select[name=kind]", "memorandum")
    office.fill("input[name=title]", f"Memorandum on sediments {mark}")
    office.fill("input[name=reference]", f"MOU-{mark}")
    office.fill("input[name=in_force_from]", "1 January 2024")
    office.fill("input[name=signatories-0-who]", name)
    office.select_option("select[name=signatories-1-side]", "secretariat")
    office.fill("textarea[name=summaries-0-text]", "Samples and results are shared.")
    office.locator("main form .actions button.primary").click()
    office.wait_for_url(re.compile(r"/agreements/\d+/$"))
    assert "In force" in office.locator("main").inner_text()

    partner = office.locator("ol.rows .name a")
    office.goto("/en/partners/?show=all")
    other = next(words for words in partner.all_inner_texts() if words != name)
    desk.goto("/en/projects/propose/")
    desk.fill("input[name=title]", f"What floods carry {mark}")
    desk.select_option("select[name=lead]", label=name)
    desk.fill("textarea[name=summary]", "Sampling along the wadi.")
    desk.get_by_role("button", name="Begin the project").click()
    desk.wait_for_url("**/record/")
    project = desk.url.removesuffix("record/")

    def name_partners(page):
        page.fill("input[name=partners-1-where]", other)
        page.select_option("select[name=partners-1-role]", "implementing")

    def name_work(page):
        page.fill("input[name=activities-0-title]", "Sampling")
        page.fill("input[name=milestones-0-title]", "First report")
        page.fill("input[name=milestones-0-due_on]", "May 2030")

    save_section(desk, project, "partners", name_partners)
    save_section(desk, project, "work", name_work)
    desk.goto(project)
    desk.get_by_role("button", name="Send to the Secretariat").click()
    desk.wait_for_load_state()
    office.goto("/en/partners/desk/")
    office.get_by_role("link", name=f"What floods carry {mark}").click()
    office.get_by_role("button", name="Publish").click()
    office.wait_for_load_state()

    desk.goto(f"/en/projects/?q={mark}")
    assert desk.locator("ol.rows .name").all_inner_texts() == [f"What floods carry {mark}"]
    desk.goto(project)
    assert "First report" in desk.locator("main").inner_text()


@pytest.mark.parametrize(
    "path", ["partners/", "agreements/", "projects/", "partners/figures/", "partners/regional-centres/"]
)
def test_partnerships_are_read_in_arabic_on_a_phone(phone, path):
    phone.goto(f"/ar/{path}")
    assert phone.locator("html").get_attribute("dir") == "rtl"
    assert phone.locator("h1").count() == 1
    assert no_sideways_scrolling(phone)
