"""Expert records of the Biosafety Clearing-House (JSON, one or a list) as a table, brought in as any other.

Columns are named as the fields of the record; what has parts comes as cells with values behind their words.
"""

import json

from directory.imports.reading.notes import CannotRead, Note
from directory.imports.reading.tables import EMPTY, Cell, Row, Table

from .. import phrases
from ..fields import TEXT_LANGUAGES
from .shapes import (
    BIRTH,
    CONTACT_SCHEMA,
    FIELDS,
    OTHER_TERM,
    SCHEMA,
    STUDIES,
    as_list,
    identifier_of,
    term_of,
    text_of,
    texts_of,
)

MOST_MEGABYTES, MOST_RECORDS, DEEPEST = 50, 20_000, 40
_LISTS = ("records", "documents", "experts", "items", "data")

# The columns of the table and the fields they fill; contacts have the names of contact records.
COLUMNS = {
    "contact.prefix": "prefix",
    "contact.firstName": "given_name",
    "contact.middleName": "middle_name",
    "contact.lastName": "family_name",
    "contact.government": "country",
    "contact.address": "address",
    "contact.city": "city",
    "contact.state": "region",
    "contact.postalCode": "postal_code",
    "contact.country": "postal_country",
    "contact.phones": "phone",
    "contact.mobiles": "mobile",
    "contact.faxes": "fax",
    "contact.emails": "email",
    "contact.websites": "website",
    "contact.identifier": "contact_reference",
    "gender": "gender",
    "government": "nominated_by",
    **{f"profile.{code.removeprefix('biography_')}": code for code in TEXT_LANGUAGES},
    **dict.fromkeys(BIRTH, "birth"),
    "nationalities": "not_kept",
    "currentEmployment.title": "position",
    "currentEmployment.department": "department",
    "currentEmployment.name": "institution",
    "currentEmployment.startDate": "employed_since",
    "currentEmployment.responsibilities": "responsibilities",
    "currentEmployment.organizationType": "not_kept",
    "countryRegionsWorkedIn": "worked_in",
    "previousEmployment": "employment",
    **dict.fromkeys(STUDIES, "education"),
    "professionalQualification": "qualifications",
    "expertise": "roster_fields",
    "expertise.customValue": "free_terms",
    "relevantPublication": "publications",
    "professionalMemberships": "memberships",
    "panelServed": "panels",
    "motherTongue": "mother_tongue",
    "languageRating": "rated_languages",
    "additionalInformation": "additional",
    "additionalDocuments": "additional",
    "notes": "not_kept",
    "other fields": "not_kept",
}


def tables_of_records(content, filename):
    """The table of expert records in a file, or None when it holds none."""
    if content[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] not in (b"{", b"["):
        return None
    if len(content) > MOST_MEGABYTES << 20:
        raise CannotRead("is_too_large", most=MOST_MEGABYTES)
    try:
        found = json.loads(content, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    records = _records_in(found)
    if records is None:
        return None
    experts = [record for record in records if _is_expert(record)]
    if not experts:
        return None
    if len(experts) > MOST_RECORDS or any(_is_too_deep(record) for record in records):
        raise CannotRead("is_bomb")
    contacts = {identifier_of(record.get("header")): record for record in records if _is_contact(record)}
    cells = [_cells(record, contacts) for record in experts]
    names = [name for name in COLUMNS if any(name in each for each in cells)]
    notes = [Note("records_read", {"count": len(experts)})]
    aside = len(records) - len(experts) - len(contacts)
    if aside:
        notes.append(Note("records_aside", {"count": aside}))

    def rows():
        for number, each in enumerate(cells, 1):
            yield Row(number, [each.get(name, EMPTY) for name in names])

    return [Table(filename.rpartition(".")[0] or filename, names, notes, [], rows)]


def _refuse(constant):
    raise ValueError(constant)


def _records_in(found):
    if isinstance(found, dict):
        held = next((found[key] for key in _LISTS if isinstance(found.get(key), list)), None)
        found = [found] if held is None or _is_expert(found) else held
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        return None
    # Records as the clearing-house serves them stand under “body”, beside what it says about them.
    return [each["body"] if isinstance(each.get("body"), dict) else each for each in found]


def _is_expert(record):
    header = record.get("header")
    schema = header.get("schema") if isinstance(header, dict) else None
    if schema:
        return schema == SCHEMA
    return len(FIELDS.intersection(record)) >= 2


def _is_contact(record):
    header = record.get("header")
    return isinstance(header, dict) and header.get("schema") == CONTACT_SCHEMA


def _is_too_deep(value, depth=0):
    if depth > DEEPEST:
        return True
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_is_too_deep(each, depth + 1) for each in parts)


