"""Tasks about records: opened by rooms and apps, done by people of the Secretariat."""

import pytest
from audit.models import Entry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.upkeep.actions.tasks import claim_task, close_task, close_task_about, open_task, release_task
from directory.upkeep.choices import TaskState
from directory.upkeep.kinds import UNREACHABLE, VACANCY
from directory.upkeep.models import Task
from tests.factories import CountryFactory, InstitutionFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_one_task_of_a_kind_waits_about_a_record_and_learns_what_is_new():
    person = PersonFactory()

    first = open_task(UNREACHABLE, person, "Mail came back.")
    again = open_task(UNREACHABLE, person, "Mail came back.")
    more = open_task(UNREACHABLE, person, "The second address fails too.")

    assert first == again == more
    assert more.note == "Mail came back.\nThe second address fails too."
    assert open_task(VACANCY, person) != first
    assert Entry.objects.filter(action="upkeep.task.opened").count() == 2


def test_a_task_is_claimed_put_back_and_closed_once(secretariat):
    task = open_task(VACANCY, CountryFactory())

    assert claim_task(task, by=secretariat)
    assert release_task(task, by=secretariat)
    assert not release_task(task, by=secretariat)
    assert close_task(task, by=secretariat, why="Designated.")
    assert not close_task(task, by=secretariat, why="Again.")
    assert not claim_task(task, by=secretariat)

    task.refresh_from_db()
    assert (task.state, task.done_by, task.why) == (TaskState.DONE, secretariat, "Designated.")
    assert [entry.action for entry in Entry.objects.about(task.record).order_by("pk")] == [
        "upkeep.task.opened",
        "upkeep.task.claimed",
        "upkeep.task.released",
        "upkeep.task.done",
    ]


def test_a_matter_that_settles_itself_closes_its_task_and_may_come_up_again():
    person = PersonFactory()
    first = open_task(UNREACHABLE, person)

    assert close_task_about(UNREACHABLE, person, why="The address was changed.")
    assert not close_task_about(UNREACHABLE, person)
    assert open_task(UNREACHABLE, person) != first


@pytest.mark.parametrize("page", ["tasks", "task"])
def test_tasks_exist_for_the_secretariat_only(page, client, member, secretariat):
    task = open_task(UNREACHABLE, PersonFactory(family_name="Kept"))
    address = reverse("upkeep:tasks") if page == "tasks" else task.get_absolute_url()

    assert client.get(address).status_code == 302
    client.force_login(member)
    answer = client.get(address)
    assert answer.status_code == 404
    assert "Kept" not in answer.content.decode()
    client.force_login(secretariat)
    assert "Kept" in client.get(address).content.decode()


def test_list_of_tasks_asks_as_often_for_three_as_for_one(client, secretariat):
    client.force_login(secretariat)
    open_task(UNREACHABLE, PersonFactory())
    client.get(reverse("upkeep:tasks"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("upkeep:tasks"))
    open_task(UNREACHABLE, PersonFactory())
    open_task(VACANCY, CountryFactory())
    open_task(VACANCY, InstitutionFactory())
    client.get(reverse("upkeep:tasks"))
    with CaptureQueriesContext(connection) as four:
        client.get(reverse("upkeep:tasks"))
    # One more for each kind of record.
    assert len(four) <= len(one) + 2


def test_closing_needs_a_sentence_and_keeps_it(client, secretariat):
    client.force_login(secretariat)
    task = open_task(UNREACHABLE, PersonFactory())

    assert client.post(task.get_absolute_url(), {"verb": "close", "why": " "}).status_code == 422
    assert client.post(task.get_absolute_url(), {"verb": "burn"}).status_code == 404
    assert client.post(task.get_absolute_url(), {"verb": "claim"}).status_code == 302
    assert client.post(task.get_absolute_url(), {"verb": "close", "why": "Telephoned."}).status_code == 302
    answer = client.post(task.get_absolute_url(), {"verb": "close", "why": "Twice."}, follow=True)
    assert "done already" in answer.content.decode()
    assert "Telephoned." in client.get(task.get_absolute_url()).content.decode()
    assert client.get(reverse("upkeep:tasks"), {"state": "done"}).context["number"] == 1


def test_first_page_of_the_administration_counts_tasks_and_leads_to_them(client, secretariat):
    open_task(UNREACHABLE, PersonFactory())
    client.force_login(secretariat)

    page = client.get("/cms/").content.decode()

    assert f'href="{reverse("upkeep:tasks")}"' in page
    assert "task about a record waits" in page
    assert Task.objects.to_do().count() == 1
