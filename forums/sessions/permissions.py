"""Who may do what in live sessions."""

import rules

from directory.permissions import is_member
from forums.permissions import is_alive, moderates, reads

from .models import Guest


def _session(thing):
    return getattr(thing, "session", thing)


@rules.predicate
def conducts_it(user, thing):
    return _session(thing).facilitator_id == user.pk and user.pk is not None


@rules.predicate
def keeps_order_of_its_group(user, thing):
    return moderates(user, _session(thing).thread)


@rules.predicate
def is_guest(user, session):
    """Whether somebody answers in a session, asked once for each user and session."""
    if not user.is_authenticated:
        return False
    known = user.__dict__.setdefault("_sessions_as_guest", {})
    if session.pk not in known:
        known[session.pk] = Guest.objects.filter(session=session, user=user).exists()
    return known[session.pk]


@rules.predicate
def reads_its_group(user, thing):
    return reads(user, _session(thing).thread)


@rules.predicate
def takes_questions(user, session):
    return session.takes_questions


@rules.predicate
def is_running(user, session):
    return session.is_running


@rules.predicate
def asked_it(user, question):
    return question.author_id is not None and question.author_id == user.pk


conducts = reads_its_group & ((is_member & conducts_it) | keeps_order_of_its_group)

# Planning a session is for those who keep order in a group.
rules.add_perm("forum_sessions.plan", moderates & is_alive)
# Changing, opening, pausing, ending; ordering, releasing and declining questions.
rules.add_perm("forum_sessions.conduct", conducts)
# A session is for everybody who reads the group and is a member of the network, also where only some may write.
rules.add_perm("forum_sessions.ask", is_member & reads_its_group & takes_questions)
rules.add_perm("forum_sessions.answer", is_member & reads_its_group & is_running & (is_guest | conducts))
rules.add_perm("forum_sessions.withdraw_question", asked_it)
