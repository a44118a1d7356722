"""The ways in besides SMTP: an IMAP mailbox, a pipe, several rooms at one address."""

import io
import socketserver
import threading

import pytest
from django.core.management import CommandError, call_command
from notifications import incoming

from forums.mailing import keys
from forums.models import Post
from forums.receiving.models import ReceivedMail


class Door(socketserver.StreamRequestHandler):
    """As much of an IMAP server as the command speaks to: one mailbox in memory."""

    def handle(self):
        self.say("* OK ready")
        while line := self.rfile.readline():
            tag, _blank, asked = line.decode().strip().partition(" ")
            word, *rest = asked.split(" ", 1)
            answer = getattr(self, f"do_{word.lower()}", lambda _rest: "OK done")(rest[0] if rest else "")
            self.say(f"{tag} {answer}")
            if word == "LOGOUT":
                return

    def say(self, words):
        self.wfile.write(words.encode() + b"\r\n")

    def do_capability(self, _rest):
        self.say("* CAPABILITY IMAP4rev1")
        return "OK done"

    def do_login(self, rest):
        return "OK welcome" if rest == 'neema "se cret"' else "NO who are you"

    def do_select(self, rest):
        self.say(f"* {len(self.server.mails)} EXISTS")
        return "OK [READ-WRITE] selected" if rest == '"Forums"' else "NO no such mailbox"

    def do_uid(self, rest):
        word, rest = rest.split(" ", 1)
        if word == "SEARCH":
            hidden = "\\Seen" if "UNSEEN" in rest else "\\Deleted"
            found = [str(uid) for uid, mail in self.server.mails.items() if hidden not in mail["flags"]]
            self.say(f"* SEARCH {' '.join(found)}".strip())
        elif word == "FETCH":
            uid = int(rest.split(" ")[0])
            content = self.server.mails[uid]["content"]
            self.say(f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(content)}}}")
            self.wfile.write(content + b")\r\n")
        elif word == "STORE":
            uid, _how, flags = rest.split(" ", 2)
            self.server.mails[int(uid)]["flags"].add(flags.strip("()"))
        return "OK done"

    def do_expunge(self, _rest):
        self.server.mails = {uid: mail for uid, mail in self.server.mails.items() if "\\Deleted" not in mail["flags"]}
        return "OK done"


@pytest.fixture
def imap(settings):
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Door)
    server.daemon_threads, server.mails = True, {}
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.MAIL_IMAP_URL = f"imap://neema:se%20cret@127.0.0.1:{server.server_address[1]}/Forums"
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def look(imap, django_capture_on_commit_callbacks, monkeypatch):
    monkeypatch.setattr(incoming, "take_in_and_let_go", incoming.take_in)

    def empty(**options):
        with django_capture_on_commit_callbacks(execute=True):
            call_command("receive_mail", imap=True, verbosity=0, **options)

    return empty


def test_an_imap_mailbox_is_emptied(imap, look, write, post, member):
    address = keys.reply_address(member, post)
    imap.mails = {uid: {"content": write(address, f"Mail {uid}"), "flags": set()} for uid in (3, 7)}

    look()

    assert list(Post.objects.filter(number__gt=1).values_list("text", flat=True)) == ["Mail 3", "Mail 7"]
    assert imap.mails == {}


def test_what_is_kept_in_the_mailbox_is_not_taken_twice(imap, look, write, post, member):
    imap.mails = {1: {"content": write(keys.reply_address(member, post), "Once"), "flags": set()}}

    look(keep=True)
    look(keep=True)

    assert (Post.objects.count(), imap.mails[1]["flags"]) == (2, {"\\Seen"})


def test_what_cannot_be_taken_in_stays_in_the_mailbox(imap, look, write, post, member, monkeypatch):
    imap.mails = {1: {"content": write(keys.reply_address(member, post), "Later"), "flags": set()}}
    with monkeypatch.context() as broken:
        broken.setattr(incoming, "take_in_and_let_go", lambda _content: 1 / 0)
        look()
    assert imap.mails[1]["flags"] == set()

    look()

    assert (Post.objects.count(), imap.mails) == (2, {})


@pytest.mark.parametrize("address", ["", "http://mail.example.org", "imap://127.0.0.1:1/Forums"])
def test_a_mailbox_that_is_none_is_said_so(db, settings, address):
    settings.MAIL_IMAP_URL = address

    with pytest.raises(CommandError):
        call_command("receive_mail", imap=True)


def test_a_wrong_password_is_said_without_telling_it(imap, settings, db):
    settings.MAIL_IMAP_URL = settings.MAIL_IMAP_URL.replace("se%20cret", "SECRET")

    with pytest.raises(CommandError) as said:
        call_command("receive_mail", imap=True)

    assert "SECRET" not in str(said.value)


def test_a_pipe_takes_one_mail(monkeypatch, write, post, member, django_capture_on_commit_callbacks):
    content = write("somebody@chm.example", "By pipe")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))

    with django_capture_on_commit_callbacks(execute=True):
        call_command("receive_mail", to=[keys.reply_address(member, post)], verbosity=0)

    assert ReceivedMail.objects.get().outcome == "posted"
