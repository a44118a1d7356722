"""Records nobody has confirmed for more than a year show it wherever they are listed."""

from datetime import timedelta

import pytest

from tests.factories import InstitutionFactory, PersonFactory

from .conftest import LONG_AGO, MONDAY

WORDS = "Confirmation is overdue"


@pytest.mark.parametrize(("confirmed_at", "shows"), [(LONG_AGO, 2), (MONDAY - timedelta(days=300), 0), (None, 0)])
def test_rows_of_a_list_show_that_a_record_is_overdue(confirmed_at, shows, monday, client):
    PersonFactory(confirmed_at=confirmed_at)
    InstitutionFactory(confirmed_at=confirmed_at)

    assert client.get("/en/directory/countries/ke/").content.decode().count(WORDS) == shows


def test_page_of_an_institution_shows_it(monday, client):
    institution = InstitutionFactory(confirmed_at=LONG_AGO)

    assert WORDS in client.get(institution.get_absolute_url()).content.decode()
