"""An institution asks to become a partner, is asked back, answers and is answered."""

import threading
import uuid
from datetime import date, timedelta

import pytest
from audit.models import Entry
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from notifications.models import OutgoingMail

from directory.models import Institution
from directory.partnerships.actions.applications import (
    AlreadyAppliedError,
    ApplicationClosedError,
    accept_application,
    answer_secretariat,
    apply_for_partnership,
    ask_applicants,
    decline_application,
    withdraw_application,
)
from directory.partnerships.actions.partnerships import PartnershipOverlapError
from directory.partnerships.choices import Outcome
from directory.partnerships.models import Partnership, PartnershipApplication
from tests.factories import AffiliationFactory, CountryFactory, InstitutionTypeFactory, UserFactory
from tests.factories.partnerships import PartnershipApplicationFactory, PartnershipFactory

pytestmark = pytest.mark.django_db

SAID = {
    "why": "We keep an inventory.",
    "offers": "A laboratory.",
    "activities": "Training.",
    "contact_name": "Wanjiru Kamau",
    "contact_email": "keeper@example.org",
}


def mails():
    return sorted(OutgoingMail.objects.values_list("address", "language"))


def fill_in(client, key=None, **more):
    return client.post(reverse("partnerships:apply"), {"key": key or uuid.uuid4(), **SAID, **more})


def test_the_keeper_of_an_institution_applies_and_both_sides_get_a_letter(client, keeper, laboratory):
    client.force_login(keeper)
    answer = fill_in(client, which=laboratory.pk)

    application = PartnershipApplication.objects.get()
    assert answer.url == application.get_absolute_url()
    assert (application.institution, application.applicant) == (laboratory, keeper)
    assert mails() == [("keeper@example.org", "fr"), ("secretariat@chm.example", "en")]
    assert Entry.objects.filter(action="partnerships.application.submitted", by=keeper).count() == 1


def test_somebody_who_works_there_may_apply_and_somebody_else_is_not_offered_the_institution(
    client, member, focal_point, laboratory
):
    AffiliationFactory(person=member.person, institution=laboratory)
    client.force_login(member)
    assert fill_in(client, which=laboratory.pk).status_code == 302

    client.force_login(focal_point)
    refused = fill_in(client, which=laboratory.pk)
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"which"}


def test_whoever_worked_there_once_may_not_apply(client, member, laboratory):
    AffiliationFactory(person=member.person, institution=laboratory, ends_on=timezone.localdate() - timedelta(days=1))
    client.force_login(member)
    assert fill_in(client, which=laboratory.pk).status_code == 422
    assert not PartnershipApplication.objects.exists()


def test_a_visitor_signs_in_first(client):
    assert client.get(reverse("partnerships:apply")).status_code == 302


def test_a_form_sent_twice_is_one_application_and_one_letter(client, keeper, laboratory):
    client.force_login(keeper)
    key = uuid.uuid4()
    first, second = (fill_in(client, key=key, which=laboratory.pk) for _time in range(2))
    assert first.url == second.url
    assert PartnershipApplication.objects.count() == 1
    assert OutgoingMail.objects.count() == 2


def test_nobody_fills_the_desk_of_the_secretariat_with_applications(client, member):
    for _number in range(5):
        PartnershipApplicationFactory(applicant=member)
    client.force_login(member)
    said = {
        "institution_name": "Sixth",
        "institution_type": InstitutionTypeFactory().pk,
        "country": CountryFactory().pk,
    }
    page = fill_in(client, which="not-listed", **said)
    assert page.status_code == 422
    assert PartnershipApplication.objects.count() == 5


def test_the_key_of_somebody_elses_form_gives_nothing_away(keeper, laboratory, member):
    theirs = apply_for_partnership(by=keeper, key=uuid.uuid4(), institution=laboratory, **SAID)
    with pytest.raises(Exception, match=r"(?i)unique"):
        apply_for_partnership(by=member, key=theirs.key, institution_name="Another house", **SAID)


def test_a_second_application_leads_to_the_one_that_waits(client, keeper, laboratory):
    waiting = apply_for_partnership(by=keeper, key=uuid.uuid4(), institution=laboratory, **SAID)
    client.force_login(keeper)
    assert fill_in(client, which=laboratory.pk).url == waiting.get_absolute_url()
    assert PartnershipApplication.objects.count() == 1


