"""What facilitators and authors make of threads: nothing disappears, and old addresses lead on."""

import pytest

from forums.actions import (
    accept_answer,
    close_thread,
    join,
    mark_all_read,
    mark_helpful,
    mark_read,
    mark_unread_from,
    merge_threads,
    move_thread,
    pin,
    rename_thread,
    reopen_thread,
    reply,
    retag_thread,
    split_thread,
    start_thread,
    watch,
)
from forums.exceptions import Refused
from forums.models import FormerPlace, Notice, Post, ReadingMark, Watch
from forums.queries import readership_widens
from tests.factories.forums import GroupFactory


def told(thread):
    return list(thread.notices.values_list("kind", "after", "reason"))


def test_a_closed_thread_says_why_and_opens_again(thread, member, secretariat):
    assert close_thread(thread, by=secretariat, reason="Answered in full")
    assert not close_thread(thread, by=secretariat, reason="Twice")

    thread.refresh_from_db()
    assert (thread.is_open, thread.closed_reason) == (False, "Answered in full")
    assert not member.has_perm("forums.reply_to_thread", thread)

    assert reopen_thread(thread, by=secretariat, reason="New figures")
    thread.refresh_from_db()
    assert thread.is_open
    assert told(thread) == [("closed", 1, "Answered in full"), ("reopened", 1, "New figures")]
    assert list(thread.events.values_list("version", "kind")) == [(1, "posted"), (2, "changed"), (3, "changed")]


def test_pinning_twice_changes_nothing_the_second_time(thread, secretariat):
    assert pin(thread, by=secretariat)
    assert not pin(thread, by=secretariat)
    assert pin(thread, by=secretariat, pinned=False)


def test_a_former_title_and_former_tags_stay_readable(thread, member):
    assert rename_thread(thread, "Twelve old transformers", by=member)
    assert retag_thread(thread, ["PCB"], by=member)
    assert not retag_thread(thread, ["PCB"], by=member)

    assert list(thread.notices.values_list("kind", "before")) == [("renamed", "Old transformers"), ("retagged", "")]


def test_moving_to_more_readers_has_to_be_meant(member, secretariat):
    closed = GroupFactory(slug="closed", visibility="closed")
    public = GroupFactory(slug="public", visibility="public")
    join(closed, user=member)
    thread = start_thread(closed, by=member, title="SECRET plans", text="SECRET words")

    with pytest.raises(Refused) as refused:
        move_thread(thread, public, by=secretariat, reason="By mistake")
    assert refused.value.code == "wider"
    assert not move_thread(thread, closed, by=secretariat, reason="Same")

    assert move_thread(thread, public, by=secretariat, reason="Agreed by all", wider_is_meant=True)
    thread.refresh_from_db()
    public.refresh_from_db()
    assert (thread.group, public.post_count) == (public, 1)


def test_readers_widen_where_somebody_new_reads(member, official_contact):
    first, second, everybody = (
        GroupFactory(slug="first", visibility="closed"),
        GroupFactory(slug="second", visibility="hidden"),
        GroupFactory(slug="all", visibility="members"),
    )
    join(first, user=member)
    join(second, user=member)

    assert not readership_widens(first, second)
    assert readership_widens(second, everybody)
    assert not readership_widens(everybody, second)

    join(second, user=official_contact)
    assert readership_widens(first, second)
    assert not readership_widens(second, first)


