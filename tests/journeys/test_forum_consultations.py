"""Groups at work: a consultation from note to proceedings, a ranked poll, a request to join, a meeting, a flag."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from .conftest import page_of
from .test_finding import no_sideways_scrolling
from .test_forums import FOCAL_POINT, MEMBER, SENEGAL, begin_thread, reply
from .test_keeping import sign_in

pytestmark = pytest.mark.journey

OPEN_GROUP = "forums/groups/pcb-elimination/"
CLOSED_GROUP = "forums/groups/nip-update/"


@pytest.fixture
def second_desk(chromium, site):
    """Another reader at a desk."""
    yield from page_of(chromium, site, viewport={"width": 1280, "height": 800})


def in_days(number):
    return (datetime.now(UTC) + timedelta(days=number)).date().isoformat()


def press(page, name=None):
    """Send the form of the page, and see that it was taken."""
    button = page.locator("main form button.primary, main form button.danger")
    button = button.filter(has_text=name) if name else button
    with page.expect_navigation():
        button.first.click()
    assert page.locator("main [aria-invalid=true]").all_inner_texts() == []


def main(page):
    return page.locator("main").inner_text()


def follow(page, part, inside="main"):
    """Follow the link whose address holds this."""
    with page.expect_navigation():
        page.locator(f"{inside} a[href*='{part}']").first.click()


def hold(page):
    assert no_sideways_scrolling(page), page.url


def wait_for_letter(page, address, words):
    """A letter to this address says the words; others to it may come after it."""
    for _look in range(40):
        page.goto("/en/mail/")
        letters = page.locator("main li, main tr").filter(has_text=address).locator("a:first-of-type")
        for place in [letter.get_attribute("href") for letter in letters.all()[:6]]:
            page.goto(place)
            if words in main(page):
                return
        page.wait_for_timeout(500)
    raise AssertionError(f"no mail to {address} says: {words}")


def write_note(page, mark):
    """Two questions in the group's language, and the same in French."""
    follow(page, "/consultations/new/")
    page.fill("input[name=title_en]", f"Transformers in use {mark}")
    page.fill("textarea[name=background_en]", "Parties report **what stands** in the field until 2028.")
    page.fill("textarea[name=questions_en]", "How do you find them?\nWho pays for their disposal?")
    french = page.locator("details.wording", has=page.locator("input[name=title_fr]"))
    french.locator("summary").click()
    page.fill("input[name=title_fr]", f"Transformateurs en service {mark}")
    page.fill("textarea[name=background_fr]", "Les Parties disent **ce qui reste** sur le terrain d’ici 2028.")
    page.fill("textarea[name=questions_fr]", "Comment les trouvez-vous ?\nQui paie leur élimination ?")
    press(page)
    page.wait_for_url(re.compile(r"/forums/consultations/\d+/$"))
    return re.search(r"/(forums/consultations/\d+/)$", page.url).group(1)


def contribute(page, question, words):
    with page.expect_navigation():
        page.locator(f"main a[href$='/contribute/?question={question}']").first.click()
    page.fill("textarea[name=text]", words)
    press(page)
    page.wait_for_url(re.compile(r"/forums/threads/\d+/"))
    assert words in main(page)


