"""Every address of the site, tried by everybody: what each role gets is written down here."""

import re

import pytest
from django.urls import URLPattern, get_resolver, reverse

from tests.factories import CountryFactory, InstitutionFactory, PersonFactory

pytestmark = pytest.mark.django_db

ROLES = ("visitor", "applicant", "member", "focal_point", "official_contact", "secretariat")
# What stands in an address where something is named.
NAMED = {"slug": "somebody", "code": "ke", "pk": "1", "name": "none.txt", "kind": "person", "key": "somebody"}

OPEN = (200,) * 6
SIGNED_IN = (302, *(200,) * 5)
# Status by role in the order of ROLES; S stands for the addresses of other rooms, which anybody may open.
EXPECTED = {
    "my": SIGNED_IN,
    "membership:application": (302, 200, 404, 404, 404, 404),
    "membership:revise": (302, 200, 404, 404, 404, 404),
    "membership:take_over": (410,) * 6,
    "account_login": (200, *(302,) * 5),
    "account_signup": (200, *(302,) * 5),
    "account_logout": (302, *(200,) * 5),
    "account_email": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "usersessions_list": SIGNED_IN,
    "directory:index": OPEN,
    "directory:countries": OPEN,
    "search:people": OPEN,
    "search:institutions": OPEN,
    "search:results": OPEN,
}


@pytest.fixture
def role(request, client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    user = request.getfixturevalue(request.param)
    if request.param != "visitor":
        client.force_login(user)
    return request.param


def addresses(resolver=None, prefix="", space=""):
    """Name and address of everything the site answers."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", route
        else:
            inner = f"{space}{pattern.namespace}:" if getattr(pattern, "namespace", None) else space
            yield from addresses(pattern, route, inner)


def filled(route):
    """An address with something in the place of every name; None for one written as a regular expression."""
    if any(sign in route for sign in "^$(?"):
        return None
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: NAMED.get(match[1], "1"), route)


@pytest.mark.parametrize("role", ROLES, indirect=True)
def test_each_role_gets_what_is_written_here(role, client):
    got = {name: client.get(reverse(name)).status_code for name in EXPECTED}
    assert got == {name: statuses[ROLES.index(role)] for name, statuses in EXPECTED.items()}


@pytest.mark.parametrize("role", [role for role in ROLES if role != "secretariat"], indirect=True)
def test_nobody_but_the_secretariat_opens_anything_of_the_administration(role, client):
    opened = []
    for name, route in addresses():
        address = filled(route)
        if address and address.startswith("/cms/") and name != "wagtailadmin_api:pages:listing":
            response = client.get(address)
            if response.status_code < 300 and not name.endswith(("javascript_catalog", "sprite")):
                opened.append((name, address))
    assert opened == []


@pytest.mark.parametrize("role", ["visitor", "applicant"], indirect=True)
def test_no_address_breaks_or_gives_visitors_what_needs_a_sign_in(role, client):
    CountryFactory()
    PersonFactory(slug="somebody")
    InstitutionFactory(slug="somebody")
    for _name, route in addresses():
        address = filled(route)
        if address is None or address.startswith("/cms/"):
            continue
        assert client.get(address).status_code < 500, address
        assert client.post(address).status_code < 500, address


@pytest.mark.parametrize("role", ["visitor", "applicant"], indirect=True)
def test_a_record_kept_for_members_does_not_exist_for_others(role, client):
    hidden = PersonFactory(slug="hidden", listing=1)
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert client.get(reverse("directory:write_to_person", args=["hidden"])).status_code in (302, 404)
