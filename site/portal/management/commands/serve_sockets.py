"""The process that holds the lines of open pages: sockets by ASGI, beside the pages that gunicorn serves."""

import os
import resource
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Hold the sockets of open pages until stopped. One process is enough for ten thousand."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8001)
        parser.add_argument("--beside", type=int, metavar="PID", help="Stop when this process is gone.")
        parser.add_argument(
            "--echo-room",
            action="store_true",
            help="For measuring: what comes in at /live/echo/ goes to all who are there, without sign-in or limits.",
        )

    def handle(self, *args, host, port, beside, echo_room, **options):
        try:
            import uvicorn
        except ImportError as missing:
            raise CommandError("Sockets need uvicorn and websockets, which are not installed.") from missing
        from portal.asgi import sockets

        most_files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most_files, most_files))
        if beside:
            threading.Thread(target=stop_with, args=[beside], daemon=True).start()
        application = sockets(
            admitting={"thread_sensitive": False, "executor": ThreadPoolExecutor(2, "admitting")},
            telling={"thread_sensitive": False, "executor": ThreadPoolExecutor(1, "telling")},
            has_echo=echo_room,
        )
        uvicorn.run(
            application,
            host=host,
            port=port,
            ws="websockets-sansio",
            # What goes over a line is short; packing it would take more of this process than all the rest.
            ws_per_message_deflate=False,
            ws_max_size=4096,
            ws_ping_interval=30,
            ws_ping_timeout=30,
            lifespan="off",
            proxy_headers=False,
            server_header=False,
            log_level="warning",
            backlog=4096,
            timeout_graceful_shutdown=5,
        )


def stop_with(parent):
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
