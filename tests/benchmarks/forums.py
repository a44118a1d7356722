"""`make bench-forums`: threads, lists and search at three sizes, beside what peers cost on such a machine.

Fills a scratch database with 10,000, 100,000 and 1,000,000 posts (``forum_network``) and prints milliseconds of CPU
per anonymous request, application and database apart, queries, bytes on the wire, and how the deepest page and the
largest network compare. ``drawn`` is a page nobody asked for since it changed: the cache of finished pages is emptied
before each request, what a process knows for good (SQL, plans, compiled templates, moments in words) stays.
``kept`` is one that another visitor read, from the cache of the process; ``seen before`` one that the same visitor
read. The database server has to run on this machine.
"""

import argparse
import gc
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import django

from .measure import analyse, cpu, create_database, drop_database

SIZES = (10_000, 100_000, 1_000_000)
PEOPLE = 1_000
REPEATS = 40
HERE = Path(__file__).resolve().parents[2]
# Milliseconds of CPU at 100,000 posts, application and database together, measured on one such machine.
PEERS = {
    "thread, first page": "NodeBB 18-22, MyBB 27, Spirit 35, machina 52, Misago 79",
    "thread, deepest page": "Misago 115",
    "list of threads": "NodeBB 11, Spirit 18, MyBB 19, machina 56, Misago 115",
    "search": "Misago 117",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--server", default=os.environ.get("BENCH_SERVER", "postgres://postgres@127.0.0.1:5432"))
    parser.add_argument("--keep", action="store_true", help="Leave the scratch databases for the next run.")
    options = parser.parse_args()
    (HERE / "var").mkdir(exist_ok=True)
    results = [measured(size, options) for size in options.sizes]
    (HERE / "var" / "benchmark-forums.json").write_text(json.dumps(results, indent=1))
    print_table(results)


def measured(posts, options):
    """The figures of one size, taken in a process of its own."""
    name = f"portal_forums_{posts}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.development",
        "DATABASE_URL": f"{options.server}/{name}",
        "PORTAL_VAR": str(HERE / "var" / name.replace("_", "-")),
        "SEARCH_ENGINE": "postgresql",
        "PYTHONPATH": f"{HERE}{os.pathsep}{HERE / 'site'}",
        "BENCH_POSTS": str(posts),
        "BENCH_KEEP": "1" if options.keep else "",
    }
    print(f"measuring {posts:,} posts", file=sys.stderr, flush=True)
    ran = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.forums"],
        env=environment,
        cwd=HERE,
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(ran.stdout.splitlines()[-1])


