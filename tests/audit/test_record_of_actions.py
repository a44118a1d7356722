"""The record of actions is written once."""

import pytest
from audit.actions import record
from audit.models import Entry
from audit.queries import entries_about, entries_by, entries_of_room
from django.db import IntegrityError, connection, transaction

from tests.factories import PersonFactory, UserFactory


@pytest.fixture
def entry(member):
    return record("directory.person.changed", member.person, by=member, reason="A new post", changes={"fields": "x"})


def test_line_says_who_did_what_to_what_when_and_why(entry, member):
    kept = Entry.objects.get()
    assert (kept.action, kept.thing, kept.label, kept.by, kept.by_name, kept.reason, kept.changes) == (
        "directory.person.changed",
        member.person,
        "Neema Barasa",
        member,
        "member@example.org",
        "A new post",
        {"fields": "x"},
    )


def test_line_goes_with_the_change_it_tells_about(member):
    with transaction.atomic():
        record("directory.person.changed", member.person, by=member)
        transaction.set_rollback(True)
    assert not Entry.objects.exists()


def test_line_outlives_the_user_and_keeps_their_name(entry, member):
    member.person.delete()
    member.delete()

    kept = Entry.objects.get()
    assert (kept.by, kept.by_name, kept.label, kept.thing) == (None, "member@example.org", "Neema Barasa", None)


def test_models_refuse_to_change_a_line(entry):
    entry.reason = "Another"
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()
    with pytest.raises(TypeError):
        Entry.objects.update(reason="Another")
    with pytest.raises(TypeError):
        Entry.objects.all().delete()


@pytest.mark.parametrize(
    "column",
    [
        "action = 'x'",
        "label = 'x'",
        "by_name = 'x'",
        "reason = 'x'",
        "changes = '{}'",
        "object_id = 1",
        "by_id = by_id",
    ],
)
def test_database_refuses_to_change_a_line(entry, column):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE audit_entry SET {column}")  # noqa: S608  (words of this test)
    entry.refresh_from_db()
    assert entry.reason == "A new post"


@pytest.mark.skipif(connection.vendor == "sqlite", reason="the models alone refuse it there")
def test_database_refuses_to_delete_a_line(entry):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_entry")
    assert Entry.objects.count() == 1


def test_questions_have_answers_in_a_constant_number_of_queries(member, django_assert_num_queries):
    other = PersonFactory()
    first = record("directory.person.changed", member.person, by=member)
    second = record("moderation.report.decided", member.person, by=UserFactory())
    third = record("directory.person.changed", other, by=member)

    with django_assert_num_queries(1):
        assert [(each, str(each.by)) for each in entries_about(member.person)] == [
            (second, str(second.by)),
            (first, "member@example.org"),
        ]
    assert list(entries_by(member)) == [third, first]
    assert list(entries_of_room("moderation")) == [second]
