"""What waits for the Secretariat: applications, reports, proposed terms."""

import uuid

import pytest
from django.urls import reverse
from moderation.actions import report
from moderation.choices import ReportReason
from notifications.models import OutgoingMail

from directory.actions.vocabulary import accept_term, decline_term, merge_term
from directory.choices import TermStatus
from directory.models import ExpertiseTerm
from tests.factories import CategoryFactory, ExpertiseTermFactory, PersonFactory


@pytest.fixture
def application(applicant):
    application = applicant.person.application
    application.categories.set([CategoryFactory(code="expert")])
    return application


def address_of(application):
    return reverse("application", args=[application.pk])


def test_an_application_waits_on_the_first_page_and_in_the_queue(client, secretariat, application):
    client.force_login(secretariat)

    assert "application to join waits" in client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Lamin Jatta" in client.get(reverse("applications")).content.decode()
    page = client.get(address_of(application)).content.decode()
    assert "stockpiles" in page
    assert "Application: Lamin Jatta" in page


def test_the_secretariat_asks_and_then_accepts(client, secretariat, application):
    client.force_login(secretariat)

    client.post(address_of(application), {"verb": "ask", "ask-text": "Which institution do you work for?"})
    expert = application.categories.get()
    client.post(address_of(application), {"verb": "accept", "accept-categories": [expert.pk]})

    application.person.refresh_from_db()
    assert application.person.status == "listed"
    assert [held.category for held in application.person.designations.all()] == [expert]
    assert OutgoingMail.objects.filter(recipient=application.person.user).count() == 2
    assert list(client.get(reverse("applications")).context["object_list"]) == []
    assert "Lamin Jatta" in client.get(reverse("applications"), {"state": "accepted"}).content.decode()


def test_nobody_is_declined_without_a_reason(client, secretariat, application):
    client.force_login(secretariat)

    without = client.post(address_of(application), {"verb": "decline", "decline-reason": ""})
    assert without.status_code == 422
    client.post(address_of(application), {"verb": "decline", "decline-reason": "We could not confirm who you are."})

    application.refresh_from_db()
    assert (application.is_accepted, application.reason) == (False, "We could not confirm who you are.")


def test_the_second_to_decide_is_told(client, secretariat, application):
    client.force_login(secretariat)
    client.post(address_of(application), {"verb": "accept"})

    answer = client.post(address_of(application), {"verb": "decline", "decline-reason": "Late"}, follow=True)

    assert "Somebody has decided about this application meanwhile" in answer.content.decode()


@pytest.mark.parametrize("who", ["member", "official_contact", "page_editor"])
def test_nobody_else_sees_a_queue(client, request, application, who):
    client.force_login(request.getfixturevalue(who))

    for address in (reverse("applications"), address_of(application), reverse("reports_received")):
        assert client.get(address).status_code in (302, 403)
    client.post(address_of(application), {"verb": "accept"})
    application.refresh_from_db()
    assert application.is_accepted is None


def test_a_report_is_taken_in_hand_and_decided(client, secretariat, member):
    person = PersonFactory()
    received = report(
        person,
        label="Halima Yusuf",
        reason=ReportReason.OUTDATED,
        words="She left the ministry in May.",
        token=uuid.uuid4(),
        by=member,
    )
    client.force_login(secretariat)
    address = reverse("report_received", args=[received.pk])

    assert "Halima Yusuf" in client.get(reverse("reports_received")).content.decode()
    assert "She left the ministry" in client.get(address).content.decode()
    client.post(address, {"verb": "take"})
    received.refresh_from_db()
    assert received.claimed_by == secretariat
    client.post(address, {"verb": "decide", "decide-decision": "acted", "decide-reason": "The post was ended."})
    received.refresh_from_db()
    assert (received.state, received.decision) == ("decided", "acted")
    assert client.get(address).status_code == 200


@pytest.fixture
def proposed(member):
    term = ExpertiseTermFactory(
        name="Transformer oils", slug="transformer-oils", status=TermStatus.PROPOSED, proposed_by=member
    )
    member.person.expertise.add(term)
    member.person.save()
    return term


def test_a_merged_term_goes_to_everybody_once(secretariat, member, proposed):
    known = ExpertiseTermFactory(name="PCBs in equipment", slug="pcbs-in-equipment")
    member.person.expertise.add(known)
    member.person.save()
    other = PersonFactory()
    other.interests.add(proposed)
    other.save()

    merge_term(proposed, into=known, by=secretariat)

    assert [
        link.tag for link in member.person.expertise_links.model.objects.filter(content_object=member.person)
    ] == [known]
    assert [link.tag for link in other.interest_links.model.objects.filter(content_object=other)] == [known]
    assert not ExpertiseTerm.objects.filter(name="Transformer oils").exists()
    known.refresh_from_db()
    assert "Transformer oils" in known.all_names


def test_a_proposed_term_is_accepted_once(secretariat, proposed):
    assert accept_term(proposed, by=secretariat) is True
    assert accept_term(proposed, by=secretariat) is False


def test_a_declined_term_says_why_in_the_record(secretariat, proposed):
    assert decline_term(proposed, by=secretariat, reason="A trade name") is True
    proposed.refresh_from_db()
    assert proposed.status == TermStatus.DECLINED


def test_the_secretariat_decides_about_a_term_in_the_administration(client, secretariat, proposed):
    client.force_login(secretariat)
    address = reverse("terms:decide", args=[proposed.pk])

    assert client.get(address).status_code == 200
    assert set(client.post(address, {"decision": "merge"}).context["form"].errors) == {"into"}
    assert set(client.post(address, {"decision": "decline"}).context["form"].errors) == {"reason"}
    client.post(address, {"decision": "accept"})

    proposed.refresh_from_db()
    assert proposed.status == TermStatus.CONTROLLED
