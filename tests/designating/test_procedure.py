"""From the authority's draft to the post in force."""

from datetime import date, timedelta

import pytest
from audit.models import Entry
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from directory.actions.designations import DesignationError, designate, end_designation
from directory.choices import DesignationState, Ending, RecordStatus
from directory.designating import actions, queries
from directory.designating.choices import Step, SubmissionState
from directory.designating.exceptions import IncompleteSubmissionError, StaleSubmissionError, SubmissionError
from directory.designating.models import Submission
from directory.models import Designation, Person
from tests.factories import CategoryFactory, CountryFactory, DesignationFactory, PersonFactory, UserFactory

from .conftest import letter

pytestmark = pytest.mark.django_db


def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def test_a_verified_designation_ends_the_predecessor_the_day_before(
    submitted, focal_point, secretariat, django_capture_on_commit_callbacks
):
    held = Designation.objects.get(person=focal_point.person)
    begins = timezone.localdate() + timedelta(days=30)
    with django_capture_on_commit_callbacks(execute=True):
        submission = submitted(succeeds=held)
        made = actions.verify(submission, by=secretariat)

    held.refresh_from_db()
    assert (held.ends_on, held.ending) == (begins - timedelta(days=1), Ending.SUPERSEDED)
    assert [(post.starts_on, post.predecessor, post.state) for post in made] == [
        (begins, held, DesignationState.TO_COME)
    ]
    assert made[0].designated_by == "Permanent Mission of Kenya in Geneva"
    assert made[0].source == "Permanent Mission of Kenya in Geneva, NV 12/2026, 5 January 2026"
    person = made[0].person
    assert (person.family_name, person.status, person.country.iso2) == ("Odera", RecordStatus.LISTED, "KE")
    assert list(submission.steps.values_list("step", flat=True)) == [
        Step.BEGUN, Step.CHANGED, Step.LETTER_ADDED, Step.SUBMITTED, Step.VERIFIED,
    ]  # fmt: skip
    told = {message.to[0]: message.subject for message in mail.outbox}
    assert told == {
        "secretariat@chm.example": "A designation for Kenya waits to be verified",
        "mission.kenya@example.org": f"Verified: designation {submission.reference}",
        "focal.point@example.org": "Your time as National focal point ends",
        "achieng.odera@example.org": "You are designated: National focal point",
    }


