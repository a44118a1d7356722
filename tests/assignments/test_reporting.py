"""Reports of both sides, who reads them when, and reminders."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from notifications.models import OutgoingMail

from experts.assignments.actions import (
    AssignmentMovedOnError,
    ChangedMeanwhileError,
    add_document,
    close_assignment,
    remind_of_reports,
    write_report,
)
from experts.assignments.models import AssignmentReport

pytestmark = pytest.mark.django_db

MINE = {"done": "We sampled.", "results": "SECRET-OF-THE-EXPERT", "lessons": ""}
THEIRS = {"results": "SECRET-OF-THE-MINISTRY", "lessons": "", "satisfaction": "partly", "would_ask_again": "no"}
END = date(2026, 3, 13)


def page_of(client, user, assignment):
    client.force_login(user)
    return client.get(assignment.get_absolute_url()).content.decode()


def on(days):
    return time_machine.travel(datetime(2026, 3, 13, 12, tzinfo=UTC) + timedelta(days=days), tick=False)


def test_a_side_reads_the_others_report_only_once_both_are_in(client, over, expert, focal_point):
    with on(3):
        write_report(over, side="requester", by=focal_point, **THEIRS)
        assert "SECRET-OF-THE-MINISTRY" not in page_of(client, expert, over)
        assert "SECRET-OF-THE-MINISTRY" in page_of(client, focal_point, over)
        write_report(over, side="expert", by=expert, **MINE)
        assert "SECRET-OF-THE-MINISTRY" in page_of(client, expert, over)
        assert "SECRET-OF-THE-EXPERT" in page_of(client, focal_point, over)
    over.refresh_from_db()
    assert over.state == "closed"


def test_after_thirty_days_silence_keeps_no_report_closed_and_what_is_written_then_says_so(
    client, over, expert, focal_point
):
    with on(3):
        write_report(over, side="requester", by=focal_point, **THEIRS)
    with on(29):
        assert "SECRET-OF-THE-MINISTRY" not in page_of(client, expert, over)
    with on(30):
        assert "SECRET-OF-THE-MINISTRY" in page_of(client, expert, over)
        report = write_report(over, side="expert", by=expert, **MINE)
    assert report.after_reading
    assert not AssignmentReport.objects.get(side="requester").after_reading


def test_no_report_leaks_in_a_letter_or_to_anybody_else(client, over, expert, focal_point, member, official_contact):
    with on(3):
        write_report(over, side="requester", by=focal_point, **THEIRS)
        write_report(over, side="expert", by=expert, **MINE)
        pages = [page_of(client, other, over) for other in (member, official_contact)]
        client.logout()
        pages.append(client.get(over.get_absolute_url()).content.decode())
        pages += [client.get(reverse("assignments:register")).content.decode()]
    assert not any("SECRET" in text for text in pages)
    assert not any("SECRET" in mail.text + mail.subject for mail in OutgoingMail.objects.all())
    assert all(over.purpose not in text for text in pages)


def test_the_secretariat_reads_what_is_in_at_once(client, over, focal_point, secretariat, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    with on(3):
        write_report(over, side="requester", by=focal_point, **THEIRS)
        assert "SECRET-OF-THE-MINISTRY" in page_of(client, secretariat, over)


def test_a_report_is_corrected_until_the_other_side_reads_it(over, expert, focal_point):
    with on(3):
        first = write_report(over, side="expert", by=expert, **MINE)
        seen = first.written_at.isoformat()
    with on(4):
        write_report(over, side="expert", by=expert, seen=seen, **{**MINE, "results": "More"})
        with pytest.raises(ChangedMeanwhileError):
            write_report(over, side="expert", by=expert, seen=seen, **{**MINE, "results": "Less"})
        write_report(over, side="requester", by=focal_point, **THEIRS)
        with pytest.raises(AssignmentMovedOnError):
            write_report(over, side="expert", by=expert, seen=seen, **{**MINE, "results": "Less"})
    assert AssignmentReport.objects.get(side="expert").results == "More"


def test_the_form_of_a_report_keeps_what_was_typed_and_asks_for_the_grades(client, over, focal_point):
    client.force_login(focal_point)
    with on(3):
        page = client.post(reverse("assignments:report", args=[over.pk]), {"results": "Words <kept>"})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"satisfaction", "would_ask_again"}
    assert "Words &lt;kept&gt;" in page.content.decode()


def test_nobody_reports_before_the_last_day_nor_without_a_side(client, over, expert, member):
    client.force_login(expert)
    with on(-1):
        assert client.get(reverse("assignments:report", args=[over.pk])).status_code == 302
        with pytest.raises(AssignmentMovedOnError):
            write_report(over, side="expert", by=expert, **MINE)
    client.force_login(member)
    assert client.get(reverse("assignments:report", args=[over.pk])).status_code == 404


def test_each_side_is_reminded_after_seven_and_twenty_one_days_and_no_more(over, expert, focal_point):
    counted = []
    for days in range(40):
        with on(days):
            remind_of_reports()
            # A second worker finds it done.
            counted.append(remind_of_reports(END + timedelta(days=days)))
    assert not any(counted)
    sent = [(mail.created_at.date() - END).days for mail in OutgoingMail.objects.filter(address=expert.email)]
    assert sorted(sent) == [7, 21]
    assert OutgoingMail.objects.filter(address=focal_point.email).count() == 2


def test_who_has_reported_is_not_reminded(over, expert, focal_point):
    with on(3):
        write_report(over, side="expert", by=expert, **MINE)
    OutgoingMail.objects.all().delete()
    with on(8):
        assert remind_of_reports() == 1
    assert OutgoingMail.objects.get().address == focal_point.email


def test_after_a_pause_of_the_clock_one_letter_is_enough(over, expert):
    with on(60):
        remind_of_reports()
        remind_of_reports()
    assert OutgoingMail.objects.filter(address=expert.email).count() == 1


def test_the_successor_of_a_focal_point_is_reminded_and_reports(client, over, focal_point):
    from tests.factories import DesignationFactory, PersonFactory, UserFactory

    focal_point.person.designations.update(ends_on=date(2026, 3, 14))
    successor = PersonFactory(user=UserFactory(email="successor@example.org"), country=over.country)
    DesignationFactory(person=successor, category__code="national-focal-point", starts_on=date(2026, 3, 15))
    with on(8):
        remind_of_reports()
        client.force_login(focal_point)
        assert over.purpose not in client.get(over.get_absolute_url()).content.decode()
        client.force_login(successor.user)
        assert client.get(reverse("assignments:report", args=[over.pk])).status_code == 200
    assert OutgoingMail.objects.filter(address="successor@example.org").count() == 1


def test_the_secretariat_closes_what_waits_in_vain(over, secretariat):
    with on(60):
        close_assignment(over, by=secretariat, reason="The ministry was dissolved.")
        with pytest.raises(AssignmentMovedOnError):
            close_assignment(over, by=secretariat, reason="Again.")
    over.refresh_from_db()
    assert over.state == "closed"


# --- Documents --------------------------------------------------------------------------------------------

PDF = b"%PDF-1.4\n" + b"x" * 200 + b"\n%%EOF\n"


def test_documents_are_for_those_concerned(client, over, expert, focal_point, member):
    paper = add_document(over, SimpleUploadedFile("Terms.pdf", PDF), by=focal_point)
    assert add_document(over, SimpleUploadedFile("again.pdf", PDF), by=expert) == paper

    def status():
        response = client.get(reverse("assignments:document", args=[over.pk, paper.pk]))
        if response.streaming:
            assert b"".join(response.streaming_content) == PDF
        return response.status_code

    for user, expected in ((expert, 200), (focal_point, 200), (member, 404)):
        client.force_login(user)
        assert status() == expected
    client.force_login(expert)
    client.post(over.get_absolute_url(), {"verb": "withdraw", "document": paper.pk})
    assert status() == 200
    client.force_login(focal_point)
    client.post(over.get_absolute_url(), {"verb": "withdraw", "document": paper.pk})
    assert status() == 404


def test_what_is_no_document_is_refused_with_words(client, over, expert):
    client.force_login(expert)
    upload = BytesIO(b"MZ program")
    upload.name = "terms.pdf"
    page = client.post(over.get_absolute_url(), {"verb": "document", "document-upload": upload})
    assert page.status_code == 422
    assert not over.documents.exists()
