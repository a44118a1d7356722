"""The pages of the procedure, as those who use them see them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directory.designating import actions
from directory.designating.models import Authority, Submission
from directory.models import Designation
from tests.factories import CategoryFactory, PersonFactory, UserFactory

from .conftest import letter

pytestmark = pytest.mark.django_db


def test_an_authority_designates_page_by_page(client, mission, office, focal_point):
    client.force_login(mission)
    begun = client.post(
        "/en/designations/begin/",
        {
            "capacity": f"KE-{mission.authorities.get().pk}",
            "given_name": "Achieng",
            "family_name": "Odera",
            "email": "achieng.odera@example.org",
        },
    )
    submission = Submission.objects.get()
    assert begun["Location"] == f"/en/designations/{submission.pk}/posts/"
    held = Designation.objects.get(person=focal_point.person)
    page = client.get(begun["Location"])
    assert "Makena Gathogo, since 3 May 2024" in page.content.decode()
    saved = client.post(
        begun["Location"],
        {
            "seen": submission.version,
            "starts_on": "1 January 2027",
            "national-focal-point-chosen": "on",
            "national-focal-point-succeeds": held.pk,
            "national-focal-point-is_primary": "yes",
        },
    )
    assert saved["Location"] == f"/en/designations/{submission.pk}/person/"
    submission.refresh_from_db()
    page = client.get(saved["Location"])
    saved = client.post(saved["Location"], {**page.context["form"].initial, "city": "Nairobi", "person": ""})
    assert saved["Location"] == f"/en/designations/{submission.pk}/letter/"
    submission.refresh_from_db()
    client.post(
        saved["Location"],
        {"seen": submission.version, "upload": letter(), "letter_date": "5.1.2026", "letter_reference": "NV 12"},
    )
    submission.refresh_from_db()
    page = client.get(reverse("designating:submit", args=[submission.pk])).content.decode()
    assert "until 31 December 2026" in page
    client.post(reverse("designating:submit", args=[submission.pk]), {"seen": submission.version})
    submission.refresh_from_db()
    assert (submission.state, submission.city, submission.letter_name) == ("submitted", "Nairobi", "note verbale.pdf")


def test_a_letter_is_kept_although_its_date_is_missing(client, complete, mission):
    submission = complete()
    client.force_login(mission)
    page = client.post(
        reverse("designating:letter", args=[submission.pk]),
        {"seen": submission.version, "upload": letter("second.pdf"), "letter_date": "no day"},
    ).content.decode()

    submission.refresh_from_db()
    assert submission.letter_name == "second.pdf"
    assert "The letter “second.pdf” is kept." in page
    assert "no day" in page


def test_what_was_typed_into_an_outdated_form_comes_back(client, complete, mission):
    submission = complete()
    client.force_login(mission)
    address = reverse("designating:person", args=[submission.pk])
    typed = client.get(address).context["form"].initial
    actions.change_person(submission, by=mission, seen=submission.version, city="Kisumu")

    page = client.post(address, {**typed, "city": "Mombasa", "person": ""})

    assert "Somebody changed this designation meanwhile." in page.content.decode()
    assert 'value="Mombasa"' in page.content.decode()
    submission.refresh_from_db()
    assert submission.city == "Kisumu"


def test_the_secretariat_verifies_with_the_record_that_is_meant(client, submitted, secretariat, member):
    submission = submitted(given_name="Neema", family_name="Barasa")
    client.force_login(secretariat)
    address = reverse("designating:verify", args=[submission.pk])
    assert "<bdi>Neema Barasa</bdi>, <bdi>Environmental chemist</bdi>" in client.get(address).content.decode()
    assert "Choose" not in client.post(address, {"person": member.person.pk}).context["form"].errors
    done = client.post(address, {"person": member.person.pk, "compared": "on"})

    assert done.status_code == 302
    assert Designation.objects.get(category__code="national-focal-point").person == member.person
    assert client.post(address, {"person": member.person.pk, "compared": "on"}).status_code == 302
    assert Designation.objects.filter(category__code="national-focal-point").count() == 1


def test_whose_address_it_is_is_not_told_to_an_authority(client, complete, mission, secretariat):
    hidden = PersonFactory(
        given_name="Hidden", family_name="Listing", listing=3, user=UserFactory(email="h@example.org")
    )
    shown = PersonFactory(family_name="Shown", user=UserFactory(email="shown@example.org"))
    for person in (hidden, shown):
        submission = complete(given_name="Any", family_name="Body", email=person.user.email)
        client.force_login(mission)
        page = client.get(reverse("designating:person", args=[submission.pk])).content.decode()
        assert "Is this the person?" not in page
        submission.refresh_from_db()
        actions.submit(submission, by=mission, seen=submission.version)
        client.force_login(secretariat)
        page = client.get(reverse("designating:verify", args=[submission.pk])).content.decode()
        assert str(person) in page


@pytest.mark.parametrize("name", ["index", "begin", "paper", "authorities", "add_authority"])
def test_those_who_may_not_designate_have_no_such_page(client, member, name):
    assert client.get(reverse(f"designating:{name}")).status_code == 302
    client.force_login(member)
    assert client.get(reverse(f"designating:{name}")).status_code == 403


def test_the_secretariat_enters_an_authority_with_those_who_submit(client, secretariat, member):
    client.force_login(secretariat)
    form = {
        "country": member.person.country_id,
        "kind": "ministry",
        "name": "Ministry of Environment",
        "source": "Letter",
    }
    refused = client.post(reverse("designating:add_authority"), {**form, "signers": "nobody@example.org"})
    assert "No sign-in has this address: nobody@example.org." in refused.content.decode()
    client.post(reverse("designating:add_authority"), {**form, "signers": "MEMBER@example.org"})

    authority = Authority.objects.get()
    assert list(authority.signers.all()) == [member]
    client.post(authority.get_absolute_url(), {**form, "signers": "", "until": "31 December 2026"})
    authority.refresh_from_db()
    assert (list(authority.signers.all()), authority.until.year) == ([], 2026)


def test_paper_goes_through_the_same_steps(client, secretariat, member, office):
    client.force_login(secretariat)
    begun = client.post(
        reverse("designating:paper"),
        {
            "country": member.person.country_id,
            "authority_kind": "foreign-ministry",
            "authority_name": "Ministry of Foreign Affairs of Kenya",
            "given_name": "Achieng",
            "family_name": "Odera",
            "email": "achieng.odera@example.org",
        },
    )
    submission = Submission.objects.get()
    assert begun["Location"] == f"/en/designations/{submission.pk}/posts/"
    assert submission.is_paper
    assert client.get(begun["Location"]).status_code == 200


def test_the_holder_reads_and_accepts_the_post(client, submitted, secretariat, member):
    post = actions.verify(submitted(), by=secretariat, person=member.person)[0]
    client.force_login(member)
    page = client.get("/en/my/posts/").content.decode()
    assert "designated by <bdi>Permanent Mission of Kenya in Geneva</bdi>" in page
    empty = client.post(f"/en/my/posts/{post.pk}/", {"decline": "1"})
    assert "Reason: This field is required." in empty.content.decode()

    client.post(f"/en/my/posts/{post.pk}/")

    post.refresh_from_db()
    assert post.accepted_at is not None
    assert "Nothing waits for you" in client.get("/en/my/posts/").content.decode()


def test_a_decline_without_a_reason_is_asked_back_at_its_own_post(client, submitted, office, secretariat, member):
    also = CategoryFactory(code="rotterdam-designated-national-authority", is_official=True)
    posts = actions.verify(
        submitted(posts=[{"category": office}, {"category": also}]), by=secretariat, person=member.person
    )
    client.force_login(member)

    page = client.post(f"/en/my/posts/{posts[1].pk}/", {"decline": "1"}).content.decode()

    assert page.count("<details open>") == 1
    assert page.count(f'id="decline-{posts[0].pk}-reason"') == page.count(f'id="decline-{posts[1].pk}-reason"') == 1
    asked_again = page[page.index("<details open>") :]
    assert f'id="decline-{posts[1].pk}-reason"' in asked_again.split("</details>")[0]


def test_a_post_is_answered_by_its_holder_only(client, submitted, secretariat, member, focal_point):
    submission = submitted(succeeds=Designation.objects.get(person=focal_point.person))
    post = actions.verify(submission, by=secretariat, person=member.person)[0]
    client.force_login(focal_point)
    assert client.post(f"/en/my/posts/{post.pk}/").status_code == 404


def test_a_focal_point_enrols_on_their_own_page_and_nobody_elses(client, focal_point, member, official_contact):
    category = CategoryFactory(code="national-authorised-user")
    client.force_login(focal_point)
    form = {
        "category": category.pk, "email": "member@example.org", "given_name": "Neema", "family_name": "Barasa",
        "language": "en", "starts_on": str(timezone.localdate()),
    }  # fmt: skip
    client.post("/en/my/country/ke/", form)
    held = Designation.objects.get(category=category)
    assert held.person == member.person
    assert "Neema Barasa" in client.get("/en/my/country/").content.decode()
    ended = client.post(f"/en/my/country/end/{held.pk}/", {"on": str(timezone.localdate() + timedelta(days=3))})
    assert ended.status_code == 302
    held.refresh_from_db()
    assert held.ends_on == timezone.localdate() + timedelta(days=3)
    for other in (member, official_contact):
        client.force_login(other)
        assert client.get("/en/my/country/ke/").status_code == 403
        assert client.get(f"/en/my/country/end/{held.pk}/").status_code == 403


def test_the_list_costs_the_same_with_one_designation_and_with_three(client, secretariat, submitted, office):
    client.force_login(secretariat)
    submitted()
    client.get("/en/designations/")
    with CaptureQueriesContext(connection) as one:
        client.get("/en/designations/")
    for number in range(2):
        submitted(email=f"other{number}@example.org")
    with CaptureQueriesContext(connection) as three:
        client.get("/en/designations/")
    assert len(one) == len(three)
