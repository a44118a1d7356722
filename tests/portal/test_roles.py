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
# What is nobody's but the Secretariat's does not exist for others, or says so where its place is known.
OF_SECRETARIAT = (302, *(404,) * 4, 200)
REFUSED_BUT_SECRETARIAT = (302, *(403,) * 4, 200)
# Status by role in the order of ROLES; S stands for the addresses of other rooms, which anybody may open.
EXPECTED = {
    "forum_live:choice": (302, *(405,) * 5),
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
    "experts:experts": OPEN,
    "experts:ranking": OPEN,
    "forums:home": OPEN,
    "forums:unread": SIGNED_IN,
    "forums:since": SIGNED_IN,
    "forums:all_read": (302, *(405,) * 5),
    "forums:feed_key": (302, *(405,) * 5),
    "my_forums:overview": SIGNED_IN,
    "consultations:list": OPEN,
    "forum_finding:search": OPEN,
    "forum_conduct:queue": OF_SECRETARIAT,
    "forum_conduct:log": OPEN,
    "forum_conduct:mine": SIGNED_IN,
    "forum_conduct:words": REFUSED_BUT_SECRETARIAT,
    "forum_conduct:bans": REFUSED_BUT_SECRETARIAT,
    "forum_translating:glossary": OPEN,
    "forum_translating:queue": (302, 404, *(200,) * 4),
    "api-v1:people": OPEN,
    "api-v1:institutions": OPEN,
    "api-v1:experts": OPEN,
    "api-v1:designations": OPEN,
    "api-v1:parties": OPEN,
    "api-v1:countries": OPEN,
    "api-v1:regions": OPEN,
    "api-v1:categories": OPEN,
    "api-v1:vocabularies": OPEN,
    "api-v1:contacts": OPEN,
    "api-v1:informea_contacts": OPEN,
    "api-v1:index": OPEN,
    "api-v1:openapi": OPEN,
    "upkeep:overview": OF_SECRETARIAT,
    "upkeep:records": OF_SECRETARIAT,
    "upkeep:new_link": OPEN,
    "upkeep:link_sent": OPEN,
    "upkeep:tasks": OF_SECRETARIAT,
    "enrolment:all_terms": OPEN,
    "enrolment:enrol": (404, 404, 404, 404, 404, 404),
    "enrolment:categories": OPEN,
    "enrolment:links": OF_SECRETARIAT,
    "enrolment:new_link": OF_SECRETARIAT,
    "enrolment:questions": OF_SECRETARIAT,
    "enrolment:new_question": OF_SECRETARIAT,
    "enrolment:keep_terms": OF_SECRETARIAT,
    "shortlists:mine": OPEN,
    "shortlists:visit": OPEN,
    "shortlists:current": (302,) * 6,
    "experts:columns": OPEN,
    "printed:choose": OPEN,
    "printed:sheet": OPEN,
    "editions:list": OPEN,
    "editions:new": (403, 403, 403, 403, 403, 200),
    "api:documentation": OPEN,
    "api:tokens": (302, 403, 200, 200, 200, 403),
    "api:new_token": (302, 403, 302, 302, 302, 403),
    "following:mine": SIGNED_IN,
    "my_forum_mail:wishes": SIGNED_IN,
    "following:begin": (302, 404, 404, 404, 404, 404),
    "duplicates:pairs": OF_SECRETARIAT,
    "duplicates:compare": OF_SECRETARIAT,
    "duplicates:merges": OF_SECRETARIAT,
    "imports:index": OF_SECRETARIAT,
    "imports:new": OF_SECRETARIAT,
    "directory:focal_points": OPEN,
    "partnerships:partners": OPEN,
    "partnerships:desk": (404, 404, 404, 404, 404, 200),
    "partnerships:begin": (403, 403, 403, 403, 403, 200),
    "partnerships:apply": SIGNED_IN,
    "partnerships:figures": OPEN,
    "partnerships:centres": OPEN,
    "partnerships:agreements": OPEN,
    "partnerships:add_agreement": (403, 403, 403, 403, 403, 200),
    "partnerships:projects": OPEN,
    "partnerships:propose": REFUSED_BUT_SECRETARIAT,
    "my_enrolment:terms": SIGNED_IN,
    "my_enrolment:categories": (302, 404, 200, 200, 200, 404),
    "my_enrolment:revise": (302, 200, 404, 404, 404, 404),
    "my_posts:list": SIGNED_IN,
    "my_posts:my_country": (302, 403, 403, 200, 403, 403),
    "roster:nominations": (302, 403, 403, 200, 200, 200),
    "roster:propose": (302, 403, 403, 200, 200, 200),
    "roster:propose_new": (302, 403, 403, 200, 200, 200),
    "roster_imports:orcid": (302, 200, 200, 200, 200, 404),
    "roster:status": (302, 200, 200, 200, 200, 404),
    "roster:terms": (302, 200, 200, 200, 200, 404),
    "roster:offer": (302, *(405,) * 5),
    "roster:renew_own": (302, *(405,) * 5),
    "roster:withdraw": (302, *(404,) * 5),
    "forums:drafts": SIGNED_IN,
    "forums:save_draft": (405,) * 6,
    "forums:preview": (405,) * 6,
    "forums:people": (401, *(404,) * 5),
    "consulting:ask": (302, 403, 200, 200, 200, 200),
    "my_questions:list": SIGNED_IN,
    "consulting_answers:list": OPEN,
    "my_groups:list": SIGNED_IN,
    "my_calendar:page": SIGNED_IN,
    "my_calendar:renew": (302,) * 6,
    "designating:index": (302, 403, 403, 403, 200, 200),
    "designating:begin": (302, 403, 403, 403, 200, 403),
    "designating:paper": REFUSED_BUT_SECRETARIAT,
    "designating:authorities": REFUSED_BUT_SECRETARIAT,
    "designating:add_authority": REFUSED_BUT_SECRETARIAT,
    "assignments:mine": SIGNED_IN,
    "assignments:register": OPEN,
    "assignments:new": (302, 403, 403, 200, 200, 200),
    "mentoring:index": OPEN,
    "mentoring:wish": (302, 403, 200, 200, 200, 403),
    "mentoring:offer": (302, 403, 403, 403, 403, 403),
    "mentoring:desk": OF_SECRETARIAT,
    "mentoring:propose": (302, 405, 405, 405, 405, 405),
    # Nobody here has an entry: whoever has a record is led to where one is begun.
    "my_roster:record": (302, 302, 302, 302, 302, 404),
    "my_roster:history": (302, 302, 302, 302, 302, 404),
    "my_roster:preview": (302, 302, 302, 302, 302, 404),
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
