"""`make bench`: fill scratch databases with 1,000, 10,000 and 100,000 people and measure the pages.

Milliseconds are CPU time: of this process for the application, of the server's backend process for the database
(read from the operating system, so the server must run on this machine). They do not grow when others use the
machine. The table goes to the terminal, the same figures as JSON to ``var/benchmark.json``.

``python -m tests.benchmarks relevance`` asks the judged questions alone: see ``relevance.py``.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from .relevance import print_relevance

SIZES = (1_000, 10_000, 100_000)
HERE = Path(__file__).resolve().parents[2]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", choices=["all", "relevance"], default="all")
    parser.add_argument("--experts", type=int, default=2000, help="The roster asked the judged questions.")
    parser.add_argument("--seed", type=int, default=1, help="The seed of that roster.")
    parser.add_argument("--worst", type=int, default=5, help="How many judged questions that did worst to show.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--server", default=os.environ.get("BENCH_SERVER", "postgres://postgres@127.0.0.1:5432"))
    parser.add_argument("--keep", action="store_true", help="Leave the scratch databases for the next run.")
    parser.add_argument("--engines", nargs="+", default=["postgresql", "whoosh"])
    options = parser.parse_args()

    (HERE / "var").mkdir(exist_ok=True)
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
