"""Two people discuss at the same time, one of them in Arabic on a phone; a third without scripts."""

import re
import uuid

import pytest

from .conftest import page_of
from .test_finding import no_sideways_scrolling
from .test_keeping import sign_in

pytestmark = pytest.mark.journey

FOCAL_POINT = ("focal.point@example.org", "demonstration-focal-point")
MEMBER = ("member@example.org", "demonstration-member")
SENEGAL = ("senegal@example.org", "demonstration-senegal")
GROUP = "forums/groups/pcb-elimination/"


@pytest.fixture
def third(chromium, site):
    """Somebody beside the two."""
    yield from page_of(chromium, site, viewport={"width": 1280, "height": 800})


def begin_thread(page, language, title, words):
    """Begin a thread in the group; returns its address without the language."""
    page.goto(f"/{language}/{GROUP}")
    page.locator("main a.button.primary").first.click()
    page.wait_for_selector("form[data-writing]")
    page.fill("input[name=title]", title)
    page.fill("form[data-writing] textarea[name=text]", words)
    with page.expect_navigation():
        page.click("button[name=do][value=post]")
    if page.locator("#alike").count():
        # Threads with a like title are shown once before a new one is begun.
        page.click("button[name=do][value=post]")
    page.wait_for_url(re.compile(r"/forums/threads/\d+/"))
    return re.search(r"forums/threads/\d+/", page.url).group(0)


def reply(page, words):
    page.fill("form[data-writing] textarea[name=text]", words)
    page.locator("form[data-writing] .actions button[name=do][value=post]").click()
    page.locator(".posts .words", has_text=words).wait_for()


def show_news(page, words):
    """What was posted meanwhile comes without reload."""
    page.locator(".live button").first.wait_for()
    page.locator(".live button").first.click()
    page.locator(".posts .words", has_text=words).wait_for()


def test_two_people_discuss_at_once_and_see_each_other_without_reload(desk, phone):
    mark = uuid.uuid4().hex[:6]
    title = f"Drums at the port {mark}"
    sign_in(desk, FOCAL_POINT)
    sign_in(phone, MEMBER, "ar")

    # Kenya begins; the page of the thread stays open.
    thread = begin_thread(desk, "en", title, "We found **forty** drums. Who took such drums over land?")
    assert desk.locator(".posts .words strong").inner_text() == "forty"

    # Jordan finds it among the latest discussions and answers in Arabic, right to left.
    phone.goto("/ar/forums/")
    phone.get_by_role("link", name=title).first.click()
    phone.wait_for_url(f"**/{thread}**")
    assert phone.locator("html").get_attribute("dir") == "rtl"
    answer = f"نقلناها براً العام الماضي {mark}"
    reply(phone, answer)
    assert phone.locator(".posts .words").last.inner_text() == answer
    assert no_sideways_scrolling(phone)

    # It is announced on the open page, which does not move under the eyes of who reads; one press shows it.
    show_news(desk, answer)

    # And the other way round.
    reply(desk, f"Thank you: which papers did the border ask for? {mark}")
    show_news(phone, f"border ask for? {mark}")


def test_a_thread_is_read_answered_and_edited_without_scripts(without_scripts):
    page = without_scripts
    mark = uuid.uuid4().hex[:6]
    sign_in(page, SENEGAL, "fr")
    thread = begin_thread(page, "fr", f"Sans script {mark}", "Premier message.")

    # A preview first: nothing is posted, nothing typed is lost.
    page.fill("form[data-writing] textarea[name=text]", f"Deuxième *message* {mark}")
    page.locator("form[data-writing] .actions button[name=do][value=preview]").click()
    assert page.locator("#preview em").inner_text() == "message"
    assert mark in page.input_value("form[data-writing] textarea[name=text]")
    page.locator("form[data-writing] .actions button[name=do][value=post]").click()
    page.wait_for_url(f"**/{thread}**")
    assert page.locator(".posts article").count() == 2

    # A draft waits on the server when one comes back.
    page.fill("form[data-writing] textarea[name=text]", f"Brouillon {mark}")
    page.locator("form[data-writing] .actions button[name=do][value=save]").click()
    page.goto(f"/fr/{thread}")
    assert page.input_value("form[data-writing] textarea[name=text]") == f"Brouillon {mark}"


def test_the_same_form_sent_twice_makes_one_post(desk, phone):
    mark = uuid.uuid4().hex[:6]
    sign_in(desk, FOCAL_POINT)
    thread = begin_thread(desk, "en", f"Twice {mark}", "First.")
    words = f"Only once {mark}"
    desk.fill("form[data-writing] textarea[name=text]", words)
    desk.locator("form[data-writing] .actions button[name=do][value=post]").dblclick()
    desk.locator(".posts .words", has_text=words).wait_for()

    desk.goto(f"/en/{thread}")

    assert desk.locator(".posts .words", has_text=words).count() == 1


def test_what_was_said_is_found_by_other_forms_of_its_words(desk):
    mark = f"quetzal{uuid.uuid4().hex[:6]}"
    sign_in(desk, FOCAL_POINT)
    begin_thread(desk, "en", f"Containers {mark}", "Leaking containers were repacked.")

    for _look in range(60):
        desk.goto(f"/en/forums/search/?q={mark}+leak+container")
        if desk.locator(".rows .row").count():
            break
        desk.wait_for_timeout(1000)

    assert mark in desk.locator(".rows .row h2").first.inner_text()
    assert desk.locator(".rows mark").count() >= 1
