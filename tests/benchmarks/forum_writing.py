"""How fast replies are taken, over HTTP, on PostgreSQL with two workers.

    BENCH_POSTS=100000 DATABASE_URL=postgres://…/bench_writing REDIS_URL=redis://…/9 \\
        python -m tests.benchmarks.forum_writing

Fills a database of its own (kept with BENCH_KEEP=1), starts gunicorn as production does, and lets one writer and then
eight send the form of a reply: a post of 600 letters, with a session, the token of the form and a fresh token of the
post. Prints a line of JSON: milliseconds until the answer, replies a second, and milliseconds of CPU of a reply.
"""

import contextlib
import http.client
import json
import os
import re
import secrets
import statistics
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path
from urllib.parse import urlencode

PORT = int(os.environ.get("BENCH_PORT", "8290"))
POSTS = int(os.environ.get("BENCH_POSTS", "100000"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "15"))
WRITERS = 8
POSTS_OF_A_THREAD = 20
HOST = "bench.example"
TEXT = (
    "We have counted **twelve** transformers behind the plant, and three more in the north.\n\n"
    "- two of them leak\n- the others stand dry, and are labelled\n\n"
    "The laboratory needs until May; the Ministry has the list. "
) + "Whoever has drained such units before: what did you do with the oil, and who took it? " * 4

ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "SECRET_KEY": "a-key-for-measuring-only-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": HOST,
    "BASE_URL": f"https://{HOST}",
    "EMAIL_URL": "smtp://127.0.0.1:1",
    "SEARCH_ENGINE": "postgresql",
    # One writer sends more in seconds than anybody in a day; the count of it costs a millisecond more.
    "FORUM_POSTS_AN_HOUR": "0",
    "FORUM_POSTS_A_DAY": "0",
    "WEB_CONCURRENCY": "2",
    "BIND": f"127.0.0.1:{PORT}",
}


def main():
    os.environ.update({name: value for name, value in ENVIRONMENT.items() if name not in os.environ})
    from tests.benchmarks.measure import create_database, drop_database

    create_database()
    writers = prepare()
    server = start_server()
    try:
        result = {"posts": POSTS, "load": round(os.getloadavg()[0], 1)}
        with writing(writers[:1]):
            time.sleep(2)
        result["one writer"] = measured(server, writers[:1])
        result["eight writers"] = measured(server, writers)
        result["eight writers, one thread"] = measured(
            server, [writer | {"path": writers[0]["path"]} for writer in writers]
        )
        print(json.dumps(result))
    finally:
        server.terminate()
        server.wait(20)
    check(writers)
    if not os.environ.get("BENCH_KEEP"):
        drop_database()


def prepare():
    import django

    django.setup()
    from django.core.management import call_command
    from search.actions import index_is_built, rebuild_index

    from forums.models import Group

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if not index_is_built():
        rebuild_index()
    group = Group.objects.filter(slug="bench").first() or fill()
    django.db.connection.cursor().execute("ANALYZE")
    writers = sign_in(group)
    django.db.connections.close_all()
    return writers


def fill():
    from directory.models import Country, Person, User
    from forums.actions import join
    from forums.models import Group, Post, Thread
    from forums.rendering import render

    kenya = Country.objects.filter(iso2="KE").first()
    group = Group.objects.create(slug="bench", name_en="Benchmark")
    users = []
    for number in range(WRITERS):
        user = User.objects.create(email=f"writer-{number}@example.org", is_active=True)
        Person.objects.create(user=user, given_name="Writer", family_name=f"Number {number}", country=kenya)
        join(group, user=user)
        users.append(user)
    html = render(TEXT, "en", group)
    for start in range(0, POSTS // POSTS_OF_A_THREAD, 1000):
        count = min(1000, POSTS // POSTS_OF_A_THREAD - start)
        threads = Thread.objects.bulk_create(
            Thread(
                group=group,
                title=f"Thread {start + number}",
                author=users[number % WRITERS],
                last_number=POSTS_OF_A_THREAD,
                post_count=POSTS_OF_A_THREAD,
                version=POSTS_OF_A_THREAD,
            )
            for number in range(count)
        )
        Post.objects.bulk_create(
            (
                Post(thread=thread, number=number, author=users[number % WRITERS], text=TEXT, html=html)
                for thread in threads
                for number in range(1, POSTS_OF_A_THREAD + 1)
            ),
            batch_size=2000,
        )
    return group


def sign_in(group):
    """A session, a thread and the cookie of forms for each writer."""
    from django.conf import settings
    from django.middleware.csrf import _get_new_csrf_string
    from django.test import Client

    from forums.actions import start_thread
    from forums.models import Membership

    writers = []
    for membership in Membership.objects.filter(group=group).select_related("user").order_by("pk")[:WRITERS]:
        user = membership.user
        browser = Client()
        browser.force_login(user)
        thread = start_thread(group, by=user, title=f"Measured {uuid.uuid4()}", text=TEXT)
        form = _get_new_csrf_string()
        cookies = {
            settings.SESSION_COOKIE_NAME: browser.cookies[settings.SESSION_COOKIE_NAME].value,
            settings.CSRF_COOKIE_NAME: form,
        }
        writers.append(
            {
                "path": f"/en/forums/threads/{thread.pk}/reply/",
                "cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
                "form": form,
            }
        )
    return writers


def start_server():
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "portal.wsgi", "--log-level", "error"],
        cwd=Path(__file__).resolve().parents[2],
    )
    for _try in range(300):
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
            connection.request("GET", "/en/accounts/login/", headers=headers())
            connection.getresponse().read()
            return server
        time.sleep(0.2)
    raise SystemExit("The server does not answer.")


