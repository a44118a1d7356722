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
        "Take in mail: one message from standard input (a pipe of the mail server), all messages of a maildir or "
        "mbox, or those a mail server hands over by SMTP. Notices of failure mark addresses as unreachable, answers "
        "to questions go where they belong, everything else is noted and left alone. What comes twice counts once."
    )

    def add_arguments(self, parser):
        parser.add_argument("--to", action="append", default=[], help="The address of the envelope, for a pipe.")
        parser.add_argument("--maildir", metavar="PATH", help="A maildir, or a file in mbox format.")
        parser.add_argument("--keep", action="store_true", help="Leave the messages in the maildir or mbox.")
        parser.add_argument("--smtp", metavar="HOST:PORT", help="Listen until stopped, such as 127.0.0.1:2525.")

    def handle(self, *, to, maildir, keep, smtp, verbosity, **options):
        if not settings.MAIL_BOUNCE_ADDRESS:
            self.stderr.write("MAIL_BOUNCE_ADDRESS is not set: no notice can be told from a forged one, none counts.")
        if smtp:
            self.listen(smtp)
        elif maildir:
            try:
                taken = incoming.take_in_folder(maildir, keep)
            except (OSError, incoming.mailbox.Error) as reason:
                raise CommandError(f"{maildir} cannot be read: {reason}") from None
            if verbosity:
                self.stdout.write(f"{taken} messages taken in.")
        else:
            self.take_one(to)

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
        if not (settings.MAIL_BOUNCE_ADDRESS or settings.MAIL_QUESTION_ADDRESS):
            raise CommandError("Set MAIL_BOUNCE_ADDRESS first: it says which addresses are taken.")
        door = incoming.Door(incoming.Listener(), hostname=host.strip("[]"), port=int(port))
        stopped = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
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
