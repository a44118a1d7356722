"""What we give away comes back as what it is: every row of our own files says what the records say."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import RequestFactory

from directory import words
from directory.disclosure import disclose_all, disclose_institutions
from directory.formats import tables, vcard
from directory.imports.choices import Kind
from directory.models import Institution, Person
from tests.factories import UserFactory

from .conftest import bring


@pytest.fixture
def network(db):
    """A small demonstration network, with names in six scripts, posts, terms and institutions."""
    call_command("load_reference_data", verbosity=0)
    call_command("make_demonstration_network", people=60, verbosity=0)
    words.forget()


def exported(kind, form, viewer):
    request = RequestFactory().get("/en/directory/people/")
    request.user = viewer
    if kind == Kind.PEOPLE:
        shown, word = disclose_all(Person.objects.exclude(status="closed"), viewer), "person"
    else:
        shown, word = disclose_institutions(Institution.objects.all(), viewer), "institution"
    if form == "vcf":
        return "".join(vcard.cards(word, shown, request)).encode()
    if form == "csv":
        return "".join(tables.csv_lines(word, shown, request)).encode()
    return tables.xlsx(word, shown, request)


@pytest.mark.parametrize("kind", [Kind.PEOPLE, Kind.INSTITUTIONS])
def test_our_own_files_change_nothing(network, kind):
    secretariat = UserFactory(email="office@example.org", is_staff=True)
    for form in ("csv", "xlsx", "vcf"):
        file = SimpleUploadedFile(f"export.{form}", exported(kind, form, secretariat))
        run = bring(file, secretariat, kind=kind)
        others = {
            row.number: (row.label, row.outcome, row.findings, row.values)
            for row in run.rows.exclude(outcome="same")[:8]
        }
        assert (form, others) == (form, {})
        assert run.counts["same"] == run.rows_in_file > 20
