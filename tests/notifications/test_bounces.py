"""Mail that comes back. The folder ``bounces`` holds notices in the shapes real mail systems write them."""

import io
import mailbox
import re
import smtplib
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from notifications import actions, bounces, delivery, incoming, reachability
from notifications.choices import MailState, NoticeKind
from notifications.models import DeliveryNotice, OutgoingMail, UnreachableAddress

from .test_delivery import Postbox, free_port, smtp  # noqa: F401

CORPUS = Path(__file__).parent / "bounces"
FAILED, DELAYED, ANSWER, OTHER = NoticeKind.FAILED, NoticeKind.DELAYED, NoticeKind.ANSWER, NoticeKind.OTHER

# What each notice says: its kind, its status, and whether the address is lost for good.
SAYS = {
    "broken": (FAILED, "5.1.1", True),
    "chinese-server": (FAILED, "5.1.1", True),
    "delivered": (NoticeKind.DELIVERED, "2.0.0", False),
    "domino-not-listed": (FAILED, "5.1.1", True),
    "exchange-5-5": (FAILED, "5.1.1", True),
    "exchange-html-french": (FAILED, "5.1.1", True),
    "exchange-online": (FAILED, "5.1.10", True),
    "exim-delayed": (DELAYED, "", False),
    "exim-host-said": (FAILED, "5.1.1", True),
    "exim-timeout": (FAILED, "4.4.7", False),
    "exim-unrouteable": (FAILED, "5.1.1", True),
    "greylisted-text": (DELAYED, "4.7.1", False),
    "nothing-to-read": (OTHER, "", False),
    "opensmtpd-error": (FAILED, "5.1.1", True),
    "out-of-office": (ANSWER, "", False),
    "person-writes": (OTHER, "", False),
    "policy-refused": (FAILED, "5.7.1", False),
    "postfix-delayed": (DELAYED, "4.4.1", False),
    "postfix-expired": (FAILED, "4.4.1", False),
    "postfix-user-unknown": (FAILED, "5.1.1", True),
    "qmail-no-mailbox": (FAILED, "5.1.1", True),
    "qmail-too-long": (FAILED, "4.4.1", False),
    "qmail-without-code": (FAILED, "5.0.0", True),
    "read-receipt": (OTHER, "", False),
    "russian-server": (FAILED, "5.0.0", True),
    "sendmail-status-zero": (FAILED, "5.1.1", True),
    "status-in-base64": (FAILED, "5.1.1", True),
    "vacation-from-null-sender": (ANSWER, "", False),
}


@pytest.fixture(autouse=True)
def bounce_address(settings):
    settings.MAIL_BOUNCE_ADDRESS = "bounces@chm.example"


@pytest.fixture
def mail(db):
    return sent()


def sent(address="Somebody@example.org"):
    return OutgoingMail.objects.create(
        address=address, language="en", subject="Hello", text="Hi", state=MailState.SENT
    )


def notice(name, mail=None, key=""):
    content = (CORPUS / f"{name}.eml").read_bytes()
    to = bounces.return_address(mail) if mail else "bounces+zz-aaaaaaaaaaaaaaaa@chm.example"
    content = content.replace(b"{to}", to.encode())
    return re.sub(rb"(?m)^Message-ID: .*$", f"Message-ID: <{key}>\r".encode(), content, count=1) if key else content


def test_every_notice_of_the_corpus_is_expected():
    assert {path.stem for path in CORPUS.glob("*.eml")} == set(SAYS)


@pytest.mark.parametrize("name", SAYS)
def test_notice_is_read(name, db):
    read = bounces.read(notice(name))

    assert (read.kind, read.status, read.is_hard) == SAYS[name]


@pytest.mark.parametrize("name", SAYS)
def test_address_is_lost_at_once_by_failures_for_good_and_by_nothing_else(name, mail):
    reachability.take_in(notice(name, mail))

    expected = ["somebody@example.org"] if SAYS[name][2] else []
    assert [lost.address for lost in UnreachableAddress.objects.now()] == expected


def test_return_address_is_short_signed_and_bears_capitals(mail):
    address = bounces.return_address(mail)

    assert len(address.partition("@")[0]) <= 64
    assert bounces.mail_of([address]) == bounces.mail_of([f"<{address.upper()}>"]) == mail
    assert bounces.mail_of([address.replace("@", "x@")]) is None
    assert (
        bounces.mail_of([bounces.return_address(sent()).replace("+", "+1"), "bounces@chm.example", "", "+@"]) is None
    )
    last = "a" if address[address.index("@") - 1] != "a" else "b"
    assert bounces.mail_of([address[: address.index("@") - 1] + last + "@chm.example"]) is None


