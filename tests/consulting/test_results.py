"""Closing with a result, feedback of both sides, the public answer, and the figures."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from directory.choices import Audience
from experts import usage
from experts.consulting import actions, queries
from experts.consulting.exceptions import ConsultingError
from experts.consulting.models import Feedback, PublicAnswer
from experts.disclosure import disclose_entry
from experts.usage import usage_of
from tests.factories.consulting import InvitationFactory, QuestionFactory
from tests.factories.experts import RosterEntryFactory

pytestmark = pytest.mark.django_db
WORDS = {"title": "Old transformers", "asked": "What to do?", "text": "Do **not** open them.", "language": "en"}


@pytest.fixture
def answered(accepted, member):
    """Awa has answered, and the question is closed."""
    actions.write_message(accepted.question, "Secret talk between us", token=uuid.uuid4(), invitation=accepted)
    actions.close_question(accepted.question, by=member, result="answered", usefulness=4)
    accepted.question.refresh_from_db()
    return accepted


@pytest.fixture
def published(answered, member):
    actions.propose_answer(answered.question, by=member, seen=0, **WORDS)
    answer = PublicAnswer.objects.get()
    actions.agree(answer.consents.get(invitation=answered), version=answer.version)
    answer.refresh_from_db()
    return answer


def test_a_question_is_closed_with_its_result_once(client, accepted, member, letters):
    client.force_login(member)
    sent = {"result": "partly", "usefulness": "3", "summary": "Half of it", "outcome": "We plan"}
    address = reverse("consulting:close", args=[accepted.question_id])
    assert client.post(address, {"result": ""}).status_code == 422
    client.post(address, sent)
    client.post(address, sent)
    question = accepted.question
    question.refresh_from_db()
    assert (question.state, question.result, question.summary) == ("closed", "partly", "Half of it")
    feedback = Feedback.objects.get()
    assert (feedback.answered, feedback.usefulness, feedback.outcome) == ("partly", 3, "We plan")
    assert "Half of it" in letters("awa-ndiaye@example.org")[-1].text
    assert [step.kind for step in question.steps.all()] == ["closed"]


def test_the_expert_says_how_it_was_from_the_mail_alone(client, answered, letters, link_in):
    address = link_in(letters("awa-ndiaye@example.org")[-1], "/feedback/")
    client.get(address)
    assert Feedback.objects.count() == 1
    client.post(address, {"clarity": "2", "outcome": "A mission follows"})
    client.post(address, {"clarity": "3", "outcome": "A mission follows"})
    assert Feedback.objects.get(invitation=answered).clarity == 3


def test_an_answer_is_public_when_both_agree_and_only_then(client, answered, member, letters, link_in, awa):
    client.force_login(member)
    client.post(reverse("consulting:publish", args=[answered.question_id]), {"seen": "0", **WORDS})
    answer = PublicAnswer.objects.get()
    assert answer.state == "proposed"
    client.logout()
    listing = reverse("consulting_answers:list")
    assert "Old transformers" not in client.get(listing).content.decode()
    assert client.get(answer.get_absolute_url()).status_code == 404

    address = link_in(letters("awa-ndiaye@example.org")[-1], "/agree/")
    client.get(address)
    answer.refresh_from_db()
    assert answer.state == "proposed"
    client.post(address, {"names": "on"})
    answer.refresh_from_db()
    assert answer.state == "published"
    page = client.get(answer.get_absolute_url()).content.decode()
    assert "<strong>not</strong>" in page
    assert "Awa Ndiaye" in page
    assert "Secret talk" not in page
    assert "Barasa" not in page, "who asked is not named unless they say so"


@pytest.mark.parametrize("words", ["transformers", "OPEN them", "pcb Disposal", "old not"])
def test_a_public_answer_is_found_by_its_words_and_fields(published, words):
    assert list(queries.answers_found(words)) == [published]


def test_answers_of_a_field_hold_those_below_it(published, pcb):
    from tests.factories import ExpertiseTermFactory

    above = ExpertiseTermFactory(slug="stockpiles", name="Stockpiles")
    pcb.parent = above
    pcb.save()
    assert list(queries.answers_found("", above)) == [published]
    assert list(queries.answers_found("", ExpertiseTermFactory(slug="monitoring", name="Monitoring"))) == []
    assert list(queries.answers_found("nothing of the kind")) == []


def test_the_record_of_the_expert_shows_the_answer(client, published, awa):
    page = client.get(awa.get_absolute_url()).content.decode()
    assert "Old transformers" in page
    assert usage_of([awa.pk])[awa.pk] == {"asked": 1, "answered": 1}


def test_an_expert_who_keeps_the_name_back_is_not_found_by_it(client, published, answered, awa):
    consent = published.consents.get(invitation=answered)
    actions.agree(consent, version=published.version, names_me=False)
    assert "Old transformers" not in client.get(awa.get_absolute_url()).content.decode()
    assert "Awa" not in client.get(published.get_absolute_url()).content.decode()


def test_an_expert_hidden_from_the_public_is_not_named_beside_an_answer(client, published, awa):
    awa.listing = Audience.MEMBERS
    awa.save()
    page = client.get(published.get_absolute_url()).content.decode()
    assert "Awa" not in page
    assert client.get(f"{reverse('consulting_answers:list')}?expert=awa-ndiaye").status_code == 404


def test_agreement_is_to_words_and_other_words_ask_anew(published, answered, member):
    old = published.version
    actions.propose_answer(answered.question, by=member, seen=old, **{**WORDS, "text": "Open them."})
    published.refresh_from_db()
    assert published.state == "proposed"
    with pytest.raises(ConsultingError):
        actions.agree(published.consents.get(invitation=answered), version=old)
    with pytest.raises(ConsultingError):
        actions.propose_answer(answered.question, by=member, seen=old, **WORDS)


def test_who_takes_the_agreement_back_takes_the_answer_from_the_public(client, published, answered, letters, member):
    actions.refuse(published.consents.get(invitation=answered), reason="New findings")
    published.refresh_from_db()
    assert published.state == "refused"
    assert client.get(published.get_absolute_url()).status_code == 404
    assert "New findings" in letters(member.email)[-1].text


def test_every_expert_who_answered_has_to_agree_and_those_who_did_not_are_not_asked(question, member, awa, koffi):
    writes = [InvitationFactory(question=question, entry=entry, state="accepted") for entry in (awa, koffi)]
    InvitationFactory(question=question, state="accepted")
    for invitation in writes:
        actions.write_message(question, "So", token=uuid.uuid4(), invitation=invitation)
    actions.close_question(question, by=member, result="answered")
    answer = actions.propose_answer(question, by=koffi.person.user, invitation=writes[1], seen=0, **WORDS)
    assert {(each.invitation, each.agrees) for each in answer.consents.all()} == {
        (None, None),
        (writes[0], None),
        (writes[1], True),
    }
    assert not actions.agree(answer.consents.get(invitation=None), version=1, by=member)
    assert actions.agree(answer.consents.get(invitation=writes[0]), version=1)


def test_no_answer_is_made_public_that_nobody_gave(asked, member):
    actions.close_question(asked.question, by=member, result="not")
    with pytest.raises(ConsultingError):
        actions.propose_answer(asked.question, by=member, seen=0, **WORDS)


def test_a_question_closed_too_early_goes_on(answered, member):
    assert actions.reopen_question(answered.question, by=member)
    assert not actions.reopen_question(answered.question, by=member)
    actions.write_message(answered.question, "More", token=uuid.uuid4(), invitation=answered)
    assert actions.close_question(answered.question, by=member, result="answered", usefulness=2)


def test_figures_tell_how_long_a_first_answer_takes(member, awa):
    with time_machine.travel("2026-03-01 08:00Z", tick=False) as clock:
        for days in (1, 3):
            question = QuestionFactory(asked_by=member)
            invitation = InvitationFactory(question=question, entry=awa, state="accepted")
            clock.shift(timedelta(days=days))
            actions.write_message(question, "So", token=uuid.uuid4(), invitation=invitation)
        QuestionFactory(asked_by=member)
        QuestionFactory(asked_by=member, state="draft")
        clock.shift(timedelta(days=40))
        QuestionFactory(asked_by=member)
        figures = queries.figures()
        assert (figures.asked, figures.answered, figures.published) == (4, 2, 0)
        assert figures.waits == [timedelta(days=1), timedelta(days=3)]
        assert list(figures.by_month.values()) == [(3, 2), (1, 0)]
        assert queries.figures(since=timezone.now()).asked == 1


def test_an_entry_disclosed_shows_its_answers_in_one_query(published, awa, django_assert_num_queries, rf, visitor):
    from experts.consulting.beside import answers_beside

    entry = disclose_entry(awa, visitor)
    request = rf.get("/")
    request.user = visitor
    with django_assert_num_queries(2):
        assert "Old transformers" in answers_beside(entry, request)


def test_the_order_of_experts_hears_of_each_question_asked_and_answered(accepted, monkeypatch):
    heard = []
    monkeypatch.setattr(usage, "_listeners", [heard.extend])

    actions.write_message(accepted.question, "Drain and label them.", token=uuid.uuid4(), invitation=accepted)
    assert heard == [accepted.entry_id]

    other = RosterEntryFactory()
    actions.invite(accepted.question, [other], by=accepted.question.asked_by)
    assert heard == [accepted.entry_id, other.pk]