def _cells(record, contacts):
    """The cells of one record by the names of their columns; none for what it does not say."""
    header = record.get("header") if isinstance(record.get("header"), dict) else {}
    languages = [code for code in as_list(header.get("languages")) if isinstance(code, str)]
    cells, aside = {}, []

    def put(name, text, value=None):
        text = text.strip() if isinstance(text, str) else ""
        if text:
            cells[name] = Cell(text, value)

    def put_entries(name, entries):
        if entries:
            put(name, "\n".join(_shown(each) for each in entries), entries)

    _put_contact(record, contacts, languages, put, aside)
    put("government", term_of(record.get("government"), languages))
    for code, text in texts_of(record.get("profile"), languages).items():
        name = f"profile.{code.split('-')[0]}"
        if name in COLUMNS:
            put(name, text)
        else:
            aside.append(f"profile ({code}): {text}")
    for name in BIRTH:
        if record.get(name) not in (None, "", {}, []):
            put(name, "…")
    put("nationalities", "; ".join(term_of(each, languages) for each in as_list(record.get("nationalities"))))
    _put_current(record.get("currentEmployment"), languages, put)
    put("countryRegionsWorkedIn", "\n".join(_places(record.get("countryRegionsWorkedIn"), languages)))
    put_entries("previousEmployment", [
        _work(each, languages) for each in as_list(record.get("previousEmployment")) if each
    ])  # fmt: skip
    for name in STUDIES:
        put_entries(name, [_study(each, languages) for each in as_list(record.get(name)) if each])
    terms, others = _expertise(record.get("expertise"), languages)
    put("expertise", "\n".join(terms))
    put("expertise.customValue", "\n".join(others))
    put_entries("professionalQualification", _texts(record.get("professionalQualification"), languages))
    put_entries("professionalMemberships", _texts(record.get("professionalMemberships"), languages))
    put_entries("relevantPublication", [
        _publication(each, languages) for each in as_list(record.get("relevantPublication")) if each
    ])  # fmt: skip
    put_entries("panelServed", _texts(record.get("panelServed"), languages))
    put("motherTongue", "\n".join(term_of(each).lower() for each in as_list(record.get("motherTongue"))))
    put("languageRating", "\n".join(filter(None, map(_rating, as_list(record.get("languageRating"))))))
    put("additionalInformation", "\n\n".join(texts_of(record.get("additionalInformation"), languages).values()))
    put("additionalDocuments", "\n".join(filter(None, map(_link, as_list(record.get("additionalDocuments"))))))
    put("notes", text_of(record.get("notes"), languages))
    put("gender", identifier_of(record.get("gender")) or text_of(record.get("gender")))
    aside += [
        f"{name}: {text_of(value, languages)}" for name, value in record.items() if name not in FIELDS and value
    ]
    put("other fields", "; ".join(aside)[:2000])
    return cells


def _put_contact(record, contacts, languages, put, aside):
    said = record.get("contact")
    contact = said if isinstance(said, dict) else {}
    identifier = identifier_of(said)
    known = contacts.get(identifier) or contacts.get(identifier.partition("@")[0])
    if not (contact.get("lastName") or contact.get("firstName")):
        contact = known or contact
    if not (contact.get("lastName") or contact.get("firstName")) and identifier:
        put("contact.identifier", identifier)
    for name in ("prefix", "firstName", "middleName", "lastName", "address", "city", "state", "postalCode"):
        put(f"contact.{name}", text_of(contact.get(name), languages))
    lines = [text_of(contact.get(name), languages) for name in ("addressLine1", "addressLine2")]
    if any(lines) and not contact.get("address"):
        put("contact.address", "\n".join(filter(None, lines)))
    put("contact.government", term_of(contact.get("government") or record.get("government"), languages))
    put("contact.country", term_of(contact.get("country"), languages))
    for name in ("phones", "mobiles", "faxes", "emails"):
        put(f"contact.{name}", "; ".join(text_of(each, languages) for each in as_list(contact.get(name))))
    put("contact.websites", "; ".join(_address(each) for each in as_list(contact.get("websites"))))
    put("gender", identifier_of(contact.get("gender")) or text_of(contact.get("gender")))
    current = record.get("currentEmployment") if isinstance(record.get("currentEmployment"), dict) else {}
    for name, of in (("designation", "title"), ("organization", "name"), ("department", "department")):
        text = text_of(contact.get(name), languages)
        if text and not current.get(of):
            put(f"currentEmployment.{of}", text)
        elif text and text != text_of(current.get(of), languages):
            aside.append(f"contact.{name}: {text}")
    for name in ("organizationAcronym", "organizationType", "relevantInformation", "relevantDocuments"):
        if text := text_of(contact.get(name), languages):
            aside.append(f"contact.{name}: {text}")


