"""The list of experts taken away as a file, and the button in each of its rows."""

import json

import pytest
from django.urls import reverse

from tests.api.conftest import index  # noqa: F401

from .conftest import SECRET_OF_CONTACTS, SECRET_OF_MEMBERS, SECRET_OF_SECRETARIAT, made_expert
from .test_taking_away import text_of

pytestmark = pytest.mark.django_db


def test_the_list_is_taken_away_as_it_is_narrowed_and_as_its_reader_may_see_it(client, expert, index, member):  # noqa: F811
    made_expert(2)
    index()
    address = reverse("experts:experts")
    for format in ("csv", "xlsx", "json", "jsonld"):
        text = text_of(client.get(address, {"language": "fr", "format": format}))
        assert "Ndoye" in text
        assert "Number2" not in text
        for hidden in (SECRET_OF_MEMBERS, SECRET_OF_CONTACTS, SECRET_OF_SECRETARIAT, "awa@example.org"):
            assert hidden not in text
    client.force_login(member)
    told = json.loads(text_of(client.get(address, {"q": "PCBs, French", "format": "json"})))
    assert [each["id"] for each in told["experts"]] == ["awa-ndoye"]
    assert told["experts"][0]["contacts"] == [{"kind": "email", "value": "awa@example.org"}]
    assert client.get(address, {"format": "vcf"}).status_code == 404


def test_columns_are_chosen_for_the_list(client, expert, index):  # noqa: F811
    index()
    page = client.get(reverse("experts:columns"), {"language": "fr"})
    assert page.status_code == 200
    rows = text_of(client.get(reverse("experts:experts"), {"format": "csv", "columns": "name,fields"})).splitlines()
    assert rows[0].lstrip("\ufeff") == "Name,Fields of expertise"
    assert rows[1].startswith("Awa Ndoye,PCBs (Experienced)")


def test_a_button_in_each_row_adds_to_the_shortlist(client, expert, index, member):  # noqa: F811
    index()
    client.force_login(member)
    page = client.get(reverse("experts:experts")).content.decode()
    assert 'form="to-shortlist"' in page
    client.post(reverse("shortlists:keep"), {"add": "awa-ndoye"})
    page = client.get(reverse("experts:experts")).content.decode()
    assert "My shortlist" in page
    assert "1 expert" in page
