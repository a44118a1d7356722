"""From a report to its decision."""

import uuid

import pytest
from audit.models import Entry
from django.core import mail as django_mail
from django.core.cache import cache
from django.db import IntegrityError, transaction
from moderation import actions
from moderation.choices import Decision, ReportReason, ReportState
from moderation.models import Report
from moderation.queries import undecided_reports
from notifications.models import OutgoingMail

from directory.choices import Audience
from tests.factories import InstitutionFactory, PersonFactory, UserFactory


@pytest.fixture(autouse=True)
def _nobody_reported_yet():
    cache.clear()


@pytest.fixture
def person(db):
    return PersonFactory(slug="halima-yusuf", given_name="Halima", family_name="Yusuf")


@pytest.fixture
def halimas_report(person, member):
    return actions.report(
        person,
        label="Halima Yusuf",
        reason=ReportReason.OUTDATED,
        words="She left the ministry in May.",
        token=uuid.uuid4(),
        by=member,
    )


def words(client, at, **more):
    token = client.get(at).context["form"]["token"].value()
    return {"reason": "outdated", "words": "She left the ministry in May.", "token": token, **more}


def test_visitor_reports_what_is_out_of_date(client, person, settings):
    address = "/en/report/person/halima-yusuf/"
    answer = client.post(address, words(client, address, address="v@example.org"), follow=True)

    assert "the Secretariat has your report" in answer.content.decode()
    report = Report.objects.get()
    assert (report.thing, report.reason, report.reporter, report.reporter_address, report.state) == (
        person,
        ReportReason.OUTDATED,
        None,
        "v@example.org",
        ReportState.OPEN,
    )
    # An address that anybody may have typed gets no mail.
    assert [mail.address for mail in OutgoingMail.objects.all()] == [settings.SECRETARIAT_EMAIL]
    assert list(Entry.objects.values_list("action", "label")) == [("moderation.report.received", "Halima Yusuf")]


def test_member_gets_a_receipt_in_their_language(client, person, member):
    member.language = "fr"
    member.save()
    client.force_login(member)
    address = "/en/report/person/halima-yusuf/"
    form = client.get(address).context["form"]
    assert "address" not in form.fields
    client.post(address, words(client, address))

    receipt = OutgoingMail.objects.get(address=member.email)
    assert receipt.language == "fr"
    assert "She left the ministry in May." in receipt.text


def test_report_sent_twice_is_one(client, person):
    address = "/en/report/person/halima-yusuf/"
    filled = words(client, address)
    client.post(address, filled)
    client.post(address, filled)

    assert Report.objects.count() == 1
    assert OutgoingMail.objects.count() == 1


def test_words_come_back_with_the_error(client, person):
    address = "/en/report/person/halima-yusuf/"
    answer = client.post(address, words(client, address, reason="", address="nobody"))
    page = answer.content.decode()

    assert "She left the ministry in May." in page
    assert set(answer.context["form"].errors) == {"reason", "address"}
    assert not Report.objects.exists()


def test_what_one_may_not_see_cannot_be_reported(client, db):
    PersonFactory(slug="hidden", listing=Audience.MEMBERS)
    for address in ("person/hidden", "person/nobody", "institution/nothing", "message/forged", "nothing/at-all"):
        assert client.get(f"/en/report/{address}/").status_code == 404


def test_institution_can_be_reported_from_its_page(client, db):
    InstitutionFactory(slug="ministry", name="Ministry of Environment")
    assert "/en/report/institution/ministry/" in client.get("/en/directory/institutions/ministry/").content.decode()
    assert client.get("/en/report/institution/ministry/").status_code == 200


def test_flood_of_reports_is_held_back_and_says_until_when(client, person):
    address = "/en/report/person/halima-yusuf/"
    for _number in range(10):
        client.post(address, words(client, address))
    answer = client.post(address, words(client, address))

    assert answer.status_code == 429
    assert "Please send this one after" in answer.content.decode()
    assert "She left the ministry in May." in answer.content.decode()
    assert Report.objects.count() == 10


def test_report_is_taken_in_hand_put_back_and_decided(halimas_report, secretariat, member):
    other = UserFactory(is_staff=True)
    assert actions.claim(halimas_report, by=secretariat)
    assert actions.claim(halimas_report, by=other)
    halimas_report.refresh_from_db()
    assert (halimas_report.state, halimas_report.claimed_by) == (ReportState.IN_HAND, other)
    assert actions.release(halimas_report, by=other)
    assert not actions.release(halimas_report, by=other)

    assert actions.decide(halimas_report, by=secretariat, decision=Decision.ACTED, reason="The record was closed.")
    assert not actions.decide(halimas_report, by=other, decision=Decision.NOTHING, reason="")
    assert not actions.claim(halimas_report, by=other)

    halimas_report.refresh_from_db()
    assert (halimas_report.state, halimas_report.decision, halimas_report.decided_by) == (
        ReportState.DECIDED,
        Decision.ACTED,
        secretariat,
    )
    letter = OutgoingMail.objects.filter(address=member.email).first()
    assert "The record was closed." in letter.text
    assert [entry.action.rpartition(".")[2] for entry in Entry.objects.order_by("pk")] == [
        "received",
        "claimed",
        "claimed",
        "released",
        "decided",
    ]
    assert list(undecided_reports()) == []


def test_open_reports_stand_before_those_in_hand(halimas_report, person, secretariat):
    newer = actions.report(person, label="x", reason=ReportReason.OTHER, words="y", token=uuid.uuid4())
    actions.claim(halimas_report, by=secretariat)
    assert list(undecided_reports()) == [newer, halimas_report]


def test_only_the_secretariat_decides(secretariat, member, focal_point, visitor):
    may = [user.has_perm("moderation.decide_report") for user in (secretariat, member, focal_point, visitor)]
    assert may == [True, False, False, False]


def test_decided_report_without_a_decision_is_refused_by_the_database(halimas_report):
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.update(state=ReportState.DECIDED)


def test_letter_keeps_signs_and_hides_markup(person, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        actions.report(
            person, label="A & <b>B</b>", reason=ReportReason.OTHER, words="<script>x</script>", token=uuid.uuid4()
        )
    message = django_mail.outbox[0]
    assert "A & <b>B</b>" in message.subject
    assert "<script>x</script>" in message.body
    assert "<script>" not in message.alternatives[0][0]
