"""Files of ORCID records are read into values; hostile, broken and other files are refused by name."""

import json
import time
import tracemalloc

import pytest

from experts.imports.orcid.files import MOST_MEGABYTES, NoOrcidRecordError
from experts.imports.orcid.reading import Kind, WrongOrcidError, read_orcid

from .records import IRI, SECRET, affiliation, as_json, as_xml, record, work

ROOT = 'xmlns:record="http://www.orcid.org/ns/record" xmlns:person="http://www.orcid.org/ns/person"'


def values_of(found, kind):
    return [item.values for _number, item in found.of(kind)]


def test_json_and_xml_say_the_same():
    of_json, of_xml = read_orcid(as_json()), read_orcid(as_xml())

    told = [(item.kind, item.values, item.is_public, item.problem) for item in of_json.items]
    assert told == [(item.kind, item.values, item.is_public, item.problem) for item in of_xml.items]
    assert (of_json.orcid, of_json.name, of_json.locale) == (of_xml.orcid, of_xml.name, of_xml.locale)
    assert (of_json.orcid, of_json.name) == (IRI, "Awa Ndiaye")


def test_a_record_is_read_into_values_of_the_roster():
    found = read_orcid(as_json())

    assert values_of(found, Kind.EMPLOYMENT)[0] == {
        "institution_name": "Water Laboratory",
        "department": "Chemicals",
        "position": "Head of unit",
        "starts_on": "2015-09-01",
        "ends_on": None,
    }
    assert values_of(found, Kind.EDUCATION) == [
        {
            "title": "MSc",
            "subject": "Chemistry",
            "institution_name": "Université de Thiès",
            "starts_on": "2001-01-01",
            "ends_on": "2003-06-01",
        }
    ]
    assert values_of(found, Kind.QUALIFICATION) == [
        {"kind": "qualification", "title": "Certified auditor, ISO Institute", "year": 2010}
    ]
    assert [(each["name"], each["role"]) for each in values_of(found, Kind.PANEL)] == [
        ("Society of Chemistry", "Member"),
        ("POPs Committee, PCB group", "Chair"),
    ]
    assert [(each["title"], each["year"], each["doi"]) for each in values_of(found, Kind.PUBLICATION)] == [
        ("PCB in oil", 2018, "10.5555/12345678"),
        ("Old report", 2004, ""),
    ]
    assert values_of(found, Kind.KEYWORD) == [{"text": "transformers"}, {"text": "retrofilling"}]
    assert values_of(found, Kind.BIOGRAPHY) == [{"text": "Chimiste des déchets.\n\nVingt ans de terrain."}]
    names = [item for _number, item in found.of(Kind.OTHER_NAME)]
    assert names[0].values["original_family_name"]
    assert names[0].values["name_language"] == "ar"
    assert [item.problem for item in names] == ["", "latin"]
    assert [item.problem for _number, item in found.of(Kind.WEBSITE)] == ["", "no_address"]
    assert found.aside == {"distinctions": 1, "fundings": 1, "emails": 1, "addresses": 1}


def test_what_is_not_public_is_marked():
    found = read_orcid(as_json())

    assert [(item.values["institution_name"], item.is_public) for _n, item in found.of(Kind.EMPLOYMENT)] == [
        ("Water Laboratory", True),
        (SECRET, False),
    ]


@pytest.mark.parametrize("part", ["person", "activities-summary"])
def test_the_parts_of_a_record_come_alone(part):
    whole = record()
    alone = read_orcid(json.dumps(whole[part]).encode())

    assert alone.orcid == IRI
    assert alone.items
    assert bool(alone.of(Kind.KEYWORD)) == (part == "person")


@pytest.mark.parametrize("part", ["person:person", "activities:activities-summary"])
def test_the_parts_of_a_record_come_alone_as_xml(part):
    from .records import _NS

    text = as_xml().decode()
    inner = text[text.index(f"<{part} ") : text.index(f"</{part}>")] + f"</{part}>"
    alone = read_orcid(inner.replace(f"<{part} ", f"<{part} {_NS} ", 1).encode())

    assert alone.orcid == IRI
    assert bool(alone.of(Kind.KEYWORD)) == part.startswith("person")


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16"])
def test_xml_in_other_encodings(encoding):
    found = read_orcid(as_xml(encoding))

    assert values_of(found, Kind.EDUCATION)[0]["institution_name"] == "Université de Thiès"


def test_json_with_a_byte_order_mark():
    assert read_orcid(b"\xef\xbb\xbf" + as_json()).orcid == IRI


