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
PEOPLE = "/en/directory/people/"
PLACES = ("Kenya", "Kenia", "肯尼亚", "Кения", "West Africa", "Brazil", "China", "France", "Nigeria", "Chile")


def main():
    people = int(os.environ["BENCH_PEOPLE"])
    create_database()
    django.setup()
    settings.ALLOWED_HOSTS.append("testserver")
    from django.core.management import call_command
    from django.test import Client

    from directory.models import Person

    if not os.environ["BENCH_KEEP"]:
        shutil.rmtree(settings.VAR_DIR, ignore_errors=True)
    Path(settings.VAR_DIR).mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    if not Person.objects.exists():
        call_command("load_reference_data", verbosity=0)
        call_command("create_site_pages", verbosity=0)
        call_command("make_demonstration_network", people=people, verbosity=0)
    from search.actions import index_is_built, rebuild_index

    start = time.process_time()
    # A kept PostgreSQL database keeps its index; its time is not measured again.
    if not (os.environ["BENCH_KEEP"] and index_is_built()):
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
        ("API, people", "/api/v1/people"),
        ("API, people, page 30", "/api/v1/people?page=30"),
        ("API, one person", f"/api/v1/people/{held.person.slug}"),
        ("API, last designations", f"/api/v1/designations?page={Designation.objects.count() // 25}"),
        ("API, contacts", "/api/v1/contacts"),
    ]


def figures(client, name, address):
    from django.test.utils import CaptureQueriesContext

    for _warm in range(2):
        body(client, address)
    with CaptureQueriesContext(django.db.connection) as queries:
        content = body(client, address)
    asked = len(queries)
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
        "queries": asked,
        "bytes": len(content),
        "gzip_bytes": len(gzip.compress(content, 6)),
    }


def body(client, address):
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")
    return b"".join(response.streaming_content) if response.streaming else response.content


def searches(client):
    """Searches with all facets: the finding and counting alone, and the whole page, each address asked once."""
    from django.http import QueryDict
    from search.asking import Asked
    from search.finding import find
    from search.views import PeopleResults

    found, pages, waited = [], [], []
    for warm in ("", "q=water", "region=002"):
        client.get(f"{PEOPLE}?{warm}")
    for question in questions():
        asked = Asked.of(QueryDict(question), PeopleResults.facets)
        start = (max(asked.page, 1) - 1) * 25
        with cpu() as used:
            find(asked, None, PeopleResults.kinds, PeopleResults.facets, start, start + 25)
        found.append(used["app"] + used["db"])
        begin = time.perf_counter()
        with cpu() as used:
            client.get(f"{PEOPLE}?{question}")
        waited.append((time.perf_counter() - begin) * 1000)
        pages.append(used["app"] + used["db"])
    return {
        "searches": len(pages),
        **{
            f"{name}_p{percent}": percentile(values, percent)
            for name, values in (("found", found), ("page", pages), ("wall", waited))
            for percent in (50, 95)
        },
    }


def questions():
    """A hundred: words, places in six languages, prefixes, phrases, facets alone and together, and browsing."""
    countries = ("ke", "br", "cn", "fr", "ng", "cl", "in", "eg", "ru", "mx")
    return (
        [f"q={word}" for word in WORDS]
        + [f"q={place}" for place in PLACES]
        + [f"q={word}+{place}" for word, place in zip(WORDS, PLACES, strict=True)]
        + [f"q={word[:4]}&language=fr" for word in WORDS]
        + [f"q=%22{word}%22&page=2" for word in WORDS]
        + [f"country={code}" for code in countries]
        + [f"country={code}&language=en&page=2" for code in countries]
        + [f"region={code}" for code in ("002", "019", "142", "150", "009")]
        + [f"category={code}" for code in ("expert", "national-focal-point", "information-provider")]
        + [f"language={code}&region=002" for code in ("fr", "en", "ar", "es", "pt")]
        + [f"q={word}&region=142" for word in WORDS]
        + [f"page={page}" for page in range(2, 9)]
    )


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
