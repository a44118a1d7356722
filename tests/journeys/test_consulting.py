"""A focal point in Senegal asks for help with PCB stockpiles; two are asked, one declines by mail, one answers."""

import re
import uuid

import pytest

from .conftest import page_of
from .test_finding import no_sideways_scrolling
from .test_joining import mail_to
from .test_keeping import sign_in
from .test_partnerships import sign_in_secretariat, wait_for_mail

pytestmark = pytest.mark.journey

SENEGAL = ("senegal@example.org", "demonstration-senegal")
EXPERT = ("expert@example.org", "demonstration-expert")
FIELDS = ("Décontamination et élimination des PCB", "Stockage sûr et reconditionnement")
EXPERT_NAME, SECOND_EXPERT_NAME = "Adjoua Kouassi-Brou", "Kwabena Asante-Mensah"
SECOND_EXPERT = ("expert.two@example.org", "demonstration-expert-two")


@pytest.fixture
def mailbox(chromium, site):
    """Somebody who has nothing but the mail: no sign-in, no scripts."""
    yield from page_of(chromium, site, viewport={"width": 360, "height": 740}, java_script_enabled=False)


@pytest.fixture
def office(chromium, site):
    """The Secretariat at its own desk."""
    yield from page_of(chromium, site, viewport={"width": 1280, "height": 800})


def press(page):
    page.locator("main form button.primary").first.click()
    page.wait_for_load_state()


def main(page):
    return page.locator("main").inner_text()


def link_in(text, verb):
    found = re.search(rf"https?://[^/\s]+(/fr/\S*/{verb}/|/en/\S*/{verb}/)", text)
    assert found, f"no link to {verb}: {text}"
    return found.group(1)


def test_a_question_from_senegal_is_answered_and_the_answer_made_public(desk, phone, mailbox, office):
    asker, expert, secretariat = desk, phone, office
    mark = uuid.uuid4().hex[:6]
    title = f"PCB dans de vieux transformateurs {mark}"

    # The focal point writes the question, and sees who could answer, and why.
    sign_in(asker, SENEGAL, "fr")
    asker.goto("/fr/my/")
    asker.locator("main a[href='/fr/experts/questions/ask/']").first.click()
    asker.fill("input[name=title]", title)
    asker.fill(
        "textarea[name=text]",
        "Nous avons des stocks de PCB dans de vieux transformateurs, au port de Dakar. Comment les entreposer et les "
        "éliminer ?",
    )
    for field in FIELDS:
        choose_field(asker, field)
    press(asker)
    asker.wait_for_url(re.compile(r"/questions/\d+/experts/"))
    question = re.search(r"/questions/(\d+)/", asker.url).group(1)
    assert "PCB" in asker.locator(".choice .why").first.inner_text()
    assert no_sideways_scrolling(asker)

    # Two of those who came up are asked.
    for name in (EXPERT_NAME, SECOND_EXPERT_NAME):
        row = asker.locator(".choice", has_text=name)
        assert "français" in row.inner_text().lower()
        row.locator("input[name=experts]").check()
    press(asker)
    asker.wait_for_url(re.compile(rf"/questions/{question}/$"))

    # One declines from the mail alone. Opening the link does nothing yet.
    wait_for_mail(mailbox, SECOND_EXPERT[0], title)
    address = link_in(mail_to(mailbox, SECOND_EXPERT[0]), "decline")
    mailbox.goto(address)
    mailbox.fill("textarea[name=reason]", "On mission until January.")
    press(mailbox)
    assert "Thank you" in main(mailbox)
    mailbox.goto(address)
    assert mailbox.locator("main form").count() == 0
    wait_for_mail(secretariat, SENEGAL[0], "On mission until January.")

    # One accepts, and answers.
    sign_in(expert, EXPERT, "fr")
    expert.goto("/fr/my/")
    expert.get_by_role("link", name=title).first.click()
    expert.locator("main .note a.button.primary").first.click()
    press(expert)
    expert.fill("textarea[name=text]", f"Ne les ouvrez pas. Stockez-les **sous abri**, sur rétention ({mark}).")
    press(expert)
    assert "sous abri" in main(expert)
    assert no_sideways_scrolling(expert)
    wait_for_mail(mailbox, SENEGAL[0], f"sur rétention ({mark})")

    # The focal point closes it, and proposes the answer to everybody.
    asker.goto(f"/fr/experts/questions/{question}/close/")
    asker.check("input[name=result][value=answered]")
    asker.check("input[name=usefulness][value='4']")
    press(asker)
    asker.goto(f"/fr/experts/questions/{question}/publish/")
    asker.fill("textarea[name=asked]", "Comment entreposer de vieux transformateurs aux PCB ?")
    press(asker)

    # Nobody reads it before the expert agrees.
    mailbox.goto(f"/en/experts/answers/?q={mark}")
    assert title not in main(mailbox)
    wait_for_mail(mailbox, EXPERT[0], "/agree/")
    mailbox.goto(re.search(r"(/fr/experts/questions/agree/\S+/)", mail_to(mailbox, EXPERT[0])).group(1))
    press(mailbox)
    mailbox.goto(f"/en/experts/answers/?q={mark}")
    mailbox.get_by_role("link", name=title).click()
    assert "sous abri" in main(mailbox)

    # The expert's record shows it.
    mailbox.locator("main a[href*='/experts/people/']").first.click()
    assert title in main(mailbox)

    # The Secretariat sees the balance.
    sign_in_secretariat(secretariat)
    secretariat.goto(f"/en/experts/questions/{question}/")
    assert "Very useful" in main(secretariat)
    secretariat.goto("/en/experts/balance/")
    assert secretariat.locator("main table").count() >= 1


def choose_field(page, words):
    """Fields are folded by the field they belong to."""
    label = page.locator("main details.text label", has_text=words).first
    for fold in page.locator("main details", has=page.locator("label", has_text=words)).all():
        fold.evaluate("fold => fold.open = true")
    label.click()
