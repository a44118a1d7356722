"""Starting threads, replying, editing, withdrawing."""

import uuid

import pytest

from forums import gates, hearing
from forums.actions import (
    close_thread,
    edit_post,
    join,
    merge_threads,
    reply,
    split_thread,
    start_thread,
    withdraw_post,
)
from forums.exceptions import Refused
from forums.models import Event, Post, Thread
from tests.factories import PersonFactory


def test_a_thread_begins_with_its_first_post(thread, member):
    first = thread.posts.get()

    thread.refresh_from_db()
    assert (thread.title, thread.last_number, thread.post_count, thread.version) == ("Old transformers", 1, 1, 1)
    assert (first.number, first.author, first.person, first.html) == (
        1,
        member,
        member.person,
        '<p dir="auto">We have <em>twelve</em> of them.</p>\n',
    )


def test_a_thread_sent_three_times_is_one(group, member):
    token = uuid.uuid4()

    threads = {start_thread(group, by=member, title="PCB", text="Where to?", token=token).pk for _time in range(3)}

    assert len(threads) == Thread.objects.count() == Post.objects.count() == 1


def test_a_reply_sent_three_times_is_one(thread, member):
    token = uuid.uuid4()

    posts = {reply(thread, by=member, text="Me too.", token=token).pk for _time in range(3)}

    assert len(posts) == 1
    assert list(thread.posts.values_list("number", flat=True)) == [1, 2]
    assert list(Event.objects.filter(thread=thread).values_list("version", "kind")) == [(1, "posted"), (2, "posted")]


def test_what_a_post_said_stays_readable_after_an_edit(thread, member):
    post = thread.posts.get()

    assert edit_post(post, by=member, text="We have *thirteen*.", reason="Counted again")
    assert not edit_post(post, by=member, text="We have *thirteen*.")

    post.refresh_from_db()
    assert (post.text, post.edit_count) == ("We have *thirteen*.", 1)
    assert [(each.text, each.reason) for each in post.versions.all()] == [
        ("We have *twelve* of them.", "Counted again")
    ]


def test_a_withdrawn_post_keeps_its_place_and_loses_its_words(thread, member, official_contact, secretariat):
    join(thread.group, user=official_contact)
    post = reply(thread, by=member, text="SECRET words")

    assert withdraw_post(post, by=member)

    thread.refresh_from_db()
    assert (thread.last_number, thread.post_count) == (2, 1)
    for reader in (member, official_contact, secretariat):
        assert post not in Post.objects.visible_to(reader)


def test_a_gate_refuses_before_anything_is_written(thread, member, monkeypatch):
    def closed(group, thread, author, text, way):
        raise Refused("Not today.")

    monkeypatch.setattr(gates, "_gates", [closed])

    with pytest.raises(Refused):
        reply(thread, by=member, text="Hello?")

    assert thread.posts.count() == 1


def test_a_post_that_has_to_wait_is_read_by_its_author_alone(thread, member, official_contact, monkeypatch):
    monkeypatch.setattr(gates, "_gates", [lambda *_: True])

    post = reply(thread, by=member, text="SECRET until published")

    assert post.state == "waiting"
    assert post in Post.objects.visible_to(member)
    assert post not in Post.objects.visible_to(official_contact)
    thread.refresh_from_db()
    assert (thread.last_number, thread.post_count) == (2, 1)


def test_nothing_is_written_in_a_thread_that_was_closed_meanwhile(thread, member):
    close_thread(thread, by=member, reason="Answered")

    with pytest.raises(Refused) as told:
        reply(thread, by=member, text="Too late")

    assert told.value.code == "closed"
    assert thread.posts.count() == 1
    assert reply(thread, by=member, text="The minutes", though_closed=True).number == 2


def test_a_reply_to_a_merged_thread_stands_in_what_it_became_part_of(thread, group, member):
    other = start_thread(group, by=member, title="Transformers", text="Also here.")
    merge_threads(thread, other, by=member, reason="The same")

    post = reply(thread, by=member, text="Where am I?")

    assert post.thread == other
    assert post.number == 3


def test_an_edit_by_who_holds_the_post_of_before_a_split_lands_where_it_stands_now(thread, member):
    post = reply(thread, by=member, text="Another matter")
    reply(thread, by=member, text="Third")
    new = split_thread(thread, [post], title="Another matter", by=member, reason="")

    assert edit_post(post, by=member, text="Another matter, edited")

    assert Event.objects.filter(thread=new, kind="edited", post=post).count() == 1
    assert new.posts.get().text == "Another matter, edited"


def test_the_secretariat_posts_what_came_on_paper_for_somebody_who_could_not(thread, member, secretariat):
    person = PersonFactory(slug="awa-ndoye")

    post = reply(thread, by=secretariat, written_by=person, text="By letter", way="page")

    assert (post.author, post.person, post.posted_by) == (None, person, secretariat)


def test_a_reply_asks_little(thread, member, django_assert_max_num_queries):
    member.record  # noqa: B018 - known from the sign-in

    # A savepoint and its end, the lock, the token, the post, the thread, the event; listeners add one each.
    with django_assert_max_num_queries(7 + len(hearing._listeners)):
        reply(thread, by=member, text="Me too.")
