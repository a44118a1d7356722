"""Tokens: made, shown once, used, misused, ended."""

import time
import uuid
from datetime import timedelta

import pytest
from api.actions import MadeAlready, TooManyTokens, forget_old_tokens, revoke_token
from api.choices import MOST_TOKENS, PREFIX
from api.models import Token
from api.secrets_of_tokens import digest_of, looks_like_secret, new_secret
from audit.models import Entry
from django.utils import timezone

from directory.choices import Audience, RecordStatus

from .conftest import Program, token_for

pytestmark = pytest.mark.django_db
TOKENS, NEW = "/en/my/tokens/", "/en/my/tokens/new/"


def order(**changes):
    return {"name": "Harvester", "audience": 1, "lifetime": 90, "form": uuid.uuid4(), **changes}


def secret_in(response):
    return response.content.decode().split('id="secret">')[1].split("<")[0]


@pytest.fixture
def signed_in(client, member):
    client.force_login(member, backend="portal.accounts.backend.AccountBackend")
    # Signed in a moment ago, as allauth notes it.
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(member.pk)
    session.save()
    return client


def test_a_member_makes_a_token_sees_it_once_and_revokes_it(signed_in, member, mailoutbox):
    made = signed_in.post(NEW, order(name="Ministry’s register"))

    secret = secret_in(made)
    assert (made.status_code, secret.startswith(PREFIX), "no-store" in made["Cache-Control"]) == (200, True, True)
    token = Token.objects.get()
    assert (token.user, token.name, token.audience) == (member, "Ministry’s register", Audience.MEMBERS)
    assert secret not in str(Token.objects.values().get())
    assert secret not in signed_in.get(TOKENS).content.decode()
    assert token.ending in signed_in.get(TOKENS).content.decode()
    assert Program(secret)("people").status_code == 200
    assert "Not used yet" not in signed_in.get(TOKENS).content.decode()

    asked = signed_in.get(f"{TOKENS}{token.pk}/revoke/")
    assert "Ministry’s register" in asked.content.decode()
    for _twice in range(2):
        assert signed_in.post(f"{TOKENS}{token.pk}/revoke/").url == TOKENS
    assert Program(secret)("people").status_code == 401
    assert list(Entry.objects.filter(action__startswith="api.").values_list("action", "label").order_by("pk")) == [
        ("api.token.made", "Ministry’s register"),
        ("api.token.revoked", "Ministry’s register"),
    ]


