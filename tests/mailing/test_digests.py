"""One letter about many posts, in the morning."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forums.actions import hide_post, join, reply, start_thread
from forums.choices import MailLevel
from forums.mailing import actions, keys
from forums.mailing.models import Delivery, Digest
from forums.models import Watch
from tests.factories.forums import GroupFactory

from .conftest import a_reader

pytestmark = pytest.mark.django_db

# A Wednesday.
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def daily(group):
    return a_reader(group, "daily@example.org", MailLevel.DAILY)


def test_a_digest_leaves_in_the_morning_with_each_post_once(group, daily, member, mailed, clock):
    thread = start_thread(group, by=member, title="Old transformers", text="Twelve of them.")
    reply(thread, by=member, text="Thirteen, even.")
    assert mailed() == []

    clock.move_to(datetime(2026, 11, 26, 6, 1, tzinfo=UTC))
    [mail] = mailed()

    assert mail.subject == "Daily digest: 2 new posts"
    assert (mail.body.count("Twelve of them."), mail.body.count("Thirteen, even.")) == (1, 1)
    assert mail.body.count("Old transformers") == 1
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert keys.reply_address(daily, thread.posts.first()) in mail.body
    assert mailed() == []
    assert list(Digest.objects.values_list("user", "when", "posts")) == [(daily.pk, "daily", 2)]


def test_without_news_there_is_no_digest(daily, mailed, clock):
    clock.shift(timedelta(days=1))

    assert mailed() == []


def test_what_was_hidden_since_is_not_in_it_and_alone_makes_none(group, daily, member, secretariat, mailed, clock):
    post = start_thread(group, by=member, title="Spam", text="Buy.").posts.get()
    mailed()
    hide_post(post, by=secretariat, reason="Spam")
    clock.shift(timedelta(days=1))

    assert mailed() == []
    assert Delivery.objects.get().dropped == "not-shown"


def test_a_weekly_digest_leaves_on_monday(group, member, mailed, clock):
    a_reader(group, "weekly@example.org", MailLevel.WEEKLY)
    start_thread(group, by=member, title="New", text="Hello.")
    mailed()

    clock.move_to(datetime(2026, 11, 29, 23, 0, tzinfo=UTC))
    assert mailed() == []
    clock.move_to(datetime(2026, 11, 30, 6, 0, tzinfo=UTC))
    [mail] = mailed()

    assert mail.subject == "Weekly digest: 1 new post"


def test_morning_is_where_the_reader_lives(group, daily, member, mailed, clock):
    daily.person.time_zone = "Asia/Tokyo"
    daily.person.save()
    start_thread(group, by=member, title="New", text="Hello.")
    mailed()

    clock.move_to(datetime(2026, 11, 25, 20, 59, tzinfo=UTC))
    assert mailed() == []
    clock.move_to(datetime(2026, 11, 25, 21, 0, tzinfo=UTC))
    assert len(mailed()) == 1
    assert Digest.objects.get().on.isoformat() == "2026-11-26"


def test_what_concerns_the_reader_comes_first_and_groups_follow(group, daily, member, mailed, clock):
    other = GroupFactory(slug="air", name_en="Air")
    join(other, user=member)
    join(other, user=daily, mail_level=MailLevel.DAILY)
    start_thread(other, by=member, title="Dioxins", text="In the air.")
    thread = start_thread(group, by=member, title="Old transformers", text="Twelve of them.")
    followed = start_thread(group, by=member, title="Mine", text="Followed.")
    Watch.objects.create(user=daily, thread=followed)
    mailed()
    clock.shift(timedelta(days=1))

    [mail] = mailed()

    places = [
        mail.body.index(words) for words in ("WHAT CONCERNS YOU", "Followed.", "Air (1", "Obsolete stockpiles (1")
    ]
    assert places == sorted(places)
    assert "Twelve of them." in mail.body
    assert thread.title in mail.alternatives[0].content


def test_a_small_digest_says_less_and_counts_all(group, daily, member, mailed, clock):
    actions.set_preferences(daily, most_kilobytes=3, is_text_only=True)
    for number in range(60):
        start_thread(group, by=member, title=f"Thread {number}", text="Long words. " * 40)
    mailed()
    clock.shift(timedelta(days=1))

    [mail] = mailed()

    assert mail.subject == "Daily digest: 60 new posts"
    assert len(mail.body.encode()) <= 3000
    assert mail.alternatives == []
    assert "And 50 more posts in other threads." in mail.body


def test_a_digest_is_in_the_readers_language(group, member, mailed, clock):
    a_reader(group, "arabic@example.org", MailLevel.DAILY, language="ar")
    start_thread(group, by=member, title="Old", text="Twelve.")
    mailed()
    clock.shift(timedelta(days=1))

    [mail] = mailed()

    html = mail.alternatives[0].content
    assert '<html lang="ar" dir="rtl">' in html
    assert '<span lang="en" dir="ltr">Twelve.</span>' in html


def test_digests_of_ten_cost_as_many_queries_as_of_five_but_one_each(group, member, mailed, clock):
    counted = []
    for people in (5, 10):
        for number in range(people):
            a_reader(group, f"{people}{number}@example.org", MailLevel.DAILY)
        start_thread(group, by=member, title="New", text="Hello.")
        mailed()
        Digest.objects.all().delete()
        clock.shift(timedelta(days=1))
        with CaptureQueriesContext(connection) as seen:
            actions.write_digests()
        counted.append(len(seen) - Digest.objects.count())

    assert counted[0] == counted[1]
