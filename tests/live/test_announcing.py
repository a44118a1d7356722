"""What processes that hold lines are told, and when."""

import asyncio
import json

import pytest
from django.db import transaction

from forums.actions import join, leave, reply
from forums.live import announcing, following
from forums.live.consumers import Lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def announced(monkeypatch, settings):
    """What is published, in order."""
    told = []

    class Redis:
        def publish(self, channel, line):
            told.append(json.loads(line))

    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(announcing, "_redis", lambda address: Redis())
    return told


def test_an_event_is_announced_after_the_commit_without_words(
    announced, thread, member, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        post = reply(thread, by=member, text="SECRET")
        assert announced == []

    assert announced == [
        {
            "thread": thread.pk,
            "group": thread.group_id,
            "version": 2,
            "kind": "posted",
            "post": post.pk,
            "by": member.pk,
        }
    ]


def test_what_was_taken_back_is_not_announced(announced, thread, member, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        reply(thread, by=member, text="Never")
        transaction.set_rollback(True)

    assert announced == []


def test_leaving_a_group_is_announced(announced, thread, official_contact, django_capture_on_commit_callbacks):
    join(thread.group, user=official_contact)

    with django_capture_on_commit_callbacks(execute=True):
        leave(thread.group, user=official_contact)

    assert announced == [{"check": thread.group_id}]


def test_a_redis_that_is_away_keeps_nobody_from_writing(settings, thread, member, django_capture_on_commit_callbacks):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    with django_capture_on_commit_callbacks(execute=True):
        post = reply(thread, by=member, text="Still here.")

    assert thread.posts.filter(pk=post.pk).exists()


def test_who_hears_of_what_nobody_here_has_open_does_nothing(thread):
    async def story():
        follower = following.Follower(Lines(lambda session: None))
        for told in ({"thread": thread.pk, "version": 9}, {"check": thread.group_id}, {"session": "gone"}, {}):
            follower.hear(told)
        await follower.keep_order()

    asyncio.run(story())
