"""How much memory two workers take: the sum of their proportional set sizes after some pages of every kind.

python tools/memory.py        # on Linux, with a site that was prepared by `manage.py start --no-serve`
"""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = (
    "/en/",
    "/en/directory/people/",
    "/ar/search/?q=PCB",
    "/en/directory/countries/ke/",
    "/fr/directory/countries/",
)


def main():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-m", "gunicorn", "--workers", "2"),
        *("--bind", f"127.0.0.1:{port}", "portal.wsgi"),
    ]
    paths = f"{ROOT}{os.pathsep}{ROOT / 'site'}"
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": paths})
    try:
        visit(f"http://127.0.0.1:{port}")
        pids = [server.pid, *children(server.pid)]
        sizes = [pss_of(pid) for pid in pids]
        print(f"{len(pids) - 1} workers and their parent: {sum(sizes) / 1024:.0f} MB proportional set size")
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=20)


def visit(base):
    for _attempt in range(60):
        try:
            urllib.request.urlopen(f"{base}/en/", timeout=30).close()
            break
        except OSError:
            time.sleep(0.5)
    for page in PAGES * 12:
        urllib.request.urlopen(base + page, timeout=30).read()


def children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def pss_of(pid):
    """Kilobytes, from the kernel."""
    return int(re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE).group(1))


if __name__ == "__main__":
    main()