def test_a_consultation_runs_from_its_note_to_the_proceedings(desk, second_desk, phone, without_scripts):
    leader, kenya, jordan, visitor = desk, second_desk, phone, without_scripts
    mark = uuid.uuid4().hex[:6]

    # The facilitator writes the note. Until it is announced nobody else knows of it.
    sign_in(leader, SENEGAL)
    leader.goto(f"/en/{OPEN_GROUP}")
    place = write_note(leader, mark)
    visitor.goto("/en/forums/consultations/")
    assert mark not in main(visitor)

    # Announced, it has its reference and its page; the questions are read in French too.
    follow(leader, "/announce/")
    press(leader)
    leader.goto(f"/en/{place}")
    reference = re.search(r"SC-CONS-\d+/\d+", main(leader)).group(0)
    page = f"forums/consultations/{reference}/"
    visitor.goto(f"/fr/{page}")
    assert visitor.locator(".asked > li").count() == 2
    assert "Qui paie leur élimination ?" in main(visitor)
    assert visitor.locator("main a[href*='/contribute/']").count() == 0

    follow(leader, "/open/")
    press(leader)

    # Two answer: Kenya on the first question, Jordan on the second, in Arabic on a phone.
    sign_in(kenya, FOCAL_POINT)
    kenya.goto("/en/forums/consultations/")
    kenya.get_by_role("link", name=f"Transformers in use {mark}").first.click()
    kenya.wait_for_url(f"**/{page}")
    contribute(kenya, 1, f"We ask the utilities for their lists ({mark}).")

    sign_in(jordan, MEMBER, "ar")
    jordan.goto(f"/ar/{page}")
    hold(jordan)
    contribute(jordan, 2, f"تدفع الشركة المالكة ({mark}).")
    hold(jordan)

    # Closed before its time, with the reason; nobody contributes any more.
    leader.goto(f"/en/{place}")
    follow(leader, "/close/")
    leader.fill("input[name=reason]", "All regions have answered.")
    press(leader)
    jordan.goto(f"/ar/{page}")
    assert "All regions have answered." in main(jordan)
    assert jordan.locator("main a[href*='/contribute/']").count() == 0
    visitor.goto(f"/en/{page}proceedings/")
    assert mark not in main(visitor)

    # The summary is written and published.
    leader.goto(f"/en/{place}")
    follow(leader, "/summary/en/")
    leader.fill("textarea[name=text]", f"Owners pay; **utilities** keep the lists ({mark}).")
    press(leader)
    leader.goto(f"/en/{place}")
    follow(leader, "/publish/")
    leader.fill("input[name=decision]", "SC-12/4")
    press(leader)

    # A visitor without scripts reads the proceedings: summary, who took part, each answer, how it is cited.
    visitor.goto("/en/forums/consultations/")
    visitor.get_by_role("link", name=f"Transformers in use {mark}").first.click()
    follow(visitor, "/proceedings/")
    read = main(visitor)
    assert f"utilities keep the lists ({mark})" in read
    assert "2 contributions" in read
    assert visitor.locator("main table caption").count() >= 1
    cited = visitor.locator("main p", has_text="Cite it as").inner_text()
    assert reference in cited
    assert f"/{page}" in cited
    assert visitor.locator("article.said [dir=rtl]", has_text=mark).count() == 1
    assert "Decision SC-12/4" in read
    jordan.goto(f"/ar/{page}proceedings/")
    hold(jordan)


def test_a_ranked_poll_is_answered_by_two_and_counted_after_its_end(desk, phone, without_scripts):
    asker, jordan, senegal = desk, phone, without_scripts
    mark = uuid.uuid4().hex[:6]
    sign_in(asker, FOCAL_POINT)
    thread = begin_thread(asker, "en", f"What comes first {mark}", "We have money for one thing a year.")

    # Whoever began the thread asks.
    follow(asker, "/polls/new/")
    asker.fill("input[name=question_en]", f"In which order? {mark}")
    asker.fill("textarea[name=options_en]", "Inventories\nTraining\nDisposal")
    asker.check("input[name=kind][value=ranked]")
    asker.fill("input[name=day]", in_days(7))
    press(asker)
    asker.goto(f"/en/{thread}")
    poll = asker.get_by_role("link", name=f"In which order? {mark}").first.get_attribute("href").removeprefix("/en/")

    # Two vote, one on a phone in Arabic, one without scripts in the thread itself.
    sign_in(jordan, MEMBER, "ar")
    jordan.goto(f"/ar/{poll}")
    hold(jordan)
    for option, rank in ((2, "1"), (1, "2"), (3, "3")):
        jordan.select_option(f"select[name=rank_{option}]", rank)
    press(jordan)
    jordan.goto(f"/ar/{poll}")
    assert re.search(r"2\. Training\W+1\. Inventories\W+3\. Disposal", main(jordan))
    hold(jordan)

    sign_in(senegal, SENEGAL, "fr")
    senegal.goto(f"/fr/{thread}")
    senegal.select_option("form.ballot select[name=rank_2]", "1")
    senegal.select_option("form.ballot select[name=rank_3]", "1")
    senegal.locator("form.ballot button").click()
    assert senegal.locator("form.ballot .note.error, main .summary").count() >= 1
    senegal.select_option("form.ballot select[name=rank_3]", "2")
    senegal.locator("form.ballot button").click()
    senegal.goto(f"/fr/{poll}")
    assert re.search(r"2\. Training\W+3\. Disposal", main(senegal))
    assert senegal.locator("#results").count() == 0

    # After its end everybody reads the results.
    asker.goto(f"/en/{poll}")
    assert asker.locator("#results").count() == 0
    follow(asker, "/close/")
    asker.fill("input[name=reason]", "Both have answered.")
    press(asker)
    jordan.goto(f"/ar/{poll}")
    first = jordan.locator("#results ~ .scroll table tbody tr").first
    assert "2. Training" in first.inner_text()
    hold(jordan)
    senegal.goto(f"/fr/{thread}")
    assert senegal.locator(".poll table.has-bars").count() == 1
    assert senegal.locator("form.ballot").count() == 0


