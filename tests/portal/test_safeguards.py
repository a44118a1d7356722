"""What every answer carries, and what is not answered."""

import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from portal.logs import OneLine

from directory.choices import Audience
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

PAGES = ["account_login", "account_signup", "directory:index", "search:results"]


@pytest.mark.parametrize("name", PAGES)
def test_pages_carry_a_strict_policy_and_safe_headers(client, name):
    response = client.get(reverse(name))
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    for directive in ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert directive in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


def test_the_editor_is_allowed_inline_elements_and_nothing_more(client, secretariat, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(secretariat)
    policy = client.get("/cms/")["Content-Security-Policy"]
    loose = [directive.split()[0] for directive in policy.split(";") if "unsafe" in directive]
    assert sorted(loose) == ["script-src-elem", "style-src-elem"]
    assert "unsafe-eval" not in policy


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "DELETE", "PUT", "PATCH", "CONNECT", "BREW"])
def test_odd_methods_are_refused(client, method):
    assert client.generic(method, reverse("account_login")).status_code == 405


def test_an_unknown_host_gets_a_plain_refusal(client):
    response = client.get("/en/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert b"evil.example" not in response.content


def test_pages_of_signed_in_people_are_not_kept(client, member):
    client.force_login(member)
    assert "no-store" in client.get(reverse("directory:index"))["Cache-Control"]


def test_signed_in_people_are_not_believed_without_the_token(member):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(member)
    assert client.post(reverse("account_logout")).status_code == 403
    assert client.get(reverse("account_logout")).status_code == 200
    assert "_auth_user_id" in client.session


def test_a_portrait_is_given_as_a_file_to_whom_may_see_it_and_to_nobody_else(client, member):
    name = default_storage.save("portraits/x.jpg", ContentFile(b"\xff\xd8\xff"))
    person = PersonFactory(portrait=name, field_audiences={"portrait": Audience.MEMBERS})
    address = f"/media/{name}"

    assert client.get(address).status_code == 404
    client.force_login(member)
    response = client.get(address)
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]
    assert b"".join(response.streaming_content) == b"\xff\xd8\xff"

    person.field_audiences = {"portrait": Audience.SECRETARIAT}
    person.save()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["", "portraits/", "documents/secret.pdf", "original_images/a.jpg", "../manage.py"])
def test_nothing_else_of_the_media_folder_is_given_out(client, member, name):
    client.force_login(member)
    assert client.get(f"/media/{name}", follow=True).status_code == 404


def test_nobody_writes_a_second_line_into_the_log():
    record = logging.LogRecord(
        "x", logging.INFO, "", 0, "refused path=%s", ("/a\r\n2026 INFO x: signed_in\x1b[31m",), None
    )
    assert OneLine("%(message)s").format(record) == r"refused path=/a\r\n2026 INFO x: signed_in\x1b[31m"


UNSAFE = {
    "SECRET_KEY": "short",
    "ALLOWED_HOSTS": "*",
    "BASE_URL": "http://chm.example",
    "DATABASE_URL": "sqlite:///x.sqlite3",
    "REDIS_URL": "",
    "EMAIL_URL": "filemail:///",
    "DEMONSTRATION": "true",
    "TRUSTED_PROXY_COUNT": "0",
}
SAFE = {
    "SECRET_KEY": "k3N-vq0_Lw8sZ2rT5yXb7mHc1dGf4jPa9uEoIiRtQwErTyUiOpAs",
    "ALLOWED_HOSTS": "chm.example",
    "BASE_URL": "https://chm.example",
    "DATABASE_URL": "postgres://chm@db/chm",
    "REDIS_URL": "redis://cache:6379/0",
    "EMAIL_URL": "smtp://mail.example:25",
    "DEMONSTRATION": "false",
    "TRUSTED_PROXY_COUNT": "1",
}


def start(**environment):
    """What loading the production settings says with these values."""
    return subprocess.run(
        [sys.executable, "-c", "import portal.settings.production"],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{settings.BASE_DIR}:{settings.BASE_DIR / 'site'}",
            **environment,
        },
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    ).stderr


def test_production_starts_on_safe_values():
    assert start(**SAFE) == ""


@pytest.mark.parametrize("name", UNSAFE)
def test_production_refuses_an_unsafe_value_and_names_it(name):
    said = start(**{**SAFE, name: UNSAFE[name]})
    assert "does not start" in said
    assert f"- {name}:" in said
    assert said.count("\n- ") == 1