def headers(**more):
    return {
        "Host": HOST,
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "192.0.2.7",
        "Referer": f"https://{HOST}/",
        "User-Agent": "benchmark",
        **more,
    }


class Writers:
    def __init__(self, writers):
        self.stop = threading.Event()
        self.times, self.wrong, self.lock = [], [], threading.Lock()
        self.threads = [threading.Thread(target=self.write, args=[writer]) for writer in writers]

    def write(self, writer):
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        sent = headers(
            **{"Cookie": writer["cookie"], "Content-Type": "application/x-www-form-urlencoded"},
        )
        while not self.stop.is_set():
            body = urlencode(
                {
                    "csrfmiddlewaretoken": writer["form"],
                    "token": uuid.uuid4(),
                    "revision": "0",
                    "text": TEXT + secrets.token_hex(4),
                    "language": "en",
                    "capacity": "personal",
                    "do": "post",
                }
            )
            begun = time.perf_counter()
            connection.request("POST", writer["path"], body, sent)
            answer = connection.getresponse()
            content = answer.read()
            taken = time.perf_counter() - begun
            with self.lock:
                if answer.status == 302 and re.search(r"#p\d+$", answer.headers["Location"]):
                    self.times.append(taken)
                else:
                    self.wrong.append((answer.status, answer.headers.get("Location"), content[:300]))


@contextlib.contextmanager
def writing(writers):
    at_work = Writers(writers)
    for thread in at_work.threads:
        thread.start()
    try:
        yield at_work
    finally:
        at_work.stop.set()
        for thread in at_work.threads:
            thread.join()
    if at_work.wrong:
        raise SystemExit(f"{len(at_work.wrong)} replies were not taken, as {at_work.wrong[0]}")


def measured(server, writers):
    before, begun = cpu(server), time.perf_counter()
    with writing(writers) as at_work:
        time.sleep(SECONDS)
    seconds, after = time.perf_counter() - begun, cpu(server)
    taken = sorted(at_work.times)
    return {
        "p50_ms": round(statistics.median(taken) * 1000, 1),
        "p95_ms": round(taken[int(len(taken) * 0.95)] * 1000, 1),
        "a_second": round(len(taken) / seconds, 1),
        "app_cpu_ms": round((after[0] - before[0]) / len(taken) * 1000, 2),
        "db_cpu_ms": round((after[1] - before[1]) / len(taken) * 1000, 2),
    }


def cpu(server):
    """Seconds of CPU of the workers, and of those processes of PostgreSQL that work for their database."""
    ours = os.environ["DATABASE_URL"].rpartition("/")[2]
    tick = os.sysconf("SC_CLK_TCK")
    application = database = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            name, fields = re.match(r"\d+ \((.*)\) (.*)", stat.read_text(), re.S).groups()
            fields = fields.split()
            spent = (int(fields[11]) + int(fields[12])) / tick
            if int(fields[1]) == server.pid:
                application += spent
            elif name.startswith("postgres") and f" {ours} " in stat.with_name("cmdline").read_text():
                database += spent
    return application, database


def check(writers):
    """Every reply is there once, the numbers without gaps, the counters right."""
    from django.db.models import Count, F, Max, Min

    from forums.models import Thread

    keys = [int(re.search(r"threads/(\d+)", writer["path"])[1]) for writer in writers]
    wrong = (
        Thread.objects.filter(pk__in=keys)
        .annotate(rows=Count("posts"), least=Min("posts__number"), most=Max("posts__number"))
        .exclude(rows=F("post_count"), most=F("post_count"), last_number=F("post_count"), version=F("rows"), least=1)
    )
    if wrong:
        raise SystemExit(f"Counted wrongly: {list(wrong.values())}")


if __name__ == "__main__":
    main()
