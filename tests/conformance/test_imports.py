"""Files and addresses of others: csv-spectrum and isemail. ``CONFORMANCE`` names the folder with the suites."""

import json
import os
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from directory.imports.reading import files, values
from directory.imports.reading.notes import CannotRead

SUITES = Path(os.environ.get("CONFORMANCE", "nowhere"))

pytestmark = pytest.mark.skipif(not SUITES.is_dir(), reason="CONFORMANCE names no folder")


def test_every_file_of_csv_spectrum_is_read_as_expected():
    found, expected = {}, {}
    for path in sorted((SUITES / "csv" / "csv-spectrum" / "csvs").glob("*.csv")):
        if path.name == "location_coordinates.csv":
            continue  # its two files in the suite hold different telephone numbers
        expected[path.name] = json.loads((path.parents[1] / "json" / path.with_suffix(".json").name).read_text())
        try:
            (table,) = files.read_tables(path, path.name)
        except CannotRead as refusal:
            found[path.name] = refusal.note.code
            continue
        names = table.headers if any(table.headers) else list(expected[path.name][0])
        found[path.name] = [dict(zip(names, row.texts, strict=True)) for row in table.rows]
    # A line break is one however the file writes it.
    expected = json.loads(json.dumps(expected).replace("\\r\\n", "\\n"))

    assert found == expected


def addresses():
    tree = ET.parse(SUITES / "email_addresses" / "isemail" / "tests.xml")  # noqa: S314
    for test in tree.getroot().iter("test"):
        # The suite writes control characters as their pictures.
        address = re.sub("[\u2400-\u2421]", lambda match: chr(ord(match[0]) - 0x2400), test.findtext("address") or "")
        yield address, test.findtext("category")


def test_no_faulty_address_of_isemail_is_taken_as_it_stands():
    faulty = [address for address, category in addresses() if category in {"ISEMAIL_ERR", "ISEMAIL_RFC5322"}]
    taken = [
        address
        for address in faulty
        if (reading := values.read_email(address)).problem is None and reading.value == [address]
    ]

    assert len(faulty) > 50
    assert taken == []


def test_every_usual_address_of_isemail_is_read():
    usual = [
        address
        for address, category in addresses()
        if category in {"ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN"}
        # A network of people has no addresses without a domain, and none whose name is quoted.
        and re.search(r"\.[a-z]{2,}$", address)
        and '"' not in address
    ]
    lost = [
        address
        for address in usual
        if [each.lower() for each in values.read_email(address).value or []] != [address.lower()]
    ]

    assert len(usual) > 5
    assert lost == []
