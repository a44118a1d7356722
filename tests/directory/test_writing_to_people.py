"""Writing to a person or an institution without learning their address."""

import re
import uuid
from datetime import timedelta

import pytest
from audit.models import Entry
from django.core import mail as django_mail
from django.core.cache import cache
from django.utils import timezone
from moderation import actions as moderation
from moderation.choices import Decision, ReportReason
from moderation.models import Report
from notifications.delivery import deliver_due
from notifications.models import OutgoingMail

from directory.actions.correspondence import forget_old_messages
from directory.choices import Audience, ContactKind, MessageState, RecordStatus
from directory.models import RelayedMessage
from tests.factories import (
    AffiliationFactory,
    InstitutionContactFactory,
    InstitutionFactory,
    LanguageSkillFactory,
    PersonContactFactory,
    PersonFactory,
    UserFactory,
)

ADDRESS = "/en/directory/people/halima-yusuf/write/"


@pytest.fixture(autouse=True)
def _nobody_wrote_yet():
    cache.clear()


@pytest.fixture
def halima(db):
    """A member who reads Arabic letters."""
    user = UserFactory(email="halima.secret@example.org", language="ar")
    return PersonFactory(user=user, slug="halima-yusuf", given_name="Halima", family_name="Yusuf")


def filled(client, at=ADDRESS, **more):
    token = client.get(at).context["form"]["token"].value()
    return {"subject": "PCB inventory", "text": "Dear Halima,\n\nmay I ask?", "token": token, **more}


def by_visitor(client, **more):
    return filled(client, **{"name": "Ann Visitor", "address": "ann@example.net", **more})


def letters():
    """What left the site, once everything that waited was sent."""
    deliver_due()
    return django_mail.outbox


def test_member_writes_and_is_answered_without_seeing_the_address(client, halima, member):
    client.force_login(member)
    assert "halima.secret" not in client.get(ADDRESS).content.decode()
    answer = client.post(ADDRESS, filled(client), follow=True)

    assert "Your message to Halima Yusuf is on its way." in answer.content.decode()
    assert "halima.secret" not in answer.content.decode()
    [letter] = letters()
    assert (letter.to, letter.reply_to) == (["halima.secret@example.org"], ["member@example.org"])
    assert "PCB inventory" in letter.subject
    assert "Neema Barasa" in letter.body
    assert "may I ask?" in letter.body
    assert "/ar/directory/people/neema-barasa/" in letter.body
    assert 'dir="rtl"' in letter.alternatives[0][0]


def test_sender_gets_a_copy_that_does_not_show_the_address(client, halima, member):
    client.force_login(member)
    client.post(ADDRESS, filled(client, wants_copy="on"))

    copy = next(letter for letter in letters() if letter.to == ["member@example.org"])
    assert "may I ask?" in copy.body
    assert "halima.secret" not in str(copy.message())


def test_message_sent_twice_arrives_once(client, halima, member):
    client.force_login(member)
    words = filled(client)
    client.post(ADDRESS, words)
    answer = client.post(ADDRESS, words, follow=True)

    assert "is on its way" in answer.content.decode()
    assert len(letters()) == 1


def test_visitor_confirms_their_address_before_anything_is_relayed(client, halima):
    answer = client.post(ADDRESS, by_visitor(client), follow=True)
    assert "look into your mailbox" in answer.content.decode()
    [question] = letters()
    assert question.to == ["ann@example.net"]
    # Nothing a stranger typed reaches the address they typed.
    assert "PCB inventory" not in question.subject + question.body
    assert "Ann Visitor" not in question.body

    link = re.search(r"https?://[^/]+(/en/directory/messages/\S+)", question.body)[1]
    page = client.get(link)
    assert "Send your message to Halima Yusuf?" in page.content.decode()
    assert len(letters()) == 1

    page = client.post(link, follow=True)
    assert "Your message is on its way" in page.content.decode()
    client.post(link)
    _question, letter = letters()
    assert (letter.to, letter.reply_to) == (["halima.secret@example.org"], ["ann@example.net"])


def test_link_runs_out_and_cannot_be_forged(client, halima, time_machine):
    client.post(ADDRESS, by_visitor(client))
    link = re.search(r"(/en/directory/messages/\S+)", letters()[0].body)[1]

    assert client.get(link.replace("messages/", "messages/x")).status_code == 404
    time_machine.move_to(timezone.now() + timedelta(days=3))
    assert client.get(link).status_code == 410
    assert client.post(link).status_code == 410
    assert len(letters()) == 1


def test_visitor_who_confirms_too_late_for_a_person_who_left_writes_to_nobody(client, halima):
    client.post(ADDRESS, by_visitor(client))
    link = re.search(r"(/en/directory/messages/\S+)", letters()[0].body)[1]
    halima.status = RecordStatus.CLOSED
    halima.save()

    assert client.post(link).status_code == 404
    assert len(letters()) == 1


def test_words_come_back_with_errors_beside_their_fields(client, halima):
    answer = client.post(ADDRESS, by_visitor(client, address="not an address", subject=""))

    assert set(answer.context["form"].errors) == {"address", "subject"}
    page = answer.content.decode()
    assert "may I ask?" in page
    assert "Ann Visitor" in page
    assert not RelayedMessage.objects.exists()


@pytest.mark.parametrize("field", ["subject", "name"])
def test_no_field_begins_another_header(client, halima, field):
    client.post(ADDRESS, by_visitor(client, **{field: "Hello\r\nBcc: everyone@example.org"}))
    message = RelayedMessage.objects.get()
    assert getattr(message, field if field == "subject" else "sender_name") == "Hello Bcc: everyone@example.org"


