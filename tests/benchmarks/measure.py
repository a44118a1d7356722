"""One database, one engine: fill, index, ask, and print the figures as a line of JSON."""

import gzip
import json
import os
import shutil
import statistics
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings

REPEATS = 15
WORDS = (
    "PCB",
    "monitoring",
    "dioxins",
    "laboratory",
    "water",
    "waste",
    "incineration",
    "stockpiles",
    "DDT",
    "training",
)
PLACES = ("Kenya", "Kenia", "肯尼亚", "Кения", "West Africa", "Brazil", "China", "France", "Nigeria", "Chile")


def main():
    people = int(os.environ["BENCH_PEOPLE"])
    create_database()
    django.setup()
    settings.ALLOWED_HOSTS.append("testserver")
    from django.core.management import call_command
    from django.test import Client

    from directory.models import Person

    shutil.rmtree(settings.VAR_DIR, ignore_errors=True)
    Path(settings.VAR_DIR).mkdir(parents=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    if not Person.objects.exists():
        call_command("load_reference_data", verbosity=0)
        call_command("create_site_pages", verbosity=0)
        call_command("make_demonstration_network", people=people, verbosity=0)
    from search.actions import rebuild_index

    start = time.process_time()
    rebuild_index()
    index_seconds = time.process_time() - start
    analyse()

    client = Client()
    pages = [figures(client, name, address) for name, address in addresses()]
    result = {
        "engine": settings.SEARCH_ENGINE,
        "people": people,
        "python": sys.version.split()[0],
        "index_seconds": round(index_seconds, 2),
        "reindex_ms": reindex_ms(),
        "pages": pages,
        "search": searches(client),
    }
    print(json.dumps(result))
    if not os.environ["BENCH_KEEP"]:
        drop_database()


def create_database():
    on_server("CREATE DATABASE", ignore="already exists")


def drop_database():
    django.db.connection.close()
    on_server("DROP DATABASE", ignore="does not exist")


def on_server(command, ignore):
    import psycopg
    from psycopg import sql

    server, name = os.environ["DATABASE_URL"].rsplit("/", 1)
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        try:
            connection.execute(sql.SQL(command + " {}").format(sql.Identifier(name)))
        except psycopg.Error as error:
            if ignore not in str(error):
                raise


def analyse():
    with django.db.connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def addresses():
    from directory.models import Country, Designation

    kenya = Country.objects.get(iso2="KE")
    held = Designation.objects.current().filter(country=kenya, person__isnull=False).first()
    return [
        ("home", "/en/"),
        ("people, first page", "/en/directory/people/"),
        ("people, page 20", "/en/directory/people/?page=20"),
        ("people of Kenya", "/en/directory/people/?country=ke"),
        ("people, Arabic", "/ar/directory/people/"),
        ("institutions", "/en/directory/institutions/"),
        ("search, two words", "/en/search/?q=PCB+monitoring"),
        ("person", held.person.get_absolute_url()),
        ("country", kenya.get_absolute_url()),
        ("countries and map", "/en/directory/countries/"),
        ("export CSV (Kenya)", "/en/directory/people/?country=ke&format=csv"),
    ]


def figures(client, name, address):
    from django.test.utils import CaptureQueriesContext

    for _warm in range(2):
        body(client, address)
    with CaptureQueriesContext(django.db.connection) as queries:
        content = body(client, address)
    application, database = [], []
    for _repeat in range(REPEATS):
        with cpu() as spent:
            body(client, address)
        application.append(spent["app"])
        database.append(spent["db"])

    return {
        "name": name,
        "address": address,
        "app_ms": round(statistics.median(application), 2),
        "db_ms": round(statistics.mean(database), 2),
        "queries": len(queries),
        "bytes": len(content),
        "gzip_bytes": len(gzip.compress(content, 6)),
    }


def body(client, address):
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")
    return b"".join(response.streaming_content) if response.streaming else response.content


def searches(client):
    """A hundred searches with all facets: words, places, facets, prefixes and plain browsing."""
    people = "/en/directory/people/"
    asked = (
        [f"{people}?q={word}" for word in WORDS]
        + [f"{people}?q={place}" for place in PLACES]
        + [f"{people}?q={word}+{place}" for word, place in zip(WORDS, PLACES, strict=True)]
        + [f"{people}?q={word[:4]}&language=fr" for word in WORDS]
        + [f"{people}?country={code}" for code in ("ke", "br", "cn", "fr", "ng", "cl", "in", "eg", "ru", "mx")]
        + [f"{people}?region={code}" for code in ("002", "019", "142", "150", "009")]
        + [f"{people}?category={code}" for code in ("expert", "national-focal-point", "information-provider")]
        + [f"{people}?language={code}&region=002" for code in ("fr", "en", "ar", "es", "pt")]
        + [f"{people}?q=%22{word}%22&page=2" for word in WORDS]
        + [f"{people}?page={page}" for page in range(1, 8)]
    )
    for address in asked[:5]:
        client.get(address)
    spent, waited = [], []
    for address in asked:
        start = time.perf_counter()
        with cpu() as used:
            client.get(address)
        waited.append((time.perf_counter() - start) * 1000)
        spent.append(used["app"] + used["db"])
    return {
        "queries": len(asked),
        "p50": percentile(spent, 50),
        "p95": percentile(spent, 95),
        "wall_p50": percentile(waited, 50),
        "wall_p95": percentile(waited, 95),
    }


def percentile(values, percent):
    return round(statistics.quantiles(values, n=100, method="inclusive")[percent - 1], 2)


def reindex_ms():
    """CPU to put one changed person into the index, as saving their record does."""
    from django.db import transaction

    from directory.models import Person

    spent = []
    for person in Person.objects.listed().order_by("pk")[:REPEATS]:
        with cpu() as used, transaction.atomic():
            person.save()
        spent.append(used["app"] + used["db"])
    return round(statistics.median(spent), 2)


@contextmanager
def cpu():
    """CPU milliseconds spent by this process and by its database backend."""
    spent = {}
    pid = django.db.connection.connection.info.backend_pid if django.db.connection.connection else None
    database, application = backend_ms(pid), time.process_time()
    yield spent
    spent["app"] = (time.process_time() - application) * 1000
    spent["db"] = backend_ms(pid) - database


def backend_ms(pid):
    """User and system time of a process: nanoseconds from the scheduler where it tells them."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6
    except (OSError, IndexError):
        return 0.0


if __name__ == "__main__":
    main()