def test_without_a_bounce_address_mail_leaves_as_before(mail, settings):
    settings.MAIL_BOUNCE_ADDRESS = ""

    assert delivery.message_of(mail).from_email == settings.DEFAULT_FROM_EMAIL
    assert bounces.mail_of(["bounces+1-aaaaaaaaaaaaaaaa@chm.example"]) is None


def test_forged_notice_is_recorded_and_changes_nothing(mail):
    reachability.take_in(notice("postfix-user-unknown"))

    recorded = DeliveryNotice.objects.get()
    assert (recorded.kind, recorded.mail, recorded.address) == (FAILED, None, "")
    assert not UnreachableAddress.objects.exists()


def test_notice_that_comes_twice_counts_once(mail):
    assert reachability.take_in(notice("postfix-user-unknown", mail))
    assert reachability.take_in(notice("postfix-user-unknown", mail)) is None

    assert UnreachableAddress.objects.get().count == 1


def test_notice_without_a_message_id_counts_once(mail):
    content = re.sub(rb"Message-ID: .*\r\n", b"", notice("qmail-no-mailbox", mail), count=1)

    assert reachability.take_in(content)
    assert reachability.take_in(content) is None


def test_three_mails_that_fail_for_the_time_being_within_two_weeks_are_enough(db):
    monday = timezone.now()
    for day, expected in ((0, 0), (5, 0), (16, 0), (17, 1)):
        with time_machine.travel(monday + timedelta(days=day), tick=False):
            reachability.take_in(notice("postfix-expired", sent(), f"{day}@mx.example.org"))
            assert UnreachableAddress.objects.now().count() == expected, day


def test_several_notices_about_one_mail_are_one_failure(mail):
    for number in range(5):
        reachability.take_in(notice("postfix-expired", mail, f"{number}@mx.example.org"))

    assert not UnreachableAddress.objects.exists()


def test_mail_of_this_site_that_runs_in_a_circle_is_left_alone(mail):
    mail.html = "<p>Hi</p>"
    content = delivery.message_of(mail).message().as_bytes()

    reachability.take_in(content, [bounces.return_address(mail)])

    assert DeliveryNotice.objects.get().kind == NoticeKind.OWN
    assert not UnreachableAddress.objects.exists()
    assert OutgoingMail.objects.count() == 1


def test_address_that_was_cleared_is_lost_again_only_by_a_newer_mail(mail):
    reachability.take_in(notice("postfix-user-unknown", mail, "1@mx.example.org"))
    assert reachability.clear("SOMEBODY@example.org", why="A code arrived.")
    assert not reachability.clear("somebody@example.org", why="Again.")

    reachability.take_in(notice("postfix-user-unknown", mail, "2@mx.example.org"))
    assert not UnreachableAddress.objects.now().exists()
    reachability.take_in(notice("postfix-user-unknown", sent(), "3@mx.example.org"))
    lost = UnreachableAddress.objects.now().get()
    assert (lost.count, lost.cleared_why) == (1, "")


@pytest.fixture
def heard(monkeypatch):
    """What rooms above are told."""
    told = []
    monkeypatch.setattr(reachability, "_listeners", [])
    reachability.listen(
        lost=lambda unreachable: told.append(("lost", unreachable.address)),
        found=lambda unreachable, by: told.append(("found", unreachable.address)),
    )
    return told


def test_rooms_above_hear_once_that_an_address_is_lost_and_once_that_it_is_found(mail, heard):
    for number in range(3):
        reachability.take_in(notice("postfix-user-unknown", mail, f"{number}@mx.example.org"))
    reachability.clear(mail.address, why="A code arrived.")
    reachability.clear(mail.address, why="A code arrived.")

    assert heard == [("lost", "somebody@example.org"), ("found", "somebody@example.org")]


def test_when_a_room_above_fails_the_notice_is_not_lost(mail, monkeypatch):
    def fail(unreachable):
        raise RuntimeError

    monkeypatch.setattr(reachability, "_listeners", [(fail, None)])
    with pytest.raises(RuntimeError):
        reachability.take_in(notice("postfix-user-unknown", mail))
    monkeypatch.setattr(reachability, "_listeners", [])

    assert reachability.take_in(notice("postfix-user-unknown", mail))


def test_envelope_names_the_return_address_and_the_letter_the_network(smtp, db):  # noqa: F811
    smtp.start()
    senders = []
    collect = Postbox.handle_DATA

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        senders.append(envelope.mail_from)
        return await collect(self, server, session, envelope)

    type(smtp.handler).handle_DATA = handle_DATA
    try:
        mail = actions.send_rendered("Hello", "Good day.", "", "somebody@example.org", "en")
        assert delivery.deliver(mail.pk)
    finally:
        Postbox.handle_DATA = collect
    [(_recipients, message)] = smtp.handler.messages
    assert senders == [bounces.return_address(mail)]
    assert message["From"] == "POPs Network <network@chm.example>"


