"""The one process beside the web server: background tasks, Wagtail's included, and what is due by the clock."""

import os
import signal
from threading import Event, Thread

from django.core.management import call_command
from django.core.management.base import BaseCommand

from portal.periodic import run_due_jobs

SECONDS_BETWEEN_LOOKS = 15


class Command(BaseCommand):
    help = "Work through the queue of background tasks and do what is due by the clock, until stopped."

    def add_arguments(self, parser):
        parser.add_argument(
            "--interval", type=float, default=1, help="Seconds between looks into an empty queue (default: 1)."
        )
        parser.add_argument(
            "--beside", type=int, metavar="PID", help="Stop when this process, which started the worker, is gone."
        )

    def handle(self, *args, interval, beside, verbosity, **options):
        stopped = Event()
        clock = Thread(target=keep_time, args=[stopped, beside], name="periodic", daemon=True)
        clock.start()
        try:
            # Ends on SIGTERM or SIGINT, after the task it is at.
            call_command("db_worker", queue_name="*", interval=interval, reload=False, verbosity=verbosity)
        finally:
            stopped.set()
            clock.join(timeout=10)


def keep_time(stopped, parent=None):
    while not stopped.is_set():
        if parent and os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)
            return
        run_due_jobs()
        stopped.wait(SECONDS_BETWEEN_LOOKS)
