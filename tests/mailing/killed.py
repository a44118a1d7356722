"""A mailing that is killed again and again: run by the test of it, beside it, on a database of its own.

Each child is a copy of this process, made after everything was loaded. It mails until it is killed, at any moment:
while a post is spread, while letters are written, while one is on its way to the mail server.
"""

import os
import random
import signal
import sys
import threading

import django
from django.db import connections


def mail_until_killed(seconds):
    """One child. Returns whether it was killed before there was nothing left to do."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    killer = threading.Timer(seconds, os.kill, (child, signal.SIGKILL))
    killer.start()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    killer.cancel()
    return code == -signal.SIGKILL


def work():
    from notifications.delivery import deliver_due

    from forums.mailing.actions import mail_out

    while mail_out() + deliver_due():
        pass


def as_if_time_had_passed():
    """Claims of those who died run out after some minutes: do not wait for it."""
    from django.utils import timezone
    from notifications.models import OutgoingMail

    from forums.mailing.models import Mailing

    OutgoingMail.objects.waiting().update(next_try=timezone.now())
    Mailing.objects.filter(done_at=None).update(claimed_until=None)


def main():
    django.setup()
    times, longest, seed = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    chance, killed = random.Random(seed), 0
    from forums.mailing.models import Delivery

    for _time in range(times):
        killed += mail_until_killed(chance.uniform(0.005, longest))
        as_if_time_had_passed()
    mail_until_killed(600)
    connections.close_all()
    sys.stdout.write(f"{killed} {Delivery.objects.waiting().count()}")


if __name__ == "__main__":
    main()
