"""`make bench`: fill scratch databases with 1,000, 10,000 and 100,000 people and measure the pages.

Milliseconds are CPU time: of this process for the application, of the server's backend process for the database
(read from the operating system, so the server must run on this machine). They do not grow when others use the
machine. The table goes to the terminal, the same figures as JSON to ``var/benchmark.json``.

At the end stand the figures of the forums: their pages and their search at three sizes (``forums``), and in
databases of their own how fast replies are taken (``forum_writing``), what mailing a post costs (``forum_mailing``)
and how soon a post reaches open pages (``live``). These need Redis, too (``BENCH_REDIS``).
``python -m tests.benchmarks forums`` prints them alone.

``python -m tests.benchmarks relevance`` asks the judged questions alone: see ``relevance.py``.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from . import forums
from .relevance import print_relevance

SIZES = (1_000, 10_000, 100_000)
HERE = Path(__file__).resolve().parents[2]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", choices=["all", "relevance", "forums"], default="all")
    parser.add_argument("--experts", type=int, default=2000, help="The roster asked the judged questions.")
    parser.add_argument("--seed", type=int, default=1, help="The seed of that roster.")
    parser.add_argument("--worst", type=int, default=5, help="How many judged questions that did worst to show.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--server", default=os.environ.get("BENCH_SERVER", "postgres://postgres@127.0.0.1:5432"))
    parser.add_argument("--keep", action="store_true", help="Leave the scratch databases for the next run.")
    parser.add_argument("--engines", nargs="+", default=["postgresql", "whoosh"])
    parser.add_argument("--redis", default=os.environ.get("BENCH_REDIS", "redis://127.0.0.1:6379/9"))
    parser.add_argument("--posts", type=int, nargs="+", default=forums.SIZES, help="Sizes of the forums.")
    options = parser.parse_args()

    (HERE / "var").mkdir(exist_ok=True)
    if options.what == "forums":
        measure_forums(options)
        return
    if options.what == "all":
        results = []
        for engine in options.engines:
            for people in options.sizes:
                if engine == "whoosh" and people > 10_000:
                    continue
                results.append(measured(engine, people, options))
        (HERE / "var" / "benchmark.json").write_text(json.dumps(results, indent=1))
        print_table(results)
    answered = [
        measured(engine, options.experts, options, "relevance", f"portal_relevance_{options.seed}_{options.experts}")
        for engine in options.engines
    ]
    (HERE / "var" / "relevance.json").write_text(json.dumps(answered, indent=1, ensure_ascii=False))
    for result in answered:
        print_relevance(result, options.worst)
    if options.what == "all":
        measure_forums(options)


def measure_forums(options):
    """The tables of the forums, each measured in processes and databases of its own."""
    results = [forums.measured(size, options) for size in options.posts]
    (HERE / "var" / "benchmark-forums.json").write_text(json.dumps(results, indent=1))
    forums.print_table(results)
    for module, words in (
        ("forum_writing", "replies: one writer, eight, eight in one thread (peers: Spirit 18 ms and 77 a second)"),
        ("forum_mailing", "mailing: a post to 5,000 members, 1,000 digests"),
        ("live", "live pages: milliseconds from sending a post to its arrival"),
    ):
        print(f"\n{words}", flush=True)
        on_its_own(module, options)


def on_its_own(module, options):
    name = f"portal_bench_{module}"
    environment = {
        **os.environ,
        "DATABASE_URL": f"{options.server}/{name}",
        "REDIS_URL": options.redis,
        "SEARCH_ENGINE": "postgresql",
        "PORTAL_VAR": str(HERE / "var" / name.replace("_", "-")),
        "PYTHONPATH": f"{HERE}{os.pathsep}{HERE / 'site'}",
    }
    Path(environment["PORTAL_VAR"]).mkdir(parents=True, exist_ok=True)
    if module == "forum_mailing":
        environment["DJANGO_SETTINGS_MODULE"] = "portal.settings.development"
        database(environment, "DROP DATABASE IF EXISTS", "CREATE DATABASE")
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], env=environment, cwd=HERE, check=True)
    print(f"measuring {module}", file=sys.stderr, flush=True)
    subprocess.run([sys.executable, "-m", f"tests.benchmarks.{module}"], env=environment, cwd=HERE, check=True)
    if not options.keep:
        database(environment, "DROP DATABASE IF EXISTS")


def database(environment, *commands):
    """Make or drop the database of a measurement."""
    import psycopg
    from psycopg import sql

    server, name = environment["DATABASE_URL"].rsplit("/", 1)
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        for command in commands:
            connection.execute(sql.SQL(command + " {}").format(sql.Identifier(name)))


def measured(engine, people, options, module="measure", name=""):
    """The figures of one engine at one size, taken in a process of its own."""
    name = name or f"portal_benchmark_{people}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.development",
        "DATABASE_URL": f"{options.server}/{name}",
        "PORTAL_VAR": str(HERE / "var" / name.replace("_", "-")),
        "SEARCH_ENGINE": engine,
        "PYTHONPATH": f"{HERE}{os.pathsep}{HERE / 'site'}",
        "BENCH_PEOPLE": str(people),
        "BENCH_KEEP": "1" if options.keep else "",
        "BENCH_SEED": str(options.seed),
    }
    print(f"measuring {engine} with {people:,} people ({module})", file=sys.stderr, flush=True)
    ran = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{module}"],
        env=environment,
        cwd=HERE,
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(ran.stdout.splitlines()[-1])


def print_table(results):
    head = ("engine", "people", "page", "app ms", "db ms", "queries", "html B", "gzip B", "growth")
    print("{:10} {:>7} {:34} {:>7} {:>7} {:>7} {:>8} {:>7} {:>7}".format(*head))
    before = {}
    for result in results:
        for page in result["pages"]:
            total = page["app_ms"] + page["db_ms"]
            last = before.get((result["engine"], page["name"]))
            growth = f"x{total / last:.2f}" if last else ""
            before[result["engine"], page["name"]] = total
            print(
                f"{result['engine']:10} {result['people']:>7} {page['name']:34} {page['app_ms']:>7.1f} "
                f"{page['db_ms']:>7.1f} {page['queries']:>7} {page['bytes']:>8} {page['gzip_bytes']:>7} {growth:>7}"
            )
        search = result["search"]
        print(
            f"{result['engine']:10} {result['people']:>7} {search['searches']} searches with all facets, CPU ms:"
            f" finding and counting p50 {search['found_p50']:.1f}, p95 {search['found_p95']:.1f};"
            f" whole page p50 {search['page_p50']:.1f}, p95 {search['page_p95']:.1f}"
            f" (by the clock {search['wall_p50']:.1f} and {search['wall_p95']:.1f})"
        )
        print(
            f"{result['engine']:10} {result['people']:>7} all indexed in {result['index_seconds']:.1f} s CPU;"
            f" one changed person in the index in {result['reindex_ms']:.1f} ms"
        )


if __name__ == "__main__":
    main()
