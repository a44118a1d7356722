"""Who may do what with polls."""

import rules

from directory.permissions import is_member, is_secretariat

from ..permissions import belongs, is_alive, is_open_thread, may_write, moderates


@rules.predicate
def began_thread(user, thread):
    return thread.author_id is not None and thread.author_id == user.pk


@rules.predicate
def opened_poll(user, poll):
    return poll.opened_by_id is not None and poll.opened_by_id == user.pk


@rules.predicate
def runs(user, poll):
    return poll.is_running


# Of a thread: who began it asks its readers, and so do those who keep order.
rules.add_perm("forum_polls.open_poll", may_write & is_open_thread & (began_thread | moderates))
# Of a poll: who opened it, while they write in the group, and those who keep order.
rules.add_perm("forum_polls.change_poll", is_alive & (is_secretariat | moderates | (opened_poll & may_write)))
# That it runs, and that one speaks for a Party where Parties vote, is said to who tries.
rules.add_perm("forum_polls.vote", is_member & belongs & is_alive)
