"""How pages are served in production: `gunicorn portal.wsgi` reads this file from the folder it is started in."""

import ctypes
import gc
import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
worker_class = "gthread"
# The application is loaded once, before the workers part, and they share its memory.
preload_app = True
max_requests = 20_000
max_requests_jitter = 2_000
# Words in Chinese take nine characters each in an address, and lists have a dozen filters.
limit_request_line = 8190
proc_name = "pops-network"


def when_ready(server):
    """Leave what is loaded alone from here on: a collector that walks it would copy it into every worker."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    gc.freeze()
