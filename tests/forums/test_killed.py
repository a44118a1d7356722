"""A process that is killed while it posts: what its writer was told is there, once, and everything adds up.

``KILLS`` says how often; a few times are among the tests, a hundred by hand.
"""

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path
from subprocess import PIPE

import pytest
from django.db import connection
from django.db.models import Count, Max

from forums.models import Event, Post, Thread

KILLS = int(os.environ.get("KILLS", "3"))
WRITER = Path(__file__).with_name("killed_writer.py")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def address_of_database(tmp_path):
    """Where another process finds the database of this test: SQLite in memory is written down first."""
    if connection.vendor == "postgresql":
        settings = connection.settings_dict
        return f"postgres://{settings['USER']}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"
    return f"sqlite:///{tmp_path / 'killed.sqlite3'}"


@pytest.fixture
def share(address_of_database):
    def write_down():
        if connection.vendor == "sqlite":
            import sqlite3

            with sqlite3.connect(address_of_database.removeprefix("sqlite:///")) as there:
                connection.connection.backup(there)
            there.close()

    return write_down


@pytest.fixture
def look(address_of_database):
    """Read the database the killed processes wrote."""

    def read_back():
        if connection.vendor == "sqlite":
            import sqlite3

            with sqlite3.connect(address_of_database.removeprefix("sqlite:///")) as there:
                there.backup(connection.connection)
            there.close()

    return read_back


def test_what_a_writer_was_told_is_there_once_however_often_the_process_is_killed(
    thread, member, address_of_database, share, look
):
    share()
    told = set()
    chance = random.Random(8)
    environment = {**os.environ, "DATABASE_URL": address_of_database, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, WRITER, str(thread.pk), str(member.pk)]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True, env=environment) as nursery:
        assert nursery.stdout.readline() == "ready\n"
        for _kill in range(KILLS):
            nursery.stdin.write("\n")
            nursery.stdin.flush()
            kind, writer = nursery.stdout.readline().split()
            assert kind == "writes"
            # The first is told; somewhere in one of the next it ends.
            told.add(nursery.stdout.readline())
            time.sleep(chance.uniform(0, 0.3))
            os.kill(int(writer), signal.SIGKILL)
            told |= set(iter(nursery.stdout.readline, "gone\n"))
        nursery.stdin.close()
    look()

    tokens = {uuid.UUID(line.strip()) for line in told}
    posts = Post.objects.filter(thread=thread)
    assert len(tokens) >= KILLS
    assert posts.filter(token__in=tokens).count() == len(tokens)
    assert list(posts.order_by("number").values_list("number", flat=True)) == list(range(1, posts.count() + 1))
    now = Thread.objects.get(pk=thread.pk)
    assert (now.last_number, now.post_count, now.version) == (posts.count(),) * 3
    events = Event.objects.filter(thread=thread).aggregate(
        rows=Count("pk"), posts=Count("post", distinct=True), last=Max("version")
    )
    assert events == {"rows": now.version, "posts": now.version, "last": now.version}