def _put_current(said, languages, put):
    if not isinstance(said, dict):
        return
    for name in ("title", "department", "name", "responsibilities"):
        put(f"currentEmployment.{name}", text_of(said.get(name), languages))
    put("currentEmployment.startDate", text_of(said.get("startDate"), languages))
    put("currentEmployment.organizationType", _type(said.get("organizationType"), languages))


def _places(said, languages):
    if isinstance(said, dict) and ("countries" in said or "regions" in said):
        said = [*as_list(said.get("countries")), *as_list(said.get("regions"))]
    return filter(None, (term_of(each, languages) for each in as_list(said)))


def _work(said, languages):
    if not isinstance(said, dict):
        return text_of(said, languages)
    named = text_of(said.get("name"), languages)
    if not named:
        return text_of(said.get("title"), languages) or text_of(said.get("department"), languages)
    return {
        "position": text_of(said.get("title"), languages),
        "department": text_of(said.get("department"), languages),
        "institution_name": named,
        "responsibilities": text_of(said.get("responsibilities"), languages),
        **_times(said, languages),
        **({"type": kind} if (kind := _type(said.get("organizationType"), languages)) else {}),
    }


def _study(said, languages):
    if not isinstance(said, dict):
        return text_of(said, languages)
    title, house = text_of(said.get("title"), languages), text_of(said.get("institution"), languages)
    if not (title and house):
        return title or house
    return {"title": title, "institution_name": house, **_times(said, languages)}


def _times(said, languages):
    """Months as days; what is no month is kept in words, to be asked about."""
    found, odd = {}, []
    for name, key in (("startDate", "starts_on"), ("endDate", "ends_on")):
        text = text_of(said.get(name), languages)
        day = phrases.day_of(text) if text else None
        found[key] = day.isoformat() if day else None
        if text and not day:
            odd.append(text)
    return {**found, **({"odd": ", ".join(odd)} if odd else {})}


def _type(said, languages):
    custom = text_of(said.get("customValue"), languages) if isinstance(said, dict) else ""
    return custom or term_of(said, languages)


def _expertise(said, languages):
    """Terms of the list, and what stands beside them in one's own words."""
    if isinstance(said, dict) and "identifier" not in said and not any(key in said for key in ("title", "name")):
        said = [each for part in said.values() for each in as_list(part)]
    terms, others = [], []
    for each in as_list(said):
        custom = text_of(each.get("customValue"), languages) if isinstance(each, dict) else ""
        if custom:
            others.append(custom)
        if not isinstance(each, dict) or identifier_of(each) != OTHER_TERM:
            terms.append(term_of(each, languages))
    return list(filter(None, terms)), others


def _texts(said, languages):
    return [text for each in as_list(said) for text in text_of(each, languages).splitlines() if text.strip()]


def _publication(said, languages):
    cited = phrases.citation_of(text_of(said, languages))
    if isinstance(said, dict):
        cited.url = cited.url or _address(said)
        if (doi := said.get("doi")) and isinstance(doi, str):
            cited.doi = doi.strip()
        if (year := text_of(said.get("year") or said.get("date"))[:4]).isdigit():
            cited.year = int(year)
    return vars(cited)


def _rating(said):
    if not isinstance(said, dict):
        return text_of(said)
    of = said.get("language", said)
    language = identifier_of(of) or text_of(of)
    level = identifier_of(said.get("level")) or text_of(said.get("level"))
    return f"{language}: {level}" if language and level else language


def _link(said):
    name, address = (text_of(said.get("name")) if isinstance(said, dict) else ""), _address(said)
    return f"{name}: {address}" if name and address else name or address or text_of(said)


def _address(said):
    return text_of(said.get("url")) if isinstance(said, dict) else text_of(said)


def _shown(entry):
    """An entry of several parts in words, for whoever looks at the cell."""
    if not isinstance(entry, dict):
        return str(entry)
    return ", ".join(str(value) for key, value in entry.items() if value and key != "responsibilities")
