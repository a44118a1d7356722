"""A site started as a newcomer starts it, and a real browser to visit it with."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 420
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The address of a site with a demonstration network, served by `manage.py start` on a database of its own."""
    if running := os.environ.get("JOURNEY_SITE"):
        # Somebody who writes a journey has the site running already.
        yield running
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("site")
    environment = {
        **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")},
        "DJANGO_SETTINGS_MODULE": "portal.settings.development",
        "SEARCH_ENGINE": "whoosh",
        "PORTAL_VAR": str(folder / "var"),
        "FOLLOWING_PAUSE_MINUTES": "0",
        "BASE_URL": f"http://127.0.0.1:{port}",
    }
    log = (folder / "log").open("w+")
    server = subprocess.Popen(
        [sys.executable, "manage.py", "start", "--port", str(port)],
        cwd=HERE,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, server, log)
        yield address
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)
        log.close()


def wait_for(address, server, log):
    """Wait until the site answers; a site that stops or does not come up fails with what it said."""
    until = time.monotonic() + STARTS_WITHIN
    waiting = threading.Event()
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/en/", timeout=10).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            waiting.wait(0.5)
        else:
            return
    log.seek(0)
    pytest.fail(f"The site did not start:\n{log.read()[-4000:]}")


@pytest.fixture(scope="session")
def chromium():
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def desk(chromium, site):
    """A reader at a desk: 1280 pixels wide."""
    yield from page_of(chromium, site, viewport={"width": 1280, "height": 800})


@pytest.fixture
def phone(chromium, site):
    """A reader with a phone: 360 pixels wide."""
    yield from page_of(chromium, site, viewport={"width": 360, "height": 740}, has_touch=True)


@pytest.fixture
def without_scripts(chromium, site):
    """A reader whose browser runs no scripts."""
    yield from page_of(chromium, site, viewport={"width": 1280, "height": 800}, java_script_enabled=False)


def page_of(chromium, site, **options):
    context = chromium.new_context(base_url=site, service_workers="block", **options)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on(
        "console",
        lambda message: page.problems.append(message.text) if "Content Security Policy" in message.text else None,
    )
    page.on(
        "request",
        lambda request: None if request.url.startswith((site, "data:")) else page.problems.append(request.url),
    )
    yield page
    assert page.problems == [], "errors, violations of the policy, or requests to somebody else"
    context.close()