def test_somebody_asks_to_join_a_closed_group_and_is_let_in(desk, phone):
    facilitator, jordan = desk, phone
    mark = uuid.uuid4().hex[:6]
    sign_in(facilitator, FOCAL_POINT)
    sign_in(jordan, MEMBER, "ar")

    # What is written in a closed group is for its members; others may ask.
    jordan.goto(f"/ar/{CLOSED_GROUP}")
    assert jordan.locator("main a[href*='/forums/threads/']").count() == 0
    hold(jordan)
    follow(jordan, "/join/")
    jordan.fill("textarea[name=note]", f"نحدّث خطتنا هذا العام {mark}")
    hold(jordan)
    press(jordan)
    assert jordan.locator("main .state.waiting").count() == 1

    # The facilitator is led to the desk, reads why, and decides.
    facilitator.goto(f"/en/{CLOSED_GROUP}")
    follow(facilitator, "/desk/")
    row = facilitator.locator("main .row", has_text=mark)
    row.locator("a").first.click()
    facilitator.wait_for_url(re.compile(r"/desk/requests/\d+/"))
    assert mark in main(facilitator)
    facilitator.fill("textarea[name=reason]", f"Welcome to the plan {mark}")
    with facilitator.expect_navigation():
        facilitator.locator("button[name=verb][value=accept]").click()
    facilitator.goto(f"/en/{CLOSED_GROUP}desk/")
    assert mark not in main(facilitator)

    # The answer comes by mail, and the discussions are open.
    wait_for_letter(facilitator, MEMBER[0], f"Welcome to the plan {mark}")
    jordan.goto(f"/ar/{CLOSED_GROUP}")
    assert jordan.locator("main a[href*='/forums/threads/']").count() >= 1
    hold(jordan)

    # Whoever leaves reads nothing of it any more.
    follow(jordan, "/leave/")
    press(jordan)
    jordan.goto(f"/ar/{CLOSED_GROUP}")
    assert jordan.locator("main a[href*='/forums/threads/']").count() == 0