def test_days_that_do_not_exist_become_their_month():
    said = record(employments=[affiliation("employment", "Professor", None, "Brown", "1990-02-30", "1987")])
    item = read_orcid(as_json(said)).of(Kind.EMPLOYMENT)[0][1]

    assert item.values["starts_on"] == "1990-02-01"
    assert item.problem == "backwards"


def test_of_several_sources_of_a_work_the_preferred_public_one_counts():
    group = work("Private title", "2018", visibility="limited", index="9")
    group["work-summary"].append(work("Low", "2018", index="1")["work-summary"][0])
    group["work-summary"].append(work("High", "2018", index="2")["work-summary"][0])
    found = read_orcid(as_json(record(works=[group])))

    assert values_of(found, Kind.PUBLICATION)[0]["title"] == "High"


def test_of_thousands_of_works_the_newest_are_offered_and_the_rest_is_counted():
    works = [work(f"Work {number}", str(1950 + number % 70)) for number in range(2000)]
    found = read_orcid(as_json(record(works=works)))

    assert len(found.of(Kind.PUBLICATION)) == 200
    assert min(each["year"] for each in values_of(found, Kind.PUBLICATION)) == 2012
    assert found.aside["works"] == 1800


def test_a_wrong_check_digit_is_refused():
    said = record()
    said["orcid-identifier"]["path"] = "0000-0002-1825-0098"

    with pytest.raises(WrongOrcidError):
        read_orcid(as_json(said))


HOSTILE = {
    "xxe": (
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        f"<record:record {ROOT}><person:person><person:name>&x;</person:name></person:person></record:record>",
        "hostile",
    ),
    "parameter entity": (
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>'
        f"<record:record {ROOT}/>",
        "hostile",
    ),
    "outer dtd": (f'<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd"><record:record {ROOT}/>', "hostile"),
    "billion laughs": (
        '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(10))
        + f"]><record:record {ROOT}><person:person>&k;</person:person></record:record>",
        "hostile",
    ),
    "deep xml": (f"<record:record {ROOT}>" + "<record:a>" * 100_000, "too_deep"),
    "deep json": ('{"person":' + "[" * 100_000 + "]" * 100_000 + "}", "damaged"),
    "deep object": ('{"person":' + '{"a":' * 200 + "1" + "}" * 201, "too_deep"),
    "other root": ("<html><body>ORCID</body></html>", "no_record"),
    "other namespace": ('<r:record xmlns:r="http://example.org/ns/record"/>', "no_record"),
    "cut off": (as_xml().decode()[:900], "damaged"),
    "cut json": (as_json().decode()[:900], "damaged"),
    "other json": ('{"hello": "world"}', "no_record"),
    "list": ('[{"person": {}}]', "no_record"),
    "no json": ("Dear Secretariat, here is my record", "damaged"),
    "nothing": (" \n", "empty"),
    "unknown encoding": (f'<?xml version="1.0" encoding="x-secret"?><record:record {ROOT}/>', "damaged"),
    "packed": ("PK\x03\x04 and more", "archive"),
    "great number": ('{"person": ' + "9" * 10_000 + "}", "damaged"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_and_other_files_are_refused_by_name(name):
    text, code = HOSTILE[name]
    began = time.process_time()
    tracemalloc.start()

    with pytest.raises(NoOrcidRecordError) as refused:
        read_orcid(text.encode())

    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.value.code == code
    assert refused.value.message
    assert (time.process_time() - began < 5, most < 50 << 20) == (True, True)


def test_a_file_that_is_too_large_is_not_read():
    with pytest.raises(NoOrcidRecordError) as refused:
        read_orcid(b"{" + b" " * (MOST_MEGABYTES << 20))

    assert refused.value.code == "too_large"


@pytest.mark.parametrize(
    "said",
    [
        {"person": {"name": "Awa", "keywords": "x", "biography": [1, 2], "other-names": {"other-name": "x"}}},
        {"person": None, "activities-summary": {"employments": {"affiliation-group": [None, 3, {"summaries": "x"}]}}},
        {"activities-summary": {"works": {"group": [{"work-summary": [{"title": None, "external-ids": 7}]}]}}},
        {"activities-summary": {"educations": {"affiliation-group": {"summaries": [{"education-summary": []}]}}}},
        {"activities-summary": {"employments": {"affiliation-group": [{"summaries": [{"employment-summary": {
            "start-date": {"year": {"value": "MMXX"}}, "organization": "x"}}]}]}}},
        {"person": {"biography": {"content": {"value": "x\x00y"}, "visibility": 5}}},
    ],
)  # fmt: skip
def test_wrong_shapes_do_not_break_the_reading(said):
    found = read_orcid(json.dumps(said).encode())

    assert not any(item.is_public for item in found.items)
    assert all("\x00" not in str(item.values) for item in found.items)
