"""Pages of keeping order: who opens them, what they show, what they must not."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forums.actions import join, reply
from forums.choices import Role
from forums.conduct import panels
from forums.conduct.actions import ban, claim, decide, flag
from forums.conduct.choices import Act, Rule
from forums.conduct.models import Ban, Flag, LoggedDecision, Matter, Ruling, WatchedWord
from forums.models import Group
from tests.factories.forums import GroupFactory, MemberFactory

pytestmark = pytest.mark.django_db


def post_form(client, address, **said):
    page = client.get(address)
    assert page.status_code == 200, page.status_code
    return client.post(address, {"token": page.context["form"]["token"].value(), **said})


def test_a_reader_flags_a_post_from_its_page(client, post, reader):
    client.force_login(reader)
    address = f"/en/forums/posts/{post.pk}/flag/"
    wrong = post_form(client, address, words="My long explanation")
    assert wrong.status_code == 422
    assert "My long explanation" in wrong.content.decode()

    token = uuid.uuid4()
    for _time in range(3):
        answer = client.post(address, {"token": token, "rule": "civility", "words": "Rude"})
        assert answer.status_code == 302

    assert Flag.objects.get().words == "Rude"


def test_a_visitor_reports_to_the_secretariat(client, post):
    group = post.thread.group
    answer = client.get(f"/en/forums/posts/{post.pk}/flag/")
    assert answer.url == f"/en/report/post/{post.pk}/"
    assert client.get(answer.url).status_code == 404
    Group.objects.filter(pk=group.pk).update(visibility="public")
    page = client.get(answer.url)
    assert page.status_code == 200
    assert "SECRET" not in page.content.decode()


def test_a_facilitator_decides_from_the_queue(client, post, reader, facilitator, member):
    flag(post, by=reader, rule=Rule.CIVILITY, words="It is rude")
    matter = Matter.objects.get()
    client.force_login(facilitator)
    queue = client.get("/en/forums/groups/stockpiles/queue/").content.decode()
    assert matter.get_absolute_url() in queue

    page = client.get(matter.get_absolute_url()).content.decode()
    assert "It is rude" in page
    assert "reader" not in page.lower().replace("reader-", "")
    client.post(f"{matter.get_absolute_url()}claim/")
    assert "You have this in hand" in client.get(matter.get_absolute_url()).content.decode()
    wrong = post_form(client, matter.get_absolute_url(), act="hidden", reason="Because it insults")
    assert wrong.status_code == 422
    assert "Because it insults" in wrong.content.decode()
    done = post_form(client, matter.get_absolute_url(), act="hidden", rule="civility", reason="It insults")
    assert done.status_code == 302

    post.refresh_from_db()
    assert post.state == "hidden"
    assert LoggedDecision.objects.count() == 1
    again = {"token": uuid.uuid4(), "act": "left", "reason": ""}
    assert "This was decided already." in client.post(matter.get_absolute_url(), again, follow=True).content.decode()
    assert LoggedDecision.objects.count() == 1


def test_what_somebody_else_has_in_hand_is_shown_and_not_decided(
    client, post, reader, facilitator, second_facilitator
):
    flag(post, by=reader, rule=Rule.CIVILITY)
    matter = Matter.objects.get()
    claim(matter, by=second_facilitator)
    client.force_login(facilitator)

    page = client.get(matter.get_absolute_url())
    assert "has this in hand" in page.content.decode()
    said = {"token": uuid.uuid4(), "act": "left", "reason": "x"}
    assert client.post(matter.get_absolute_url(), said).status_code == 422
    assert Matter.objects.get().is_open


def test_pages_of_order_are_for_those_who_keep_it(client, post, reader, facilitator, secretariat, member):
    flag(post, by=reader, rule=Rule.CIVILITY)
    matter = Matter.objects.get().get_absolute_url()
    pages = {
        "/en/forums/queue/": (404, 200, 200),
        "/en/forums/groups/stockpiles/queue/": (403, 200, 200),
        "/en/forums/groups/stockpiles/words/": (403, 200, 200),
        "/en/forums/groups/stockpiles/bans/": (403, 200, 200),
        "/en/forums/words/": (403, 403, 200),
        "/en/forums/bans/": (403, 403, 200),
        matter: (404, 200, 200),
        f"/en/forums/posts/{post.pk}/hide/": (403, 200, 200),
        f"/en/forums/posts/{post.pk}/author/": (403, 200, 200),
        "/en/forums/decisions/": (200, 200, 200),
        "/en/forums/decisions/mine/": (200, 200, 200),
    }
    for place, user in enumerate((reader, facilitator, secretariat)):
        client.force_login(user)
        assert {page: client.get(page).status_code for page in pages} == {
            page: statuses[place] for page, statuses in pages.items()
        }


def test_nothing_of_a_hidden_group_is_found_from_outside(client, post, reader, facilitator, secretariat):
    post.thread.group.visibility = "hidden"
    post.thread.group.save()
    flag(post, by=reader, rule=Rule.CIVILITY)
    decide(Matter.objects.get(), Act.HIDDEN, by=facilitator, rule=Rule.CIVILITY, reason="SECRET")
    stranger = MemberFactory()
    other = GroupFactory()
    join(other, user=stranger, role=Role.FACILITATOR)
    client.force_login(stranger)
    matter = Matter.objects.get()
    for page in (
        "/en/forums/groups/stockpiles/queue/",
        "/en/forums/groups/stockpiles/words/",
        "/en/forums/groups/stockpiles/bans/",
        matter.get_absolute_url(),
        Ruling.objects.get().get_absolute_url(),
        f"/en/forums/posts/{post.pk}/flag/",
        f"/en/forums/posts/{post.pk}/hide/",
        f"/en/report/post/{post.pk}/",
        "/en/forums/decisions/?group=stockpiles",
    ):
        assert client.get(page).status_code == 404, page
    for page in ("/en/forums/decisions/", "/en/forums/queue/", "/en/forums/decisions/mine/"):
        shown = client.get(page).content.decode()
        assert "SECRET" not in shown
        assert "Obsolete stockpiles" not in shown


def test_whoever_is_concerned_reads_why_and_appeals_once(client, post, member, facilitator, reader):
    flag(post, by=reader, rule=Rule.CIVILITY)
    ruling = decide(Matter.objects.get(), Act.HIDDEN, by=facilitator, rule=Rule.CIVILITY, reason="It insults Mr X")
    client.force_login(reader)
    assert client.get(ruling.get_absolute_url()).status_code == 404
    client.force_login(member)
    assert "It insults Mr X" in client.get(ruling.get_absolute_url()).content.decode()
    post_form(client, ruling.get_absolute_url(), words="It does not.")
    page = client.get(ruling.get_absolute_url()).content.decode()
    assert "It does not." in page
    assert "Your appeal" in page
    assert Matter.objects.open().get().kind == "appeal"
    assert ruling.get_absolute_url() in client.get("/en/forums/decisions/mine/").content.decode()


def test_a_facilitator_bans_from_a_post_for_a_week_and_lifts_it(client, post, member, facilitator):
    client.force_login(facilitator)
    address = f"/en/forums/posts/{post.pk}/author/"
    post_form(client, address, act="banned", days="7", everywhere="on", rule="civility", reason="Again and again")

    made = Ban.objects.get()
    # Only the Secretariat keeps somebody from writing everywhere.
    assert (made.user, made.group, made.is_in_force) == (member, post.thread.group, True)
    assert f"/en/forums/bans/{made.pk}/lift/" in client.get("/en/forums/groups/stockpiles/bans/").content.decode()
    post_form(client, f"/en/forums/bans/{made.pk}/lift/", reason="They apologised")
    assert not Ban.objects.in_force().exists()


def test_words_are_watched_and_not_any_more(client, post, facilitator, reader):
    client.force_login(facilitator)
    for _time in range(2):
        post_form(client, "/en/forums/groups/stockpiles/words/", text="miracle", language="en", action="wait")
    word = WatchedWord.objects.get()
    client.force_login(reader)
    assert client.post(f"/en/forums/words/{word.pk}/remove/").status_code == 404
    client.force_login(facilitator)
    client.post(f"/en/forums/words/{word.pk}/remove/")
    assert not WatchedWord.objects.exists()


def test_the_queue_and_the_log_cost_the_same_with_one_row_and_with_many(
    client, thread, member, reader, facilitator, django_assert_num_queries
):
    def count(page):
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        return len(queries)

    client.force_login(facilitator)
    pages = ("/en/forums/groups/stockpiles/queue/", "/en/forums/decisions/")
    posts = [reply(thread, by=member, text=str(number)) for number in range(6)]
    flag(posts[0], by=reader, rule=Rule.OTHER)
    flag(posts[1], by=reader, rule=Rule.OTHER)
    decide(Matter.objects.first(), Act.LEFT, by=facilitator)
    few = [count(page) for page in pages]
    for post in posts[2:]:
        flag(post, by=reader, rule=Rule.OTHER)
    for matter in list(Matter.objects.open())[:2]:
        decide(matter, Act.LEFT, by=facilitator)
    assert [count(page) for page in pages] == few


def test_panels_ask_nothing_of_visitors(thread, post, visitor, member, facilitator, rf, django_assert_num_queries):
    request = rf.get("/")
    request.user = visitor
    posts = list(thread.posts.select_related("thread__group"))
    with django_assert_num_queries(0):
        assert panels.own_ban(thread, request) == ""
        shown = panels.under_posts(posts, request)
    assert set(shown) == {each.pk for each in posts}
    assert f'href="/en/forums/posts/{post.pk}/flag/"' in shown[post.pk]
    request.user = member
    assert post.pk not in panels.under_posts(posts, request)
    ban(member, by=facilitator, rule=Rule.CIVILITY, reason="x", group=thread.group)
    assert "not write" in panels.own_ban(thread, request)
    request.user = facilitator
    assert "/hide/" in panels.under_posts(posts, request)[post.pk]
    assert "0 waiting" in panels.desk(thread.group, request)


def test_a_facilitator_hides_a_post_and_shows_it_again(client, post, facilitator, member, rf):
    client.force_login(facilitator)
    post_form(client, f"/en/forums/posts/{post.pk}/hide/", rule="privacy", reason="A number")
    post.refresh_from_db()
    assert post.state == "hidden"
    request = rf.get("/")
    request.user = facilitator
    assert "/show-again/" in panels.under_posts([post], request)[post.pk]
    post_form(client, f"/en/forums/posts/{post.pk}/show-again/", reason="It was their own")
    post.refresh_from_db()
    assert post.state == "published"
    assert list(LoggedDecision.objects.values_list("act", flat=True)) == ["restored", "hidden"]
    assert Ruling.objects.filter(user=member).count() == 2
