"""Starting threads, replying, editing, withdrawing."""

import uuid

import pytest

from forums import gates
from forums.actions import edit_post, join, reply, start_thread, withdraw_post
from forums.exceptions import Refused
from forums.models import Event, Post, Thread


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
