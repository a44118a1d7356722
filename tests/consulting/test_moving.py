"""Reminders, handing over what nobody reacts to, and experts or askers who leave in the middle."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from directory.actions.leaving import close_account
from experts.actions.leaving import withdraw_entry
from experts.consulting import actions, queries
from experts.consulting.actions import keep_questions_moving
from experts.consulting.exceptions import ConsultingError
from experts.consulting.models import Invitation, Question
from tests.factories.consulting import InvitationFactory, QuestionFactory

pytestmark = pytest.mark.django_db
AWA = "awa-ndiaye@example.org"


@pytest.fixture
def clock():
    with time_machine.travel("2026-11-26 08:00Z", tick=False) as clock:
        yield clock


def days_later(clock, days):
    clock.shift(timedelta(days=days))
    return keep_questions_moving()


def test_an_expert_is_reminded_once_after_three_days(clock, question, member, awa, letters, proposed):
    actions.invite(question, [awa], by=member)
    assert days_later(clock, 2) == 0
    assert days_later(clock, 1) == 1
    assert "Reminder" in letters(AWA)[-1].subject
    assert days_later(clock, 0) == 0
    assert len(letters(AWA)) == 2


def test_an_expert_who_accepted_is_reminded_two_days_before_the_day_unless_they_wrote(
    clock, member, awa, koffi, letters
):
    question = QuestionFactory(asked_by=member)
    silent = InvitationFactory(question=question, entry=awa, state="accepted")
    writes = InvitationFactory(question=question, entry=koffi, state="accepted")
    actions.write_message(question, "An answer", token=uuid.uuid4(), invitation=writes)
    before = len(letters())
    assert days_later(clock, 11) == 0
    assert days_later(clock, 1) == 1
    silent.refresh_from_db()
    assert silent.reminded_of_due_at == timezone.now()
    assert [mail.address for mail in letters()[before:]] == [AWA]


def test_the_asker_is_asked_how_it_went_on_the_day(clock, accepted, member, letters):
    days_later(clock, 14)
    assert "How did it go?" in [mail.subject.split(" What")[0] for mail in letters(member.email)]
    number = len(letters(member.email))
    days_later(clock, 3)
    assert len(letters(member.email)) == number


def test_what_nobody_reacts_to_goes_to_the_secretariat_and_the_next_are_offered(
    clock, question, member, awa, koffi, letters, proposed
):
    proposed((koffi, ["PCB disposal", "Kenya"]))
    actions.invite(question, [awa], by=member)
    days_later(clock, 3)
    assert days_later(clock, 2) == 1
    question.refresh_from_db()
    assert question.handed_over_at == timezone.now()
    assert list(queries.handed_over()) == [question]
    assert Invitation.objects.get().state == "no-answer"
    told = letters(member.email)[-1]
    assert "Koffi Mensah: PCB disposal; Kenya" in told.text
    assert question.title not in letters()[-1].text, "the Secretariat's common mailbox gets no words of it"
    assert days_later(clock, 1) == 0

    actions.accept(Invitation.objects.get())
    assert list(queries.handed_over()) == []


def test_a_second_expert_gets_days_of_their_own(clock, question, member, awa, koffi, proposed):
    actions.invite(question, [awa], by=member)
    clock.shift(timedelta(days=4))
    actions.invite(question, [koffi], by=member)
    days_later(clock, 2)
    question.refresh_from_db()
    assert question.handed_over_at is None
    days_later(clock, 3)
    question.refresh_from_db()
    assert question.handed_over_at is not None


def test_who_accepted_is_waited_for(clock, accepted):
    keep_questions_moving()
    clock.shift(timedelta(days=9))
    keep_questions_moving()
    assert not Question.objects.handed_over().exists()


def test_an_expert_who_leaves_in_the_middle_leaves_a_note_and_the_next_are_offered(
    clock, accepted, member, awa, koffi, letters, client, proposed
):
    proposed((koffi, ["PCB disposal"]))
    actions.write_message(accepted.question, "Half an answer", token=uuid.uuid4(), invitation=accepted)
    withdraw_entry(awa, by=None)
    # From that moment on, before anything has run.
    assert not Question.objects.visible_to(awa.person.user).exists()
    assert keep_questions_moving() == 1
    accepted.refresh_from_db()
    accepted.question.refresh_from_db()
    assert accepted.state == "left"
    assert accepted.question.handed_over_at == timezone.now()
    told = letters(member.email)[-1]
    assert "has left the roster" in told.text
    assert "Koffi Mensah" in told.text
    client.force_login(member)
    page = client.get(accepted.question.get_absolute_url()).content.decode()
    assert "An expert left the roster" in page
    assert "Half an answer" in page
    assert keep_questions_moving() == 0


def test_an_expert_who_closes_the_account_is_named_no_more(clock, accepted, member, awa, client, proposed):
    proposed()
    actions.write_message(accepted.question, "Half an answer", token=uuid.uuid4(), invitation=accepted)
    close_account(awa.person, by=awa.person.user)
    keep_questions_moving()
    client.force_login(member)
    page = client.get(accepted.question.get_absolute_url()).content.decode()
    assert "Half an answer" in page
    assert "Ndiaye" not in page


def test_an_invitation_of_somebody_who_left_is_not_answered_by_an_old_link(asked, awa, client):
    from experts.consulting.addresses import token_of

    withdraw_entry(awa, by=None)
    address = reverse("consulting:from_letter", args=[token_of(asked), "accept"])
    assert "not on the roster" in client.post(address).content.decode()
    with pytest.raises(ConsultingError):
        actions.accept(asked)
    asked.refresh_from_db()
    assert asked.state == "invited"


def test_a_question_whose_asker_leaves_ends_and_the_experts_are_told(clock, accepted, member, letters):
    close_account(member.person, by=member)
    keep_questions_moving()
    accepted.question.refresh_from_db()
    assert accepted.question.state == "withdrawn"
    assert "not needed any more" in letters(AWA)[-1].text


def test_drafts_go_with_their_writer(member):
    QuestionFactory(asked_by=member, state="draft")
    close_account(member.person, by=member)
    assert not Question.objects.exists()


def test_withdrawing_a_question_or_an_invitation_tells_the_experts(asked, member, client, letters, koffi):
    other = InvitationFactory(question=asked.question, entry=koffi)
    client.force_login(member)
    client.post(reverse("consulting:withdraw_invitation", args=[other.pk]))
    other.refresh_from_db()
    assert other.state == "withdrawn"
    client.post(reverse("consulting:withdraw", args=[asked.question_id]), {"reason": "Solved"})
    asked.refresh_from_db()
    assert (asked.state, asked.question.state) == ("withdrawn", "withdrawn")
    assert "Solved" in letters(AWA)[-1].text


def test_the_secretariat_finds_what_waits_in_its_queue(client, question, member, secretariat):
    actions.give_to_secretariat(question, by=member)
    client.force_login(secretariat)
    assert "question waits for an expert" in client.get(reverse("wagtailadmin_home")).content.decode()
    page = client.get(reverse("questions_waiting")).content.decode()
    assert question.title in page
    assert date_format(question.due_on) in page
    assert reverse("consulting:experts", args=[question.pk]) in page
    client.force_login(member)
    assert client.get(reverse("questions_waiting")).status_code != 200
