"""How quickly what is posted reaches pages that are open: `python -m tests.benchmarks.live`.

Needs PostgreSQL (`DATABASE_URL`, whose database is made anew unless `BENCH_KEEP` is set) and Redis (`REDIS_URL`).
With the database there it takes a minute and a half.
A writer posts by the actions of the site, as a page does; pages are sockets of members who signed in. Time counts
from before the post is written to when its words have arrived at a page: transaction, announcement, drawing once for
each audience and language, and the way to every page. Writer and pages run in one process beside that of the sockets.
"""

import asyncio
import json
import os
import re
import resource
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

PORT = int(os.environ.get("BENCH_PORT", "8197"))
VERSION = re.compile(r'"version":(\d+)')
LANGUAGES = ("en", "fr", "ar")
TEXT = (
    "We hold **twelve** transformers behind the old plant, of which [three](https://example.org/) leak.\n\n"
    "> Have they been sampled?\n\nYes, in May: 61 to 410 mg/kg. What did others do with the soil beneath?\n\n"
    "- Dig it out\n- Cover it\n- Leave it"
)


def main():
    os.environ.setdefault("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/bench_live")
    os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:6379/9")
    os.environ.setdefault("SEARCH_ENGINE", "postgresql")
    os.environ.setdefault("PORTAL_VAR", str(Path(__file__).parents[2] / "var" / "bench-live"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.development"
    os.environ["PYTHONPATH"] = os.pathsep.join([".", "site", os.environ.get("PYTHONPATH", "")])
    sys.path[:0] = [".", "site"]
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if not os.environ.get("BENCH_KEEP"):
        make_database()
    import django

    django.setup()
    from django.core.management import call_command
    from search.actions import index_is_built, rebuild_index

    if not os.environ.get("BENCH_KEEP"):
        call_command("migrate", verbosity=0)
    if not index_is_built():
        rebuild_index()
    pages = int(os.environ.get("BENCH_PAGES", "500"))
    thread, writers, cookies = fill(pages)
    rows = []
    with sockets() as process:
        for name, count, rate, seconds in (
            ("2 posts a second", pages, 2, 20),
            (f"{5000 // pages} posts a second", pages, 5000 / pages, 15),
        ):
            rows.append((name, asyncio.run(watch(thread, writers, cookies[:count], rate, seconds, process))))
    show(rows, pages)
    print(f"Fetching what was missed by HTTP: {fetching(thread, cookies[0]):.2f} ms CPU of the application")
    print(f"Load of the machine meanwhile: {', '.join(f'{load:.1f}' for load in os.getloadavg())}")


def make_database():
    import psycopg

    address = urlsplit(os.environ["DATABASE_URL"])
    name = address.path.strip("/")
    with psycopg.connect(address._replace(path="/postgres").geturl(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')


def fill(pages):
    """A group all members read, with a thread, ten who write, and so many who are signed in and read."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from directory.choices import RecordStatus
    from directory.models import Person, User
    from forums.actions import join, start_thread
    from forums.models import Group

    engine = import_module(settings.SESSION_ENGINE)
    run = time.time_ns()
    group = Group.objects.create(slug=f"stockpiles-{run}", name_en="Stockpiles", visibility="members")
    users = User.objects.bulk_create(
        [User(email=f"reader{number}.{run}@example.org", password=f"!{number}") for number in range(pages + 10)]
    )
    Person.objects.bulk_create(
        Person(
            user=user,
            given_name="Neema",
            family_name=f"Barasa {number}",
            slug=f"n-{run}-{number}",
            status=RecordStatus.LISTED,
        )
        for number, user in enumerate(users)
    )
    cookies = []
    for user in users[10:]:
        session = engine.SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[-1]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session["opened_at"] = session["seen_at"] = time.time()
        session.create()
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
    for user in users[:10]:
        join(group, user=user)
    thread = start_thread(group, by=users[0], title="Old transformers", text=TEXT)
    return thread, list(User.objects.filter(pk__in=[user.pk for user in users[:10]])), cookies


@contextmanager
def sockets():
    process = subprocess.Popen([sys.executable, "manage.py", "serve_sockets", f"--port={PORT}"])
    try:
        wait_for(PORT)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def wait_for(port):
    import socket

    for _time in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The sockets did not come up.")


async def watch(thread, writers, cookies, rate, seconds, process):
    """Hold a page open for each cookie, post so often for so long; the times of all arrivals and what it took."""
    import websockets

    sent, took, arrivals, words = {}, [], {}, [0]
    address = f"ws://127.0.0.1:{PORT}/live/threads/{thread.pk}/?language="

    async def page(number, cookie, is_open):
        async with websockets.connect(
            address + LANGUAGES[number % len(LANGUAGES)],
            origin="http://127.0.0.1:8000",
            additional_headers={"Cookie": cookie},
            # One address holds four hundred lines at most.
            local_addr=(f"127.0.0.{2 + number % 8}", 0),
            compression=None,
            ping_interval=None,
            open_timeout=60,
        ) as line:
            is_open.set()
            async for told in line:
                if told.startswith('{"kind":"news"'):
                    now = time.perf_counter()
                    version = int(VERSION.search(told)[1])
                    arrivals.setdefault(version, []).append((number, now))
                    words[0] += '"html"' in told

    opened = [asyncio.Event() for _cookie in cookies]
    tasks = []
    for number, cookie in enumerate(cookies):
        tasks.append(asyncio.create_task(page(number, cookie, opened[number])))
        if number % 20 == 19:
            await opened[number].wait()
    await asyncio.gather(*(event.wait() for event in opened))
    await asyncio.sleep(3)
    before = cpu_of(process.pid)
    writing = threading.Thread(target=write, args=[thread.pk, writers, rate, seconds, sent, took])
    writing.start()
    while writing.is_alive():
        await asyncio.sleep(0.1)
    await asyncio.sleep(2)
    spent = cpu_of(process.pid) - before
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return counted(sent, arrivals, len(cookies), took, spent, words[0], memory_of(process.pid))


def write(thread, writers, rate, seconds, sent, took):
    from django.db import connection

    from forums.actions import reply
    from forums.models import Event, Thread

    thread = Thread.objects.select_related("group").get(pk=thread)
    begin = time.perf_counter()
    for number in range(int(rate * seconds)):
        due = begin + number / rate
        time.sleep(max(0, due - time.perf_counter()))
        start = time.perf_counter()
        post = reply(thread, by=writers[number % len(writers)], text=f"{TEXT}\n\n{number}")
        took.append(time.perf_counter() - start)
        sent[Event.objects.get(post=post).version] = start
    connection.close()


def counted(sent, arrivals, pages, took, spent, words, memory):
    """Of each post the time until it reached each page; a page may hear of several at once, in order."""
    versions = sorted(sent)
    told: dict = {}
    for version in sorted(arrivals):
        for number, at in arrivals[version]:
            told.setdefault(number, []).append((version, at))
    times, lost = [], 0
    for heard in told.values():
        place = 0
        for version in versions:
            while place < len(heard) and heard[place][0] < version:
                place += 1
            if place == len(heard):
                lost += 1
            else:
                times.append(heard[place][1] - sent[version])
    lost += (pages - len(told)) * len(versions)
    times.sort()
    deliveries = sum(map(len, arrivals.values()))
    return {
        "posts": len(versions),
        "deliveries": len(times),
        "frames": deliveries,
        "with words": words,
        "lost": lost,
        "p50": times[len(times) // 2] * 1000,
        "p95": times[int(len(times) * 0.95)] * 1000,
        "p99": times[int(len(times) * 0.99)] * 1000,
        "reply p50": sorted(took)[len(took) // 2] * 1000,
        "CPU a frame": spent / max(1, deliveries) * 1e6,
        "MB": memory,
    }


def cpu_of(pid):
    told = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def memory_of(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def fetching(thread, cookie):
    """Milliseconds of CPU of the application for one page that fetches ten posts it missed."""
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    settings.ALLOWED_HOSTS.append("testserver")
    thread.refresh_from_db()
    client = Client(headers={"Cookie": cookie})
    client.cookies.load(cookie)
    address = f"{reverse('forum_live:news', args=[thread.pk])}?after={thread.version - 10}"
    answer = client.get(address)
    if len(json.loads(answer.content)["posts"]) != 10:
        raise RuntimeError("What was missed is not told.")
    start = time.process_time()
    for _time in range(50):
        client.get(address)
    return (time.process_time() - start) / 50 * 1000


def show(rows, pages):
    print(f"\n{pages} open pages in {len(LANGUAGES)} languages; milliseconds from sending a post to its arrival\n")
    print(f"{'':26}" + "".join(f"{name:>12}" for name in rows[0][1]))
    for name, told in rows:
        print(f"{name:26}" + "".join(f"{value:12.0f}" for value in told.values()))
    print(
        "\nBeside it: Channels with a queue per socket 97/195 in process, 42/175 through Redis; a hub 6/36 (p50/p95)."
    )


if __name__ == "__main__":
    main()
