"""The Secretariat keeps people and institutions: with versions, a line in the record, and nobody's words lost."""

import pytest
from audit.models import Entry
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from directory.disclosure import FIELD_DEFAULTS
from directory.models import Institution, Person
from tests.factories import PersonContactFactory, PersonFactory

NO_ROWS = {
    name: inline_formset([])
    for name in ("affiliations", "contacts", "language_skills", "biographies", "descriptions")
}


def person_form(**values):
    shown = {f"shown_{field}": int(default) for field, default in FIELD_DEFAULTS.items()}
    return nested_form_data(
        {
            **NO_ROWS,
            **shown,
            "given_name": "Halima",
            "family_name": "Yusuf",
            "status": "listed",
            "listing": "0",
            "expertise": "",
            "interests": "",
            "loaded_revision_id": "",
            **values,
        }
    )


@pytest.fixture
def person(db):
    return PersonFactory(
        slug="halima-yusuf",
        given_name="Halima",
        family_name="Yusuf",
        position="Adviser",
        country=None,
        stakeholder_group=None,
    )


def edit_address(person):
    return reverse("wagtailsnippets_directory_person:edit", args=[person.pk])


def test_who_enters_a_person_stands_in_the_record(client, secretariat):
    client.force_login(secretariat)

    answer = client.post(
        reverse("wagtailsnippets_directory_person:add"),
        person_form(
            given_name="Amina", contacts=inline_formset([{"kind": "work", "value": "+254 20 1", "audience": 1}])
        ),
    )

    assert answer.status_code == 302, answer.context["form"].errors
    amina = Person.objects.get(given_name="Amina")
    assert (amina.slug, amina.contacts.get().value) == ("amina-yusuf", "+254 20 1")
    assert amina.latest_revision.user == secretariat
    assert [(line.action, line.by) for line in Entry.objects.about(amina)] == [
        ("directory.person.entered", secretariat)
    ]


def test_a_change_keeps_the_version_before_and_says_which_fields(client, secretariat, person):
    client.force_login(secretariat)

    client.post(edit_address(person), person_form(position="Director", shown_position="2"))

    person.refresh_from_db()
    assert person.position == "Director"
    assert person.field_audiences == {"position": 2}
    before, after = person.revisions.order_by("created_at", "pk")
    assert (before.as_object().position, after.as_object().position) == ("Adviser", "Director")
    line = Entry.objects.about(person).get()
    assert (line.by, line.changes) == (secretariat, {"fields": ["position", "shown_position"]})


def test_the_second_of_two_editors_is_told_and_loses_nothing(client, secretariat, person):
    client.force_login(secretariat)
    client.post(edit_address(person), person_form(position="Director"))

    answer = client.post(edit_address(person), person_form(position="Head of unit"))

    assert answer.status_code == 200
    assert "changed this record while you were editing" in answer.content.decode()
    assert "Head of unit" in answer.content.decode()
    person.refresh_from_db()
    assert person.position == "Director"
    # The page now knows of the other version: saving again is a decision.
    client.post(
        edit_address(person), person_form(position="Head of unit", loaded_revision_id=str(person.latest_revision_id))
    )
    person.refresh_from_db()
    assert person.position == "Head of unit"


def test_two_versions_can_be_compared_and_the_older_brought_back(client, secretariat, person):
    client.force_login(secretariat)
    client.post(edit_address(person), person_form(position="Director"))
    older, newer = person.revisions.order_by("created_at", "pk")

    compared = client.get(
        reverse("wagtailsnippets_directory_person:revisions_compare", args=[person.pk, older.pk, newer.pk])
    )
    reverted = client.get(reverse("wagtailsnippets_directory_person:revisions_revert", args=[person.pk, older.pk]))
    history = client.get(reverse("wagtailsnippets_directory_person:history", args=[person.pk]))

    assert "Adviser" in compared.content.decode()
    assert "Director" in compared.content.decode()
    assert "Adviser" in reverted.content.decode()
    assert history.status_code == 200


def test_nobody_deletes_a_record(client, secretariat, person):
    client.force_login(secretariat)

    assert client.get(reverse("wagtailsnippets_directory_person:delete", args=[person.pk])).status_code == 302
    client.post(reverse("wagtailsnippets_directory_person:delete", args=[person.pk]))

    assert Person.objects.filter(pk=person.pk).exists()


def test_an_applicant_is_not_listed_past_their_application(client, secretariat, applicant):
    client.force_login(secretariat)
    lamin = applicant.person

    answer = client.post(edit_address(lamin), person_form(given_name="Lamin", family_name="Jatta", status="listed"))

    assert "decide under Applications" in answer.content.decode()
    lamin.refresh_from_db()
    assert lamin.status == "waiting"


def test_an_institution_gets_an_address_of_its_own(client, secretariat):
    client.force_login(secretariat)

    answer = client.post(
        reverse("wagtailsnippets_directory_institution:add"),
        nested_form_data(
            {
                **NO_ROWS,
                "name": "وزارة البيئة",
                "name_language": "ar",
                "name_en": "Ministry of Environment",
                "status": "listed",
                "is_confirmed": "on",
                "areas_of_work": "",
            }
        ),
    )

    assert answer.status_code == 302, answer.context["form"].errors
    assert Institution.objects.get().slug == "ministry-of-environment"


def test_the_list_of_people_asks_as_much_for_three_as_for_one(client, secretariat, django_assert_num_queries):
    client.force_login(secretariat)
    address = reverse("wagtailsnippets_directory_person:list")
    PersonContactFactory()
    client.get(address)

    def queries():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    one = queries()
    PersonFactory()
    PersonFactory()
    assert queries() == one
