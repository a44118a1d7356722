"""Joining the network: applying, being asked, being answered; taking over one's record."""

from datetime import timedelta

import pytest
import time_machine
from audit.models import Entry
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from directory.actions.membership import (
    ApplicationClosedError,
    InvitationError,
    accept_application,
    accept_invitation,
    answer_secretariat,
    ask_applicant,
    begin_application,
    decline_application,
    invitation_for,
    invite_person,
    revise_application,
    submit_application,
)
from directory.choices import Audience, RecordStatus
from directory.models import MembershipApplication, User
from tests.factories import CategoryFactory, CountryFactory, PersonFactory, StakeholderGroupFactory, UserFactory

pytestmark = pytest.mark.django_db


def secret_in_the_mail():
    text = mail.outbox[-1].body
    return text.split("/my/invitation/")[1].split("/")[0]


def said(thing):
    return list(Entry.objects.about(thing).order_by("pk").values_list("action", "by__email"))


@pytest.fixture
def letters(django_capture_on_commit_callbacks):
    """Run what happens after the commit, so that letters leave."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_an_application_reaches_the_secretariat_once_and_only_when_it_is_submitted(letters):
    user = UserFactory()
    with letters():
        application = begin_application(user, family_name="Diallo", country=CountryFactory(), statement="PCB work.")
    assert mail.outbox == []
    assert list(MembershipApplication.objects.waiting()) == []

    with letters():
        assert submit_application(application) is True
        assert submit_application(application) is False

    assert [message.to for message in mail.outbox] == [[user.email], ["secretariat@chm.example"]]
    assert list(MembershipApplication.objects.waiting()) == [application]
    assert said(application) == [("directory.application.submitted", user.email)]


def test_accepting_lists_the_applicant_in_the_categories_that_are_not_official(applicant, secretariat, letters):
    application = applicant.person.application
    expert = CategoryFactory(code="expert")
    application.categories.set([expert, CategoryFactory(code="national-focal-point", is_official=True)])

    with letters():
        person = accept_application(application, by=secretariat)

    assert person.status == RecordStatus.LISTED
    assert User.objects.get(pk=applicant.pk).audience == Audience.MEMBERS
    assert [held.category for held in person.designations.current()] == [expert]
    assert mail.outbox[0].to == [applicant.email]
    assert said(application) == [("directory.application.accepted", secretariat.email)]
    with pytest.raises(ApplicationClosedError):
        decline_application(application, by=secretariat, reason="Too late.")


def test_declining_tells_the_reason_and_an_answer_opens_the_application_again(applicant, secretariat, letters):
    application = applicant.person.application
    with letters():
        decline_application(application, by=secretariat, reason="Please name your institution.")
    assert "Please name your institution." in mail.outbox[0].body
    assert list(MembershipApplication.objects.waiting()) == []

    answer_secretariat(application, "I work for the ministry.", by=applicant)

    assert list(MembershipApplication.objects.waiting()) == [application]
    application.refresh_from_db()
    assert application.person.status == RecordStatus.WAITING
    assert application.is_unanswered


def test_a_question_and_its_answer_reach_the_other_side(applicant, secretariat, letters):
    application = applicant.person.application
    with letters():
        ask_applicant(application, "Which institution do you work for?", by=secretariat)
        answer_secretariat(application, "For the ministry.", by=applicant)

    assert [message.to for message in mail.outbox] == [[applicant.email], ["secretariat@chm.example"]]
    assert [message.text for message in application.messages.all()] == [
        "Which institution do you work for?",
        "For the ministry.",
    ]


def test_revising_says_in_the_record_what_changed_and_not_to_what(applicant):
    application = applicant.person.application
    changed = revise_application(
        application, by=applicant, categories=[], statement="Better words.", given_name="Lamine"
    )

    assert changed == ["given_name", "statement"]
    assert Entry.objects.about(application).get().changes == {"fields": ["given_name", "statement"]}


def test_the_applicant_reads_where_the_application_stands_and_answers(applicant, secretariat, client):
    ask_applicant(applicant.person.application, "Which institution?", by=secretariat)
    client.force_login(applicant)
    address = reverse("membership:application")

    page = client.get(address).content.decode()
    assert "Your application waits for the Secretariat" in page
    assert "Which institution?" in page

    answered = client.post(address, {"text": "The <b>ministry</b>."}, follow=True).content.decode()
    assert "The &lt;b&gt;ministry&lt;/b&gt;." in answered


def test_changing_an_application_keeps_the_name_in_its_own_script(applicant, client):
    client.force_login(applicant)
    country = CountryFactory(iso2="EG")
    written = {
        "given_name": "ليلى",
        "family_name": "النجار",
        "country": country.pk,
        "stakeholder_group": StakeholderGroupFactory().pk,
        "statement": "أعمل في المختبر.",
    }

    response = client.post(reverse("membership:revise"), written)

    assert response.status_code == 302, response.context["form"].errors
    person = type(applicant.person).objects.get(pk=applicant.person.pk)
    assert (person.original_given_name, person.original_family_name) == ("ليلى", "النجار")
    assert person.family_name.isascii()
    assert person.name_language == "ar"
    assert person.country == country


def test_what_was_wrong_stands_at_its_field_and_the_words_come_back(applicant, client):
    client.force_login(applicant)
    page = client.post(
        reverse("membership:revise"), {"given_name": "Lamin", "country": "999999", "statement": "Kept <words>."}
    ).content.decode()

    assert 'href="#id_family_name"' in page
    assert "Kept &lt;words&gt;." in page


def test_the_application_of_somebody_else_does_not_exist(member, client):
    client.force_login(member)
    assert client.get(reverse("membership:application")).status_code == 404


def test_a_link_makes_the_record_mine_once(client, secretariat, letters):
    person = PersonFactory(given_name="Wanjiru", family_name="Kamau", user=None)
    with letters():
        invite_person(person, "Wanjiru@Example.org", by=secretariat)
    link = reverse("membership:invitation", args=[secret_in_the_mail()])

    page = client.get(link, follow=True)
    assert page.request["PATH_INFO"] == reverse("membership:take_over")
    assert "Take over the record of Wanjiru Kamau" in page.content.decode()
    client.post(reverse("membership:take_over"), {"password1": "correct horse battery"})

    person.refresh_from_db()
    assert person.user.email == "wanjiru@example.org"
    assert client.session["_auth_user_id"] == str(person.user.pk)
    assert said(person) == [
        ("directory.person.invited", secretariat.email),
        ("directory.person.claimed", "wanjiru@example.org"),
    ]
    client.logout()
    assert client.get(link, follow=True).status_code == 410


def test_the_secret_of_an_invitation_is_kept_nowhere(secretariat, letters):
    with letters():
        invitation = invite_person(PersonFactory(user=None), "a@example.org", by=secretariat)
    secret = secret_in_the_mail()

    assert secret not in str(vars(invitation))
    assert invitation_for(secret) == invitation
    assert invitation_for(invitation.digest) is None


def test_a_newer_invitation_ends_the_one_before_and_age_ends_any(secretariat, letters):
    person = PersonFactory(user=None)
    with letters():
        invite_person(person, "a@example.org", by=secretariat)
    first = secret_in_the_mail()
    with letters():
        invite_person(person, "b@example.org", by=secretariat)
    second = secret_in_the_mail()

    assert invitation_for(first) is None
    assert invitation_for(second) is not None
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert invitation_for(second) is None


def test_nobody_keeps_two_records_and_no_record_has_two_owners(member, secretariat):
    with pytest.raises(InvitationError):
        invite_person(member.person, "other@example.org", by=secretariat)
    invitation = invite_person(PersonFactory(user=None), member.email, by=secretariat)
    with pytest.raises(InvitationError):
        accept_invitation(invitation, member)


def test_whoever_has_an_account_signs_in_before_taking_over(client, secretariat, letters):
    user = UserFactory(email="a@example.org")
    person = PersonFactory(user=None)
    with letters():
        invite_person(person, user.email, by=secretariat)
    link = reverse("membership:invitation", args=[secret_in_the_mail()])

    assert "There is an account with the address a@example.org" in client.get(link, follow=True).content.decode()
    response = client.post(reverse("membership:take_over"), {"password1": ""})
    assert response.url.startswith(reverse("account_login"))

    client.force_login(user)
    client.get(link)
    client.post(reverse("membership:take_over"))
    person.refresh_from_db()
    assert person.user == user
