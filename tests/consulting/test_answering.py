"""Experts answer from the mail alone: by its links, in two steps, or on the site."""

import pytest
from django.urls import reverse

from experts.consulting import actions
from experts.consulting.exceptions import ConsultingError
from experts.consulting.models import Invitation
from tests.factories.consulting import InvitationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(question, member, awa, letters):
    actions.invite(question, [awa], by=member)
    return letters("awa-ndiaye@example.org")[-1]


def state():
    return Invitation.objects.get().state


def test_a_mail_scanner_that_opens_every_link_answers_nothing(client, letter, link_in):
    for verb in ("accept", "decline", "suggest"):
        response = client.get(link_in(letter, f"/{verb}/"))
        assert response.status_code == 200
        assert response.headers["Referrer-Policy"] == "strict-origin"
    assert state() == "invited"


def test_the_letter_comes_in_the_language_of_the_expert_and_holds_no_address(question, member, koffi, letters):
    actions.invite(question, [koffi], by=member)
    mail = letters("koffi-mensah@example.org")[0]
    assert mail.language == "fr"
    assert mail.is_secret
    assert question.text in mail.text
    assert member.email not in mail.text + mail.html + mail.reply_to
    assert mail.reply_to.startswith("question+i")


def test_an_expert_accepts_in_two_steps_without_signing_in(client, letter, link_in, letters, member):
    address = link_in(letter, "/accept/")
    response = client.post(address)
    assert "Thank you" in response.content.decode()
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.answered_how) == ("accepted", "link")
    told = letters(member.email)[-1]
    assert "Awa Ndiaye" in told.subject
    assert "awa-ndiaye@example.org" not in told.text + told.html
    assert "you have accepted" in client.post(address).content.decode()
    assert [step.kind for step in invitation.question.steps.all()] == ["invited", "accepted"]


def test_an_expert_declines_with_a_reason_and_the_link_is_used_up(client, letter, link_in, letters, member):
    client.post(link_in(letter, "/decline/"), {"reason": "On leave until March."})
    assert state() == "declined"
    assert "On leave until March." in letters(member.email)[-1].text
    client.post(link_in(letter, "/accept/"))
    assert state() == "declined"


def test_an_expert_suggests_another_whom_the_asker_may_ask(client, letter, link_in, koffi, member, proposed, letters):
    proposed()
    client.post(link_in(letter, "/suggest/"), {"suggestion": "koffi mensah", "reason": "He knows more."})
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.suggested_entry) == ("suggested", koffi)
    client.force_login(member)
    page = client.get(reverse("consulting:experts", args=[invitation.question_id])).content.decode()
    assert "Suggested by Awa Ndiaye." in page
    client.post(reverse("consulting:experts", args=[invitation.question_id]), {"experts": [koffi.pk]})
    assert Invitation.objects.filter(entry=koffi, state="invited").exists()


def test_a_suggestion_nobody_understands_is_kept_as_words(client, letter, link_in):
    client.post(link_in(letter, "/suggest/"), {"suggestion": "My colleague next door"})
    invitation = Invitation.objects.get()
    assert (invitation.suggestion, invitation.suggested_entry) == ("My colleague next door", None)


@pytest.mark.parametrize("verb", ["accept", "decline", "suggest", "hand-over", "feedback"])
def test_a_link_that_was_made_elsewhere_opens_nothing(client, letter, link_in, verb):
    address = link_in(letter, "/accept/")
    token = address.split("/")[-3]
    forged = address.replace(token, token[:-2] + ("aa" if not token.endswith("aa") else "bb"))
    assert client.get(forged.replace("/accept/", f"/{verb}/")).status_code == 404
    assert state() == "invited"


def test_an_accepted_question_is_handed_over_and_what_was_written_stays(accepted, letters, member):
    import uuid

    actions.write_message(accepted.question, "A first hint", token=uuid.uuid4(), invitation=accepted)
    assert actions.hand_over(accepted, reason="Ill")
    accepted.refresh_from_db()
    assert accepted.state == "handed-over"
    assert "Ill" in letters(member.email)[-1].text
    assert accepted.question.messages.count() == 1
    with pytest.raises(ConsultingError):
        actions.write_message(accepted.question, "More", token=uuid.uuid4(), invitation=accepted)


def test_whoever_did_not_answer_in_time_may_still_accept(question, awa):
    late = InvitationFactory(question=question, entry=awa, state="no-answer")
    assert actions.accept(late)


def test_nobody_accepts_what_is_closed(asked, member):
    actions.close_question(asked.question, by=member, result="not", usefulness=None)
    with pytest.raises(ConsultingError):
        actions.accept(asked)


def test_a_signed_in_expert_comes_to_the_conversation(client, asked, awa):
    client.force_login(awa.person.user)
    page = client.get(asked.question.get_absolute_url()).content.decode()
    assert "You are asked to answer this question" in page
    from experts.consulting.addresses import token_of

    response = client.post(reverse("consulting:from_letter", args=[token_of(asked), "accept"]))
    assert response.headers["Location"] == asked.question.get_absolute_url()
    asked.refresh_from_db()
    assert (asked.state, asked.answered_how) == ("accepted", "page")
