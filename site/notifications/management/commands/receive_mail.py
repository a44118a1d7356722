import os
import signal
import sys
from threading import Event

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from notifications import incoming
from notifications.reachability import take_in

# What a mail server understands as "keep it and try again" (sysexits.h).
TRY_AGAIN = 75


class Command(BaseCommand):
    help = (
        "Take in mail: one message from standard input (a pipe of the mail server), all messages of a maildir, an "
        "mbox or an IMAP mailbox, or those a mail server hands over by SMTP. Notices of failure mark addresses as "
        "unreachable, answers to questions and mail to the forums go where they belong, everything else is noted and "
        "left alone. What comes twice counts once."
    )

    def add_arguments(self, parser):
        parser.add_argument("--to", action="append", default=[], help="The address of the envelope, for a pipe.")
        parser.add_argument("--maildir", metavar="PATH", help="A maildir, or a file in mbox format.")
        parser.add_argument("--imap", action="store_true", help="The mailbox that MAIL_IMAP_URL names.")
        parser.add_argument("--every", type=int, metavar="SECONDS", help="Look again and again, until stopped.")
        parser.add_argument("--keep", action="store_true", help="Leave the messages where they are.")
        parser.add_argument(
            "--smtp",
            nargs="?",
            const=settings.MAIL_LISTENS_AT,
            metavar="HOST:PORT",
            help="Listen until stopped; without a value at MAIL_LISTENS_AT.",
        )

    def handle(self, *, to, maildir, imap, every, keep, smtp, verbosity, **options):
        if not settings.MAIL_BOUNCE_ADDRESS:
            self.stderr.write("MAIL_BOUNCE_ADDRESS is not set: no notice can be told from a forged one, none counts.")
        if smtp:
            self.listen(smtp)
        elif maildir or imap:
            self.repeat(lambda: self.empty(maildir, keep, verbosity), every)
        else:
            self.take_one(to)

    def empty(self, maildir, keep, verbosity):
        """Take in what lies in a folder or a mailbox."""
        try:
            if maildir:
                taken = incoming.take_in_folder(maildir, keep)
            else:
                taken = incoming.Mailbox(settings.MAIL_IMAP_URL).take_in_all(keep)
        except (OSError, ValueError, incoming.mailbox.Error, incoming.imaplib.IMAP4.error) as reason:
            raise CommandError(f"{maildir or 'The mailbox'} cannot be read: {reason}") from None
        if verbosity:
            self.stdout.write(f"{taken} messages taken in.")
            self.stdout.flush()

    def repeat(self, look, every):
        """Once, or again and again; then a server that is away for a while is no reason to end."""
        if not every:
            look()
            return
        stopped = until_stopped()
        while not stopped.is_set():
            try:
                look()
            except CommandError as reason:
                self.stderr.write(str(reason))
            stopped.wait(every)

    def take_one(self, to):
        content = sys.stdin.buffer.read(incoming.MOST_READ)
        if not content.strip():
            raise CommandError("Standard input holds no message.")
        # Postfix and others tell a pipe the address in its environment.
        told = [os.environ[name] for name in ("ORIGINAL_RECIPIENT", "RECIPIENT") if name in os.environ]
        try:
            take_in(content, (*to, *told))
        except Exception as reason:
            self.stderr.write(f"Not taken in: {type(reason).__name__}")
            sys.exit(TRY_AGAIN)

    def listen(self, where):
        host, _colon, port = where.rpartition(":")
        if not host or not port.isdigit():
            raise CommandError("--smtp takes HOST:PORT, such as 127.0.0.1:2525.")
        if not incoming.addresses_taken():
            raise CommandError("Set MAIL_BOUNCE_ADDRESS or MAIL_FORUMS_ADDRESS first: they say what is taken.")
        door = incoming.Door(incoming.Listener(), hostname=host.strip("[]"), port=int(port))
        stopped = until_stopped()
        try:
            door.start()
        except OSError as reason:
            raise CommandError(f"{where} cannot be used: {reason.strerror or reason}.") from None
        self.stdout.write(f"Taking in mail at {where}.")
        self.stdout.flush()
        try:
            stopped.wait()
        finally:
            door.stop()


def until_stopped():
    """An event that is set when the process is asked to end."""
    stopped = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    return stopped