def measure():
    posts = int(os.environ["BENCH_POSTS"])
    create_database()
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from forums.models import Post

    settings.ALLOWED_HOSTS.append("testserver")
    Path(settings.VAR_DIR).mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    begun = time.perf_counter()
    if not Post.objects.exists():
        from .forum_network import make_network

        call_command("load_reference_data", verbosity=0)
        call_command("create_site_pages", verbosity=0)
        call_command("make_demonstration_network", people=PEOPLE, experts=0, verbosity=0)
        Post.objects.all().delete()
        make_network(posts)
        print(f"filled in {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
    analyse()
    from django.test import Client

    # As gunicorn.conf.py does with what is loaded.
    gc.collect()
    gc.freeze()
    client = Client()
    result = {
        "posts": posts,
        "pages": [page(client, name, address) for name, address in addresses()],
        "search": searches(client),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    print(json.dumps(result))
    if not os.environ["BENCH_KEEP"]:
        drop_database()


def addresses():
    from forums.models import Group, Thread

    public = Thread.objects.filter(group__visibility="public")
    longest = public.order_by("-last_number").first()
    usual = public.filter(last_number__gte=20, last_number__lte=60).order_by("pk").first()
    group = Group.objects.filter(visibility="public").exclude(pk=longest.group_id).order_by("-thread_count").first()
    return [
        ("thread, first page", longest.get_absolute_url()),
        ("thread, deepest page", f"{longest.get_absolute_url()}?page={longest.page_count}"),
        ("thread of the middle size", usual.get_absolute_url()),
        ("list of threads", group.get_absolute_url()),
        ("home of the forums", "/en/forums/"),
    ]


def page(client, name, address):
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    headers = {"HTTP_ACCEPT_ENCODING": "br"}

    def ask(**more):
        return client.get(address, **headers, **more)

    for _warm in range(8):
        cache.clear()
        response = ask()
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")
    tag = response.headers["ETag"]
    again = ask(HTTP_IF_NONE_MATCH=tag)
    if again.status_code != 304:
        raise SystemExit(f"{address} answered {again.status_code} to its own validator")
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        ask()
        queries = len(asked)
    with CaptureQueriesContext(connection) as asked:
        ask(HTTP_IF_NONE_MATCH=tag)
        queries_seen = len(asked)
    application, database = times(ask, before=cache.clear)
    return {
        "name": name,
        "app_ms": round(application, 2),
        "db_ms": round(database, 2),
        "queries": queries,
        "wire_bytes": len(response.content),
        "kept_ms": round(sum(times(ask)), 2),
        "seen_ms": round(sum(times(lambda: ask(HTTP_IF_NONE_MATCH=tag))), 2),
        "queries_seen": queries_seen,
    }


def times(ask, before=None):
    """Milliseconds of application (the median) and database (the mean) for a request."""
    application, database = [], []
    for _repeat in range(REPEATS):
        if before:
            before()
        with cpu() as spent:
            ask()
        application.append(spent["app"])
        database.append(spent["db"])
    return statistics.median(application), statistics.mean(database)


WORDS = (
    *("water", "government", "village", "born in", "school", "river", "the album", "championship", "army", "railway"),
    *("población", "iglesia", "familia española", "ciudad", "rue de la", "député", "commission", "assemblée"),
    *(
        "Россия",
        "комитет",
        "государство",
        "безопасность",
        "المدينة",
        "الماء",
        "كتاب",
        "أريد",
        "公司",
        "北京",
        "学校",
        "音乐",
    ),
    *('"New York"', "music -school", "football season", "musical theatre", "electric", "chemical", "volcano"),
)


def searches(client):
    spent, queries = [], 0
    for words in WORDS:
        client.get("/en/forums/search/", {"q": words})
    for words in WORDS:
        for narrowed in ({}, {"language": "en"}, {"sort": "best"}):
            with cpu() as used:
                response = client.get("/en/forums/search/", {"q": words, **narrowed})
            spent.append((used["app"] + used["db"], words, narrowed))
            queries = max(queries, response.status_code)
    ordered = sorted(milliseconds for milliseconds, *_what in spent)
    return {
        "searches": len(ordered),
        "p50": round(ordered[len(ordered) // 2], 1),
        "p95": round(ordered[int(len(ordered) * 0.95)], 1),
        "slowest": [(round(one[0], 1), one[1], one[2]) for one in sorted(spent, key=lambda one: -one[0])[:3]],
    }


def print_table(results):
    print(
        f"{'posts':>9} {'page':26} {'drawn: app':>10} {'db':>5} {'all':>6} {'queries':>7} {'growth':>6} {'kept':>5} "
        f"{'seen before':>12} {'wire B':>6}  peers at 100,000"
    )
    first = {}
    for result in results:
        deep = {}
        for each in result["pages"]:
            whole = deep[each["name"]] = each["app_ms"] + each["db_ms"]
            growth = f"x{whole / first[each['name']]:.2f}" if each["name"] in first else ""
            first.setdefault(each["name"], whole)
            print(
                f"{result['posts']:>9,} {each['name']:26} {each['app_ms']:>10.2f} {each['db_ms']:>5.2f} "
                f"{whole:>6.2f} {each['queries']:>7} {growth:>6} {each['kept_ms']:>5.2f} "
                f"{each['seen_ms']:>6.2f} ({each['queries_seen']} q) {each['wire_bytes']:>6}  "
                f"{PEERS.get(each['name'], '')}"
            )
        ratio = deep["thread, deepest page"] / deep["thread, first page"]
        search = result["search"]
        print(
            f"{result['posts']:>9,} deepest over first {ratio:.2f}; peak memory {result['peak_mb']} MB; "
            f"{search['searches']} searches: p50 {search['p50']} ms, p95 {search['p95']} ms "
            f"(peers: {PEERS['search']}); slowest {search['slowest']}"
        )


if __name__ == "__main__":
    measure() if "BENCH_POSTS" in os.environ else main()
