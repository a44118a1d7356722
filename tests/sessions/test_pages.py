"""The whole life of a session by its pages, without scripts."""

import re

import pytest
from django.urls import reverse

from forums.actions import join
from forums.sessions import actions
from forums.sessions.choices import QuestionState, SessionState
from forums.sessions.models import Question, Session
from tests.factories.forums import GroupFactory
from tests.factories.live import planned


def token_in(response):
    return re.search(r'name="(?:\w+-)?token" value="([0-9a-f-]{36})"', response.content.decode())[1]


def test_a_session_runs_from_plan_to_transcript(client, group, official_contact, focal_point, member):
    client.force_login(official_contact)
    address = reverse("forum_sessions:plan", args=[group.slug])
    form = {
        "title": "Ask the laboratories",
        "text": "Three of them answer.",
        "language": "en",
        "starts_at": "2031-05-03T14:00",
        "ends_at": "2031-05-03T16:00",
        "facilitator": "",
        "guests": f"{focal_point.person.slug} Regional laboratory",
        "token": token_in(client.get(address)),
    }
    for _click in range(2):
        client.post(address, form)
    session = Session.objects.get()
    assert session.facilitator == official_contact

    client.force_login(member)
    page = client.get(session.get_absolute_url())
    assert "Regional laboratory" in page.content.decode()
    question = {"text": "Which limit?", "language": "en", "capacity": "personal", "token": token_in(page)}
    for _click in range(2):
        client.post(reverse("forum_sessions:ask", args=[session.pk]), question)
    question = Question.objects.get()

    client.force_login(official_contact)
    client.post(reverse("forum_sessions:step", args=[session.pk]), {"step": "open"})
    assert "Which limit?" in client.get(reverse("forum_sessions:conduct", args=[session.pk])).content.decode()
    client.post(reverse("forum_sessions:release", args=[question.pk]))

    client.force_login(focal_point)
    page = client.get(session.get_absolute_url())
    assert "Which limit?" in page.content.decode()
    answer = {"answer-text": "Ten.", "answer-language": "en", "answer-capacity": "party:KE"}
    for _click in range(2):
        client.post(reverse("forum_sessions:answer", args=[session.pk]), {**answer, "answer-token": token_in(page)})

    client.force_login(official_contact)
    for _click in range(2):
        client.post(reverse("forum_sessions:step", args=[session.pk]), {"step": "end"})

    client.force_login(member)
    transcript = client.get(reverse("forum_sessions:transcript", args=[session.pk])).content.decode()
    assert session.thread.posts.count() == 4
    places = [
        transcript.index(words) for words in ("Three of them answer.", "Which limit?", "Ten.", "Thank you to all")
    ]
    assert places == sorted(places)
    assert "Speaks for Kenya" in transcript


def test_a_question_with_a_fault_comes_back_with_its_words(client, session, member):
    client.force_login(member)
    address = reverse("forum_sessions:ask", args=[session.pk])

    response = client.post(address, {"text": "My words", "language": "en", "capacity": "secretariat", "token": ""})

    assert (response.status_code, "My words" in response.content.decode()) == (422, True)
    assert not Question.objects.exists()


def test_only_who_leads_a_session_opens_its_desk(client, session, member, focal_point, applicant):
    answers = {}
    for user in (None, member, focal_point, applicant, session.facilitator):
        client.logout()
        if user:
            client.force_login(user)
        answers[user] = client.get(reverse("forum_sessions:conduct", args=[session.pk])).status_code

    assert answers == {None: 302, member: 403, focal_point: 403, applicant: 404, session.facilitator: 200}


@pytest.mark.parametrize("verb", ["release", "decline", "set_aside"])
def test_strangers_do_nothing_with_questions(verb, client, session, member, focal_point):
    question = actions.hand_in(session, by=member, text="SECRET until put")
    answers = []
    for user in (focal_point, member):
        client.force_login(user)
        answers.append(
            client.post(reverse(f"forum_sessions:{verb}", args=[question.pk]), {"reason": "x"}).status_code
        )

    question.refresh_from_db()
    assert (answers, question.state) == ([404, 403], QuestionState.HANDED_IN)


def test_a_session_of_a_hidden_group_does_not_exist_for_others(client, member, official_contact):
    hidden = GroupFactory(slug="hidden", visibility="hidden")
    join(hidden, user=official_contact, role="facilitator")
    session = planned(hidden, official_contact, title="SECRET session")
    client.force_login(member)

    for name in ("session", "now", "transcript", "conduct", "change"):
        for key in (session.pk, 999999):
            assert client.get(reverse(f"forum_sessions:{name}", args=[key])).status_code == 404
    assert client.get(reverse("forum_sessions:plan", args=["hidden"])).status_code == 404
    assert b"SECRET" not in client.get(reverse("forums:home")).content


def test_questions_that_wait_stand_on_no_page_of_others(client, session, member, focal_point, visitor):
    actions.hand_in(session, by=member, text="SECRET until put")
    client.force_login(focal_point)

    for name in ("session", "now", "transcript"):
        assert b"SECRET" not in client.get(reverse(f"forum_sessions:{name}", args=[session.pk])).content


def test_who_leads_puts_questions_in_order_and_declines_with_a_reason(client, session, member, official_contact):
    first, second, third = (actions.hand_in(session, by=member, text=f"Question {n}") for n in range(3))
    client.force_login(official_contact)

    places = {f"place-{first.pk}": "3", f"place-{second.pk}": "2", f"place-{third.pk}": "1"}
    client.post(reverse("forum_sessions:order", args=[session.pk]), places)
    client.post(reverse("forum_sessions:decline", args=[second.pk]), {"reason": "Asked before"})

    assert list(session.questions.waiting()) == [third, first]
    client.force_login(member)
    assert b"Asked before" in client.get(session.get_absolute_url()).content


def test_a_session_that_never_began_is_called_off_with_a_reason(client, session, official_contact):
    client.force_login(official_contact)
    address = reverse("forum_sessions:cancel", args=[session.pk])

    client.post(address, {"reason": ""})
    session.refresh_from_db()
    assert session.state == SessionState.PLANNED
    client.post(address, {"reason": "The guest is ill."})

    session.refresh_from_db()
    assert session.state == SessionState.CANCELLED


def test_the_page_of_a_session_asks_as_much_for_one_question_as_for_many(
    client, session, member, official_contact, django_assert_max_num_queries
):
    actions.open_session(session, by=official_contact)
    for number in range(4):
        actions.release(actions.hand_in(session, by=member, text=f"Question {number}"), by=official_contact)

    with django_assert_max_num_queries(14):
        client.get(reverse("forum_sessions:now", args=[session.pk]))
