"""How long a hundred thousand people take from a file into the directory, and how much memory:

python -m tests.benchmarks.imports [people] [csv|xlsx]

in a scratch PostgreSQL database on the server of BENCH_SERVER. Prints one line of JSON.
"""

import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
SERVER = os.environ.get("BENCH_SERVER", "postgres://postgres@127.0.0.1:5432")
NAME = "bench_imports"
HEADER = (
    "Prefix", "Given name", "Family name", "Position", "Institution", "Country", "City", "E-mail", "Telephone",
    "Languages", "Expertise", "Category",
)  # fmt: skip
COUNTRIES = (
    "Kenya",
    "Sénégal",
    "Egypt",
    "China",
    "Brazil",
    "France",
    "Viet Nam",
    "Russian Federation",
    "Türkiye",
    "Peru",
)
GIVEN = [
    "Amina",
    "Bruno",
    "Chen",
    "Dina",
    "Emeka",
    "Farid",
    "Grace",
    "Hassan",
    "Ines",
    "Juma",
    "Karim",
    "Leila",
    "Mateo",
    "Nadia",
    "Omar",
    "Petra",
    "Rosa",
    "Sami",
]
FAMILY = [
    "Abdi",
    "Bello",
    "Castro",
    "Diallo",
    "Eze",
    "Fofana",
    "Garcia",
    "Haddad",
    "Ito",
    "Jensen",
    "Kamau",
    "Lopez",
    "Mwangi",
    "Ndiaye",
    "Otieno",
    "Petrov",
]
SYLLABLES = [
    "ba",
    "be",
    "bo",
    "da",
    "de",
    "di",
    "do",
    "fa",
    "ga",
    "go",
    "ka",
    "ke",
    "ki",
    "ko",
    "la",
    "le",
    "lo",
    "ma",
    "me",
    "mo",
    "na",
    "ne",
    "no",
    "pa",
    "ra",
    "re",
    "ro",
    "sa",
    "se",
    "so",
    "ta",
    "te",
    "to",
    "va",
]
WORDS = ("Chemist", "Director", "Adviser", "Inspector", "Head of unit")


def rows(people):
    """Invented people, no two with one address."""
    draw = random.Random(4)
    for number in range(people):
        given = draw.choice(GIVEN)
        family = draw.choice(FAMILY) + "".join(draw.choices(SYLLABLES, k=2))
        yield (
            draw.choice(("Ms.", "Mr.", "Dr.")), given, family, draw.choice(WORDS), f"Agency {draw.randrange(3000)}",
            draw.choice(COUNTRIES), "Town", f"{given}.{family}.{number}@example.org".lower(),
            f"+254 20 {draw.randrange(1_000_000, 9_999_999)}", draw.choice(("English; French", "Arabic", "")),
            draw.choice(("PCB", "", "Waste management")), draw.choice(("Expert", "")),
        )  # fmt: skip


def write(path, people):
    if path.suffix == ".csv":
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADER, *rows(people)])
        return
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("People")
    for row in (HEADER, *rows(people)):
        sheet.append(row)
    book.save(path)


def measured(arguments, environment):
    """Seconds and the most memory (MB) of a command, and what it says."""
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "manage.py", *arguments], cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, text=True
    )
    told = process.stdout.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(told)
    return (
        round(time.monotonic() - started, 1),
        round(usage.ru_utime + usage.ru_stime, 1),
        usage.ru_maxrss // 1024,
        told,
    )


def main():
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    kind = sys.argv[2] if len(sys.argv) > 2 else "csv"
    database = f"{SERVER}/{NAME}"
    on_server(f"DROP DATABASE IF EXISTS {NAME}")
    on_server(f"CREATE DATABASE {NAME}")
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.development",
            "DATABASE_URL": database,
            "SEARCH_ENGINE": "postgresql",
            "PORTAL_VAR": folder,
            "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'site'}",
        }
        file = Path(folder) / f"people.{kind}"
        write(file, people)
        for arguments in (["migrate", "-v0"], ["load_reference_data", "-v0"]):
            measured(arguments, environment)
        check = measured(["import_people", str(file), "--dry-run"], environment)
        again = measured(["import_people", str(file), "--apply"], environment)
        run = again[3].split("--undo ")[1].split(".")[0]
        same = measured(["import_people", str(file), "--dry-run"], environment)
        undo = measured(["import_people", "--undo", run], environment)
    on_server(f"DROP DATABASE {NAME}")
    names = {"check": check, "check and write": again, "check again, all known": same, "undo": undo}
    result = {
        "people": people,
        "kind": kind,
        **{
            name: {"seconds": wall, "processor": cpu, "megabytes": most}
            for name, (wall, cpu, most, _told) in names.items()
        },
        "memory of the parent": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(result))


def on_server(command):
    import psycopg

    with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
        connection.execute(command)


if __name__ == "__main__":
    main()
