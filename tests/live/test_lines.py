"""Lines to open pages: who holds one, what comes over it, and when it ends."""

import asyncio
import json

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.test import Client
from portal.accounts.sockets import user_of_session

from directory.choices import Audience
from forums.actions import edit_post, hide_post, join, leave, reply, start_thread
from forums.live import choices
from forums.live.actions import show_reading
from forums.live.consumers import Lines
from forums.live.following import Follower
from forums.live.hub import Hub
from forums.live.routing import routed
from tests.factories.forums import GroupFactory

from .pages import Page

ORIGIN = (b"origin", b"http://127.0.0.1:8000")
pytestmark = pytest.mark.django_db


class Site:
    """The sockets of one process, without what runs by the clock: a story says when something is looked at."""

    def __init__(self, **limits):
        self.lines = Lines(user_of_session, Hub(**limits))
        self.follower = Follower(self.lines)
        self.application = routed(self.lines)
        self.open = []

    async def page(self, path, user=None, headers=(ORIGIN,), cookie=None):
        """An open page of somebody, or None where it is refused."""
        if user is not None:
            cookie = await sync_to_async(signed_in)(user)
        headers = [*headers, *([(b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}".encode())] if cookie else [])]
        page = Page(self.application, path, headers)
        if (await page.open())["type"] == "websocket.close":
            return None
        self.open.append(page)
        assert (await page.hear())["kind"] == "hello"
        return page

    async def close(self):
        for page in self.open:
            await page.leave()


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def told(story):
    """Run a story in an event loop, with the database of the test, and close its pages."""

    async def run(site):
        try:
            return await story(site)
        finally:
            await site.close()

    return async_to_sync(run)(Site())


def test_a_new_post_comes_to_all_who_read_with_its_words(thread, member, official_contact):
    join(thread.group, user=official_contact)

    async def story(site):
        page = await site.page(f"/live/threads/{thread.pk}/", official_contact)
        own = await site.page(f"/live/threads/{thread.pk}/", member)
        await sync_to_async(reply)(thread, by=member, text="And *oil*.")
        await site.lines.catch_up(thread.pk)
        return await page.hear(), await own.hear()

    news, own = told(story)

    assert (news["kind"], news["after"], news["version"]) == ("news", 1, 2)
    assert [(post["number"], post["new"], "<em>oil</em>" in post["html"]) for post in news["posts"]] == [
        (2, True, True)
    ]
    # Their own post stands on their page with more beside it, which they fetch.
    assert own == {"kind": "news", "thread": thread.pk, "after": 1, "version": 2}


def test_what_was_missed_comes_in_order_once(thread, member, official_contact, client):
    join(thread.group, user=official_contact)

    async def story(site):
        page = await site.page(f"/live/threads/{thread.pk}/", official_contact)
        for number in range(3):
            await sync_to_async(reply)(thread, by=member, text=f"Post {number}.")
        # Whoever announces three events at once, in whatever order, has them told once.
        await asyncio.gather(*(site.lines.catch_up(thread.pk) for _event in range(3)))
        await site.follower.look()
        news = await page.hear()
        return news, await page.receive_nothing()

    news, is_all = told(story)

    assert is_all
    assert (news["after"], news["version"], [post["number"] for post in news["posts"]]) == (1, 4, [2, 3, 4])
    client.force_login(official_contact)
    fetched = client.get(f"/en/forums/threads/{thread.pk}/news/?after=2").json()
    assert (fetched["after"], fetched["version"], [post["number"] for post in fetched["posts"]]) == (2, 4, [3, 4])
    assert [post["html"] for post in fetched["posts"]] == [post["html"] for post in news["posts"][1:]]


def test_words_of_a_closed_group_do_not_go_over_the_line(member, official_contact):
    group = GroupFactory(slug="closed", visibility="closed")
    for user in (member, official_contact):
        join(group, user=user)
    thread = start_thread(group, by=member, title="Prices", text="SECRET")

    async def story(site):
        page = await site.page(f"/live/threads/{thread.pk}/", official_contact)
        await sync_to_async(reply)(thread, by=member, text="SECRET too")
        await site.lines.catch_up(thread.pk)
        return await page.hear()

    assert told(story) == {"kind": "news", "thread": thread.pk, "after": 1, "version": 2}


@pytest.mark.parametrize("visibility", ["members", "closed", "hidden"])
def test_a_room_one_may_not_read_is_refused_as_one_that_does_not_exist(visibility, member, applicant):
    thread = start_thread(GroupFactory(slug="away", visibility=visibility), by=member, title="SECRET", text="SECRET")
    strangers = [None, applicant] + ([member] if visibility != "members" else [])

    async def story(site):
        answers = []
        for path in (f"/live/threads/{thread.pk}/", "/live/threads/999999/"):
            for user in strangers:
                cookie = await sync_to_async(signed_in)(user) if user else None
                headers = [ORIGIN, *([(b"cookie", f"sessionid={cookie}".encode())] if cookie else [])]
                answers.append(await Page(site.application, path, headers).open())
        return answers

    answers = told(story)

    assert {json.dumps(answer) for answer in answers} == {json.dumps({"type": "websocket.close", "code": 4403})}


def test_pages_of_other_sites_open_no_line(thread, member):
    async def story(site):
        path = f"/live/threads/{thread.pk}/"
        return [
            await site.page(path, member, headers=headers)
            for headers in ([(b"origin", b"https://elsewhere.example")], [(b"origin", b"http://127.0.0.1:9")], [])
        ]

    assert told(story) == [None, None, None]


def test_an_address_without_a_line_is_refused(thread):
    async def story(site):
        return await site.page("/live/elsewhere/")

    assert told(story) is None


def test_who_leaves_a_group_loses_the_line(member, official_contact):
    group = GroupFactory(slug="closed", visibility="closed")
    for user in (member, official_contact):
        join(group, user=user)
    thread = start_thread(group, by=member, title="Prices", text="SECRET")

    async def story(site):
        page = await site.page(f"/live/threads/{thread.pk}/", official_contact)
        stays = await site.page(f"/live/threads/{thread.pk}/", member)
        await site.follower.look()
        await sync_to_async(leave)(group, user=official_contact)
        await sync_to_async(reply)(thread, by=member, text="SECRET too")
        await site.follower.look()
        await site.follower.keep_order()
        return *await page.hear_all(), (await stays.hear())["kind"]

    said, message, stays = told(story)

    assert message == {"type": "websocket.close", "code": choices.Close.NOT_YOURS}
    assert not any("SECRET" in text for text in said)
    assert stays == "news"


def test_who_signs_out_loses_every_line(thread, member):
    client = Client()
    client.force_login(member)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value

    async def story(site):
        pages = [await site.page(path, cookie=cookie) for path in (f"/live/threads/{thread.pk}/", "/live/me/")]
        await sync_to_async(client.post)("/en/accounts/logout/")
        await site.follower.look_at_sessions()
        return [(await page.receive_output(timeout=5))["type"] for page in pages]

    assert told(story) == ["websocket.close", "websocket.close"]


def test_a_thread_that_is_hidden_closes_its_lines(thread, member, official_contact, secretariat):
    join(thread.group, user=official_contact)

    async def story(site):
        page = await site.page(f"/live/threads/{thread.pk}/", official_contact)

        def hide():
            thread.state = "hidden"
            thread.save()

        await site.follower.look()
        await sync_to_async(hide)()
        await site.follower.look()
        await site.follower.keep_order()
        return await page.hear_all()

    assert told(story)[1] == {"type": "websocket.close", "code": choices.Close.NOT_YOURS}


def test_a_hidden_post_is_fetched_as_a_place_without_words(thread, member, official_contact, secretariat, client):
    join(thread.group, user=official_contact)
    post = reply(thread, by=member, text="SECRET")

    async def story(site):
        page = await site.page(f"/live/threads/{thread.pk}/", official_contact)
        await sync_to_async(hide_post)(post, by=secretariat, reason="Names")
        await site.lines.catch_up(thread.pk)
        return json.dumps(await page.hear())

    assert "SECRET" not in told(story)
    client.force_login(official_contact)
    response = client.get(f"/en/forums/threads/{thread.pk}/news/?after=2")
    assert [entry["id"] for entry in response.json()["posts"]] == [post.anchor]
    assert b"SECRET" not in response.content


def test_a_post_that_waits_is_fetched_by_its_author_alone(thread, member, official_contact, client, monkeypatch):
    from forums import gates

    join(thread.group, user=official_contact)
    monkeypatch.setattr(gates, "_gates", [lambda *_: True])
    reply(thread, by=member, text="SECRET until published")
    address = f"/en/forums/threads/{thread.pk}/news/?after=1"

    client.force_login(official_contact)
    stranger = client.get(address)
    client.force_login(member)
    author = client.get(address)

    assert (stranger.json()["posts"], b"SECRET" in stranger.content) == ([], False)
    assert len(author.json()["posts"]) == 1


def test_an_edit_replaces_the_post_in_place(thread, member, official_contact, client):
    join(thread.group, user=official_contact)
    edit_post(thread.posts.get(), by=member, text="Thirteen.")
    client.force_login(official_contact)

    news = client.get(f"/en/forums/threads/{thread.pk}/news/?after=1&page=1").json()

    assert [(post["number"], post["new"], "Thirteen" in post["html"]) for post in news["posts"]] == [(1, False, True)]


def test_news_of_a_thread_one_may_not_read_are_not_found(member, client):
    thread = start_thread(GroupFactory(visibility="hidden"), by=member, title="SECRET", text="SECRET")
    client.force_login(member)

    answers = {client.get(f"/en/forums/threads/{key}/news/?after=0").status_code for key in (thread.pk, 999999)}

    assert answers == {404}


@pytest.mark.parametrize("query", ["", "?after=-1", "?after=x", "?after=1&page=x", "?after=99999999999999999999"])
def test_news_after_nonsense_are_not_found(query, thread, member, client):
    client.force_login(member)

    assert client.get(f"/en/forums/threads/{thread.pk}/news/{query}").status_code == 404


def test_readers_are_named_to_those_who_may_see_them_and_counted_to_others(member, official_contact, visitor):
    group = GroupFactory(slug="open", visibility="public")
    thread = start_thread(group, by=member, title="For all", text="Words")
    member.person.listing = Audience.MEMBERS
    member.person.save()

    async def story(site):
        seen_by_member = await site.page(f"/live/threads/{thread.pk}/", official_contact)
        seen_by_visitor = await site.page(f"/live/threads/{thread.pk}/")
        await site.page(f"/live/threads/{thread.pk}/", member)
        site.lines.hub.tell_who_reads()
        return await seen_by_member.hear(), await seen_by_visitor.hear()

    named, counted = told(story)

    assert named == {"kind": "reading", "names": [str(official_contact.person), str(member.person)], "others": 1} or (
        sorted(named["names"]) == sorted([str(official_contact.person), str(member.person)]) and named["others"] == 1
    )
    assert str(member.person) not in json.dumps(counted, ensure_ascii=False)
    assert len(counted["names"]) + counted["others"] == 3


def test_who_does_not_want_to_be_shown_is_a_number(thread, member, official_contact):
    join(thread.group, user=official_contact)
    assert show_reading(member, False)
    assert not show_reading(member, False)

    async def story(site):
        page = await site.page(f"/live/threads/{thread.pk}/", official_contact)
        quiet = await site.page(f"/live/threads/{thread.pk}/", member)
        await quiet.say(json.dumps({"kind": "typing"}))
        typing = await page.hear()
        site.lines.hub.tell_who_reads()
        return typing, await page.hear()

    typing, reading = told(story)

    assert typing == {"kind": "typing", "name": ""}
    assert (reading["names"], reading["others"]) == ([str(official_contact.person)], 1)


def test_typing_is_told_to_others_with_the_name_now_and_then(thread, member, official_contact):
    join(thread.group, user=official_contact)

    async def story(site):
        page = await site.page(f"/live/threads/{thread.pk}/", official_contact)
        writer = await site.page(f"/live/threads/{thread.pk}/", member)
        for _key in range(3):
            await writer.say(json.dumps({"kind": "typing"}))
        return await page.hear(), await page.receive_nothing(), await writer.receive_nothing()

    typing, once, not_to_oneself = told(story)

    assert (typing, once, not_to_oneself) == ({"kind": "typing", "name": str(member.person)}, True, True)


@pytest.mark.parametrize("message", ["not JSON", "[1]", "[" * 300, "x" * 500, '{"kind": []}' * 2])
def test_a_page_that_says_nonsense_loses_the_line(message, thread, member):
    async def story(site):
        page = await site.page(f"/live/threads/{thread.pk}/", member)
        await page.say(message)
        return await page.receive_output(timeout=5)

    assert told(story) == {"type": "websocket.close", "code": choices.Close.TALKS_TOO_MUCH}


def test_a_page_that_talks_without_end_loses_the_line(thread, member):
    async def story(site):
        page = await site.page(f"/live/threads/{thread.pk}/", member)
        for _time in range(choices.MOST_MESSAGES_AT_ONCE + 2):
            await page.say('{"kind": "ping"}')
        return (await page.hear_all())[1]["code"]

    assert told(story) == choices.Close.TALKS_TOO_MUCH


def test_a_line_answers_a_heartbeat_with_what_it_knows(thread, member):
    async def story(site):
        page = await site.page(f"/live/threads/{thread.pk}/", member)
        await page.say('{"kind": "ping", "here": true}')
        return await page.hear()

    assert told(story) == {"kind": "pong", "version": 1}


def test_one_reader_and_one_address_hold_so_many_lines(thread, member, official_contact):
    join(thread.group, user=official_contact)

    async def story(site):
        site.lines.hub.most_of_a_reader = 1
        first = await site.page("/live/me/", member)
        second = await site.page("/live/me/", member)
        other = await site.page("/live/me/", official_contact)
        site.lines.hub.most_of_an_address = 2
        third = await site.page(f"/live/threads/{thread.pk}/", official_contact)
        await first.leave()
        site.open.remove(first)
        again = await site.page("/live/me/", member)
        return [bool(page) for page in (first, second, other, third, again)]

    assert told(story) == [True, False, True, False, True]


def test_visitors_have_no_line_of_their_own(db):
    async def story(site):
        return await site.page("/live/me/")

    assert told(story) is None


def test_a_reader_who_takes_nothing_is_told_to_come_again():
    from forums.live.hub import Line
    from forums.live.queries import Reader

    sent = []

    async def story():
        stuck = asyncio.Event()

        async def send(message):
            sent.append(message)
            await stuck.wait()

        line = Line(send, Reader())
        writing = asyncio.create_task(line.write())
        for number in range(choices.MOST_WAITING_FRAMES + 3):
            line.push(f"{number}")
            await asyncio.sleep(0)
        stuck.set()
        await writing

    asyncio.run(story())

    assert sent == [
        {"type": "websocket.send", "text": "0"},
        {"type": "websocket.close", "code": choices.Close.TOO_SLOW},
    ]


def test_unread_threads_are_counted_and_told_once(thread, member, official_contact):
    join(thread.group, user=official_contact)

    async def story(site):
        page = await site.page("/live/me/", official_contact)
        await site.follower.count_unread()
        first = await page.hear()
        await sync_to_async(reply)(thread, by=member, text="More.")
        await site.follower.count_unread()
        second = await page.hear()
        await site.follower.count_unread()
        return first, second, await page.receive_nothing()

    first, second, is_all = told(story)

    assert (first, second, is_all) == ({"kind": "unread", "count": 0}, {"kind": "unread", "count": 1}, True)


def test_what_was_shown_live_counts_as_read(thread, member, official_contact, client):
    from forums.models import ReadingMark

    join(thread.group, user=official_contact)
    reply(thread, by=member, text="More.")
    client.force_login(official_contact)

    client.get(f"/en/forums/threads/{thread.pk}/news/?after=2&page=1&read=999")

    assert list(ReadingMark.objects.values_list("user", "number")) == [(official_contact.pk, 2)]


def test_pages_lead_to_the_line_and_the_choice_not_to_be_shown(thread, member, client):
    client.force_login(member)
    page = client.get(thread.get_absolute_url()).content.decode()
    assert f'data-live="/live/threads/{thread.pk}/"' in page
    assert 'data-live="/live/me/"' in client.get(thread.group.get_absolute_url()).content.decode()

    assert "Show that I am reading" not in client.get("/en/my/forums/").content.decode()
    client.post("/en/forums/live/choice/", {"show": "no"})

    assert "Show that I am reading" in client.get("/en/my/forums/").content.decode()
