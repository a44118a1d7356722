"""Delivery, tried against a real mail server that listens in the test."""

import email
import email.policy
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.conf import settings as django_settings
from django.db import connection
from notifications import actions, delivery
from notifications.choices import PAUSES, MailState
from notifications.models import OutgoingMail

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Postbox:
    """Keeps what it is sent; answers ``answer`` to recipients when it has one."""

    def __init__(self):
        self.messages = []
        self.answer = None

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.answer:
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.messages.append((envelope.rcpt_tos, message))
        return "250 OK"


class Server(Controller):
    def factory(self):
        # Without this the server resolves the name of the machine, which may take seconds.
        return SMTP(self.handler, hostname="mail.example.org")


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def smtp(settings, free_port):
    """The site's mail server. Not listening until ``start``."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    server = Server(Postbox(), hostname="127.0.0.1", port=free_port)
    yield server
    if server.loop.is_running():
        server.stop()
    elif not server.loop.is_closed():
        server.loop.close()


@pytest.fixture
def clock(db):
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def hello(**more):
    return actions.send_rendered(
        "Hello", "Good day.", "<p>Good day.</p>", "somebody@example.org", "en", **{"secret": False, **more}
    )


def test_mail_arrives_whole(smtp, db, django_capture_on_commit_callbacks):
    smtp.start()
    with django_capture_on_commit_callbacks(execute=True):
        mail = hello(reply_to="sender@example.net")

    [(recipients, message)] = smtp.handler.messages
    assert recipients == ["somebody@example.org"]
    assert {name: message[name] for name in ("Subject", "To", "Reply-To", "Auto-Submitted", "Content-Language")} == {
        "Subject": "Hello",
        "To": "somebody@example.org",
        "Reply-To": "sender@example.net",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "en",
    }
    assert message["Message-ID"] == f"<{mail.message_id}@chm.example>"
    assert message["Date"].datetime == mail.created_at.replace(microsecond=0)
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message.get_body(("plain",)).get_content().strip() == "Good day."


@pytest.mark.parametrize("language", [code for code, _name in django_settings.LANGUAGES])
def test_letter_arrives_in_each_language_with_its_direction(language, smtp, db):
    smtp.start()
    mail = actions.send_rendered("تجربة 试验 проба", "سطر\n\nПисьмо 信 é", "", "somebody@example.org", language)

    assert delivery.deliver(mail.pk)

    [(_recipients, message)] = smtp.handler.messages
    assert message["Subject"] == "تجربة 试验 проба"
    text = message.get_body(("plain",)).get_content()
    assert text.split() == ["سطر", "Письмо", "信", "é"]
    page = message.get_body(("html",)).get_content()
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert "<p>Письмо 信 é</p>" in page


def test_international_domain_is_written_as_servers_know_it(smtp, db):
    smtp.start()
    mail = actions.send_rendered("Hello", "Good day.", "", "jemand@bücher.example", "de")

    assert delivery.deliver(mail.pk)
    assert smtp.handler.messages[0][0] == ["jemand@xn--bcher-kva.example"]


def test_mail_waits_while_the_server_is_down_and_then_arrives_once(smtp, clock):
    mail = hello()

    assert not delivery.deliver(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.next_try) == (MailState.FAILED, 1, NOON + PAUSES[0])
    assert "refused" in mail.last_error

    smtp.start()
    assert delivery.deliver_due() == 0
    clock.shift(PAUSES[0])
    assert delivery.deliver_due() == 1
    clock.shift(timedelta(days=2))
    assert delivery.deliver_due() == 0
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.last_error) == (MailState.SENT, 2, "")
    assert len(smtp.handler.messages) == 1


def test_greylisting_is_answered_with_patience(smtp, clock):
    smtp.start()
    smtp.handler.answer = "451 4.7.1 Come back later"
    mail = hello()

    assert not delivery.deliver(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.last_error) == (MailState.FAILED, "451 4.7.1 Come back later")


def test_refused_recipient_is_given_up_and_the_secretariat_is_told(smtp, clock, settings):
    smtp.start()
    smtp.handler.answer = "550 5.1.1 No such mailbox"
    mail = hello()

    assert not delivery.deliver(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.GIVEN_UP, 1)

    told = OutgoingMail.objects.exclude(pk=mail.pk).get()
    assert told.address == settings.SECRETARIAT_EMAIL
    assert "somebody@example.org" in told.subject
    assert "550 5.1.1 No such mailbox" in told.text
    # Nobody is told that the Secretariat cannot be told.
    assert not delivery.deliver(told.pk)
    assert OutgoingMail.objects.count() == 2


def test_mail_is_given_up_after_the_last_pause(smtp, clock):
    mail = hello()
    for pause in PAUSES:
        delivery.deliver_due()
        mail.refresh_from_db()
        assert mail.state == MailState.FAILED
        clock.shift(pause)
    delivery.deliver_due()

    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.GIVEN_UP, len(PAUSES) + 1)


def test_code_is_erased_when_it_is_given_up(smtp, clock):
    smtp.start()
    smtp.handler.answer = "550 5.1.1 No such mailbox"
    mail = hello(secret=True)
    delivery.deliver(mail.pk)

    mail.refresh_from_db()
    assert (mail.text, mail.html) == ("", "")


def test_mail_whose_process_died_after_the_commit_is_found_by_the_sweep(smtp, clock):
    smtp.start()
    hello()  # In this test nothing runs after the commit, as when the process dies there.

    assert smtp.handler.messages == []
    assert delivery.deliver_due() == 1
    assert delivery.deliver_due() == 0
    assert len(smtp.handler.messages) == 1


def test_mail_whose_worker_died_while_sending_is_taken_over_later(smtp, clock):
    smtp.start()
    mail = hello()
    assert OutgoingMail.objects.claim(mail.pk) == mail  # ... and its worker is never heard of again.

    assert delivery.deliver_due() == 0
    clock.shift(timedelta(minutes=11))
    assert delivery.deliver_due() == 1
    assert len(smtp.handler.messages) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="a database in memory belongs to one thread")
def test_of_many_workers_one_sends_the_mail(smtp):
    smtp.start()
    mail = OutgoingMail.objects.create(
        address="somebody@example.org", language="en", subject="Hello", text="Good day."
    )

    def work():
        try:
            return delivery.deliver(mail.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(lambda _worker: work(), range(8)))

    assert sorted(sent) == [False] * 7 + [True]
    assert len(smtp.handler.messages) == 1


def test_old_mails_are_forgotten_and_waiting_ones_are_not(smtp, clock):
    smtp.start()
    sent, waiting = hello(), hello()
    delivery.deliver(sent.pk)
    clock.shift(timedelta(days=91))

    assert actions.forget_old_mail() == 1
    assert list(OutgoingMail.objects.all()) == [waiting]


def test_mail_given_up_can_be_given_a_new_start(smtp, clock):
    smtp.start()
    smtp.handler.answer = "550 5.1.1 No such mailbox"
    mail = hello()
    delivery.deliver(mail.pk)
    smtp.handler.answer = None
    mail.refresh_from_db()

    assert actions.try_again(mail)
    assert delivery.deliver(mail.pk)
    mail.refresh_from_db()
    assert not actions.try_again(mail)
