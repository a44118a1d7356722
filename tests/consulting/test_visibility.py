"""Who learns what: a secret stands in every place, and is looked for by everybody."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from experts.consulting import actions
from experts.consulting.addresses import token_of
from experts.consulting.models import Attachment
from tests.factories.consulting import InvitationFactory, QuestionFactory

from .conftest import expert

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n"


@pytest.fixture
def thread(question, awa, koffi, member):
    """Awa takes part, Koffi is asked, Binta has declined; the thread holds secrets."""
    question.title, question.text = "Secret title", "Secret text"
    question.save()
    takes_part = InvitationFactory(question=question, entry=awa, state="accepted", reason="")
    InvitationFactory(question=question, entry=koffi)
    InvitationFactory(question=question, entry=expert("binta-sow"), state="declined", reason="Secret reason")
    upload = SimpleUploadedFile("secret.pdf", PDF)
    actions.write_message(question, "Secret answer", token=uuid.uuid4(), invitation=takes_part, uploads=[upload])
    return question


def read(client, user, question):
    client.force_login(user)
    response = client.get(question.get_absolute_url())
    page = response.content.decode() if response.status_code == 200 else ""
    found = [word for word in ("Secret title", "Secret text", "Secret answer", "Secret reason") if word in page]
    return response.status_code, found


def test_each_reads_what_is_theirs_to_read(client, thread, member, awa, koffi, secretariat, focal_point):
    from experts.models import RosterEntry

    binta = RosterEntry.objects.get(person__slug="binta-sow")
    everything = ["Secret title", "Secret text", "Secret answer", "Secret reason"]
    assert read(client, member, thread) == (200, everything)
    assert read(client, secretariat, thread) == (200, everything)
    assert read(client, awa.person.user, thread) == (200, everything[:3])
    assert read(client, koffi.person.user, thread) == (200, everything[:2])
    assert read(client, binta.person.user, thread) == (404, [])
    assert read(client, focal_point, thread) == (404, [])


def test_papers_are_for_those_who_take_part(client, thread, member, awa, koffi, secretariat, focal_point):
    address = Attachment.objects.get().get_absolute_url()
    got = {}
    for user in (member, secretariat, awa.person.user, koffi.person.user, focal_point):
        client.force_login(user)
        response = client.get(address)
        got[user] = response.status_code
        if response.streaming:
            b"".join(response.streaming_content)
    assert list(got.values()) == [200, 200, 200, 404, 404]
    client.logout()
    assert client.get(address).status_code == 404
    client.force_login(member)
    response = client.get(address)
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert b"".join(response.streaming_content) == PDF


def test_only_who_leads_a_question_brings_it_to_experts_and_ends_it(client, thread, awa, focal_point, proposed):
    for name in ("experts", "open", "close", "withdraw"):
        address = reverse(f"consulting:{name}", args=[thread.pk])
        client.force_login(awa.person.user)
        assert client.get(address).status_code == 403, name
        client.force_login(focal_point)
        assert client.get(address).status_code == 404, name
    for name in ("give", "reopen", "discard"):
        address = reverse(f"consulting:{name}", args=[thread.pk])
        client.force_login(awa.person.user)
        assert client.post(address).status_code == 403, name


def test_an_expert_who_is_only_asked_does_not_write(client, thread, koffi):
    client.force_login(koffi.person.user)
    sent = {"token": uuid.uuid4(), "text": "I just say"}
    assert client.post(thread.get_absolute_url(), sent).status_code == 403
    assert thread.messages.count() == 1


def test_addresses_are_shown_to_the_other_side_by_leave_only(client, thread, member, awa):
    accepted = thread.invitations.get(entry=awa)
    client.force_login(awa.person.user)
    assert member.email not in client.get(thread.get_absolute_url()).content.decode()
    client.force_login(member)
    assert awa.person.user.email not in client.get(thread.get_absolute_url()).content.decode()
    thread.shows_address = accepted.shows_address = True
    thread.save()
    accepted.save()
    client.force_login(awa.person.user)
    assert member.email in client.get(thread.get_absolute_url()).content.decode()
    client.force_login(member)
    assert awa.person.user.email in client.get(thread.get_absolute_url()).content.decode()


def test_a_hidden_asker_is_not_named_to_experts(client, thread, member, awa, letters, koffi):
    member.person.listing = 3
    member.person.save()
    client.force_login(awa.person.user)
    page = client.get(thread.get_absolute_url()).content.decode()
    assert "Barasa" not in page
    assert "A member of the network" in page
    client.logout()
    asked = thread.invitations.get(entry=koffi)
    assert (
        "Barasa"
        not in client.get(reverse("consulting:from_letter", args=[token_of(asked), "accept"])).content.decode()
    )


def test_drafts_are_their_writers_alone(client, member, secretariat):
    draft = QuestionFactory(asked_by=member, state="draft", title="Secret draft")
    for name in ("question", "experts", "change"):
        client.force_login(secretariat)
        assert client.get(reverse(f"consulting:{name}", args=[draft.pk])).status_code == 404, name


def test_members_text_is_no_markup(client, thread, awa, member):
    takes_part = thread.invitations.get(entry=awa)
    hostile = "<script>alert(1)</script> [x](javascript:alert(1)) ![p](https://evil.example/p.png)"
    actions.write_message(thread, hostile, token=uuid.uuid4(), invitation=takes_part)
    client.force_login(member)
    page = client.get(thread.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "<img" not in page


def test_the_audit_holds_no_words_of_a_question(thread):
    from audit.models import Entry

    said = " ".join(f"{entry.label} {entry.reason} {entry.changes}" for entry in Entry.objects.all())
    assert "Secret" not in said


def test_a_message_sent_twice_is_one(client, thread, member, letters):
    client.force_login(member)
    sent = {"token": uuid.uuid4(), "text": "Thank you"}
    client.post(thread.get_absolute_url(), sent)
    number = len(letters())
    client.post(thread.get_absolute_url(), sent)
    assert (thread.messages.count(), len(letters())) == (2, number)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_thread_is_read_in_the_same_number_of_queries(
    client, question, member, rows, django_assert_max_num_queries
):
    for number in range(rows):
        invitation = InvitationFactory(
            question=question, entry=expert(f"someone-number{number}"), state="accepted", shows_address=True
        )
        actions.write_message(question, "So", token=uuid.uuid4(), invitation=invitation)
    client.force_login(member)
    client.get(question.get_absolute_url())
    with django_assert_max_num_queries(25) as counted:
        client.get(question.get_absolute_url())
    assert len(counted) == THREAD


@pytest.mark.parametrize("rows", [1, 3])
def test_my_questions_are_read_in_the_same_number_of_queries(
    client, awa, member, rows, django_assert_max_num_queries
):
    for _number in range(rows):
        question = QuestionFactory()
        InvitationFactory(question=question, entry=awa)
        InvitationFactory(question=QuestionFactory(asked_by=awa.person.user), state="accepted")
    client.force_login(awa.person.user)
    client.get(reverse("my_questions:list"))
    with django_assert_max_num_queries(25) as counted:
        page = client.get(reverse("my_questions:list")).content.decode()
    assert page.count("I accept") == rows
    assert len(counted) == MINE


THREAD = 16
MINE = 6
