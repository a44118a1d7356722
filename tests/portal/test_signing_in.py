"""Joining, signing in, and staying oneself."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from audit.models import Entry
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from directory.choices import Audience, RecordStatus
from directory.models import MembershipApplication, Person
from tests.factories import CountryFactory, StakeholderGroupFactory
from tests.factories.directory import PASSWORD

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"


def code_in(message):
    return re.search(r"^[A-Z]{4}-[A-Z]{4}$", message.body, re.MULTILINE)[0]


def application(email="ada@example.org", **changed):
    return {
        "email": email,
        "given_name": "Ada",
        "family_name": "Mensah",
        "country": CountryFactory().pk,
        "stakeholder_group": StakeholderGroupFactory().pk,
        "language": "fr",
        "statement": "I work on PCB inventories.",
        **changed,
    }


def totp_code(secret=SECRET):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.fixture
def join(client, letters):
    def join(**changed):
        with letters():
            return client.post(reverse("account_signup"), application(**changed))

    return join


def test_somebody_joins_by_code_and_waits_for_the_secretariat(client, join, mailoutbox, letters):
    response = join()
    assert response.url == reverse("account_email_verification_sent")
    assert list(MembershipApplication.objects.waiting()) == []

    with letters():
        response = client.post(response.url, {"code": code_in(mailoutbox[0])})

    assert response.url == "/fr/my/application/"
    person = Person.objects.get(family_name="Mensah")
    assert (person.status, person.user.language) == (RecordStatus.WAITING, "fr")
    assert person.user.audience == Audience.EVERYONE
    assert [waiting.person for waiting in MembershipApplication.objects.waiting()] == [person]
    assert client.get(response.url).status_code == 200


def test_joining_with_a_known_address_looks_the_same_and_tells_only_its_owner(client, join, member, mailoutbox):
    unknown = join()
    page_of_unknown = client.get(unknown.url).content.decode()
    client.cookies.clear()
    known = join(email=member.email)
    page_of_known = client.get(known.url).content.decode()

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    same = [re.sub(r'value="[^"]{20,}"', "", page) for page in (page_of_unknown, page_of_known)]
    assert same[0].replace("ada@example.org", "X") == same[1].replace(member.email, "X")
    assert mailoutbox[-1].to == [member.email]
    assert "You have an account" in mailoutbox[-1].subject
    assert Person.objects.count() == 2


def test_joining_with_a_known_address_does_the_same_work(join, member, monkeypatch):
    begun = []
    monkeypatch.setattr("portal.accounts.applying.begin_application", lambda user, **about: begun.append(user.email))
    join(email=member.email)
    assert len(begun) == 1
    assert get_user_model().objects.count() == 1


def test_a_code_works_once_and_for_ten_minutes(client, member, mailoutbox, letters):
    def ask():
        with letters():
            client.post(reverse("account_request_login_code"), {"email": member.email})
        return code_in(mailoutbox[-1])

    late = ask()
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        client.post(reverse("account_confirm_login_code"), {"code": late})
    assert "_auth_user_id" not in client.session

    code = ask()
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert client.session["_auth_user_id"] == str(member.pk)
    client.logout()
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert "_auth_user_id" not in client.session


def test_guessing_a_code_ends_after_three_tries(client, member, mailoutbox, letters):
    with letters():
        client.post(reverse("account_request_login_code"), {"email": member.email})
    for _guess in range(3):
        client.post(reverse("account_confirm_login_code"), {"code": "AAAA-AAAA"})
    client.post(reverse("account_confirm_login_code"), {"code": code_in(mailoutbox[0])})

    assert "_auth_user_id" not in client.session
    assert Entry.objects.filter(action="account.code_rejected").count() == 3


def test_passwords_are_guessed_five_times_at_most(client, member):
    pages = [
        client.post(reverse("account_login"), {"login": member.email, "password": f"wrong {n}"}) for n in range(6)
    ]
    assert "too many attempts" in pages[-1].content.decode()
    right = client.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert right.status_code == 200


def test_a_failed_sign_in_says_the_same_about_every_address(client, member):
    pages = [
        client.post(reverse("account_login"), {"login": email, "password": "wrong"}).content.decode()
        for email in (member.email, "nobody@example.org")
    ]
    same = [re.sub(r'value="[^"]{20,}"', "", page) for page in pages]
    assert same[0].replace(member.email, "X") == same[1].replace("nobody@example.org", "X")


def test_signing_in_gives_a_new_session_and_signing_out_ends_it(client, member):
    client.get(reverse("account_login"))
    client.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    key = client.session.session_key
    assert len(key) >= 32
    client.post(reverse("account_logout"))
    assert not client.session.exists(key)


def test_a_closed_account_ends_its_sessions(client, member):
    client.force_login(member)
    member.is_active = False
    member.save()
    assert client.get(reverse("my")).status_code == 302


def test_members_are_signed_out_after_two_weeks_away_and_after_a_month_in_all(client, member):
    client.force_login(member)
    start = timezone.now()
    for day in range(7, 29, 7):
        with time_machine.travel(start + timedelta(days=day)):
            assert client.get(reverse("my")).status_code == 200
    with time_machine.travel(start + timedelta(days=31)):
        assert client.get(reverse("my")).status_code == 302

    client.force_login(member)
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert client.get(reverse("my")).status_code == 302


def test_the_secretariat_is_signed_out_after_an_hour_away(client, secretariat):
    sign_in_with_totp(client, secretariat)
    assert client.get(reverse("my")).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert client.get(reverse("my")).status_code == 302


def sign_in_with_totp(client, user):
    TOTP.activate(user, SECRET)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client.post(reverse("mfa_authenticate"), {"code": totp_code()})


def test_the_secretariat_does_nothing_before_the_second_factor(client, secretariat):
    client.force_login(secretariat)
    for address in (reverse("my"), reverse("directory:index"), "/cms/", reverse("membership:application")):
        assert client.get(address).url == reverse("mfa_index")
    assert client.get(reverse("account_logout")).status_code == 200
    request = client.get(reverse("mfa_index")).wsgi_request
    assert request.user.audience == Audience.EVERYONE
    assert not request.user.has_perm("directory.decide_application")


def test_a_password_alone_does_not_open_the_secretariats_first_session(client, secretariat, mailoutbox, letters):
    with letters():
        response = client.post(reverse("account_login"), {"login": secretariat.email, "password": PASSWORD})
    assert response.url == reverse("account_confirm_login_code")
    assert "_auth_user_id" not in client.session
    client.post(response.url, {"code": code_in(mailoutbox[0])})
    assert client.session["_auth_user_id"] == str(secretariat.pk)


def test_with_the_second_factor_the_secretariat_is_the_secretariat(client, secretariat):
    sign_in_with_totp(client, secretariat)
    response = client.get(reverse("my"))
    assert response.status_code == 200
    assert response.wsgi_request.user.audience == Audience.SECRETARIAT


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_authenticator_is_using_it_and_it_is_told(client, secretariat, mailoutbox):
    client.post(reverse("account_login"), {"login": secretariat.email, "password": PASSWORD})
    client.post(reverse("account_confirm_login_code"), {"code": code_in(mailoutbox[0])})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": totp_code(secret)})

    assert client.get(reverse("my")).status_code == 200
    assert mailoutbox[-1].subject == "An authenticator was set up"
    stored = secretariat.authenticator_set.get(type="totp").data["secret"]
    assert secret not in stored


def test_a_new_password_leaves_the_second_factor(client, member, mailoutbox, letters):
    TOTP.activate(member, SECRET)
    with letters():
        client.post(reverse("account_reset_password"), {"email": member.email})
    client.post(reverse("account_confirm_password_reset_code"), {"code": code_in(mailoutbox[-1])})
    new = "words nobody tries 42"
    with letters():
        client.post(reverse("account_complete_password_reset"), {"password1": new, "password2": new})
    assert mailoutbox[-1].subject == "Your password was set anew"
    response = client.post(reverse("account_login"), {"login": member.email, "password": new})
    assert response.url == reverse("mfa_authenticate")


@pytest.mark.parametrize(
    "name", ["account_email", "mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"]
)
def test_who_one_is_is_asked_again_before_what_proves_it_changes(client, member, name):
    client.force_login(member)
    response = (
        client.get(reverse(name))
        if name != "account_email"
        else client.post(reverse(name), {"action_add": "", "email": "new@example.org"})
    )
    assert response.url.startswith(reverse("account_reauthenticate"))


def test_changing_the_address_takes_its_code_and_is_told_to_the_old_one(client, member, mailoutbox, letters):
    client.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    old = member.email
    with letters():
        client.post(reverse("account_email"), {"action_add": "", "email": "new@example.org"})
    member.refresh_from_db()
    assert member.email == old
    with letters():
        client.post(reverse("account_email_verification_sent"), {"code": code_in(mailoutbox[-1])})
    member.refresh_from_db()
    assert member.email == "new@example.org"
    assert [old] in [message.to for message in mailoutbox]


def test_other_sessions_are_seen_and_ended(client, member, django_user_model):
    from django.test import Client

    other = Client()
    for browser in (other, client):
        browser.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    assert client.get(reverse("usersessions_list")).context["session_count"] == 2
    client.post(reverse("usersessions_list"))
    assert other.get(reverse("my")).status_code == 302
    assert client.get(reverse("my")).status_code == 200


@pytest.mark.parametrize(
    ("password", "is_taken"),
    [
        ("short9!", False),
        ("password123", False),
        ("1234567890", False),
        ("Stockholm2024", False),
        ("POPs Network 1", False),
        ("correct horse battery", True),
        (" spaces at both ends ", True),
        ("كلمات لا يجربها أحد", True),
        ("long " * 26, True),
    ],
)
def test_which_passwords_are_taken(client, member, password, is_taken):
    member.set_unusable_password()
    member.save()
    client.force_login(member)
    client.post(reverse("account_set_password"), {"password1": password, "password2": password})
    member.refresh_from_db()
    assert member.check_password(password) is is_taken


def test_the_record_holds_who_signed_in_how_and_no_secret(client, member):
    client.post(reverse("account_login"), {"login": member.email, "password": "my-secret-word"})
    client.post(reverse("account_login"), {"login": "a secret\nin the wrong box@example.org", "password": "x"})
    client.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})

    assert list(Entry.objects.order_by("pk").values_list("action", "by")) == [
        ("account.sign_in_failed", None),
        ("account.signed_in", member.pk),
    ]
    assert "secret" not in str(list(Entry.objects.values()))


def test_a_signed_in_page_knows_user_and_audience_in_two_queries(client, focal_point, django_assert_num_queries):
    client.force_login(focal_point)
    from portal.accounts.backend import AccountBackend

    with django_assert_num_queries(1):
        user = AccountBackend().get_user(focal_point.pk)
        assert user.audience == Audience.OFFICIAL_CONTACTS
        assert user.record.is_official_contact
    with django_assert_num_queries(2):
        client.get(reverse("account_inactive"))


@pytest.mark.parametrize("address", ["/cms/login/", "/cms/password_reset/", "/en/_util/login/"])
def test_there_is_no_second_way_in(client, member, address):
    response = client.post(address, {"username": member.email, "password": PASSWORD}, follow=False)
    assert response.url.split("?")[0] == reverse("account_login")
    assert "_auth_user_id" not in client.session


def test_a_member_who_opens_the_administration_is_told_no_and_a_visitor_is_asked_to_sign_in(client, member):
    visited = client.get("/cms/", follow=True)
    assert visited.redirect_chain[-1][0].split("?")[0] == reverse("account_login")
    assert visited.redirect_chain[-1][0].endswith("?next=%2Fcms%2F")

    client.force_login(member)
    refused = client.get("/cms/", follow=True)
    assert refused.status_code == 403
    assert client.get(reverse("my")).status_code == 200


def test_a_sign_in_never_leads_to_another_site(client, member):
    for target in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        response = client.post(
            reverse("account_login"), {"login": member.email, "password": PASSWORD, "next": target}
        )
        assert "evil" not in response.get("Location", "")
        assert "javascript" not in response.get("Location", "")
        client.logout()
