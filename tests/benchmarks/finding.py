"""How long experts take to be found: `python -m tests.benchmarks.finding` in a database that holds a roster.

Multiplies the listed entries in the index alone until it holds as many as asked for (BENCH_EXPERTS): the documents of
the roster under other keys, so that sets are as large as they would be. Asks the judged questions with all
facets, and prints CPU time of this process and of the database's backend, and the clock, as a line of JSON.
"""

import json
import os
from dataclasses import replace

import django


def main():
    django.setup()
    from django.conf import settings

    size = int(os.environ.get("BENCH_EXPERTS", "10000"))
    filled = fill(size)
    print(json.dumps({"engine": settings.SEARCH_ENGINE, "experts": filled, **times()}))


def fill(size):
    """Write the documents of the roster into the index again and again under keys nobody has."""
    from haystack import connections

    from experts.finding.search_indexes import RosterEntryIndex
    from experts.models import RosterEntry

    backend = connections["default"].get_backend()
    backend.clear()
    index, entries = RosterEntryIndex(), list(RosterEntryIndex().index_queryset())
    documents = [
        one for start in range(0, len(entries), 500) for one in index.documents(entries[start : start + 500])
    ]
    first = RosterEntry.objects.order_by("pk").last().pk + 1
    written = 0
    while written < size:
        batch = [
            replace(one, key=one.key if not written else first + written + place)
            for place, one in enumerate(documents[: size - written])
        ]
        backend._write(batch)
        written += len(batch)
    return written


def times():
    import time
    import tomllib

    from django.db import connection
    from django.http import QueryDict
    from django.test.utils import CaptureQueriesContext

    from directory.choices import Audience
    from experts.finding.asking import AskedOfExperts
    from experts.finding.facets import OF_EXPERTS
    from experts.finding.finding import find

    from .measure import cpu, percentile
    from .relevance import QUESTIONS

    texts = [question["text"] for question in tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))["question"]]
    asked = [f"q={text}" for text in texts] + ["", "expertise=pcb", "region=002&language=fr", "sort=country"]
    questions = []
    for one in asked:
        parameters = QueryDict(mutable=True)
        for pair in filter(None, one.split("&")):
            name, _, value = pair.partition("=")
            parameters.appendlist(name, value)
        questions.append(AskedOfExperts.of(parameters, OF_EXPERTS))
    find(questions[0], Audience.OFFICIAL_CONTACTS, OF_EXPERTS, 0, 25)
    spent, waited, queries = [], [], []
    for question in questions:
        with CaptureQueriesContext(connection) as captured:
            find(question, Audience.OFFICIAL_CONTACTS, OF_EXPERTS, 0, 25)
        queries.append(len(captured))
        for _repeat in range(3):
            begin = time.perf_counter()
            with cpu() as used:
                find(question, Audience.OFFICIAL_CONTACTS, OF_EXPERTS, 0, 25)
            waited.append((time.perf_counter() - begin) * 1000)
            spent.append(used["app"] + used["db"])
    return {
        "questions": len(questions),
        "queries": max(queries),
        "cpu_p50": percentile(spent, 50),
        "cpu_p95": percentile(spent, 95),
        "wall_p50": percentile(waited, 50),
        "wall_p95": percentile(waited, 95),
    }


if __name__ == "__main__":
    main()
