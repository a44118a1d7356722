"""What everybody reads, what is counted, and the lists."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from directory import takeaway
from experts.assignments.actions import show_assignments_to
from experts.assignments.queries import figures
from experts.usage import usage_of
from tests.factories import PersonFactory, UserFactory
from tests.factories.experts import RosterEntryFactory
from tests.factories.mentoring import AssignmentFactory, AssignmentReportFactory

pytestmark = pytest.mark.django_db


def text_of(client, address):
    return client.get(address).content.decode()


def test_everybody_reads_title_kind_country_year_and_the_expert(client, over):
    text = text_of(client, over.get_absolute_url())
    assert all(word in text for word in (over.title, "Mission", "Kenya", "2026", "Awa Kone"))
    assert over.purpose not in text
    assert "13 March" not in text


def test_an_expert_who_hides_their_assignments_is_not_named_nor_counted(client, over, expert, member):
    show_assignments_to(expert.person.roster_entry, 1, by=expert)
    entry = expert.person.roster_entry
    for address in (over.get_absolute_url(), reverse("assignments:register")):
        text = text_of(client, address)
        assert over.title in text
        assert "Awa Kone" not in text
    assert usage_of([entry.pk])[entry.pk]["missions"] == 0
    assert over.title not in text_of(client, expert.person.get_absolute_url())
    client.force_login(member)
    assert "Awa Kone" in text_of(client, reverse("assignments:register"))
    assert over.title in text_of(client, expert.person.get_absolute_url())


@pytest.mark.parametrize("state", ["planned", "declined", "cancelled"])
def test_what_was_not_agreed_on_does_not_exist_for_others(client, asked, member, state):
    asked.state = state
    asked.save()
    for user in (None, member):
        if user:
            client.force_login(user)
        assert client.get(asked.get_absolute_url()).status_code == 404
        assert asked.title not in text_of(client, reverse("assignments:register"))


def test_the_profile_shows_the_last_assignment_and_how_many(client, over, expert):
    AssignmentFactory(
        expert=expert.person, kind="review", title="An older review", state="closed",
        starts_on=date(2025, 1, 1), ends_on=date(2025, 1, 5),
    )  # fmt: skip
    text = text_of(client, expert.person.get_absolute_url())
    assert over.title in text
    assert "An older review" not in text
    assert "Review of documents: 1" in text
    key = expert.person.roster_entry.pk
    assert (usage_of([key])[key]["missions"], usage_of([key])[key]["reviews"]) == (1, 1)


def test_an_expert_chooses_who_reads_their_name(client, over, expert, member):
    client.force_login(expert)
    client.post(reverse("assignments:mine"), {"audience": 3})
    client.force_login(member)
    assert "Awa Kone" not in text_of(client, over.get_absolute_url())
    assert client.post(reverse("assignments:mine"), {"audience": 0}).status_code == 403


def test_the_file_of_all_assignments_is_for_the_secretariat(client, over, member, secretariat, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    AssignmentReportFactory(assignment=over, side="requester", satisfaction="partly")
    over.title = "=1+1"
    over.save()
    address = reverse("assignments:register") + "?format=csv"
    for user, status in ((None, 404), (member, 404), (secretariat, 200)):
        if user:
            client.force_login(user)
        response = client.get(address)
        assert response.status_code == status
    row = next(csv.DictReader(io.StringIO(response.content.decode().lstrip("\ufeff"))))
    assert row["Title"].startswith("'=")
    assert (row["Expert"], row["How much it helped"]) == ("Awa Kone", "It helped us in part")


def test_my_list_shows_what_waits_for_me_first(client, asked, expert, focal_point):
    client.force_login(expert)
    assert "One waits for you." in text_of(client, reverse("assignments:mine"))
    client.force_login(focal_point)
    text = text_of(client, reverse("assignments:mine"))
    assert "Nothing waits for you." in text
    assert asked.title in text


@pytest.mark.parametrize("name", ["assignments:register", "assignments:mine"])
def test_lists_take_the_same_number_of_queries_for_one_and_for_three(
    client, over, expert, focal_point, name, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(focal_point)
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(name))
    for _number in range(3):
        RosterEntryFactory(person=(person := PersonFactory(user=UserFactory())))
        AssignmentReportFactory(assignment=AssignmentFactory(expert=person, state="accepted"))
    with CaptureQueriesContext(connection) as four:
        client.get(reverse(name))
    assert len(four) == len(one)


def test_figures_count_what_was_agreed_on_and_grades_only_from_five_on(over):
    AssignmentFactory(expert=over.expert, state="declined")
    AssignmentReportFactory(assignment=over, side="requester")
    told = figures(date(2026, 4, 1))
    assert (told["agreed"], told["done"], told["by_kind"], told["by_year"]) == (1, 1, {"mission": 1}, {2026: 1})
    assert told["satisfaction"] is None
    for _number in range(4):
        AssignmentReportFactory(assignment=AssignmentFactory(expert=over.expert, state="closed"), side="requester")
    assert figures(date(2026, 4, 1))["satisfaction"] == {"very": 5}


def test_who_takes_their_data_away_gets_their_assignments_without_the_sealed_report(over, expert):
    AssignmentReportFactory(assignment=over, side="requester", results="SEALED")
    over.ends_on = date(2099, 1, 1)
    over.save()
    told = str(takeaway.everything_about(expert.person, expert)["assignments"])
    assert over.purpose in told
    assert "SEALED" not in told