def test_people_out_of_sight_cannot_be_written_to(client, halima, member):
    halima.listing = Audience.MEMBERS
    halima.save()
    assert client.get(ADDRESS).status_code == 404
    assert client.post(ADDRESS, {"text": "x"}).status_code == 404
    client.force_login(member)
    assert client.get(ADDRESS).status_code == 200


def test_person_without_any_address_has_no_button_and_no_form(client, db):
    PersonFactory(slug="halima-yusuf")
    assert client.get(ADDRESS).status_code == 404
    assert ADDRESS not in client.get("/en/directory/people/halima-yusuf/").content.decode()


def test_person_without_a_user_is_written_to_in_the_language_they_know_best(client, member):
    person = PersonFactory(slug="halima-yusuf")
    PersonContactFactory(
        person=person, kind=ContactKind.EMAIL, value="hidden@example.org", audience=Audience.SECRETARIAT
    )
    LanguageSkillFactory(person=person, language__code="fr")
    client.force_login(member)
    assert ADDRESS in client.get("/en/directory/people/halima-yusuf/").content.decode()
    client.post(ADDRESS, filled(client))

    [mail] = OutgoingMail.objects.all()
    assert (mail.address, mail.language) == ("hidden@example.org", "fr")


def test_nobody_writes_to_themselves(client, halima):
    client.force_login(halima.user)
    assert client.get(ADDRESS).status_code == 403


def test_institution_is_written_to_at_its_address_or_at_its_keepers(client, member):
    address = "/en/directory/institutions/ministry/write/"
    ministry = InstitutionFactory(slug="ministry")
    client.force_login(member)
    assert client.get(address).status_code == 404

    keeper = UserFactory(email="keeper@example.org")
    AffiliationFactory(person=PersonFactory(user=keeper), institution=ministry, maintains_institution=True)
    client.post(address, filled(client, address))
    InstitutionContactFactory(institution=ministry, value="office@example.org", audience=Audience.SECRETARIAT)
    client.post(address, filled(client, address))

    assert [letter.to for letter in letters()] == [["keeper@example.org"], ["office@example.org"]]


def test_flood_is_held_back_says_until_when_and_loses_no_word(client, halima, member):
    client.force_login(member)
    for _number in range(10):
        assert client.post(ADDRESS, filled(client)).status_code == 302
    answer = client.post(ADDRESS, filled(client))

    assert answer.status_code == 429
    assert "Please send this one after" in answer.content.decode()
    assert "may I ask?" in answer.content.decode()
    assert RelayedMessage.objects.count() == 10


def test_strangers_address_is_not_flooded_with_questions(client, halima):
    for number in range(4):
        client.post(ADDRESS, by_visitor(client), REMOTE_ADDR=f"192.0.2.{number}")
    assert OutgoingMail.objects.filter(address="ann@example.net").count() == 3


def test_recipient_reports_the_message_without_signing_in(client, halima, member, secretariat):
    client.force_login(member)
    client.post(ADDRESS, filled(client))
    link = re.search(r"(/ar/report/message/\S+)", letters()[0].body)[1]
    client.logout()
    token = client.get(link).context["form"]["token"].value()
    client.post(link, {"reason": "spam", "words": "I never asked for this.", "token": token})

    report = Report.objects.get()
    assert (report.thing, report.reason) == (RelayedMessage.objects.get(), ReportReason.SPAM)
    assert "may I ask?" not in client.get(link).content.decode()


def test_words_are_erased_after_three_months_unless_a_report_waits(halima, member, time_machine):
    def message(**more):
        return RelayedMessage.objects.create(
            person=halima, subject="S", text="T", state=MessageState.RELAYED, relayed_at=timezone.now(), **more
        )

    old, reported = message(sender=member, sender_address="member@example.org"), message(sender=member)
    visitors = message(sender_name="Ann", sender_address="ann@example.net")
    RelayedMessage.objects.create(person=halima, text="never confirmed", state=MessageState.WAITING)
    report = moderation.report(reported, label="x", reason=ReportReason.SPAM, words="x", token=uuid.uuid4())
    time_machine.move_to(timezone.now() + timedelta(days=91))

    assert forget_old_messages() == 3
    kept = RelayedMessage.objects.in_bulk()
    assert set(kept) == {old.pk, reported.pk, visitors.pk}
    assert (kept[old.pk].text, kept[old.pk].subject, kept[old.pk].sender) == ("", "", member)
    assert kept[old.pk].subject_hash == old.subject_hash != ""
    assert (kept[visitors.pk].sender_name, kept[visitors.pk].sender_address) == ("", "")
    assert kept[reported.pk].text == "T"

    moderation.decide(report, by=member, decision=Decision.NOTHING, reason="")
    assert forget_old_messages() == 1


def test_words_of_messages_stay_nowhere_else(client, halima, member):
    client.force_login(member)
    client.post(ADDRESS, filled(client, wants_copy="on"))
    deliver_due()

    assert set(OutgoingMail.objects.values_list("text", "html")) == {("", "")}
    assert list(Entry.objects.values_list("action", "label")) == [("directory.message.relayed", "Halima Yusuf")]


@pytest.mark.parametrize("language", ["ar", "es", "fr", "ru", "zh-hans"])
def test_form_reads_in_every_language(client, halima, language):
    assert client.get(ADDRESS.replace("/en/", f"/{language}/")).status_code == 200
