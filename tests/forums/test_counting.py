"""Numbers kept beside groups."""

from forums.actions import join, reply, start_thread
from forums.actions.counting import recount_groups
from tests.factories.forums import GroupFactory


def test_the_numbers_of_a_group_are_counted_by_the_clock(member, official_contact):
    group, other = GroupFactory(), GroupFactory()
    for somebody in (member, official_contact):
        join(group, user=somebody)
    thread = start_thread(group, by=member, title="One", text="First.")
    start_thread(group, by=member, title="Two", text="First.")
    last = reply(thread, by=official_contact, text="Second.")

    recount_groups()

    group.refresh_from_db()
    other.refresh_from_db()
    assert (group.thread_count, group.post_count, group.member_count, group.last_post_at) == (2, 3, 2, last.posted_at)
    assert (other.thread_count, other.post_count, other.last_post_at) == (0, 0, None)
