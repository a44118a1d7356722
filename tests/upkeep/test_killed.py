"""A mailing that is killed fifty times: nobody is asked twice, nobody is left out."""

import os
import random
import sqlite3
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection

from tests.factories import InstitutionContactFactory, PersonContactFactory, PersonFactory
from tests.notifications.test_delivery import Postbox, Server, free_port  # noqa: F401

HERE = Path(__file__).resolve().parents[2]
PEOPLE, INSTITUTIONS = 60, 20


@pytest.fixture
def database(tmp_path):
    """The address of a database another process can open, with what the test has made until it asks."""
    if connection.vendor == "sqlite":

        def copied():
            connection.ensure_connection()
            with sqlite3.connect(tmp_path / "killed.sqlite3") as copy:
                connection.connection.backup(copy)
            copy.close()
            return f"sqlite:///{tmp_path / 'killed.sqlite3'}"

        return copied
    settings = connection.settings_dict
    return lambda: f"postgres://{settings['USER']}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"


@pytest.fixture
def records(transactional_db):
    long_ago = datetime.now(UTC) - timedelta(days=400)
    addresses = []
    for number in range(PEOPLE):
        person = PersonFactory(confirmed_at=long_ago)
        addresses.append(PersonContactFactory(person=person, kind="email", value=f"person{number}@example.org").value)
    for number in range(INSTITUTIONS):
        contact = InstitutionContactFactory(value=f"house{number}@example.org", institution__confirmed_at=long_ago)
        addresses.append(contact.value)
    return addresses


@pytest.mark.django_db(transaction=True)
def test_mailing_killed_fifty_times_writes_to_everybody_once(records, database, free_port, tmp_path):  # noqa: F811
    server = Server(Postbox(), hostname="127.0.0.1", port=free_port)
    server.start()
    try:
        run = subprocess.run(
            [sys.executable, "-m", "tests.upkeep.killed", str(random.randrange(10**6))],
            cwd=HERE,
            env={
                **os.environ,
                "PYTHONPATH": f"{HERE}:{HERE / 'site'}",
                "DJANGO_SETTINGS_MODULE": "portal.settings.development",
                "PORTAL_VAR": str(tmp_path),
                "DATABASE_URL": database(),
                "EMAIL_URL": f"smtp://127.0.0.1:{free_port}",
                "SEARCH_ENGINE": django_settings.HAYSTACK_CONNECTIONS["default"]["ENGINE"].split(".")[2],
            },
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    finally:
        server.stop()

    assert run.returncode == 0, run.stderr[-3000:]
    died, asked_at_last, sent = map(int, run.stdout.split())
    assert died >= 40
    assert sent == len(records)
    received = Counter(to for recipients, _message in server.handler.messages for to in recipients)
    assert received == Counter(records)
    links = {message["Message-ID"] for _recipients, message in server.handler.messages}
    assert len(links) == len(records)
    # Some were asked before one of the deaths, or the test would show nothing.
    assert 0 <= asked_at_last < len(records)
