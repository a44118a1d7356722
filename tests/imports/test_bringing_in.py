"""People come from a file into the directory, and leave it again."""

import json

import pytest
from audit.models import Entry
from search.models import PendingChange
from wagtail.models import Revision

from directory.choices import Audience, ContactKind
from directory.contents import contents
from directory.imports.choices import RowState, State
from directory.imports.models import ImportRow
from directory.imports.standing import contents_of_many
from directory.models import Designation, Institution, Person, PersonContact
from tests.factories import CountryFactory, InstitutionFactory, PersonFactory

from .conftest import apply, bring, csv_of, outcomes, undo

HEADER = ["Given name", "Family name", "Country", "E-mail", "Telephone", "Institution", "Position", "Category"]
WANJIRU = ["Wanjiru", "Kamau", "Kenya", "w.kamau@example.org", "+254 20 555 0100", "Water Lab", "Chemist", "Expert"]
AWA = ["Awa", "Ndiaye", "Sénégal", "awa@example.org", "", "", "Directrice", ""]

pytestmark = pytest.mark.usefixtures("world")


def test_people_come_in_with_their_contacts_and_first_version(secretariat):
    run = bring(csv_of([HEADER, WANJIRU, AWA]), secretariat)
    assert outcomes(run) == {2: "create", 3: "create"}
    assert run.rows_in_file == sum(run.counts.values()) == 2
    assert not Person.objects.exists()

    run = apply(run, secretariat)

    assert run.state == State.APPLIED
    person = Person.objects.get(family_name="Kamau")
    assert (person.given_name, person.country.iso2, person.position) == ("Wanjiru", "KE", "Chemist")
    assert list(person.contacts.values_list("kind", "value", "audience")) == [
        (ContactKind.EMAIL, "w.kamau@example.org", Audience.MEMBERS),
        (ContactKind.WORK, "+254 20 5550100", Audience.MEMBERS),
    ]
    assert person.affiliations.get().institution_name == "Water Lab"
    assert person.designations.get().category.code == "expert"
    version = person.latest_revision
    assert version.user == secretariat
    assert {**version.content, "updated_at": 0, "latest_revision": 0} == {
        **json.loads(person.to_json()),
        "updated_at": 0,
        "latest_revision": 0,
    }
    assert PendingChange.objects.filter(identity=f"directory.person.{person.pk}").exists()
    assert Entry.objects.filter(action__startswith="imports.").count() == 3
    assert not Entry.objects.filter(action="directory.person.changed").exists()


def test_undoing_removes_who_came_and_nothing_else(secretariat):
    stays = PersonFactory(given_name="Neema", family_name="Barasa")
    versions = Revision.objects.count()
    run = apply(bring(csv_of([HEADER, WANJIRU, AWA]), secretariat, institutions="create"), secretariat)
    assert Person.objects.count() == 3
    assert Institution.objects.filter(name="Water Lab").exists()

    run = undo(run, secretariat)

    assert run.state == State.UNDONE
    assert list(Person.objects.all()) == [stays]
    assert not Institution.objects.exists()
    assert not Designation.objects.exists()
    assert not PersonContact.objects.exists()
    assert Revision.objects.count() == versions
    assert set(run.rows.values_list("state", flat=True)) == {RowState.UNDONE}


def test_a_known_address_changes_the_record_and_undoing_puts_it_back(secretariat):
    known = PersonFactory(given_name="Wanjiru", family_name="Kamau", position="Assistant", country=CountryFactory())
    PersonContact.objects.create(
        person=known, kind=ContactKind.EMAIL, value="W.Kamau@example.org", audience=Audience.EVERYONE
    )
    before = contents(Person.objects.get())
    run = bring(csv_of([HEADER, WANJIRU]), secretariat)
    assert outcomes(run) == {2: "change"}

    run = apply(run, secretariat)
    known.refresh_from_db()
    assert known.position == "Chemist"
    assert [contact.value for contact in known.contacts.all()] == ["W.Kamau@example.org", "+254 20 5550100"]

    undo(run, secretariat)
    assert contents(Person.objects.get()) == before


def test_what_people_changed_since_is_kept_and_said(secretariat):
    run = apply(bring(csv_of([HEADER, WANJIRU, AWA]), secretariat), secretariat)
    person = Person.objects.get(family_name="Kamau")
    person.position = "Head chemist"
    person.save()
    person.save_revision()

    run = undo(run, secretariat)

    assert list(Person.objects.all()) == [person]
    row = run.rows.get(state=RowState.KEPT)
    assert (row.number, row.made["kept"]) == (2, "changed")
    assert (run.counts["undone"], run.counts["kept"]) == (1, 1)


def test_the_same_file_again_says_the_same(secretariat):
    apply(bring(csv_of([HEADER, WANJIRU, AWA]), secretariat), secretariat)

    run = bring(csv_of([HEADER, WANJIRU, AWA]), secretariat)

    assert outcomes(run) == {2: "same", 3: "same"}


def test_many_records_are_read_as_one_by_one(secretariat):
    InstitutionFactory()
    apply(bring(csv_of([HEADER, WANJIRU, AWA]), secretariat), secretariat)
    people = Person.objects.all()

    assert contents_of_many(Person, [person.pk for person in people]) == {
        person.pk: contents(person) for person in people
    }
    houses = Institution.objects.all()
    assert contents_of_many(Institution, [house.pk for house in houses]) == {
        house.pk: contents(house) for house in houses
    }


def test_a_record_that_changed_after_the_check_is_looked_at_again(secretariat):
    known = PersonFactory(given_name="Wanjiru", family_name="Kamau", position="Assistant")
    PersonContact.objects.create(person=known, kind=ContactKind.EMAIL, value="w.kamau@example.org")
    run = bring(csv_of([HEADER, WANJIRU, AWA]), secretariat)
    known.position = "Director"
    known.save()

    run = apply(run, secretariat)

    assert (run.state, run.problem) == (State.CHECKED, "moved")
    assert Person.objects.count() == 1
    run = apply(run, secretariat)
    assert run.state == State.APPLIED
    assert Person.objects.count() == 2


def test_two_imports_of_the_same_people_do_not_double_them(secretariat):
    first = bring(csv_of([HEADER, WANJIRU, AWA]), secretariat)
    second = bring(csv_of([HEADER, WANJIRU, AWA]), secretariat)
    apply(first, secretariat)

    second = apply(second, secretariat)

    assert second.state == State.CHECKED
    assert outcomes(second) == {2: "same", 3: "same"}
    assert Person.objects.count() == 2
    assert ImportRow.objects.count() == 4
