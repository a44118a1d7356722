"""The index follows the records, and loses nothing when the engine is away."""

import pytest
from django.db import transaction
from haystack import connections
from search import actions
from search.actions import catch_up, index_is_built, rebuild_index
from search.exceptions import EngineDown
from search.models import PendingChange

from directory.choices import Audience
from directory.models import Person
from tests.factories import AffiliationFactory, InstitutionFactory, PersonContactFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_a_changed_record_is_found_a_moment_later(indexed, django_capture_on_commit_callbacks):
    person = PersonFactory(slug="changing", position="Lawyer")
    search = indexed()
    assert search.slugs("volcanologist") == []

    with django_capture_on_commit_callbacks(execute=True):
        person.position = "Volcanologist"
        person.save()

    assert search.slugs("volcanologist") == ["changing"]
    assert search.slugs("lawyer") == []
    assert len(search()) == 1
    assert not PendingChange.objects.exists()


def test_a_contact_that_is_hidden_is_not_found_from_then_on(indexed, django_capture_on_commit_callbacks):
    contact = PersonContactFactory(value="visible@example.org", audience=Audience.EVERYONE)
    search = indexed()
    assert len(search.slugs("visible")) == 1

    with django_capture_on_commit_callbacks(execute=True):
        contact.audience = Audience.SECRETARIAT
        contact.save()

    assert search.slugs("visible") == []
    assert len(search.slugs("visible", Audience.SECRETARIAT)) == 1


def test_closed_and_deleted_records_leave_the_index(indexed, django_capture_on_commit_callbacks):
    closed, deleted = PersonFactory(), PersonFactory()
    search = indexed()

    with django_capture_on_commit_callbacks(execute=True):
        closed.status = "closed"
        closed.save()
        deleted.delete()

    assert len(search(audience=Audience.SECRETARIAT)) == 0
    assert search.counts("country", audience=Audience.SECRETARIAT) == {}


def test_many_changes_in_a_row_are_all_there(indexed, django_capture_on_commit_callbacks):
    people = PersonFactory.create_batch(6, position="Chemist")
    search = indexed()

    for round in range(4):
        for person in people:
            with django_capture_on_commit_callbacks(execute=True):
                person.position = f"Chemist of round{round}"
                person.save()

    assert len(search("round3")) == 6
    assert len(search("round2")) == 0
    assert search.counts("country") == {"ke": 6}


def test_the_new_name_of_an_institution_finds_its_people(indexed, django_capture_on_commit_callbacks):
    institution = InstitutionFactory(name="Old name")
    person = AffiliationFactory(institution=institution).person
    search = indexed()

    with django_capture_on_commit_callbacks(execute=True):
        institution.name = institution.name_en = "Observatory"
        institution.save()

    assert sorted(search.slugs("observatory")) == sorted([institution.slug, person.slug])


def test_a_change_that_is_undone_leaves_nothing_behind(indexed):
    person = PersonFactory(position="Lawyer")
    search = indexed()
    PendingChange.objects.all().delete()

    with transaction.atomic():
        person.position = "Volcanologist"
        person.save()
        transaction.set_rollback(True)

    assert not PendingChange.objects.exists()
    assert search.slugs("volcanologist") == []


def test_rebuilding_twice_doubles_nothing(indexed):
    PersonFactory.create_batch(3)
    search = indexed()
    rebuild_index()

    assert len(search()) == 3
    assert search.counts("country") == {"ke": 3}


def test_changes_wait_while_the_engine_is_down_and_are_taken_in_when_it_is_back(
    indexed, monkeypatch, django_capture_on_commit_callbacks
):
    person = PersonFactory(slug="changing", position="Lawyer")
    search = indexed()
    store = connections["default"].get_backend().store

    def down(*args):
        raise EngineDown("away")

    with monkeypatch.context() as away:
        away.setattr(type(store), "write", down)
        with django_capture_on_commit_callbacks(execute=True):
            person.position = "Volcanologist"
            person.save()
        assert list(PendingChange.objects.values_list("identity", flat=True)) == [f"directory.person.{person.pk}"]
        assert Person.objects.get().position == "Volcanologist"

    assert catch_up() == 1
    assert search.slugs("volcanologist") == ["changing"]
    assert not PendingChange.objects.exists()


def test_without_an_index_nothing_is_written_that_looks_like_one(broken_engine, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        PersonFactory()

    assert not index_is_built()
    assert PendingChange.objects.exists()


def test_a_second_process_sees_what_the_first_wrote(engine, indexed, django_capture_on_commit_callbacks):
    person = PersonFactory(slug="changing", position="Lawyer")
    search = indexed()
    backend = connections["default"].get_backend()
    other = type(backend.store)(backend.store.path if engine == "whoosh" else backend.store._database)
    other.refresh()
    assert len(other.columns) == 1

    with django_capture_on_commit_callbacks(execute=True):
        person.position = "Volcanologist"
        person.save()
        PersonFactory()

    other.refresh()
    assert len(other.columns) == 2
    assert len(other.find([("0fvolcanologist",)])[0] & other.columns.visible(0)) == 1
    assert len(other.find([("0flawyer",)])[0] & other.columns.visible(0)) == 0
    assert len(search()) == 2
    other.close()


def test_tidying_up_changes_nothing_that_is_found(engine, indexed, django_capture_on_commit_callbacks):
    search = indexed()
    for number in range(20):
        with django_capture_on_commit_callbacks(execute=True):
            PersonFactory(slug=f"person-{number}", family_name=f"Family{number}")
    store = connections["default"].get_backend().store
    with store.lock:
        store.refresh()
        store.tidy()
    assert len(search()) == 20
    assert search.slugs("Family7") == ["person-7"]
    assert search.slugs('"Amani Family7"') == ["person-7"]


def test_an_index_left_half_written_is_none_until_it_is_written_again(engine, monkeypatch):
    PersonFactory()
    backend = actions._backend()

    def die(index, records):
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(backend, "update", die)
        dying.setattr(actions, "_backend", lambda: backend)
        with pytest.raises(KeyboardInterrupt):
            rebuild_index()
    assert not index_is_built()
    catch_up()
    assert not index_is_built()

    rebuild_index()
    assert index_is_built()