def test_a_partner_does_not_apply_again(keeper, laboratory):
    PartnershipFactory(institution=laboratory)
    with pytest.raises(AlreadyAppliedError):
        apply_for_partnership(by=keeper, key=uuid.uuid4(), institution=laboratory, **SAID)


def test_nothing_typed_is_lost_when_something_is_missing(client, keeper):
    client.force_login(keeper)
    page = fill_in(client, which="not-listed", why="Because of the river <Tana>")
    assert set(page.context["form"].errors) == {"institution_name", "institution_type", "country"}
    assert "Because of the river &lt;Tana&gt;" in page.content.decode()


def test_applications_are_seen_by_those_who_applied_and_the_secretariat_only(
    client, keeper, member, visitor, secretariat
):
    application = PartnershipApplicationFactory(why="Our secret plans")
    address = application.get_absolute_url()
    for user, status in ((keeper, 404), (member, 404), (secretariat, 200), (application.applicant, 200)):
        client.force_login(user)
        page = client.get(address)
        assert page.status_code == status
        assert ("Our secret plans" in page.content.decode()) == (status == 200)
    client.logout()
    assert client.get(address).status_code == 302


def test_question_answer_and_acceptance_are_told_in_the_language_of_each(client, keeper, laboratory, secretariat):
    application = apply_for_partnership(by=keeper, key=uuid.uuid4(), institution=laboratory, **SAID)
    OutgoingMail.objects.all().delete()

    client.force_login(secretariat)
    page = client.post(application.get_absolute_url(), {"verb": "ask", "ask-text": "Which methods?"}, follow=True)
    assert page.status_code == 200
    assert mails() == [("keeper@example.org", "fr")]
    client.force_login(keeper)
    client.post(application.get_absolute_url(), {"verb": "answer", "answer-text": "EPA 1668."})
    assert [message.text for message in application.messages.all()] == ["Which methods?", "EPA 1668."]

    client.force_login(secretariat)
    client.post(application.get_absolute_url(), {"verb": "accept", "accept-starts_on": "3 May 2024"})
    application.refresh_from_db()
    assert (application.outcome, application.decided_by) == (Outcome.ACCEPTED, secretariat)
    partnership = Partnership.objects.get()
    assert (partnership.institution, partnership.starts_on, partnership.offers) == (
        laboratory,
        date(2024, 5, 3),
        "A laboratory.",
    )
    assert mails() == [("keeper@example.org", "fr")] * 2 + [("secretariat@chm.example", "en")]


def test_the_same_words_sent_twice_are_said_once(keeper, laboratory, secretariat):
    application = apply_for_partnership(by=keeper, key=uuid.uuid4(), institution=laboratory, **SAID)
    assert ask_applicants(application, "Which?", by=secretariat) == ask_applicants(
        application, "Which?", by=secretariat
    )
    assert answer_secretariat(application, "This.", by=keeper) == answer_secretariat(application, "This.", by=keeper)
    assert application.messages.count() == 2


def test_an_application_is_decided_once(keeper, laboratory, secretariat):
    application = apply_for_partnership(by=keeper, key=uuid.uuid4(), institution=laboratory, **SAID)
    accept_application(application, by=secretariat)
    for decide in (
        lambda: accept_application(application, by=secretariat),
        lambda: decline_application(application, by=secretariat, reason="No."),
        lambda: ask_applicants(application, "Why?", by=secretariat),
        lambda: withdraw_application(application, by=keeper),
    ):
        with pytest.raises(ApplicationClosedError):
            decide()
    assert Partnership.objects.count() == 1
    application.refresh_from_db()
    assert application.outcome == Outcome.ACCEPTED


def test_the_second_reviewer_is_told_that_somebody_decided(client, keeper, laboratory, secretariat):
    application = apply_for_partnership(by=keeper, key=uuid.uuid4(), institution=laboratory, **SAID)
    other = UserFactory(email="second.reviewer@example.org", is_staff=True)
    decline_application(application, by=other, reason="Not in our field.")
    client.force_login(secretariat)
    page = client.post(
        application.get_absolute_url(), {"verb": "accept", "accept-starts_on": "2024-05-03"}, follow=True
    )
    assert "Somebody has decided about this application meanwhile" in page.content.decode()
    assert not Partnership.objects.exists()


