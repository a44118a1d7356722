"""Reading the forums: CPU of application and database for a visitor, first and deep, new and seen before.

``python -m tests.benchmarks.forum_pages`` fills the database of ``DATABASE_URL`` (20,000 posts in one thread, 1,000
threads in one group, once) and prints a line for each page. ``FORUM_THREADS`` more threads of twenty posts make it
larger.
"""

import os
import statistics
import uuid
from datetime import timedelta

import django
from django.conf import settings

REPEATS = 40
LONG, THREADS = 20_000, 1_000
TEXT = (
    "We keep twelve transformers behind the plant, and the laboratory found PCB in nine of them. "
    "Who has sent oil to be destroyed, at what price, and how long did the papers take?\n\n"
    "- The ministry wants figures by June.\n- The store leaks when it rains.\n"
)


def main():
    from .measure import analyse, create_database

    create_database()
    django.setup()
    settings.ALLOWED_HOSTS.append("testserver")
    from django.core.management import call_command

    from forums.models import Group

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if not Group.objects.filter(slug="measured").exists():
        fill(int(os.environ.get("FORUM_THREADS", "0")))
        analyse()
    for line in figures():
        print(
            "{name:34} new {new:6.2f} = {app:5.2f} + {db:4.2f}  kept {kept:5.2f}  304 {seen:5.2f}  {queries} queries "
            "{bytes} bytes".format(**line)
        )


def fill(more):
    """A group that everybody reads, with a long thread and many short ones, written past all actions."""
    from django.utils import timezone

    from directory.models import Country, Person
    from forums.models import Group, Post, Tag, TaggedThread, Thread
    from forums.rendering import render

    now = timezone.now()
    country, _new = Country.objects.get_or_create(iso2="KE", defaults={"name_en": "Kenya"})
    people = Person.objects.bulk_create(
        Person(slug=f"measured-{number}", given_name="Neema", family_name=f"Barasa {number}", sort_name="b")
        for number in range(50)
    )
    group = Group.objects.create(slug="measured", name_en="Obsolete stockpiles", visibility="public")
    html = render(TEXT)
    total = THREADS + more
    threads = Thread.objects.bulk_create(
        (
            Thread(
                group=group,
                title=f"What to do with old transformers ({number})",
                person=people[number % 50],
                last_person=people[number % 49],
                created_at=now - timedelta(minutes=number + 20),
                last_post_at=now - timedelta(minutes=number),
                last_number=LONG if number == 0 else 20,
                post_count=LONG if number == 0 else 20,
                version=20,
            )
            for number in range(total)
        ),
        batch_size=2000,
    )
    tag = Tag.objects.create(name="PCB", slug="pcb-measured")
    TaggedThread.objects.bulk_create(TaggedThread(tag=tag, content_object=each) for each in threads[:THREADS])

    pattern = Post.objects.create(thread=threads[0], number=0, text=TEXT, html=html, token=uuid.uuid4())
    multiply(
        pattern,
        group,
        thread_id="thread.id",
        number="n",
        token="gen_random_uuid()",
        person_id=f"{people[0].pk} + n %% 50",
        capacity="CASE WHEN n %% 4 = 0 THEN 'party' ELSE 'personal' END",
        country_id=f"CASE WHEN n %% 4 = 0 THEN {country.pk} END",
        helpful_count="n %% 3",
    )
    pattern.delete()
    Group.objects.filter(pk=group.pk).update(thread_count=total, post_count=LONG + (total - 1) * 20, member_count=50)


def multiply(pattern, group, **columns):
    """Write posts as the pattern is, with other columns: as many in each thread of the group as it has numbers."""
    from django.db import connection

    fields = [field.column for field in pattern._meta.concrete_fields if not field.primary_key]
    told = ", ".join(columns.get(name, f"pattern.{name}") for name in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO forums_post ({', '.join(fields)}) SELECT {told} FROM forums_post pattern, "  # noqa: S608
            "forums_thread thread, generate_series(1, thread.last_number) n "
            "WHERE pattern.id = %s AND thread.group_id = %s",
            [pattern.pk, group.pk],
        )


def addresses():
    from forums.keyset import place_of
    from forums.models import Thread

    threads = Thread.objects.filter(group__slug="measured").order_by("-last_post_at", "-pk")
    long, deep = threads.first(), threads.reverse()[30]
    return [
        ("thread, first page", f"/en/forums/threads/{long.pk}/"),
        ("thread, last page", f"/en/forums/threads/{long.pk}/?page={long.page_count}"),
        ("thread of twenty posts", f"/en/forums/threads/{deep.pk}/"),
        ("threads, first page", "/en/forums/groups/measured/"),
        ("threads, deepest page", f"/en/forums/groups/measured/?after={place_of(deep)}"),
        ("first page of the forums", "/en/forums/"),
    ]


def figures():
    """A line for each page. ``new``: nobody asked since it changed."""
    import brotli
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from .measure import cpu

    client = Client(headers={"accept-encoding": "br"})

    def spent(address, *, forget=False, **more):
        app, database = [], []
        for _repeat in range(REPEATS):
            if forget:
                cache.clear()
            with cpu() as used:
                answer = client.get(address, **more)
            app.append(used["app"])
            database.append(used["db"])
        return statistics.median(app), statistics.median(database), answer

    for name, address in addresses():
        cache.clear()
        for _warm in range(3):
            client.get(address)
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")
        asked = len(queries)
        app, database, answer = spent(address, forget=True)
        kept = sum(spent(address)[:2])
        seen_app, seen_db, again = spent(address, headers={"If-None-Match": answer["ETag"]})
        if again.status_code != 304:
            raise SystemExit(f"{address} answered {again.status_code} to its own validator")
        yield {
            "name": name,
            "new": app + database,
            "app": app,
            "db": database,
            "kept": kept,
            "seen": seen_app + seen_db,
            "queries": asked,
            "bytes": len(answer.content),
            "html": len(brotli.decompress(answer.content)),
        }


if __name__ == "__main__":
    main()