@pytest.mark.parametrize(
    ("answer", "is_lost"), [("550 5.1.1 No such mailbox", True), ("550 No", True), ("550 5.7.1 Not from you", False)]
)
def test_recipient_refused_while_sending_counts_too(answer, is_lost, smtp, db):  # noqa: F811
    smtp.start()
    smtp.handler.answer = answer
    mail = actions.send_rendered("Hello", "Good day.", "", "somebody@example.org", "en")
    delivery.deliver(mail.pk)

    assert UnreachableAddress.objects.now().exists() == is_lost
    assert DeliveryNotice.objects.get().mail == mail


# --- The ways in ------------------------------------------------------------------------------------------


class Pipe:
    def __init__(self, content):
        self.buffer = io.BytesIO(content)


def test_notice_comes_in_by_a_pipe(mail, monkeypatch):
    content = notice("exim-unrouteable", mail).replace(
        bounces.return_address(mail).encode(), b"postmaster@chm.example"
    )
    monkeypatch.setattr(sys, "stdin", Pipe(content))
    monkeypatch.setenv("ORIGINAL_RECIPIENT", bounces.return_address(mail))

    call_command("receive_mail")

    assert UnreachableAddress.objects.now().count() == 1


def test_pipe_tells_the_mail_server_to_come_back_when_the_message_cannot_be_kept(mail, monkeypatch):
    def fail(*args):
        raise RuntimeError

    monkeypatch.setattr("notifications.management.commands.receive_mail.take_in", fail)
    monkeypatch.setattr(sys, "stdin", Pipe(notice("exim-unrouteable", mail)))

    with pytest.raises(SystemExit) as end:
        call_command("receive_mail")
    assert end.value.code == 75


def test_empty_pipe_is_refused(db, monkeypatch):
    monkeypatch.setattr(sys, "stdin", Pipe(b"\n"))

    with pytest.raises(CommandError, match="no message"):
        call_command("receive_mail")


@pytest.mark.parametrize("kind", [mailbox.Maildir, mailbox.mbox])
def test_notices_come_in_from_a_folder_which_is_emptied(kind, mail, tmp_path):
    folder = kind(tmp_path / "box", create=True)
    for name in ("qmail-no-mailbox", "out-of-office", "broken"):
        folder.add(notice(name, mail))
    folder.close()

    call_command("receive_mail", maildir=str(tmp_path / "box"), keep=True, verbosity=0)
    call_command("receive_mail", maildir=str(tmp_path / "box"), verbosity=0)

    assert DeliveryNotice.objects.count() == 3
    left = kind(tmp_path / "box", create=False)
    assert len(left) == 0
    left.close()
    assert UnreachableAddress.objects.get().address == "somebody@example.org"


def test_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("receive_mail", maildir=str(tmp_path / "nowhere"))


@pytest.fixture
def door(free_port):  # noqa: F811
    door = incoming.Door(incoming.Listener(), hostname="127.0.0.1", port=free_port)
    door.start()
    yield door
    door.stop()


def test_listener_takes_what_comes_to_the_bounce_address_and_relays_nothing(door, mail, monkeypatch):
    taken = []
    monkeypatch.setattr(incoming, "take_in_and_let_go", lambda content, to: taken.append((content, to)))
    with smtplib.SMTP("127.0.0.1", door.port) as server:
        server.sendmail("", [bounces.return_address(mail)], notice("postfix-user-unknown", mail))
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            server.sendmail("spam@example.net", ["somebody@example.org"], b"Subject: Buy\r\n\r\n")

    [(content, to)] = taken
    assert to == (bounces.return_address(mail),)
    assert b"5.1.1" in content


def test_listener_asks_to_come_back_when_the_message_cannot_be_kept(door, mail, monkeypatch):
    def fail(content, to):
        raise RuntimeError

    monkeypatch.setattr(incoming, "take_in_and_let_go", fail)
    with smtplib.SMTP("127.0.0.1", door.port) as server, pytest.raises(smtplib.SMTPDataError) as refused:
        server.sendmail("", [bounces.return_address(mail)], b"Subject: x\r\n\r\n")
    assert refused.value.smtp_code == 451


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="a database in memory belongs to one thread")
def test_notice_comes_in_by_smtp(door):
    mail = sent()
    with smtplib.SMTP("127.0.0.1", door.port) as server:
        server.sendmail("", [bounces.return_address(mail)], notice("postfix-user-unknown", mail))

    assert UnreachableAddress.objects.now().get().address == "somebody@example.org"
