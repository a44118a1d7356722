"""Recording an assignment and answering, on the site and from the mail alone."""

import re
import threading
import uuid
from datetime import date

import pytest
from audit.models import Entry
from django.db import connection
from django.urls import reverse
from notifications.models import OutgoingMail

from experts.assignments import letters
from experts.assignments.actions import (
    AssignmentMovedOnError,
    ChangedMeanwhileError,
    accept_assignment,
    cancel_assignment,
    cancel_for_those_who_left,
    change_assignment,
    decline_assignment,
    record_assignment,
    version_of,
)
from experts.assignments.models import Assignment
from tests.factories import AffiliationFactory, CountryFactory, InstitutionFactory, PersonFactory, UserFactory
from tests.factories.experts import RosterEntryFactory
from tests.factories.mentoring import AssignmentFactory

pytestmark = pytest.mark.django_db

SAID = {
    "kind": "mission",
    "title": "Sampling of transformer oil",
    "starts_on": date(2027, 2, 1),
    "ends_on": date(2027, 2, 12),
    "purpose": "Teach the secret way of sampling.",
    "place": "Mombasa",
}


def fill_in(client, **said):
    form = {
        "key": uuid.uuid4(),
        "kind": "mission",
        "title": SAID["title"],
        "starts_on": "1 February 2027",
        "ends_on": "12 February 2027",
        "purpose": SAID["purpose"],
        **said,
    }
    return client.post(reverse("assignments:new"), form)


def link_in(mail):
    return re.search(r"https?://[^/\s]+(/\S+/letter/\S+/)", mail.text)[1]


def test_a_focal_point_records_a_mission_and_the_expert_is_asked_in_their_language(client, focal_point, expert):
    client.force_login(focal_point)
    kenya = focal_point.person.country
    response = fill_in(client, expert="awa-kone", for_whom=f"country-{kenya.pk}")

    assignment = Assignment.objects.get()
    assert response.url == assignment.get_absolute_url()
    assert (assignment.expert, assignment.country, assignment.state) == (expert.person, kenya, "planned")
    mail = OutgoingMail.objects.get()
    assert (mail.address, mail.language, mail.is_secret) == ("expert@example.org", "fr", True)
    assert SAID["purpose"] in mail.text


