"""What an ORCID record says, in values of the roster: things to be taken, each by itself.

Put-codes of ORCID are not kept. What is not public there is marked so, and taken only when its owner ticks it.
"""

import calendar
from dataclasses import asdict, dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from directory.imports.reading.values import read_name
from directory.models import Affiliation
from directory.models.names import is_latin
from directory.validators import validate_orcid

from ...choices import QualificationKind
from ...contents import ENTRY
from ...validators import clean_doi, validate_doi
from .files import record_in

PUBLIC = "public"
FIRST_YEAR, LAST_YEAR = 1940, 2100
# So many works are offered, the newest; who has more chooses among these, and is told.
MOST_WORKS = 200
MOST_OF_A_KIND = 100


class Kind(TextChoices):
    """What may be taken, in the order in which it is shown."""

    EMPLOYMENT = "employment", _("Employment")
    EDUCATION = "education", _("Education")
    QUALIFICATION = "qualification", _("Professional qualifications")
    PANEL = "panel", _("Panels and committees")
    PUBLICATION = "publication", _("Publications")
    KEYWORD = "keyword", _("Other expertise, in your own words")
    BIOGRAPHY = "biography", _("Biography")
    OTHER_NAME = "name", _("Name in its own script")
    WEBSITE = "website", _("Websites")


@dataclass
class Item:
    """One thing of a record. ``problem`` is a code of ``PROBLEMS`` when it cannot be taken."""

    kind: str
    values: dict
    is_public: bool = False
    problem: str = ""


@dataclass
class Found:
    """What a record holds. ``aside`` counts what the roster has no place for: {code of ``ASIDE``: number}."""

    orcid: str = ""
    name: str = ""
    locale: str = ""
    items: list = field(default_factory=list)
    aside: dict = field(default_factory=dict)

    def of(self, kind):
        return [(number, item) for number, item in enumerate(self.items) if item.kind == kind]

    def packed(self):
        return asdict(self)

    @classmethod
    def unpacked(cls, held):
        return cls(**{**held, "items": [Item(**item) for item in held["items"]]})


PROBLEMS = {
    "no_title": _("It has no title."),
    "no_place": _("It names no institution."),
    "too_long": _("It is longer than an entry can hold."),
    "backwards": _("It ends before it starts."),
    "no_address": _("It is no address of a website."),
    "latin": _("Your record has one place for a name in another script, and this one is in Latin letters."),
}
ASIDE = {
    "distinctions": _("Distinctions and prizes"),
    "invited-positions": _("Invited positions"),
    "fundings": _("Funding"),
    "peer-reviews": _("Peer reviews"),
    "research-resources": _("Research resources"),
    "emails": _("Mail addresses"),
    "addresses": _("Countries"),
    "external-identifiers": _("Identifiers elsewhere"),
    "works": _("Older works"),
    "more": _("Further entries of long lists"),
}


class WrongOrcidError(Exception):
    """The iD in a file is none: its check digit does not fit."""


def read_orcid(content):
    """What stands in the file of a record. Raises ``NoOrcidRecordError`` or ``WrongOrcidError``."""
    record = record_in(content)
    person, activities = _dict(record.get("person")), _dict(record.get("activities-summary"))
    found = Found(_orcid_of(record), _name_of(person), _text(_dict(record.get("preferences")).get("locale")))
    _read_activities(activities, found)
    _read_works(activities.get("works"), found)
    _read_person(person, found)
    _count_aside(person, activities, found)
    return found


def _orcid_of(record):
    path = _text(_dict(record.get("orcid-identifier")).get("path")) or _text(record.get("path"))
    orcid = path.strip("/").split("/")[0].upper()
    if orcid:
        try:
            validate_orcid(orcid)
        except ValidationError:
            raise WrongOrcidError(orcid) from None
    return orcid


def _name_of(person):
    name = _dict(person.get("name"))
    if _text(name.get("visibility")).lower() != PUBLIC:
        return ""
    parts = (_text(name.get("given-names")), _text(name.get("family-name")))
    return (_text(name.get("credit-name")) or " ".join(filter(None, parts)))[:200]


# --- Work, studies, memberships -------------------------------------------------------------------------------


