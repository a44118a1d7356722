"""Hostile texts of others: DOMPurify's payloads and the big list of naughty strings.

``CONFORMANCE`` names the folder with the suites; without it there is nothing to try.
"""

import json
import os
from pathlib import Path

import pytest
from django.core import mail as django_mail
from django.core.cache import cache
from django.template import Context, Template
from notifications.actions import send_rendered
from notifications.delivery import deliver_due
from prose import conversation, plain_text, to_html

from directory.models import RelayedMessage
from tests.factories import PersonFactory, UserFactory
from tests.prose.test_hostile_texts import inspect

SUITES = Path(os.environ.get("CONFORMANCE", "nowhere"))

pytestmark = pytest.mark.skipif(not SUITES.is_dir(), reason="CONFORMANCE names no folder")


def payloads():
    return [case["payload"] for case in json.loads((SUITES / "html_sanitise" / "dompurify_expect.json").read_text())]


def naughty_strings():
    return [string for string in json.loads((SUITES / "strings" / "blns.json").read_text()) if string.strip()]


def test_payloads_of_dompurify_come_out_inert():
    problems = {
        text: found
        for payload in payloads()
        for text in (payload, f"[x]({payload})", f"# {payload}", f"`{payload}`", f"> {payload}\n\n- {payload}")
        if (found := inspect(to_html(text)).problems)
        or (found := inspect(conversation(text), of_a_post=True).problems)
    }
    assert problems == {}


def test_naughty_strings_come_out_as_text():
    problems = {
        text: found
        for text in naughty_strings()
        if (found := inspect(to_html(text)).problems)
        or (found := inspect(conversation(text), of_a_post=True).problems)
    }
    assert problems == {}
    shown = Template("{{ text }}")
    tags = {
        text: found
        for text in naughty_strings()
        if (found := inspect(shown.render(Context({"text": plain_text(text)}))).tags)
    }
    assert tags == {}


def test_naughty_strings_travel_by_mail_and_begin_no_header(db):
    for text in naughty_strings():
        send_rendered(text, text, "", "somebody@example.org", "en", secret=False)
    while deliver_due():
        continue

    assert len(django_mail.outbox) == len(naughty_strings())
    for message in django_mail.outbox:
        written = message.message()
        assert written["To"] == "somebody@example.org"
        assert "Bcc" not in written
        assert "Cc" not in written
        assert inspect(message.alternatives[0][0]).tags.count("script") == 0


def test_naughty_strings_are_relayed_or_refused_with_an_error(client, member):
    PersonFactory(user=UserFactory(), slug="halima-yusuf")
    client.force_login(member)
    address = "/en/directory/people/halima-yusuf/write/"
    for text in naughty_strings():
        cache.clear()
        token = client.get(address).context["form"]["token"].value()
        answer = client.post(address, {"subject": text, "text": text, "token": token})
        assert answer.status_code in (200, 302), text
        if answer.status_code == 200:
            assert answer.context["form"].errors, text
        else:
            assert RelayedMessage.objects.get(token=token).text == text.strip().replace("\r\n", "\n")