def test_merged_posts_keep_addresses_and_order_and_readers(thread, group, member, official_contact, secretariat):
    join(group, user=official_contact)
    other = start_thread(group, by=official_contact, title="The same transformers", text="Third")
    fourth = reply(other, by=member, text="Fourth")
    second = reply(thread, by=official_contact, text="Second")
    mark_read(official_contact, thread, 2)
    mark_read(official_contact, other, 1)
    watch(member, thread=other)

    assert merge_threads(other, thread, by=secretariat, reason="One subject")
    assert not merge_threads(other, thread, by=secretariat, reason="Again")

    thread.refresh_from_db()
    other.refresh_from_db()
    assert [(post.number, post.text) for post in thread.posts.all()] == [
        (1, "We have *twelve* of them."),
        (2, "Second"),
        (3, "Third"),
        (4, "Fourth"),
    ]
    assert thread.posts.last() == fourth
    assert second.number == 2
    assert (thread.last_number, thread.post_count) == (4, 4)
    assert (other.state, other.merged_into, other.merged_after, other.post_count) == ("merged", thread, 2, 0)
    assert told(thread) == [("merged", 2, "One subject")]
    assert ReadingMark.objects.get(user=official_contact, thread=thread).number == 3
    assert Watch.objects.filter(user=member, thread=thread).exists()


def test_threads_of_two_groups_are_not_merged(thread, member, secretariat):
    elsewhere = GroupFactory(slug="elsewhere")
    join(elsewhere, user=member)
    other = start_thread(elsewhere, by=member, title="Other", text="Other")

    with pytest.raises(Refused):
        merge_threads(other, thread, by=secretariat, reason="No")

    assert not Notice.objects.exists()


def test_posts_split_off_leave_their_places(thread, member, secretariat):
    posts = [reply(thread, by=member, text=f"Post {number}") for number in (2, 3, 4)]

    new = split_thread(thread, [posts[0], posts[2]], title="Aside", by=secretariat, reason="Another subject")

    thread.refresh_from_db()
    new.refresh_from_db()
    assert [(post.number, post.text) for post in new.posts.all()] == [(1, "Post 2"), (2, "Post 4")]
    assert list(thread.posts.values_list("number", flat=True)) == [1, 3]
    assert list(FormerPlace.objects.filter(thread=thread).values_list("number", "post")) == [
        (2, posts[0].pk),
        (4, posts[2].pk),
    ]
    assert (thread.post_count, new.post_count, new.last_number) == (2, 2, 2)
    assert (told(thread), told(new)) == ([("split", 1, "Another subject")], [("from", 0, "Another subject")])
    assert reply(thread, by=member, text="Next").number == 5


def test_the_first_post_is_not_split_off(thread, member, secretariat):
    reply(thread, by=member, text="Second")

    with pytest.raises(Refused):
        split_thread(thread, [thread.posts.get(number=1)], title="Aside", by=secretariat, reason="No")


def test_a_question_has_one_answer_at_a_time(group, member, official_contact):
    question = start_thread(group, by=member, title="Where to?", text="Where?", kind="question")
    join(group, user=official_contact)
    first, second = (reply(question, by=official_contact, text=text) for text in ("Here", "There"))

    assert accept_answer(first, by=member)
    assert accept_answer(second, by=member)
    assert not accept_answer(second, by=member)

    question.refresh_from_db()
    assert question.accepted == second
    with pytest.raises(Refused):
        accept_answer(question.posts.get(number=1), by=member)


def test_a_post_is_helpful_once_for_each_reader(thread, member, official_contact):
    post = thread.posts.get()

    assert mark_helpful(post, by=official_contact)
    assert not mark_helpful(post, by=official_contact)
    with pytest.raises(Refused):
        mark_helpful(post, by=member)
    assert Post.objects.get().helpful_count == 1

    assert mark_helpful(post, by=official_contact, helpful=False)
    assert Post.objects.get().helpful_count == 0


def test_a_mark_is_set_back_by_its_reader_alone(thread, member):
    post = reply(thread, by=member, text="Second")
    mark_read(member, thread, 2)
    mark_read(member, thread, 1)
    assert ReadingMark.objects.get(user=member).number == 2

    mark_unread_from(member, post)
    assert ReadingMark.objects.get(user=member).number == 1

    mark_all_read(member, [thread.group])
    assert ReadingMark.objects.get(user=member).number == 2
