"""What mailing a post costs: `python -m tests.benchmarks.forum_mailing` in a migrated database to throw away.

Spreads one post to 5,000 members (BENCH_READERS), writes their letters in six languages, writes 1,000 digests
(BENCH_DIGESTS) of 30 posts each, hands over so many mails to a mail server that listens here, and measures what the
listener adds to an event. Prints CPU time of this process and of the database's backend, queries, and memory.
"""

import json
import os
import resource
import time
import uuid
from contextlib import contextmanager

import django
from django.conf import settings

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh-hans")
TEXT = "We found *twelve* transformers behind the plant, near the river. " * 12


def main():
    django.setup()
    from django.urls import reverse

    # A worker has read all addresses of the site long ago.
    reverse("forums:home")
    settings.ALLOWED_HOSTS.append("testserver")
    settings.MAIL_FORUMS_ADDRESS = "forums.chm.example"
    print(json.dumps(figures()))


def figures():
    from django.utils import timezone

    from forums.actions import join, reply, start_thread
    from forums.choices import MailLevel
    from forums.mailing import actions
    from forums.mailing.models import Delivery
    from tests.factories.forums import GroupFactory, MemberFactory
    from tests.factories.mailing import many_readers

    readers, digests = int(os.environ.get("BENCH_READERS", "5000")), int(os.environ.get("BENCH_DIGESTS", "1000"))
    run = uuid.uuid4().hex[:8]
    group = GroupFactory(slug=f"bench-{run}", name_en="Benchmark")
    author = MemberFactory(email=f"author-{run}@example.org", person__slug=f"author-{run}")
    join(group, user=author, mail_level=MailLevel.NONE)
    many_readers(group, readers, name=f"reader-{run}-", languages=LANGUAGES)
    told = {"readers": readers, "digests": digests}
    thread = start_thread(group, by=author, title="Old transformers", text=TEXT)
    with spent() as told["spread"]:
        actions.spread_due()
    with spent() as told["write"]:
        actions.send_due(seconds=600)
    assert Delivery.objects.filter(post__thread=thread, state="sent").count() == readers
    told["hand over"] = hand_over(int(os.environ.get("BENCH_MAILS", "1000")))
    many_readers(group, digests, level=MailLevel.DAILY, name=f"daily-{run}-", languages=LANGUAGES)
    group.memberships.filter(mail_level=MailLevel.EVERY).update(mail_level=MailLevel.NONE)
    for number in range(10):
        thread = start_thread(group, by=author, title=f"Thread {number}", text=TEXT)
        reply(thread, by=author, text=TEXT)
        reply(thread, by=author, text=TEXT)
    actions.spread_due()
    Delivery.objects.waiting().update(due_at=timezone.now())
    with spent() as told["digests of 30 posts"]:
        assert actions.write_digests(seconds=600) == digests
    told["listener"] = listener(thread, author)
    return told


@contextmanager
def spent():
    """CPU of the process and the database's backend in seconds, queries, and the most memory held."""
    from django.db import connection

    from .measure import cpu

    told = {}
    counted = [0]

    def count(execute, sql, params, many, context):
        counted[0] += 1
        return execute(sql, params, many, context)

    begin = time.perf_counter()
    with connection.execute_wrapper(count), cpu() as used:
        yield told
    told |= {
        "seconds": round(time.perf_counter() - begin, 2),
        "cpu_app": round(used["app"] / 1000, 2),
        "cpu_db": round(used["db"] / 1000, 2),
        "queries": counted[0],
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def hand_over(mails):
    """Send so many to a mail server that forgets them."""
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import SMTP
    from notifications.delivery import deliver_due
    from notifications.models import OutgoingMail

    class Forgets:
        async def handle_DATA(self, server, session, envelope):  # noqa: N802
            return "250 OK"

    class Server(Controller):
        def factory(self):
            return SMTP(self.handler, hostname="mail.example.org")

    last = OutgoingMail.objects.waiting().order_by("pk").values_list("pk", flat=True)[mails:][:1].first()
    if last:
        OutgoingMail.objects.waiting().filter(pk__gte=last).update(state="given-up")
    server = Server(Forgets(), hostname="127.0.0.1", port=int(os.environ.get("BENCH_SMTP_PORT", "8125")))
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    try:
        begin = time.perf_counter()
        sent = deliver_due(seconds=600)
        seconds = time.perf_counter() - begin
    finally:
        server.stop()
    return {"mails": sent, "seconds": round(seconds, 2), "a_second": round(sent / seconds)}


def listener(thread, author):
    """What noting one event for the mail costs, in milliseconds of CPU, without and with the commit's waking."""
    from django.db import transaction

    from forums.mailing import listening
    from forums.mailing.models import Mailing
    from forums.models import Event

    from .measure import cpu

    events = [
        Event(thread=thread, kind="posted", post=post)
        for post in thread.posts.select_related("thread").order_by("pk")
    ]

    Mailing.objects.filter(post__thread=thread).delete()
    told = []
    for event in events:
        with cpu() as used, transaction.atomic():
            listening.hear(event)
        told.append(round(used["app"] + used["db"], 2))
    return {"ms": told}


if __name__ == "__main__":
    main()