def _read_activities(activities, found):
    for name, summary, make in (
        ("employments", "employment-summary", _employment),
        ("educations", "education-summary", _education),
        ("qualifications", "qualification-summary", _qualification),
        ("memberships", "membership-summary", _panel),
        ("services", "service-summary", _panel),
    ):
        said = _summaries(activities.get(name), summary)
        if len(said) > MOST_OF_A_KIND:
            found.aside["more"] = found.aside.get("more", 0) + len(said) - MOST_OF_A_KIND
        for each in said[:MOST_OF_A_KIND]:
            found.items.append(make(each))


def _summaries(section, name):
    """The summaries of a section: in groups, as version 3.0 has them, or one after the other."""
    section, found = _dict(section), []
    for group in _list(section.get("affiliation-group")):
        group = _dict(group)
        wrapped = [_dict(each).get(name) for each in _list(group.get("summaries"))]
        found += [*_list(wrapped), *_list(group.get(name))]
    found += _list(section.get(name))
    return [each for each in found if isinstance(each, dict)]


def _employment(said):
    starts_on, ends_on = _times(said)
    values = {
        "institution_name": _organization(said),
        "department": _text(said.get("department-name")),
        "position": _text(said.get("role-title")),
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
    limits = {part: Affiliation._meta.get_field(part).max_length for part in values if not part.endswith("_on")}
    return _item(Kind.EMPLOYMENT, values, said, limits, needs=("institution_name", "no_place"))


def _education(said):
    starts_on, ends_on = _times(said)
    role, department = _text(said.get("role-title")), _text(said.get("department-name"))
    values = {
        "title": role or department,
        "subject": department if role else "",
        "institution_name": _organization(said),
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
    return _item(Kind.EDUCATION, values, said, _limits("education"), needs=("title", "no_title"))


def _qualification(said):
    starts_on, ends_on = _times(said)
    title = ", ".join(filter(None, (_text(said.get("role-title")), _organization(said))))
    year = int((ends_on or starts_on)[:4]) if ends_on or starts_on else None
    values = {"kind": QualificationKind.QUALIFICATION.value, "title": title, "year": year}
    return _item(Kind.QUALIFICATION, values, said, _limits("qualifications"), needs=("title", "no_title"))


def _panel(said):
    starts_on, ends_on = _times(said)
    name = ", ".join(filter(None, (_organization(said), _text(said.get("department-name")))))
    values = {"name": name, "role": _text(said.get("role-title")), "starts_on": starts_on, "ends_on": ends_on}
    return _item(Kind.PANEL, values, said, _limits("panels"), needs=("name", "no_place"))


def _organization(said):
    return _text(_dict(said.get("organization")).get("name"))


def _times(said):
    return _day(said.get("start-date")), _day(said.get("end-date"))


def _day(said):
    """A date of which ORCID may know the year alone, as its first day."""
    said = _dict(said)
    year, month, day = (_number(said.get(part)) for part in ("year", "month", "day"))
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if month is None or not 1 <= month <= 12:
        return date(year, 1, 1).isoformat()
    is_day = day is not None and 1 <= day <= calendar.monthrange(year, month)[1]
    return date(year, month, day if is_day else 1).isoformat()


# --- Works ----------------------------------------------------------------------------------------------------


def _read_works(works, found):
    items = []
    for group in _list(_dict(works).get("group")):
        said = [each for each in _list(_dict(group).get("work-summary")) if isinstance(each, dict)]
        if said:
            items.append(_publication(_preferred(said)))
    items.sort(key=lambda item: -(item.values["year"] or 0))
    if len(items) > MOST_WORKS:
        found.aside["works"] = len(items) - MOST_WORKS
    found.items += items[:MOST_WORKS]


def _preferred(said):
    """Of the sources that name one work, the one its owner prefers: what is public first, then the highest."""
    return max(said, key=lambda each: (_is_public(each), _number(each.get("display-index")) or 0))


def _publication(said):
    titles = _dict(said.get("title"))
    title, subtitle = _text(titles.get("title")), _text(titles.get("subtitle"))
    year = _number(_dict(said.get("publication-date")).get("year"))
    values = {
        "title": f"{title}: {subtitle}" if title and subtitle else title,
        "year": year if year and FIRST_YEAR <= year <= LAST_YEAR else None,
        "doi": _doi_of(said),
        "url": _address_in(said.get("url")),
    }
    return _item(Kind.PUBLICATION, values, said, _limits("publications"), needs=("title", "no_title"))


def _doi_of(said):
    """The DOI of a work itself, not of the book or journal it is part of."""
    for each in _list(_dict(said.get("external-ids")).get("external-id")):
        each = _dict(each)
        if _text(each.get("external-id-type")).lower() != "doi":
            continue
        if _text(each.get("external-id-relationship")).lower().replace("_", "-") not in ("self", ""):
            continue
        for value in (each.get("external-id-normalized"), each.get("external-id-value")):
            doi = clean_doi(_text(value))
            try:
                validate_doi(doi)
            except ValidationError:
                continue
            return doi
    return ""


# --- The person -----------------------------------------------------------------------------------------------


def _read_person(person, found):
    for each in _list(_dict(person.get("keywords")).get("keyword"))[:MOST_OF_A_KIND]:
        each = _dict(each)
        # Some write all their keywords into one.
        for word in _text(each.get("content")).replace(";", ",").split(","):
            if word.strip():
                found.items.append(_item(Kind.KEYWORD, {"text": word.strip()}, each, {"text": 200}))
    biography = _dict(person.get("biography"))
    if text := _text(biography.get("content")):
        found.items.append(_item(Kind.BIOGRAPHY, {"text": text}, biography, {"text": 6000}))
    for each in _list(_dict(person.get("other-names")).get("other-name"))[:MOST_OF_A_KIND]:
        each = _dict(each)
        if text := _text(each.get("content")):
            item = _item(Kind.OTHER_NAME, {"text": text}, each, {"text": 200})
            written = _name_in_script(text)
            item.values |= written
            item.problem = item.problem or ("" if written else "latin")
            found.items.append(item)
    for each in _list(_dict(person.get("researcher-urls")).get("researcher-url"))[:MOST_OF_A_KIND]:
        each = _dict(each)
        address = _text(each.get("url"))
        item = _item(Kind.WEBSITE, {"text": address, "name": _text(each.get("url-name"))}, each, {"text": 255})
        item.problem = item.problem or ("" if _address_in(address) else "no_address")
        found.items.append(item)


def _name_in_script(text):
    """The parts of a name in another script than the Latin; nothing for one in Latin letters."""
    if is_latin(text):
        return {}
    name = read_name(text).value
    if name is None or not name.fields["original_family_name"]:
        return {}
    parts = ("original_given_name", "original_family_name", "name_language", "family_name_first")
    return {part: name.fields[part] for part in parts}


def _count_aside(person, activities, found):
    for name in ("distinctions", "invited-positions"):
        _count(found, name, len(_summaries(activities.get(name), f"{name.removesuffix('s')}-summary")))
    for name in ("fundings", "peer-reviews", "research-resources"):
        _count(found, name, len(_list(_dict(activities.get(name)).get("group"))))
    for name, part in (
        ("emails", "email"),
        ("addresses", "address"),
        ("external-identifiers", "external-identifier"),
    ):
        _count(found, name, len(_list(_dict(person.get(name)).get(part))))


def _count(found, name, number):
    if number:
        found.aside[name] = number


# --- Values ---------------------------------------------------------------------------------------------------


def _item(kind, values, said, limits, needs=None):
    problem = ""
    if needs and not values[needs[0]]:
        problem = needs[1]
    elif any(most and len(values.get(part) or "") > most for part, most in limits.items()):
        problem = "too_long"
    elif values.get("starts_on") and values.get("ends_on") and values["ends_on"] < values["starts_on"]:
        problem = "backwards"
    if problem == "too_long":
        values = {part: value[:200] if isinstance(value, str) else value for part, value in values.items()}
    return Item(kind.value, values, _is_public(said), problem)


def _limits(name):
    rows = ENTRY.rows[name]
    fields = {part: rows.model._meta.get_field(part) for part in rows.fields}
    return {part: each.max_length for part, each in fields.items() if getattr(each, "max_length", None)}


def _is_public(said):
    return _text(said.get("visibility")).lower() == PUBLIC


def _address_in(value):
    """An address that browsers may be sent to, or nothing."""
    address = _text(value)
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        return ""
    return address if len(address) <= 500 else ""


def _text(value):
    """Words, which JSON puts under “value” or “content”, without characters no database takes."""
    if isinstance(value, dict):
        value = value.get("value", value.get("content"))
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    lines = str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
    return "".join(char for char in lines if char in "\t\n" or char >= " ").strip()


def _number(value):
    text = _text(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _dict(value):
    return value if isinstance(value, dict) else {}


def _list(value):
    return value if isinstance(value, list) else [] if value is None or value == "" else [value]
