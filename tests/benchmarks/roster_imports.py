"""How long ten thousand experts take from a file onto the roster, and how much memory:

python -m tests.benchmarks.roster_imports [experts] [csv|xlsx]

in a scratch PostgreSQL database on the server of BENCH_SERVER. Prints one line of JSON.
"""

import csv
import json
import os
import random
import sys
import tempfile
from pathlib import Path

from .imports import FAMILY, GIVEN, REPOSITORY, SERVER, SYLLABLES, measured, on_server

NAME = "bench_roster_imports"
HEADER = (
    "Given name", "Family name", "Country", "E-mail", "Position", "Institution", "Fields of expertise", "Keywords",
    "Languages", "Countries worked in", "Education", "Previous employment", "Publications", "Panels", "Willing to",
    "Availability", "Declaration of interests", "Gender", "Nominated by",
)  # fmt: skip
COUNTRIES = ("Kenya", "Sénégal", "Egypt", "Côte d’Ivoire", "Российская Федерация", "中国", "Rep. of Korea", "Ghana")
FIELDS = ("PCB management", "Инвентаризация", "Surveillance", "Pesticides", "Integrated pest management", "DDT")
LEVELS = ("leading", "experienced", "working knowledge", "expérimentée", "опытный")


def rows(number):
    draw = random.Random(4)
    for each in range(number):
        given = draw.choice(GIVEN) + "".join(draw.choices(SYLLABLES, k=2))
        family = draw.choice(FAMILY) + "".join(draw.choices(SYLLABLES, k=4))
        fields = "; ".join(
            f"{name} ({draw.choice(LEVELS)}, {draw.randrange(1, 30)} years)" for name in draw.sample(FIELDS, 3)
        )
        yield (
            given, family, draw.choice(COUNTRIES), f"{given}.{family}.{each}@example.org".lower(), "Head of unit",
            f"Agency {draw.randrange(1000)}", fields, "transformers; sampling", "French: excellent; English (good)",
            "; ".join(draw.sample(("Ghana", "Togo", "Kenya", "Mali", "Western Africa"), 3)),
            "MSc, Chemistry, University of Somewhere, 2001–2003",
            f"Chemist, Laboratory {draw.randrange(500)}, 2004–2009\nAdviser, Ministry, 2010–2014",
            "\n".join(f"Study {each} of part {part} (20{part}) doi:10.5555/{each}.{part}" for part in range(10, 13)),
            "POPs Review Committee (member, 2012–2016)", "mission; review; train",
            "Available (2026-01-01 – 2027-12-31)",
            "none", draw.choice("FM"), draw.choice(("Kenya", "Senegal", "")),
        )  # fmt: skip


def write(path, number):
    if path.suffix == ".csv":
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADER, *rows(number)])
        return
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Experts")
    for row in (HEADER, *rows(number)):
        sheet.append(row)
    book.save(path)


def main():
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    kind = sys.argv[2] if len(sys.argv) > 2 else "csv"
    on_server(f"DROP DATABASE IF EXISTS {NAME}")
    on_server(f"CREATE DATABASE {NAME}")
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.development",
            "DATABASE_URL": f"{SERVER}/{NAME}",
            "SEARCH_ENGINE": "postgresql",
            "PORTAL_VAR": folder,
            "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'site'}",
        }
        file = Path(folder) / f"experts.{kind}"
        write(file, number)
        for arguments in (["migrate", "-v0"], ["load_reference_data", "-v0"]):
            measured(arguments, environment)
        told = {"check": measured(["import_experts", str(file), "--dry-run"], environment)}
        told["check and write"] = measured(["import_experts", str(file), "--apply"], environment)
        run = told["check and write"][3].split("--undo ")[1].split(".")[0]
        told["check again, all known"] = measured(["import_experts", str(file), "--dry-run"], environment)
        told["undo"] = measured(["import_experts", "--undo", run], environment)
    on_server(f"DROP DATABASE {NAME}")
    figures = {
        name: {"seconds": wall, "processor": used, "megabytes": most, "says": said.splitlines()[-4:]}
        for name, (wall, used, most, said) in told.items()
    }
    print(json.dumps({"experts": number, "kind": kind, **figures}, ensure_ascii=False))


if __name__ == "__main__":
    main()
