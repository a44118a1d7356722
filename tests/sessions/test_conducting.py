"""A live session from its plan to its transcript."""

import uuid

import pytest
from audit.models import Entry

from forums.actions import join, reply
from forums.choices import ThreadKind
from forums.exceptions import Refused
from forums.models import Event, Post, Thread
from forums.sessions import actions
from forums.sessions.choices import QuestionState, SessionState
from forums.sessions.models import Question, Session
from tests.factories.forums import GroupFactory
from tests.factories.live import planned


def words(session):
    return list(session.thread.posts.order_by("number").values_list("text", flat=True))


def test_a_session_planned_twice_with_one_form_is_one(group, official_contact):
    token = uuid.uuid4()

    sessions = {planned(group, official_contact, token=token).pk for _time in range(3)}

    assert len(sessions) == Thread.objects.count() == Post.objects.count() == 1
    assert Thread.objects.get().kind == ThreadKind.SESSION


def test_questions_are_put_one_at_a_time_in_the_order_the_facilitator_gives(
    session, member, focal_point, official_contact
):
    first = actions.hand_in(session, by=member, text="Which detection limit?")
    second = actions.hand_in(session, by=member, text="Who pays for it?")
    actions.put_in_order(session, [second.pk, first.pk], by=official_contact)
    assert list(session.questions.waiting()) == [second, first]

    actions.open_session(session, by=official_contact)
    post = actions.release(second, by=official_contact)
    answer = actions.answer(session, by=focal_point, text="The fund does.")
    actions.release(first, by=official_contact)

    assert (post.author, post.person, post.posted_by) == (member, member.person, official_contact)
    assert answer.answers == post
    session.refresh_from_db()
    assert session.current == first
    assert set(session.questions.values_list("text", "state")) == {
        ("Who pays for it?", QuestionState.DONE),
        ("Which detection limit?", QuestionState.RELEASED),
    }
    assert words(session)[1:] == ["Who pays for it?", "The fund does.", "Which detection limit?"]


def test_a_question_released_twice_is_one_post(session, member, official_contact):
    question = actions.hand_in(session, by=member, text="Where?")
    actions.open_session(session, by=official_contact)

    posts = {actions.release(question, by=official_contact).pk for _time in range(3)}

    assert len(posts) == 1


def test_a_question_handed_in_three_times_waits_once(session, member):
    token = uuid.uuid4()

    questions = {actions.hand_in(session, by=member, text="Where?", token=token).pk for _time in range(3)}

    assert len(questions) == Question.objects.count() == 1


def test_nobody_has_more_than_five_questions_waiting(session, member):
    for number in range(5):
        actions.hand_in(session, by=member, text=f"Question {number}?")

    with pytest.raises(Refused):
        actions.hand_in(session, by=member, text="And another?")


def test_only_speakers_write_in_the_thread_of_a_session(session, member, focal_point, official_contact):
    with pytest.raises(Refused):
        reply(session.thread, by=member, text="Let me speak.")
    with pytest.raises(Refused):
        reply(session.thread, by=focal_point, text="Too early.")
    actions.open_session(session, by=official_contact)

    reply(session.thread, by=focal_point, text="Good morning.")
    reply(session.thread, by=official_contact, text="Welcome.")

    assert words(session)[1:] == ["Good morning.", "Welcome."]


def test_what_waits_is_read_by_its_author_and_who_leads(session, member, focal_point, official_contact, visitor):
    question = actions.hand_in(session, by=member, text="SECRET until put")

    may_read = {
        user: question in Question.objects.visible_to(user)
        for user in (member, official_contact, focal_point, visitor)
    }

    assert may_read == {member: True, official_contact: True, focal_point: False, visitor: False}


def test_a_hidden_groups_session_is_seen_by_its_members_only(member, official_contact, focal_point):
    hidden = GroupFactory(slug="hidden", visibility="hidden")
    join(hidden, user=official_contact, role="facilitator")
    session = planned(hidden, official_contact)
    question = actions.hand_in(session, by=official_contact, text="SECRET")

    assert session not in Session.objects.visible_to(member)
    assert question not in Question.objects.visible_to(member)
    assert not member.has_perm("forum_sessions.ask", session)
    assert not focal_point.has_perm("forum_sessions.conduct", session)


def test_who_led_a_session_and_left_its_closed_group_leads_it_no_more(official_contact, focal_point):
    closed = GroupFactory(slug="closed", visibility="closed")
    join(closed, user=official_contact, role="facilitator")
    join(closed, user=focal_point)
    session = planned(closed, official_contact, facilitator=focal_point)
    assert focal_point.has_perm("forum_sessions.conduct", session)

    from forums.actions import leave

    leave(closed, user=focal_point)

    assert not focal_point.has_perm("forum_sessions.conduct", session)


def test_a_paused_session_puts_no_questions(session, member, official_contact):
    question = actions.hand_in(session, by=member, text="Where?")
    actions.open_session(session, by=official_contact)
    assert actions.pause_session(session, by=official_contact)

    with pytest.raises(Refused):
        actions.release(question, by=official_contact)

    assert actions.resume_session(session, by=official_contact)
    assert actions.release(question, by=official_contact)


def test_an_ended_session_says_once_what_was_not_reached(session, member, focal_point, official_contact):
    reached = actions.hand_in(session, by=member, text="Which limit?")
    actions.hand_in(session, by=member, text="And for water?")
    declined = actions.hand_in(session, by=member, text="RUDE words")
    actions.decline_question(declined, by=official_contact, reason="Not about laboratories")
    actions.open_session(session, by=official_contact)
    actions.release(reached, by=official_contact)

    assert actions.end_session(session, by=official_contact)
    assert not actions.end_session(session, by=official_contact)

    session.refresh_from_db()
    closing = words(session)[-1]
    assert session.closing.text == closing
    assert "1 question was put." in closing
    assert "- And for water?" in closing
    assert "RUDE" not in closing
    assert (session.state, session.current, session.thread.is_closed) == (SessionState.ENDED, None, True)
    with pytest.raises(Refused):
        actions.hand_in(session, by=member, text="Too late?")
    assert Entry.objects.filter(action="forum_sessions.ended").count() == 1


def test_events_of_a_session_have_no_gaps(session, member, official_contact):
    question = actions.hand_in(session, by=member, text="Where?")
    actions.open_session(session, by=official_contact)
    actions.release(question, by=official_contact)
    actions.set_aside(question, by=official_contact)
    actions.end_session(session, by=official_contact)

    versions = list(Event.objects.filter(thread=session.thread).order_by("version").values_list("version", flat=True))

    assert versions == list(range(1, len(versions) + 1))


def test_a_cancelled_session_closes_its_thread_with_the_reason(session, official_contact):
    assert actions.cancel_session(session, by=official_contact, reason="The guest is ill.")

    session.refresh_from_db()
    assert words(session)[-1] == "This session does not take place.\n\nThe guest is ill."
    assert session.thread.is_closed
    assert not actions.open_session(session, by=official_contact)


def test_who_leaves_the_network_leaves_no_question_behind(session, member):
    from directory.actions.leaving import close_account

    question = actions.hand_in(session, by=member, text="SECRET until put")

    close_account(member.person, by=member)

    question.refresh_from_db()
    assert question.state == QuestionState.WITHDRAWN
