"""How long reading takes, and how much memory: ``tools/measure_reading.py xlsx 100000`` (csv, xlsx or values)."""

import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")

HEADER = [
    "No.",
    "Country",
    "Salutation",
    "Given name",
    "FAMILY NAME",
    "Position",
    "Institution",
    "Department",
    "Address",
]
HEADER += [
    "City",
    "Postal code",
    "Telephone",
    "Mobile",
    "Fax",
    "E-mail",
    "Website",
    "Languages",
    "Expertise",
    "From",
    "Notes",
]


def rows(count):
    rng = random.Random(1)  # noqa: S311 - the same list each time
    for number in range(count):
        yield [
            number,
            rng.choice(["Kenya", "Côte d’Ivoire", "Rep. of Korea", "Российская Федерация", "مصر"]),
            rng.choice(["Mr.", "Ms.", "Dr."]),
            rng.choice(["Alice", "Hélène", "José", "Иван", "محمد"]),
            f"KAMAU{number}",
            "Head of the chemicals unit",
            f"Ministry of Environment {number % 500}",
            "Chemicals",
            f"Street {number},\nBlock 2",
            "Nairobi",
            f"{number % 99999:05d}",
            f"+254 20 {2000000 + number % 900000}",
            254712000000 + number,
            f"+254 20 {2000000 + number % 900000}/1",
            f"person{number}@example.org",
            f"www.example{number % 500}.org",
            "English, French",
            "PCB; DDT",
            "03/05/2024",
            "",
        ]


def write(kind, count, path):
    if kind == "xlsx":
        import openpyxl

        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("Contacts")
        sheet.append(HEADER)
        for row in rows(count):
            sheet.append(row)
        book.save(path)
        return
    import csv

    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *rows(count)])


def measure(kind, count):
    import django

    django.setup()
    from directory.imports.reading import columns, files, values

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"list.{'xlsx' if kind == 'xlsx' else 'csv'}"
        # Written by another process, whose memory is not counted.
        if os.fork() == 0:
            write(kind, count, path)
            os._exit(0)
        os.wait()
        began = time.perf_counter(), time.process_time()
        (table,) = files.read_tables(path, path.name)
        columns.guess(table.headers, table.sample())
        found = 0
        for row in table.rows:
            found += 1
            if kind == "values":
                cells = row.texts
                values.read_name(f"{cells[2]} {cells[3]} {cells[4]}")
                values.read_phones(cells[11], country="KE")
                values.read_phones(cells[12], country="KE", kind=values.MOBILE)
                values.read_phones(cells[13], country="KE", kind=values.FAX)
                values.read_email(cells[14])
                values.read_website(cells[15])
                values.read_date(cells[18], order="dmy")
                for place in (5, 6, 7, 8, 9, 10, 19):
                    values.read_text(cells[place])
        took, used = time.perf_counter() - began[0], time.process_time() - began[1]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{kind}: {found} rows, {took:.1f} s ({used:.1f} s of processor), {memory:.0f} MB at most")


if __name__ == "__main__":
    measure(sys.argv[1], int(sys.argv[2]))