def test_an_applicant_decides_nothing(client, keeper, laboratory):
    application = apply_for_partnership(by=keeper, key=uuid.uuid4(), institution=laboratory, **SAID)
    client.force_login(keeper)
    answer = client.post(application.get_absolute_url(), {"verb": "accept", "accept-starts_on": "2024-05-03"})
    assert answer.status_code == 403
    assert not Partnership.objects.exists()


def test_the_secretariat_does_not_answer_for_the_applicants(client, secretariat):
    application = PartnershipApplicationFactory()
    client.force_login(secretariat)
    answer = client.post(application.get_absolute_url(), {"verb": "answer", "answer-text": "Yes."})
    assert answer.status_code == 403


def test_an_institution_that_was_not_listed_is_listed_and_kept_by_its_representative(member, secretariat):
    application = apply_for_partnership(
        by=member,
        key=uuid.uuid4(),
        institution_name="مركز النيل للبيئة",
        institution_type=InstitutionTypeFactory(),
        country=CountryFactory(iso2="EG"),
        website="https://nile.example/",
        **SAID,
    )
    partnership = accept_application(application, by=secretariat)
    institution = Institution.objects.get(name="مركز النيل للبيئة")
    assert partnership.institution == institution
    assert [contact.value for contact in institution.contacts.all()] == ["https://nile.example/"]
    assert member.has_perm("directory.change_institution", institution)


def test_an_institution_that_was_listed_meanwhile_is_not_listed_twice(client, member, secretariat, laboratory):
    application = apply_for_partnership(
        by=member,
        key=uuid.uuid4(),
        institution_name="Nairobi Lab",
        institution_type=laboratory.type,
        country=laboratory.country,
        **SAID,
    )
    client.force_login(secretariat)
    client.post(
        application.get_absolute_url(),
        {"verb": "accept", "accept-starts_on": "2024-05-03", "accept-same_as": laboratory.pk},
    )
    assert Partnership.objects.get().institution == laboratory
    assert Institution.objects.count() == 1


def test_acceptance_from_a_day_on_which_it_is_a_partner_already_is_refused(client, keeper, laboratory, secretariat):
    application = PartnershipApplicationFactory(institution=laboratory, applicant=keeper)
    PartnershipFactory(institution=laboratory, starts_on=date(2020, 1, 1), ends_on=date(2024, 12, 31))
    with pytest.raises(PartnershipOverlapError):
        accept_application(application, by=secretariat, starts_on=date(2024, 12, 31))
    application.refresh_from_db()
    assert application.is_waiting
    client.force_login(secretariat)
    page = client.post(application.get_absolute_url(), {"verb": "accept", "accept-starts_on": "2024-12-31"})
    assert page.status_code == 422
    assert accept_application(application, by=secretariat, starts_on=date(2025, 1, 1)).starts_on == date(2025, 1, 1)


def test_a_declined_institution_reads_why_and_may_apply_again(client, keeper, laboratory, secretariat):
    application = apply_for_partnership(by=keeper, key=uuid.uuid4(), institution=laboratory, **SAID)
    decline_application(application, by=secretariat, reason="Say more about methods.")
    client.force_login(keeper)
    assert "Say more about methods." in client.get(application.get_absolute_url()).content.decode()
    assert apply_for_partnership(by=keeper, key=uuid.uuid4(), institution=laboratory, **SAID) != application


def test_what_somebody_writes_is_text_and_not_markup(client, secretariat):
    application = PartnershipApplicationFactory(why="<script>alert(1)</script>")
    client.force_login(secretariat)
    assert "<script>alert(1)" not in client.get(application.get_absolute_url()).content.decode()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory knows one connection")
@pytest.mark.django_db(transaction=True)
def test_two_who_accept_at_once_make_one_partnership(keeper, laboratory, secretariat):
    application = apply_for_partnership(by=keeper, key=uuid.uuid4(), institution=laboratory, **SAID)
    start, outcomes = threading.Barrier(2), []

    def accept():
        start.wait()
        try:
            accept_application(application, by=secretariat)
            outcomes.append("accepted")
        except ApplicationClosedError:
            outcomes.append("closed")
        finally:
            connection.close()

    both = [threading.Thread(target=accept) for _reviewer in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(outcomes) == ["accepted", "closed"]
    assert Partnership.objects.count() == 1