def test_the_secretariat_returns_it_with_a_reason_and_the_authority_submits_it_again(
    submitted, mission, secretariat, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        submission = actions.return_submission(submitted(), by=secretariat, reason="The letter is not signed.")
    assert (submission.state, submission.reason) == (SubmissionState.RETURNED, "The letter is not signed.")
    assert "The letter is not signed." in mail.outbox[-1].body

    again = actions.submit(submission, by=mission, seen=submission.version)

    assert again.state == SubmissionState.SUBMITTED
    assert actions.verify(again, by=secretariat)[0].person.family_name == "Odera"


def test_nobody_designates_themselves(complete, mission, capacity, office):
    with pytest.raises(SubmissionError, match="Nobody designates themselves"):
        actions.begin_submission(
            capacity, by=mission, given_name="Me", family_name="Myself", email="Mission.Kenya@example.org"
        )
    submission = complete()
    with pytest.raises(SubmissionError, match="Nobody designates themselves"):
        actions.change_person(submission, by=mission, seen=submission.version, email=mission.email)
    own_record = PersonFactory(user=mission)
    with pytest.raises(SubmissionError, match="Nobody designates themselves"):
        actions.change_person(submission, by=mission, seen=submission.version, person=own_record)
    # Should the rule have been passed by on the way, submitting still refuses.
    Submission.objects.filter(pk=submission.pk).update(email=mission.email)
    submission.refresh_from_db()
    with pytest.raises(SubmissionError, match="Nobody designates themselves"):
        actions.submit(submission, by=mission, seen=submission.version)


def test_two_designations_for_one_post_are_not_both_verified(submitted, focal_point, secretariat):
    held = Designation.objects.get(person=focal_point.person)
    first = submitted(succeeds=held)
    second = submitted(succeeds=held, family_name="Wambui", email="wambui@example.org")
    actions.verify(first, by=secretariat)

    with pytest.raises(SubmissionError, match="Achieng Odera has taken over this post"):
        actions.verify(second, by=secretariat)

    assert Designation.objects.filter(category__code="national-focal-point").count() == 2
    second.refresh_from_db()
    assert second.state == SubmissionState.SUBMITTED
    assert not Person.objects.filter(family_name="Wambui").exists()


def test_a_second_first_contact_is_an_overlap_unless_they_take_over_or_come_in_addition(
    submitted, focal_point, secretariat, office
):
    with pytest.raises(IncompleteSubmissionError, match="Makena Gathogo holds this post from 3 May 2024 on"):
        submitted()
    submission = submitted(posts=[{"category": office, "is_primary": False}])

    actions.verify(submission, by=secretariat)

    assert Designation.objects.current(timezone.localdate() + timedelta(days=40)).count() == 2


def test_a_time_in_which_nobody_holds_the_post_has_to_be_meant(submitted, office):
    DesignationFactory(category=office, starts_on=date(2020, 1, 1), ends_on=timezone.localdate())
    with pytest.raises(IncompleteSubmissionError, match="nobody would hold the post from"):
        submitted()

    submission = submitted(posts=[{"category": office, "accepts_gap": True}])

    assert submission.state == SubmissionState.SUBMITTED


def test_what_is_lacking_is_said_section_by_section(capacity, mission):
    submission = actions.begin_submission(capacity, by=mission)

    with pytest.raises(IncompleteSubmissionError) as refused:
        actions.submit(submission, by=mission, seen=submission.version)

    assert [problem.section for problem in refused.value.problems] == ["person", "person", "posts", "posts", "letter"]


@pytest.mark.parametrize("days", [-61, -3000])
def test_an_authority_names_no_day_long_past(submitted, days):
    with pytest.raises(IncompleteSubmissionError, match="lies more than 60 days back"):
        submitted(starts_on=timezone.localdate() + timedelta(days=days))


def test_a_form_filled_from_an_older_version_overwrites_nothing(complete, mission):
    submission = complete()
    seen = submission.version
    actions.change_person(submission, by=mission, seen=seen, city="Nairobi")

    with pytest.raises(StaleSubmissionError):
        actions.change_person(submission, by=mission, seen=seen, city="Mombasa")

    submission.refresh_from_db()
    assert submission.city == "Nairobi"


def test_a_letter_that_is_no_document_is_refused_with_the_reason(complete, mission):
    submission = complete()
    kept = submission.letter
    for content, words in (
        (b"<html><script>alert(1)</script></html>", "not a document we take"),
        (b"%PDF-1.4 half", "not complete"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"", "empty"),
    ):
        with pytest.raises(ValidationError, match=words):
            actions.attach_letter(
                submission, by=mission, seen=submission.version, upload=letter("letter.pdf", content)
            )
    submission.refresh_from_db()
    assert submission.letter == kept


def test_pressing_begin_twice_begins_once(capacity, mission):
    person = {"given_name": "Achieng", "family_name": "Odera", "email": "a.odera@example.org"}

    first = actions.begin_submission(capacity, by=mission, **person)

    assert actions.begin_submission(capacity, by=mission, **person) == first
    assert Submission.objects.count() == 1


def test_one_of_the_secretariat_does_not_verify_their_own_designation(submitted, secretariat):
    submission = submitted()
    own = PersonFactory(user=secretariat)

    with pytest.raises(SubmissionError, match="Somebody else of the Secretariat"):
        actions.verify(submission, by=secretariat, person=own)


def test_an_official_contact_point_designates_for_their_country_as_long_as_they_hold_the_post(official_contact):
    assert [capacity.country.iso2 for capacity in queries.capacities(official_contact)] == ["SN"]

    post = Designation.objects.get(person=official_contact.person)
    end_designation(post, on=timezone.localdate() - timedelta(days=1), by=official_contact)

    assert queries.capacities(official_contact) == []


def test_the_form_carries_posts_of_the_sister_conventions(submitted, secretariat, office):
    authority = CategoryFactory(
        code="rotterdam-designated-national-authority",
        is_official=True,
        appointment="party",
        convention="rotterdam",
    )
    submission = submitted(posts=[{"category": office}, {"category": authority, "scope": "Pesticides"}])

    made = actions.verify(submission, by=secretariat)

    assert sorted((post.category.code, post.scope) for post in made) == [
        ("national-focal-point", ""),
        ("rotterdam-designated-national-authority", "Pesticides"),
    ]
    assert [category.code for category in queries.posts_to_fill()] == [
        "national-focal-point",
        "rotterdam-designated-national-authority",
    ]


def test_a_post_is_accepted_once_and_the_authority_hears_of_it(
    submitted, secretariat, member, mission, django_capture_on_commit_callbacks
):
    post = actions.verify(submitted(), by=secretariat, person=member.person)[0]
    assert list(queries.posts_to_accept(member)) == [post]

    with django_capture_on_commit_callbacks(execute=True):
        assert actions.take_on(post, by=member) is True
        assert actions.take_on(post, by=member) is False

    assert list(queries.posts_to_accept(member)) == []
    assert [message.to for message in mail.outbox] == [[mission.email]]


def test_declining_a_post_tells_the_authority_and_the_secretariat_why(
    submitted, secretariat, member, mission, django_capture_on_commit_callbacks
):
    post = actions.verify(submitted(), by=secretariat, person=member.person)[0]

    with django_capture_on_commit_callbacks(execute=True):
        actions.decline_post(post, by=member, reason="I am moving to another ministry.")
        actions.decline_post(post, by=member, reason="I am moving to another ministry.")

    assert sorted(message.to[0] for message in mail.outbox) == [mission.email, "secretariat@chm.example"]
    assert all("I am moving to another ministry." in message.body for message in mail.outbox)


def test_a_focal_point_enrols_a_deputy_who_is_invited_and_ends_their_part(
    focal_point, django_capture_on_commit_callbacks
):
    post = Designation.objects.get(person=focal_point.person)
    deputy = CategoryFactory(code="deputy-focal-point")
    with django_capture_on_commit_callbacks(execute=True):
        held = actions.enrol(
            post, deputy, by=focal_point, starts_on=timezone.localdate(), email="deputy@example.org",
            given_name="Barasa", family_name="Simiyu",
        )  # fmt: skip
    assert (held.country.iso2, held.designated_by) == ("KE", "Makena Gathogo")
    assert mail.outbox[-1].to == ["deputy@example.org"]
    assert "/my/invitation/" in mail.outbox[-1].body
    with pytest.raises(SubmissionError, match="has this part already"):
        actions.enrol(post, deputy, by=focal_point, starts_on=timezone.localdate(), person=held.person)
    with pytest.raises(SubmissionError, match="name another person"):
        actions.enrol(post, deputy, by=focal_point, starts_on=timezone.localdate(), person=focal_point.person)

    assert actions.end_enrolment(held, by=focal_point, on=tomorrow()) is True
    with pytest.raises(SubmissionError, match="given by the Party"):
        actions.end_enrolment(post, by=focal_point, on=tomorrow())


def test_every_step_stands_in_the_record_of_actions(submitted, secretariat):
    submission = submitted()
    actions.verify(submission, by=secretariat)

    said = Entry.objects.about(submission).order_by("pk").values_list("action", "by__email")
    assert list(said) == [
        ("designating.submission.begun", "mission.kenya@example.org"),
        ("designating.submission.changed", "mission.kenya@example.org"),
        ("designating.submission.submitted", "mission.kenya@example.org"),
        ("designating.submission.verified", "secretariat@example.org"),
    ]


# --- The rule of one first contact, wherever a designation comes from ------------------------------------------


def test_a_post_has_one_first_contact_whoever_records_it(focal_point, secretariat, office):
    with pytest.raises(DesignationError, match="holds this post from 3 May 2024 on"):
        designate(
            office, by=secretariat, person=PersonFactory(), country=CountryFactory(), starts_on=timezone.localdate()
        )
    other_country = CountryFactory(iso2="SN")
    assert designate(
        office, by=secretariat, person=PersonFactory(), country=other_country, starts_on=timezone.localdate()
    )


def test_a_designation_to_come_blocks_another_that_would_run_into_it(secretariat, office):
    kenya = CountryFactory()
    designate(office, by=secretariat, person=PersonFactory(), country=kenya, starts_on=date(2030, 1, 1))
    with pytest.raises(DesignationError):
        designate(office, by=secretariat, person=PersonFactory(), country=kenya, starts_on=date(2029, 1, 1))

    before = designate(
        office,
        by=secretariat,
        person=PersonFactory(),
        country=kenya,
        starts_on=date(2029, 1, 1),
        ends_on=date(2029, 12, 31),
    )

    assert before.state_on(date(2029, 6, 1)) == DesignationState.ACTIVE
    assert before.state_on(date(2030, 6, 1)) == DesignationState.EXPIRED


def test_nobody_takes_over_from_themselves(focal_point, secretariat, office):
    held = Designation.objects.get(person=focal_point.person)
    with pytest.raises(DesignationError, match="Nobody takes over from themselves"):
        designate(
            office,
            by=secretariat,
            person=focal_point.person,
            country=held.country,
            starts_on=tomorrow(),
            succeeds=held,
        )


def test_a_letter_is_shown_to_the_secretariat_and_the_authority_only(
    client, submitted, mission, secretariat, focal_point, member, official_contact
):
    submission = submitted(succeeds=Designation.objects.get(person=focal_point.person))
    address = f"/en/designations/{submission.pk}/letter/file/"
    for user in (None, member, focal_point, official_contact, UserFactory()):
        client.logout()
        if user:
            client.force_login(user)
        assert client.get(address).status_code == 404
        assert client.get(f"/media/{submission.letter}").status_code == 404
        if user:
            assert client.get(submission.get_absolute_url()).status_code == 404
    for user in (mission, secretariat):
        client.force_login(user)
        response = client.get(address)
        assert b"".join(response.streaming_content).startswith(b"%PDF-")
        assert response["Content-Disposition"] == 'attachment; filename="note verbale.pdf"'
