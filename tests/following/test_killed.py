"""Telling that is killed fifty times: nobody is told twice, nobody is left out."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from following.actions import follow
from notifications.models import OutgoingMail

from tests.factories import PersonFactory, UserFactory
from tests.upkeep.test_killed import database  # noqa: F401

HERE = Path(__file__).resolve().parents[2]


@pytest.fixture
def followers(transactional_db):
    """Forty who follow somebody, about whom there is something to tell. Made before the database is copied."""
    person = PersonFactory(position="Chemist")
    followers = [UserFactory(email=f"follower{number:02}@example.org") for number in range(40)]
    for follower in followers:
        follow(follower, person)
    person.position = "Head of laboratory"
    person.save()
    OutgoingMail.objects.all().delete()
    return followers


@pytest.mark.django_db(transaction=True)
def test_telling_killed_fifty_times_tells_everybody_once(followers, database, tmp_path):  # noqa: F811
    run = subprocess.run(
        [sys.executable, "-m", "tests.following.killed", str(random.randrange(10**6))],
        cwd=HERE,
        env={
            **os.environ,
            "PYTHONPATH": f"{HERE}:{HERE / 'site'}",
            "DJANGO_SETTINGS_MODULE": "portal.settings.development",
            "PORTAL_VAR": str(tmp_path),
            "DATABASE_URL": database(),
            # What followers have seen is noted with the key of the site.
            "SECRET_KEY": settings.SECRET_KEY,
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert run.returncode == 0, run.stderr[-3000:]
    died, before, told = json.loads(run.stdout)
    assert told == [follower.email for follower in followers]
    # Some were told before one of the deaths, or the test would show nothing.
    assert died >= 10
    assert before > 0
