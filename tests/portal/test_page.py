"""What holds for every page: its style, its policy, its languages, what it says when something goes wrong."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import RequestFactory
from django.utils import translation
from portal import errors
from portal.critical import critical_style, critical_style_hash

from tests.factories import CountryFactory, InstitutionFactory, PartyFactory, PersonFactory

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
STATIC = Path(settings.BASE_DIR) / "site" / "static"
STYLES = sorted((STATIC / "css").glob("*.css"))


@pytest.fixture
def addresses():
    """One page of every kind a visitor may open."""
    PartyFactory(country=CountryFactory(iso2="KE"))
    PersonFactory(slug="amani")
    InstitutionFactory(slug="laboratory")
    return [
        "/en/directory/",
        "/en/directory/countries/",
        "/en/directory/countries/ke/",
        "/en/directory/people/amani/",
        "/en/directory/institutions/laboratory/",
        "/en/nothing-here/",
    ]


def test_the_critical_style_is_inline_allowed_by_its_hash_and_under_five_kilobytes(client):
    answer = client.get("/en/directory/")

    assert f"<style>{critical_style()}</style>" in answer.content.decode()
    assert critical_style_hash() in answer["Content-Security-Policy"]
    assert len(critical_style().encode()) <= 5000


def test_no_page_holds_styles_or_handlers_the_policy_would_refuse(client, addresses):
    for address in addresses:
        answer = client.get(address).content.decode()

        assert not re.findall(r"<[^>]+\s(?:style|on[a-z]+)\s*=", answer), address
        assert re.findall(r"<script(?![^>]*\ssrc=)", answer) == [], address
        assert answer.count("<style>") == 1, address


def test_the_policy_allows_nothing_unsafe(client):
    policy = client.get("/en/directory/")["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_styles_know_no_left_and_no_right(style):
    rules = re.sub(r"/\*.*?\*/", "", style.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert re.findall(r"\b(?:left|right)\b", rules) == []


def test_the_style_sheet_and_the_script_are_small():
    files = [STATIC / "css" / "site.css", STATIC / "js" / "page.js"]

    assert sum(len(gzip.compress(file.read_bytes())) for file in files) <= 7_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_is_not_there_says_so_and_leads_on_in_six_languages(client, language):
    answer = client.get(f"/{language}/directory/people/nobody/")

    assert answer.status_code == 404
    assert f'<html lang="{language}"' in answer.content.decode()
    assert f'href="/{language}/directory/countries/"' in answer.content.decode()


def test_who_is_signed_in_and_may_not_is_told_as_whom(rf, member):
    request = rf.get("/en/directory/")
    request.user = member

    answer = errors.permission_denied(request, PermissionDenied())

    assert answer.status_code == 403
    assert "member@example.org" in answer.content.decode()


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (lambda request: errors.bad_request(request, SuspiciousOperation()), 400),
        (lambda request: errors.csrf_failure(request), 403),
        (errors.server_error, 500),
    ],
)
def test_errors_have_pages_of_their_own(view, status):
    with translation.override("ar"):
        answer = view(RequestFactory().get("/ar/directory/"))

    assert answer.status_code == status
    assert 'dir="rtl"' in answer.content.decode()
    assert "<h1>" in answer.content.decode()


def test_every_page_leads_to_itself_in_the_other_languages(client, addresses):
    for address in addresses:
        answer = client.get(f"{address}?page=2").content.decode()
        for language in LANGUAGES:
            assert f'href="/{language}{address[3:]}?page=2"' in answer, (address, language)


def test_a_demonstration_says_so_on_every_page(client, addresses, settings):
    settings.DEMONSTRATION = True
    for address in addresses:
        assert 'class="demo"' in client.get(address).content.decode(), address

    settings.DEMONSTRATION = False
    assert 'class="demo"' not in client.get("/en/directory/").content.decode()


def test_the_masthead_shows_no_place_that_is_not_there(client):
    masthead = client.get("/en/directory/").content.decode().split("<main")[0]

    for address in re.findall(r'href="(/en/[^"?#]*)', masthead):
        assert client.get(address).status_code in {200, 302}, address
