"""A mailing that is killed over and over: everybody gets every post, and once.

More deaths: ``MAILING_DEATHS=100``, by hand.
"""

import os
import random
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as django_settings

from directory.models import User
from forums.actions import join, start_thread
from forums.choices import MailLevel
from forums.mailing.models import Delivery
from tests.factories.forums import GroupFactory
from tests.factories.mailing import many_readers
from tests.notifications.test_delivery import Postbox, Server, free_port  # noqa: F401
from tests.upkeep.test_killed import HERE, database  # noqa: F401

DEATHS = int(os.environ.get("MAILING_DEATHS", "8"))
READERS, DIGESTS, POSTS = 3 * DEATHS, DEATHS, 6


@pytest.mark.django_db(transaction=True)
def test_mailing_killed_over_and_over_brings_everybody_every_post_once(database, free_port, tmp_path, member):  # noqa: F811
    group = GroupFactory(slug="stockpiles")
    join(group, user=member)
    readers = many_readers(group, READERS)
    daily = many_readers(group, DIGESTS, level=MailLevel.DAILY, name="daily")
    posts = [start_thread(group, by=member, title=f"Thread {number}", text="Hello.") for number in range(POSTS)]
    yesterday = start_thread(group, by=member, title="Yesterday", text="Hello.").posts.get()
    morning = datetime.now(UTC) - timedelta(hours=1)
    Delivery.objects.bulk_create(
        Delivery(user=user, post=yesterday, when="daily", due_at=morning)
        for user in User.objects.filter(email__in=daily)
    )
    server = Server(Postbox(), hostname="127.0.0.1", port=free_port)
    server.start()
    try:
        run = subprocess.run(
            [sys.executable, "-m", "tests.mailing.killed", str(DEATHS), "0.2", str(random.randrange(10**6))],
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
            timeout=600,
            check=False,
        )
    finally:
        server.stop()

    assert run.returncode == 0, run.stderr[-3000:]
    died, left = map(int, run.stdout.split())
    assert died >= DEATHS // 2
    arrived = Counter(
        (to, message["Message-ID"]) for recipients, message in server.handler.messages for to in recipients
    )
    of_person = Counter(to for to, _name in arrived)
    assert of_person == Counter(dict.fromkeys(readers, POSTS + 1) | dict.fromkeys(daily, 1))
    # SMTP knows no better: killed between the server's "taken" and our note of it, a mail is sent again under the
    # same Message-ID, by which mailboxes drop it.
    again = sum(times - 1 for times in arrived.values())
    print(f"{died} deaths, {len(arrived)} mails, {again} handed to the mail server again")
    assert again <= died
    assert left == POSTS * DIGESTS
    assert len(posts) == POSTS
