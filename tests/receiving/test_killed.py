"""The site killed over and over while mail comes in: what was taken is posted, and once.

More deaths: ``MAIL_DEATHS=100``, by hand.
"""

import json
import os
import random
import subprocess
import sys

import pytest
from django.conf import settings as django_settings

from forums.actions import join, start_thread
from tests.factories.forums import GroupFactory
from tests.notifications.test_delivery import free_port  # noqa: F401
from tests.upkeep.test_killed import HERE, database  # noqa: F401

DEATHS = int(os.environ.get("MAIL_DEATHS", "4"))


@pytest.fixture
def begun(transactional_db, member):
    group = GroupFactory(slug="stockpiles")
    join(group, user=member)
    return start_thread(group, by=member, title="Old transformers", text="We have twelve.")


@pytest.mark.django_db(transaction=True)
def test_what_was_taken_is_posted_once_however_often_the_site_is_killed(begun, database, free_port, tmp_path):  # noqa: F811
    run = subprocess.run(
        [sys.executable, "-m", "tests.receiving.killed", str(DEATHS), str(free_port), str(random.randrange(10**6))],
        cwd=HERE,
        env={
            **os.environ,
            "PYTHONPATH": f"{HERE}:{HERE / 'site'}",
            "DJANGO_SETTINGS_MODULE": "portal.settings.development",
            "PORTAL_VAR": str(tmp_path),
            "DATABASE_URL": database(),
            "MAIL_FORUMS_ADDRESS": "forums.chm.example",
            "SEARCH_ENGINE": django_settings.HAYSTACK_CONNECTIONS["default"]["ENGINE"].split(".")[2],
        },
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )

    assert run.returncode == 0, run.stderr[-3000:]
    told = json.loads(run.stdout.splitlines()[-1])
    print("killed", DEATHS, "sent", told["sent"], "waited when it ended", told["left"])
    assert told["states"] == [["done", "posted"]]
    assert sorted(told["texts"]) == sorted(f"Number {number}" for number in range(1, told["sent"] + 1))
    assert told["numbers"] == list(range(1, told["sent"] + 2))