def test_where_a_meeting_is_held_is_told_to_members_only(desk, phone, without_scripts):
    facilitator, jordan, visitor = desk, phone, without_scripts
    mark = uuid.uuid4().hex[:6]
    where = f"https://meet.example.org/{mark}"
    sign_in(facilitator, SENEGAL)
    facilitator.goto(f"/en/{OPEN_GROUP}")
    follow(facilitator, "/meetings/")
    follow(facilitator, "/meetings/new/")
    facilitator.fill("input[name=title]", f"Storage in practice {mark}")
    facilitator.fill("input[name=day]", in_days(30))
    facilitator.fill("input[name=begins]", "10:00")
    facilitator.fill("input[name=ends]", "11:30")
    facilitator.select_option("select[name=time_zone]", "Africa/Dakar")
    facilitator.fill("input[name=address]", where)
    facilitator.fill("textarea[name=agenda]", "1. Roofs\n2. Basins")
    press(facilitator)
    facilitator.wait_for_url(re.compile(r"/forums/meetings/\d+/$"))
    meeting = re.search(r"/(forums/meetings/\d+/)$", facilitator.url).group(1)
    assert where in main(facilitator)

    # A visitor learns that it takes place, and when; neither the page nor the file says where.
    visitor.goto(f"/en/{OPEN_GROUP}meetings/")
    visitor.get_by_role("link", name=f"Storage in practice {mark}").click()
    assert "Basins" in main(visitor)
    assert where not in visitor.content()
    assert where not in downloaded(visitor)

    # A member reads it, on the clock of the meeting and on their own, and takes it into a calendar.
    sign_in(jordan, MEMBER, "ar")
    jordan.goto(f"/ar/{meeting}")
    assert where in main(jordan)
    hold(jordan)
    file = downloaded(jordan)
    assert file.startswith("BEGIN:VCALENDAR")
    assert mark in file
    assert where in re.sub(r"\r?\n ", "", file)
    jordan.goto(f"/ar/{OPEN_GROUP}meetings/")
    hold(jordan)

    # It is cancelled, with the reason.
    facilitator.goto(f"/en/{meeting}")
    follow(facilitator, "/cancel/")
    facilitator.fill("textarea[name=reason]", "The room is not free.")
    press(facilitator)
    jordan.goto(f"/ar/{meeting}")
    assert "The room is not free." in main(jordan)


def downloaded(page):
    """What the calendar file of this meeting says."""
    with page.expect_download() as coming:
        page.locator("main a[href$='/meeting.ics']").click()
    return coming.value.path().read_text(encoding="utf-8")


def test_a_flagged_post_is_decided_once_and_logged_without_names(desk, second_desk, phone, without_scripts):
    author, facilitator, jordan, visitor = desk, second_desk, phone, without_scripts
    mark = uuid.uuid4().hex[:6]
    sign_in(author, FOCAL_POINT)
    thread = begin_thread(author, "en", f"Offers {mark}", "Who tests oil?")
    advertised = f"Buy our drums today {mark}"
    reply(author, advertised)
    post = re.search(r"#p(\d+)$", author.url).group(1)

    # A reader says what is wrong with it, in Arabic on a phone.
    sign_in(jordan, MEMBER, "ar")
    jordan.goto(f"/ar/{thread}")
    follow(jordan, f"/posts/{post}/flag/")
    jordan.check("input[name=rule][value=advertising]")
    jordan.fill("textarea[name=words]", f"إعلان {mark}")
    hold(jordan)
    press(jordan)
    hold(jordan)

    # The facilitator takes it in hand, reads what is said against it but not by whom, and decides.
    sign_in(facilitator, SENEGAL)
    facilitator.goto(f"/en/{OPEN_GROUP}queue/")
    facilitator.locator("main .row", has_text=f"Offers {mark}").locator("a").first.click()
    facilitator.wait_for_url(re.compile(r"/queue/\d+/"))
    with facilitator.expect_navigation():
        facilitator.locator("main form[action$='/claim/'] button").click()
    assert facilitator.locator("main form[action$='/release/']").count() == 1
    assert f"إعلان {mark}" in main(facilitator)
    facilitator.check("input[name=act][value=hidden]")
    facilitator.select_option("select[name=rule]", "advertising")
    facilitator.fill("textarea[name=reason]", f"Offers are not made here {mark}.")
    press(facilitator)
    facilitator.goto(f"/en/{OPEN_GROUP}queue/")
    assert mark not in main(facilitator)

    # Its words are gone for readers; its author reads why.
    visitor.goto(f"/en/{thread}")
    assert "Who tests oil?" in main(visitor)
    assert advertised not in visitor.content()
    author.goto("/en/forums/decisions/mine/")
    follow(author, "/decisions/about-me/")
    assert f"Offers are not made here {mark}." in main(author)

    # Everybody reads that it was decided, by which rule, and of whom nothing.
    visitor.goto("/en/forums/decisions/")
    line = visitor.locator("main tbody tr").first.inner_text()
    for words in ("Post hidden", "advertising", "A facilitator"):
        assert words in line
    assert mark not in visitor.content()
    for name in ("Makena", "Gathogo"):
        assert name not in main(visitor)
    jordan.goto("/ar/forums/decisions/")
    hold(jordan)
