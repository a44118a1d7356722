"""Enrolment links: made once, shown once, used as often as they say and not once more."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from audit.models import Entry
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from directory.actions.membership import begin_application
from directory.choices import RecordStatus
from directory.enrolment.actions.links import (
    LinkClosedError,
    LinkError,
    change_link,
    enrol_by_link,
    join_by_link,
    link_for,
    renew_link,
    submit_or_enrol,
    use_link_for_application,
    withdraw_link,
)
from directory.enrolment.actions.requests import ask_for_category
from directory.enrolment.choices import LinkState, RequestState
from directory.enrolment.models import Acceptance, EnrolmentLink, EnrolmentUse
from directory.models import Designation, MembershipApplication, Person
from tests.factories import (
    CategoryFactory,
    CountryFactory,
    DesignationFactory,
    PersonFactory,
    StakeholderGroupFactory,
    UserFactory,
)
from tests.factories.enrolment import CategoryQuestionFactory, TermsFactory, make_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def letters(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def applies(link):
    user = UserFactory()
    application = begin_application(user, family_name="Diallo", country=CountryFactory())
    join_by_link(link, application)
    return application


def test_a_link_is_kept_as_a_digest_alone_and_a_form_sent_twice_makes_one(secretariat):
    key = "1a9a4bb1-3d69-4b48-a1ef-7d2d6c1a0b55"
    link, secret = make_link(by=secretariat, form_key=key)
    again, nothing = make_link(by=secretariat, form_key=key)

    assert (again, nothing) == (link, "")
    assert link_for(secret) == link
    assert secret not in str(EnrolmentLink.objects.filter(pk=link.pk).values())
    assert [secret in str(entry) for entry in Entry.objects.values()] == [False]


def test_posts_of_parties_are_never_given_by_a_link(secretariat, member):
    with pytest.raises(LinkError):
        make_link("national-focal-point", by=secretariat)
    with pytest.raises(LinkError):
        make_link(by=secretariat, expires_at=timezone.now() - timedelta(days=1))
    link, _secret = make_link(by=secretariat)
    # It became official after the link was made.
    link.categories.update(is_official=True)
    assert enrol_by_link(link, member.person, by=member) == []
    assert not Designation.objects.exists()


def test_somebody_who_joins_by_a_link_is_a_member_once_the_address_is_confirmed(secretariat, letters):
    link, _secret = make_link(by=secretariat)
    application = applies(link)
    assert EnrolmentLink.objects.get().used == 0

    with letters():
        assert submit_or_enrol(application) is True
        submit_or_enrol(application)

    person = application.person
    person.refresh_from_db()
    assert person.status == RecordStatus.LISTED
    assert [held.category.code for held in person.designations.all()] == ["expert"]
    assert EnrolmentLink.objects.get().used == 1
    assert [letter.to for letter in mail.outbox] == [[person.user.email]]


def test_an_applicant_who_finds_the_link_used_up_waits_like_any_other(secretariat):
    link, _secret = make_link(by=secretariat, use_limit=1)
    first, second = applies(link), applies(link)
    assert submit_or_enrol(first) is True
    assert submit_or_enrol(second) is False

    assert list(MembershipApplication.objects.waiting()) == [second]
    assert EnrolmentLink.objects.get().used == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite of the tests lives in one connection")
def test_three_at_once_find_two_places(secretariat):
    link, _secret = make_link(by=secretariat, use_limit=2)
    people = [PersonFactory(user=UserFactory()) for _number in range(3)]
    start, said = threading.Barrier(3), []

    def follow(person):
        start.wait()
        try:
            said.append(len(enrol_by_link(link, person, by=person.user)))
        except LinkClosedError:
            said.append(0)
        finally:
            connection.close()

    threads = [threading.Thread(target=follow, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said) == [0, 1, 1]
    assert EnrolmentLink.objects.get().used == Designation.objects.count() == 2


def test_whoever_follows_a_link_reads_the_last_day_that_the_secretariat_said(client, secretariat):
    _link, secret = make_link(by=secretariat, expires_at=datetime(2050, 1, 1, tzinfo=UTC))
    page = client.get(reverse("enrolment:follow", args=[secret]), follow=True).content.decode()

    assert "31 December 2049" in page
    assert "1 January 2050" not in page


def test_three_one_after_the_other_find_two_places(secretariat):
    link, _secret = make_link(by=secretariat, use_limit=2)
    for _number in range(2):
        person = PersonFactory(user=UserFactory())
        # Each as whoever opened the page before the others used the link.
        assert len(enrol_by_link(link, person, by=person.user)) == 1
    third = PersonFactory(user=UserFactory())
    with pytest.raises(LinkClosedError) as closed:
        enrol_by_link(link, third, by=third.user)

    assert closed.value.link.state == LinkState.USED_UP
    assert (EnrolmentLink.objects.get().used, Designation.objects.count()) == (2, 2)


def test_a_member_takes_one_place_however_often_they_use_the_link(secretariat, member):
    link, _secret = make_link("expert", "information-provider", by=secretariat)
    DesignationFactory(person=member.person, category__code="expert")
    terms = TermsFactory(category__code="information-provider")

    request = ask_for_category(member.person, terms.category, by=member)

    given = enrol_by_link(link, member.person, by=member, accepting=[terms], language="ar")
    enrol_by_link(link, member.person, by=member)

    assert [held.category.code for held in given] == ["information-provider"]
    assert EnrolmentLink.objects.get().used == 1
    assert [(each.terms, each.language) for each in Acceptance.objects.all()] == [(terms, "ar")]
    request.refresh_from_db()
    assert request.state == RequestState.ACCEPTED


def test_a_link_for_one_region_lets_nobody_of_another_in(secretariat, member, applicant):
    link, _secret = make_link(by=secretariat, region=CountryFactory(iso2="CN").region)
    with pytest.raises(LinkError):
        enrol_by_link(link, member.person, by=member)
    with pytest.raises(LinkError):
        use_link_for_application(link, applicant.person.application)
    chinese = PersonFactory(user=UserFactory(), country=CountryFactory(iso2="CN"))
    assert len(enrol_by_link(link, chinese, by=chinese.user)) == 1
    assert EnrolmentLink.objects.get().used == 1


@pytest.mark.parametrize(
    ("closing", "words"),
    [
        ("expired", "This link has run out"),
        ("withdrawn", "This link was withdrawn"),
        ("used-up", "This link is used up"),
        ("renewed", "another took its place"),
        ("foreign", "It is not one of this network"),
    ],
)
def test_a_link_that_does_not_work_says_why_and_what_to_do(closing, words, secretariat, client):
    link, secret = make_link(by=secretariat, use_limit=1)
    at = timezone.now()
    if closing == "expired":
        at += timedelta(days=8)
    elif closing == "withdrawn":
        withdraw_link(link, by=secretariat)
    elif closing == "used-up":
        EnrolmentLink.objects.update(used=1)
    elif closing == "renewed":
        renew_link(link, by=secretariat)
    else:
        secret = "of-another-network"
    with time_machine.travel(at):
        page = client.get(reverse("enrolment:follow", args=[secret]), follow=True)

    assert page.status_code == (404 if closing in ("renewed", "foreign") else 410)
    assert words in page.content.decode()
    assert reverse("account_signup") in page.content.decode()
    assert secret not in page.content.decode()


def test_a_visitor_joins_by_a_link_from_its_page_to_the_code(secretariat, client, letters):
    government = StakeholderGroupFactory()
    _link, secret = make_link(by=secretariat, country=CountryFactory(iso2="SN"))
    CategoryQuestionFactory()
    page = client.get(reverse("enrolment:follow", args=[secret]), follow=True)
    assert page.redirect_chain[-1][0] == reverse("enrolment:enrol")
    assert secret not in page.content.decode()

    form = client.get(reverse("account_signup")).context["form"]
    assert "categories" not in form.fields
    assert form["country"].value() == CountryFactory(iso2="SN").pk
    with letters():
        client.post(
            reverse("account_signup"),
            {
                "email": "new@example.org",
                "given_name": "Awa",
                "family_name": "Sow",
                "country": CountryFactory(iso2="SN").pk,
                "stakeholder_group": government.pk,
                "language": "fr",
                "statement": "",
            },
        )
    code = next(
        line.strip() for line in mail.outbox[-1].body.splitlines() if line.strip().replace("-", "").isalnum()
        and len(line.strip()) == 9 and line.strip().isupper()
    )  # fmt: skip
    client.post(reverse("account_email_verification_sent"), {"code": code}, follow=True)

    person = Person.objects.get(family_name="Sow")
    assert person.status == RecordStatus.LISTED
    assert EnrolmentUse.objects.get(used_at__isnull=False).person == person


def test_a_member_reads_what_the_link_offers_and_ticks_the_terms(secretariat, member, client):
    terms = TermsFactory()
    _link, secret = make_link(by=secretariat, message="Welcome to all of the workshop.")
    client.force_login(member)
    page = client.get(reverse("enrolment:follow", args=[secret]), follow=True)
    assert "Welcome to all of the workshop." in page.content.decode()
    assert terms.undertaking_en in page.content.decode()

    refused = client.post(reverse("enrolment:enrol"), {})
    assert refused.status_code == 422
    assert not Designation.objects.exists()

    client.post(reverse("enrolment:enrol"), {f"terms_{terms.pk}": "on"})
    assert [held.category for held in member.person.designations.all()] == [terms.category]
    assert Acceptance.objects.get().terms == terms


def test_somebody_whose_application_waits_is_accepted_by_a_link(secretariat, applicant, client):
    _link, secret = make_link(by=secretariat)
    client.force_login(applicant)
    client.get(reverse("enrolment:follow", args=[secret]))
    client.post(reverse("enrolment:enrol"))

    applicant.person.refresh_from_db()
    assert applicant.person.status == RecordStatus.LISTED


def test_the_secretariat_makes_a_link_sees_it_once_and_reads_who_used_it(secretariat, member, client):
    expert = CategoryFactory(code="expert")
    CategoryFactory(code="national-focal-point")
    client.force_login(secretariat)
    form = client.get(reverse("enrolment:new_link")).context["form"]
    assert [words for _key, words in form.fields["categories"].choices] == ["Expert"]
    sent = {
        "purpose": "Workshop in Nairobi",
        "categories": expert.pk,
        "use_limit": 2,
        "expires_on": timezone.localdate() + timedelta(days=3),
        "language": "en",
        "message": "",
        "key": str(form["key"].value()),
    }
    shown = client.post(reverse("enrolment:new_link"), sent, follow=True)
    address = shown.context["address"]
    assert address in shown.content.decode()
    assert address not in client.get(shown.redirect_chain[-1][0]).content.decode()

    link = link_for(address.rstrip("/").rsplit("/", 1)[1])
    enrol_by_link(link, member.person, by=member)
    page = client.get(reverse("enrolment:link", args=[link.pk])).content.decode()
    assert member.person.romanised_name in page
    client.post(reverse("enrolment:link", args=[link.pk]), {"verb": "withdraw"})
    assert EnrolmentLink.objects.get().state == LinkState.WITHDRAWN


def test_a_link_is_not_changed_to_fewer_than_came_in(secretariat):
    link, _secret = make_link(by=secretariat)
    EnrolmentLink.objects.update(used=2)
    with pytest.raises(LinkError):
        change_link(link, by=secretariat, use_limit=1)


@pytest.mark.parametrize("name", ["keep_terms", "links", "new_link", "questions", "new_question"])
def test_pages_of_the_secretariat_do_not_exist_for_others(name, member, focal_point, secretariat, client):
    address = reverse(f"enrolment:{name}")
    assert client.get(address).status_code == 302
    for user, status in ((member, 404), (focal_point, 404), (secretariat, 200)):
        client.force_login(user)
        assert client.get(address).status_code == status


def test_the_list_of_links_asks_as_much_for_three_as_for_one(secretariat, client, django_assert_max_num_queries):
    client.force_login(secretariat)
    make_link(by=secretariat)
    client.get(reverse("enrolment:links"))
    with django_assert_max_num_queries(50) as one:
        client.get(reverse("enrolment:links"))
    make_link("expert", "information-user", by=secretariat)
    make_link("information-provider", by=secretariat)
    with django_assert_max_num_queries(len(one)):
        client.get(reverse("enrolment:links"))
