"""What the Secretariat finds in the administration, and who finds nothing."""

import pytest
from django.urls import reverse

from tests.factories import DesignationFactory, ExpertiseTermFactory, InstitutionFactory, PartyFactory, PersonFactory

LISTS = [
    "wagtailsnippets_directory_person:list",
    "wagtailsnippets_directory_institution:list",
    "designations:index",
    "countries:index",
    "parties:index",
    "chemicals:index",
    "categories:index",
    "sectors:index",
    "stakeholder_groups:index",
    "institution_types:index",
    "services:index",
    "terms:index",
    "wagtailusers_users:index",
]


def add_name(name):
    return name.replace(":list", ":add").replace(":index", ":add")


@pytest.fixture
def records(db):
    PartyFactory()
    ExpertiseTermFactory()
    return PersonFactory(), InstitutionFactory(), DesignationFactory()


@pytest.mark.parametrize("name", LISTS)
def test_the_secretariat_opens_every_list(client, secretariat, records, name):
    client.force_login(secretariat)

    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", [name for name in LISTS if name not in ("countries:index",)])
def test_the_secretariat_opens_every_form_to_add(client, secretariat, records, name):
    client.force_login(secretariat)

    assert client.get(reverse(add_name(name))).status_code == 200


@pytest.mark.parametrize("name", [*LISTS, *(add_name(name) for name in LISTS)])
@pytest.mark.parametrize("who", ["member", "official_contact", "page_editor"])
def test_nobody_else_opens_any(client, request, records, who, name):
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse(name)).status_code in (302, 403)


REPORTS = [
    "record_of_actions",
    "outgoing_mail",
    "received_mail",
    "empty_searches",
    "vacant_posts",
    "outdated_people",
    "outdated_institutions",
    "unconfirmed_parties",
    "unconfirmed_chemicals",
    "unconfirmed_institutions",
]


@pytest.mark.parametrize("name", REPORTS)
def test_the_secretariat_reads_every_report_and_takes_it_away(client, secretariat, records, name):
    client.force_login(secretariat)

    assert client.get(reverse(name)).status_code == 200
    assert client.get(reverse(f"{name}_results")).status_code == 200
    assert b"".join(client.get(reverse(name), {"export": "csv"}).streaming_content)
    assert client.get(reverse(name), {"export": "xlsx"}).status_code == 200


@pytest.mark.parametrize("name", REPORTS)
def test_who_only_writes_pages_reads_no_report(client, page_editor, name):
    client.force_login(page_editor)

    assert client.get(reverse(name)).status_code in (302, 403)