def test_a_form_sent_twice_is_one_assignment_and_one_letter(client, focal_point, expert):
    client.force_login(focal_point)
    said = {"key": uuid.uuid4(), "expert": "awa-kone", "for_whom": f"country-{focal_point.person.country_id}"}
    assert fill_in(client, **said).url == fill_in(client, **said).url
    assert (Assignment.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def test_nobody_records_for_a_country_they_do_not_speak_for(client, focal_point, expert):
    client.force_login(focal_point)
    page = fill_in(client, expert="awa-kone", for_whom=f"country-{CountryFactory(iso2='SN').pk}")
    assert page.status_code == 422
    assert not Assignment.objects.exists()


def test_a_member_who_neither_speaks_nor_keeps_nor_is_an_expert_records_nothing(client, member):
    client.force_login(member)
    assert client.get(reverse("assignments:new")).status_code == 403


def test_what_was_typed_stays_when_something_is_missing(client, focal_point, expert):
    client.force_login(focal_point)
    page = fill_in(client, expert="nobody-at-all", for_whom="", purpose="River <Tana>", ends_on="1 January 2027")
    assert set(page.context["form"].errors) == {"expert", "for_whom", "ends_on"}
    assert "River &lt;Tana&gt;" in page.content.decode()


def test_an_expert_is_found_by_name_and_told_apart_from_others_of_the_name(client, focal_point, expert):
    RosterEntryFactory(person=PersonFactory(given_name="Mariam", family_name="Kone", slug="mariam-kone"))
    client.force_login(focal_point)
    whom = f"country-{focal_point.person.country_id}"
    unclear = fill_in(client, expert="Kone", for_whom=whom).content.decode()
    assert "awa-kone" in unclear
    assert "mariam-kone" in unclear
    assert fill_in(client, expert="Awa Kone", for_whom=whom).status_code == 302


def test_an_expert_hidden_from_the_one_who_asks_cannot_be_found_by_trying_names(client, focal_point):
    hidden = PersonFactory(family_name="Hiddenname", slug="hidden-name", listing=3)
    RosterEntryFactory(person=hidden)
    client.force_login(focal_point)
    page = fill_in(client, expert="Hiddenname", for_whom=f"country-{focal_point.person.country_id}")
    assert page.status_code == 422
    assert "hidden-name" not in page.content.decode()


def test_what_an_expert_records_waits_for_whoever_asked(client, expert, focal_point):
    client.force_login(expert)
    fill_in(client, **{"as": "expert"}, country=focal_point.person.country_id)

    assignment = Assignment.objects.get()
    assert (assignment.recorded_by, assignment.answering_side) == ("expert", "requester")
    assert OutgoingMail.objects.get().address == focal_point.email
    with pytest.raises(AssignmentMovedOnError):
        accept_assignment(assignment, side="expert", by=expert)
    accept_assignment(assignment, side="requester", by=focal_point)
    assignment.refresh_from_db()
    assert assignment.is_agreed


def test_a_keeper_asks_for_their_institution(client, expert):
    house, keeper = InstitutionFactory(stakeholder_group=None), UserFactory()
    AffiliationFactory(person=PersonFactory(user=keeper), institution=house, maintains_institution=True)
    client.force_login(keeper)
    fill_in(client, expert="awa-kone", for_whom=f"institution-{house.pk}")
    assert Assignment.objects.get().institution == house


def test_where_nobody_speaks_for_the_country_the_secretariat_answers(client, expert, secretariat, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    assignment = record_assignment(
        by=expert, recorded_by="expert", key=uuid.uuid4(), expert=expert.person, country=CountryFactory(), **SAID
    )
    assert OutgoingMail.objects.get().address == settings.SECRETARIAT_EMAIL
    client.force_login(secretariat)
    client.post(assignment.get_absolute_url(), {"verb": "accept"})
    assignment.refresh_from_db()
    assert assignment.state == "accepted"


def test_the_expert_accepts_and_who_asked_is_told_once(client, asked, expert, focal_point):
    client.force_login(expert)
    for _time in range(2):
        assert client.post(asked.get_absolute_url(), {"verb": "accept"}).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "accepted"
    assert OutgoingMail.objects.filter(address=focal_point.email).count() == 1
    assert Entry.objects.filter(action="assignments.assignment.accepted").count() == 1


def test_who_asked_cannot_accept_for_the_expert(client, asked, focal_point):
    client.force_login(focal_point)
    assert client.post(asked.get_absolute_url(), {"verb": "accept"}).status_code == 403


def test_the_expert_declines_without_a_reason(client, asked, expert, focal_point):
    client.force_login(expert)
    client.post(asked.get_absolute_url(), {"verb": "decline"})
    asked.refresh_from_db()
    assert asked.state == "declined"
    with pytest.raises(AssignmentMovedOnError):
        accept_assignment(asked, side="expert", by=expert)


# --- From the mail alone ----------------------------------------------------------------------------------


def test_a_letter_answers_in_two_steps_without_a_sign_in(client, asked, expert):
    letters.ask_for_answer(asked)
    link = link_in(OutgoingMail.objects.get())
    page = client.get(link)
    asked.refresh_from_db()
    assert (page.status_code, asked.state) == (200, "planned")
    assert page.headers["Referrer-Policy"] == "strict-origin"

    assert client.post(link, {"verb": "accept"}).status_code == 200
    asked.refresh_from_db()
    assert asked.state == "accepted"
    said = Entry.objects.get(action="assignments.assignment.accepted")
    assert (said.by, said.changes) == (expert, {"answered": "by letter"})
    assert client.get(link).status_code == 410
    assert client.post(link, {"verb": "decline"}).status_code == 410


def test_a_letter_declines_with_a_word(client, asked, focal_point):
    letters.ask_for_answer(asked)
    client.post(link_in(OutgoingMail.objects.get()), {"verb": "decline", "reason": "I travel that month."})
    told = OutgoingMail.objects.get(address=focal_point.email)
    assert "I travel that month." in told.text


def test_a_link_that_was_changed_is_not_whole(client, asked):
    letters.ask_for_answer(asked)
    link = link_in(OutgoingMail.objects.get())
    assert client.get(link[:-4] + "xyz/").status_code == 404


def test_a_link_works_no_more_for_who_has_left_the_office(client, expert, focal_point):
    assignment = record_assignment(
        by=expert,
        recorded_by="expert",
        key=uuid.uuid4(),
        expert=expert.person,
        country=focal_point.person.country,
        **SAID,
    )
    link = link_in(OutgoingMail.objects.get())
    focal_point.person.designations.update(ends_on=date(2026, 1, 1))
    page = client.get(link)
    assert page.status_code == 410
    assert assignment.purpose not in page.content.decode()


# --- Changes, calling off ---------------------------------------------------------------------------------


def test_a_change_tells_both_sides_and_a_stale_form_is_noticed(client, asked, focal_point, expert):
    seen = version_of(asked)
    assert change_assignment(asked, {"place": "Kisumu"}, by=focal_point, seen=seen) == ["place"]
    assert sorted(OutgoingMail.objects.values_list("address", flat=True)) == [expert.email, focal_point.email]
    with pytest.raises(ChangedMeanwhileError):
        change_assignment(asked, {"place": "Nakuru"}, by=expert, seen=seen)

    client.force_login(expert)
    form = {
        "kind": "mission",
        "title": asked.title,
        "starts_on": "2 March 2026",
        "ends_on": "13 March 2026",
        "purpose": "Mine",
        "seen": seen,
    }
    address = reverse("assignments:change", args=[asked.pk])
    page = client.post(address, form)
    assert page.status_code == 409
    form["seen"] = re.search(r'name="seen" value="([^"]+)"', page.content.decode())[1].replace("&#x2B;", "+")
    assert client.post(address, form).status_code == 302
    asked.refresh_from_db()
    assert asked.purpose == "Mine"


def test_calling_off_needs_a_reason_that_both_read(client, asked, expert, focal_point):
    client.force_login(focal_point)
    assert client.post(asked.get_absolute_url(), {"verb": "cancel"}).status_code == 422
    client.post(asked.get_absolute_url(), {"verb": "cancel", "cancel-reason": "The budget is gone."})
    asked.refresh_from_db()
    assert asked.state == "cancelled"
    assert all("The budget is gone." in mail.text for mail in OutgoingMail.objects.all())
    assert OutgoingMail.objects.count() == 2


def test_an_expert_who_leaves_in_the_middle_ends_it_with_a_note(over, asked, focal_point, expert):
    from directory.actions.leaving import close_account

    running = AssignmentFactory(
        expert=expert.person, recorder=focal_point, state="accepted", ends_on=date(2099, 1, 1)
    )
    close_account(expert.person, by=expert)
    OutgoingMail.objects.all().delete()

    assert cancel_for_those_who_left() == 1
    running.refresh_from_db()
    assert (running.state, running.reason) == ("cancelled", "The expert has left the network.")
    assert OutgoingMail.objects.get().address == focal_point.email
    # What is over still takes the report of whoever asked.
    over.refresh_from_db()
    assert over.state == "accepted"
    assert cancel_for_those_who_left() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite of the tests lives in one connection")
def test_accepting_and_calling_off_at_once_leaves_one_of_the_two(expert, focal_point):
    assignment = AssignmentFactory(expert=expert.person, recorder=focal_point)
    start, said = threading.Barrier(2), []

    def act(action):
        start.wait()
        try:
            action()
            said.append("done")
        except AssignmentMovedOnError:
            said.append("late")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=act, args=[lambda: decline_assignment(assignment, side="expert", by=expert)]),
        threading.Thread(target=act, args=[lambda: cancel_assignment(assignment, by=focal_point, reason="No.")]),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["done", "late"]