def test_the_owner_is_told_by_mail_without_the_secret(member, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        _token, secret = token_for(member, Audience.MEMBERS)

    (mail,) = mailoutbox
    assert (mail.to, "Harvester" in mail.body, secret in mail.body) == ([member.email], True, False)


def test_a_form_sent_twice_makes_one_token_whose_secret_works(signed_in):
    form = order()
    first, second = (secret_in(signed_in.post(NEW, form)) for _twice in range(2))

    assert Token.objects.count() == 1
    assert [Program(secret)("people").status_code for secret in (first, second)] == [401, 200]
    # Once it is used, the form is an old one, and says so.
    assert signed_in.post(NEW, form).url == TOKENS
    assert Program(second)("people").status_code == 200


def test_whoever_makes_a_token_has_just_shown_who_they_are(client, member):
    client.force_login(member, backend="portal.accounts.backend.AccountBackend")
    for response in (client.get(NEW), client.post(NEW, order())):
        assert "reauthenticate" in response.url
    assert not Token.objects.exists()


def test_nobody_takes_over_the_form_of_another(member, focal_point):
    form = uuid.uuid4()
    token_for(member, form=form)

    with pytest.raises(MadeAlready):
        token_for(focal_point, form=form)


def test_a_token_sees_no_further_than_its_owner(signed_in, member):
    page = signed_in.get(NEW).content.decode()
    assert ('value="1"' in page, 'value="2"' in page, 'value="3"' in page) == (True, False, False)

    for audience in (2, 3):
        assert signed_in.post(NEW, order(audience=audience)).status_code == 422
        with pytest.raises(ValueError, match="no further"):
            token_for(member, audience)
    assert not Token.objects.exists()


def test_a_token_shrinks_with_its_owner(official_contact):
    secret = token_for(official_contact, Audience.OFFICIAL_CONTACTS)[1]
    from tests.factories import PersonContactFactory, PersonFactory

    PersonContactFactory(person=PersonFactory(slug="somebody"), value="for officials", audience=2)
    assert "for officials" in Program(secret)("people/somebody").content.decode()

    official_contact.person.designations.update(ends_on=timezone.localdate() - timedelta(days=1))

    assert "for officials" not in Program(secret)("people/somebody").content.decode()


def test_the_secretariat_gets_no_token_that_sees_what_it_sees(client, secretariat, member):
    client.force_login(secretariat, backend="portal.accounts.backend.AccountBackend")
    assert client.get(TOKENS).status_code == 403
    # Somebody of the Secretariat with a record of their own reads as a member.
    secret = token_for(member, Audience.MEMBERS)[1]
    member.is_staff = True
    member.save()
    from tests.factories import PersonContactFactory, PersonFactory

    PersonContactFactory(person=PersonFactory(slug="somebody"), value="for the office", audience=3)
    response = Program(secret)("people/somebody")
    assert (response.status_code, "for the office" in response.content.decode()) == (200, False)


def test_only_listed_people_make_tokens(client, applicant):
    assert client.get(TOKENS).status_code == 302
    client.force_login(applicant, backend="portal.accounts.backend.AccountBackend")
    assert client.get(TOKENS).status_code == 403
    assert client.post(NEW, order(audience=0)).status_code == 403


def test_the_token_of_another_cannot_be_seen_or_revoked(signed_in, focal_point):
    token, secret = token_for(focal_point)

    assert signed_in.get(f"{TOKENS}{token.pk}/revoke/").status_code == 404
    assert signed_in.post(f"{TOKENS}{token.pk}/revoke/").status_code == 404
    assert token.name not in signed_in.get(TOKENS).content.decode()
    assert Program(secret)("people").status_code == 200


def refused(secret, **headers):
    response = Program(secret)("people", **headers)
    assert response.headers["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["detail"], response["WWW-Authenticate"]


def test_tokens_that_open_nothing_are_all_refused_alike(member, focal_point):
    unknown = refused(new_secret())
    assert (unknown[0], "invalid_token" in unknown[2]) == (401, True)

    revoked, revoked_secret = token_for(member)
    revoke_token(revoked, by=member)
    expired, expired_secret = token_for(member)
    Token.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
    closed_secret = token_for(focal_point)[1]
    focal_point.is_active = False
    focal_point.save()
    for secret in (revoked_secret, expired_secret, closed_secret, "popsnet_short", "x" * 5000, "", revoked.digest):
        assert refused(secret or " ") == unknown, secret
    suspended_secret = token_for(member)[1]
    member.person.status = RecordStatus.WAITING
    member.person.save()
    assert refused(suspended_secret) == unknown


def test_a_token_counts_only_in_the_header(program, member):
    secret = token_for(member, Audience.MEMBERS)[1]

    for name in ("token", "access_token", "api_key"):
        response = program("people", {name: secret})
        assert response.status_code == 422
        assert response.json()["errors"] == [
            {"parameter": name, "value": f"{PREFIX}…", "detail": "There is no parameter of this name here."}
        ]
        assert secret not in response.content.decode()
    assert program("people", Authorization=f"Token {secret}").status_code == 401
    assert program("people", Authorization="Basic bWVtYmVyOnB3").status_code == 401
    program.client.cookies["token"] = secret
    assert program("people").headers["RateLimit-Policy"].startswith('"visitor"')


def test_a_token_that_fails_is_not_rescued_by_a_session(client, member):
    client.force_login(member, backend="portal.accounts.backend.AccountBackend")

    assert Program(new_secret(), client)("people").status_code == 401


def test_secrets_are_recognised_by_their_form_without_asking_the_database(django_assert_num_queries):
    secret = new_secret()
    assert looks_like_secret(secret)
    other = "a" if secret[10] != "a" else "b"
    with django_assert_num_queries(0):
        for wrong in (secret[:-1], secret[:10] + other + secret[11:], secret.removeprefix(PREFIX), "ä" * 54, ""):
            assert not looks_like_secret(wrong)
    assert len({new_secret() for _ in range(100)}) == 100
    assert digest_of(secret) != secret


def test_one_has_only_so_many_tokens(signed_in, member):
    for _number in range(MOST_TOKENS):
        token_for(member)
    with pytest.raises(TooManyTokens):
        token_for(member)
    assert "Revoke one" in signed_in.post(NEW, order()).content.decode()

    revoke_token(Token.objects.first(), by=member)
    assert token_for(member)[0].works


def test_nothing_typed_is_lost_when_the_form_is_wrong(signed_in):
    response = signed_in.post(NEW, order(name="My register", lifetime=7))

    assert (response.status_code, Token.objects.count()) == (422, 0)
    page = response.content.decode()
    assert 'value="My register"' in page
    assert 'href="#id_lifetime"' in page


def test_a_use_is_noted_once_an_hour(member, django_assert_num_queries):
    token, secret = token_for(member)
    Program(secret)("regions")
    noted = Token.objects.get(pk=token.pk).last_used_at
    Program(secret)("regions")
    assert Token.objects.get(pk=token.pk).last_used_at == noted
    Token.objects.filter(pk=token.pk).update(last_used_at=noted - timedelta(hours=2))
    Program(secret)("regions")
    assert Token.objects.get(pk=token.pk).last_used_at >= noted


def test_tokens_long_ended_are_forgotten(member):
    old, recent = token_for(member)[0], token_for(member)[0]
    Token.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(days=91))
    Token.objects.filter(pk=recent.pk).update(revoked_at=timezone.now() - timedelta(days=89))

    assert forget_old_tokens() == 1
    assert list(Token.objects.values_list("pk", flat=True)) == [recent.pk]


def test_make_token_needs_one_of_the_lifetimes_offered(signed_in):
    assert signed_in.post(NEW, order(lifetime=100000)).status_code == 422
