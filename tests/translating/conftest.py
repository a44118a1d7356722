"""A thread in English, a group, and a translation service that really answers over HTTP."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.cache import cache

from forums.actions import join, start_thread
from tests.factories.forums import GroupFactory, MemberFactory


@pytest.fixture(autouse=True)
def nothing_used_up():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def group(member):
    group = GroupFactory(slug="stockpiles", name_en="Obsolete stockpiles")
    join(group, user=member)
    return group


@pytest.fixture
def thread(group, member):
    return start_thread(group, by=member, title="Old transformers", text="We have *twelve* of them.")


@pytest.fixture
def post(thread):
    return thread.posts.get()


@pytest.fixture
def translator(group):
    user = MemberFactory(email="translator@example.org")
    join(group, user=user)
    return user


class Service:
    """What the service was asked, and how it answers."""

    def __init__(self):
        self.asked = []
        self.status, self.body, self.pause = 200, None, 0.0

    def answer(self, asked):
        if self.body is not None:
            return self.body
        return json.dumps({"translatedText": f"[{asked['target']}] {asked['q']}"}).encode()


@pytest.fixture
def service(settings):
    made = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            made.asked.append(asked)
            time.sleep(made.pause)
            body = made.answer(asked)
            self.send_response(made.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

        def handle_one_request(self):
            try:
                super().handle_one_request()
            except OSError:
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.MACHINE_TRANSLATION_URL = f"http://127.0.0.1:{server.server_port}/translate"
    settings.MACHINE_TRANSLATION_SECONDS = 1
    yield made
    server.shutdown()
    server.server_close()
