"""A process killed in the middle of an import doubles nothing and loses nothing; the import goes on where it can."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
ROWS = 300
# Fifty on PostgreSQL (KILLS=50), fewer where the database is a file.
KILLS = int(os.environ.get("KILLS", "4"))

PREPARE = """
import csv, io, random
from django.core.files.base import ContentFile
from django.core.management import call_command
from directory.imports import actions
from directory.imports.choices import Kind
call_command("load_reference_data", "regions", "countries", "categories", "languages", verbosity=0)
rows = [["Given name", "Family name", "Country", "E-mail", "Telephone", "Institution"]]
draw = random.Random(5)
def name():
    return "".join(draw.choice("bdfgjklmnprstvz") + draw.choice("aeiou") for _part in range(4)).title()
for number in range({rows}):
    # So unlike each other that nobody is taken for somebody else.
    rows.append([name(), name(), "Kenya", f"person{{number}}@example.org", "", ""])
words = io.StringIO()
csv.writer(words).writerows(rows)
run = actions.upload(ContentFile(words.getvalue().encode()), "people.csv", kind=Kind.PEOPLE, by=None)
actions.choose_columns(run, run.mapping, run.settings, by=None, here=True)
print("run", run.pk)
"""
WORK = """
from directory.imports import tasks
from directory.imports.models import ImportRun
print("begins", flush=True)
tasks.work_on(ImportRun.objects.get(pk={run}))
"""
TELL = """
import json
from directory.imports import actions
from directory.imports.models import ImportRun
from directory.models import Person, PersonContact
from wagtail.models import Revision
run = ImportRun.objects.get(pk={run})
{extra}
print("told", json.dumps({{
    "state": run.state, "counts": run.counts, "rows": run.rows.count(), "people": Person.objects.count(),
    "contacts": PersonContact.objects.count(), "versions": Revision.objects.count(),
    "interrupted": actions.is_interrupted(run),
}}))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("killed")
    database = f"sqlite:///{tmp_path / 'kill.sqlite3'}"
    name = None
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        server, _slash, own = os.environ["DATABASE_URL"].rpartition("/")
        name = f"{own}_killed"
        subprocess.run(["dropdb", "--if-exists", "--force", *_server(server), name], check=True)
        subprocess.run(["createdb", *_server(server), name], check=True)
        database = f"{server}/{name}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.development",
        "PORTAL_VAR": str(tmp_path),
        "DATABASE_URL": database,
        "PYTHONWARNINGS": "ignore",
        "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'site'}",
    }
    manage([*["migrate", "--verbosity=0"]], environment)
    yield environment
    if name:
        subprocess.run(["dropdb", "--force", *_server(server), name], check=True)


def _server(address):
    host, _colon, port = address.rpartition("@")[2].partition(":")
    return ["-h", host, "-p", port or "5432", "-U", address.partition("//")[2].partition("@")[0].partition(":")[0]]


def manage(arguments, environment):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=REPOSITORY, env=environment, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip


def shell(words, environment):
    return manage(["shell", "-v0", "-c", words], environment)


def tell(run, environment, extra=""):
    import json

    told = shell(TELL.format(run=run, extra=extra), environment)
    return json.loads(next(line for line in told.splitlines() if line.startswith("told")).removeprefix("told "))


def kill_at_random(run, environment, longest):
    """Begin the step the import is at, and kill the process after a moment. Returns whether it was still at work."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "-v0", "-c", WORK.format(run=run)],
        cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    process.stdout.readline()
    time.sleep(random.uniform(0, longest))
    was_at_work = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    return was_at_work


def test_a_killed_process_doubles_nothing_and_loses_nothing(site):
    told = shell(PREPARE.format(rows=ROWS), site)
    run = int(next(line for line in told.splitlines() if line.startswith("run")).removeprefix("run "))
    shell(WORK.format(run=run), site)
    assert tell(run, site)["counts"] == {"create": ROWS}
    # Once more from the beginning, with the process killed.
    tell(run, site, "run = actions.choose_columns(run, run.mapping, run.settings, by=None, here=True)")
    begin = "actions.begin_{step}(run, by=None, here=True); run.refresh_from_db()"
    steps = (
        ("checking", "", 1.5),
        ("applying", begin.format(step="applying"), 2.5),
        ("undoing", begin.format(step="undoing"), 1),
    )
    after = {"checking": (0, "checked"), "applying": (ROWS, "applied"), "undoing": (0, "undone")}
    before = {"checking": 0, "applying": 0, "undoing": ROWS}
    killed = 0
    for step, begins, longest in steps:
        if begins:
            tell(run, site, begins)
        people, state = after[step]
        for time_of_it in range(max(1, KILLS // len(steps) + 1)):
            # The first is killed as soon as it has begun, so that a fast machine has one to kill as well.
            killed += kill_at_random(run, site, longest if time_of_it else 0)
            now = tell(run, site)
            if now["state"] == state:
                break
            assert now["state"] == step
            assert now["people"] == now["contacts"] == now["versions"] == before[step]
        shell(WORK.format(run=run), site)
        now = tell(run, site)
        assert (now["state"], now["people"], now["contacts"], now["versions"]) == (state, people, people, people)
        assert now["rows"] == ROWS
        assert not now["interrupted"]
    assert killed > 0


def test_two_imports_of_the_same_people_at_once_write_them_once(site):
    runs = []
    for _time in range(2):
        told = shell(PREPARE.format(rows=ROWS), site)
        runs.append(int(next(line for line in told.splitlines() if line.startswith("run")).removeprefix("run ")))
        shell(WORK.format(run=runs[-1]), site)
    for run in runs:
        tell(run, site, "actions.begin_applying(run, by=None, here=True)")
    workers = [
        subprocess.Popen(
            [sys.executable, "manage.py", "shell", "-v0", "-c", WORK.format(run=run)],
            cwd=REPOSITORY, env=site, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for run in (*runs, *runs)
    ]  # fmt: skip
    for worker in workers:
        worker.wait()
    now = [tell(run, site) for run in runs]
    assert sorted(each["state"] for each in now) == ["applied", "checked"]
    assert now[0]["people"] == now[0]["contacts"] == now[0]["versions"] == ROWS
