"""What of an ORCID record is new beside a person's entry, and taking what they ticked."""

from dataclasses import dataclass

from django.db import transaction

from directory.actions.records import RecordChangedMeanwhileError, locked, update_record
from directory.choices import Audience, ContactKind
from directory.contents import contents, fingerprint, in_order
from directory.imports.merging import is_same_work, same_contact, with_employment
from directory.imports.standing import empty_contents
from directory.models.names import sort_key

from ... import actions
from ...choices import MOST_PANELS, MOST_PUBLICATIONS
from ...models import RosterEntry
from ..merging import is_same_publication, merged_entry
from .reading import Kind

# Things of which there is one, and which taking replaces; who wrote them meanwhile is asked again.
REPLACED = ("orcid", "biographies", "original_given_name", "original_family_name")
MOST = {Kind.PUBLICATION: ("publications", MOST_PUBLICATIONS), Kind.PANEL: ("panels", MOST_PANELS)}
_OF_PERSON = {Kind.EMPLOYMENT, Kind.BIOGRAPHY, Kind.OTHER_NAME, Kind.WEBSITE}


@dataclass
class Standing:
    """What stands in the person's record and in their entry, if they have one."""

    person: dict
    entry: dict
    has_entry: bool

    def room(self, kind):
        """How many more of a kind there is place for; None where there is no end."""
        if kind not in MOST:
            return None
        name, most = MOST[kind]
        return max(0, most - len(self.entry[name]))


def standing_of(person):
    entry = RosterEntry.objects.filter(person=person).first()
    held = contents(entry) if entry else empty_contents(RosterEntry)
    return Standing(contents(person), held, entry is not None)


def is_there(item, standing):
    """Whether an item stands in the record or the entry already, in these or like words."""
    values, entry, person = item.values, standing.entry, standing.person
    match Kind(item.kind):
        case Kind.EMPLOYMENT:
            return any(is_same_work(row, values) for row in person["affiliations"])
        case Kind.EDUCATION:
            return any(
                (sort_key(row["title"]), sort_key(row["institution_name"]))
                == (sort_key(values["title"]), sort_key(values["institution_name"]))
                for row in entry["education"]
            )
        case Kind.QUALIFICATION:
            return any(sort_key(row["title"]) == sort_key(values["title"]) for row in entry["qualifications"])
        case Kind.PANEL:
            return any(sort_key(row["name"]) == sort_key(values["name"]) for row in entry["panels"])
        case Kind.PUBLICATION:
            return any(is_same_publication(row, values) for row in entry["publications"])
        case Kind.KEYWORD:
            return sort_key(values["text"]) in {sort_key(line) for line in entry["free_terms"].splitlines()}
        case Kind.BIOGRAPHY:
            return values["text"].strip() in {row["text"].strip() for row in person["biographies"]}
        case Kind.OTHER_NAME:
            return bool(values.get("original_family_name")) and all(
                person[part] == values[part] for part in ("original_given_name", "original_family_name")
            )
        case Kind.WEBSITE:
            known = {same_contact(ContactKind.WEBSITE, row["value"]) for row in person["websites"]}
            return same_contact(ContactKind.WEBSITE, values["text"]) in known


def mark_of(standing):
    """What somebody saw of the things that taking replaces."""
    return fingerprint(standing.person, REPLACED)


@transaction.atomic
def take(person, found, numbers, *, by, language, seen, with_orcid=True):
    """Write the ticked items into the record and the entry, each in one version. Returns how many were new.

    An entry is begun when there is none and something for it was ticked. ``RecordChangedMeanwhileError`` says that
    somebody wrote the biography, the name or the iD since ``seen``.
    """
    person = locked(person)
    standing = standing_of(person)
    items = [item for number, item in enumerate(found.items) if number in numbers and not item.problem]
    items = [item for item in items if not is_there(item, standing)]
    replaces = with_orcid or any(item.kind in (Kind.BIOGRAPHY, Kind.OTHER_NAME) for item in items)
    if items and replaces and seen != mark_of(standing):
        raise RecordChangedMeanwhileError(standing.person)
    changes = _of_person(items, standing.person, language)
    if with_orcid and found.orcid and not standing.person["orcid"]:
        changes["orcid"] = found.orcid
    more = _of_entry(items)
    written = 0
    if changes and update_record(person, changes, by=by, reason="ORCID"):
        written += sum(item.kind in _OF_PERSON for item in items) + ("orcid" in changes)
    if more:
        entry = actions.begin_entry(person, by=by)
        merged = merged_entry(contents(entry), more, {})
        if merged and update_record(entry, merged, by=by, reason="ORCID"):
            written += sum(item.kind not in _OF_PERSON for item in items)
    return written


def _of_person(items, held, language):
    changes = {}
    work = [item.values for item in items if item.kind == Kind.EMPLOYMENT]
    if work:
        changes["affiliations"] = with_employment(held["affiliations"], work)
    sites = [item.values["text"] for item in items if item.kind == Kind.WEBSITE]
    if sites:
        added = [
            {"kind": ContactKind.WEBSITE.value, "value": value, "audience": int(Audience.MEMBERS)}
            for value in dict.fromkeys(sites)
        ]
        changes["websites"] = [*held["websites"], *added]
    for item in items:
        if item.kind == Kind.BIOGRAPHY:
            others = [row for row in held["biographies"] if row["language"] != language]
            changes["biographies"] = in_order([*others, {"language": language, "text": item.values["text"]}])
        elif item.kind == Kind.OTHER_NAME:
            changes |= {part: value for part, value in item.values.items() if part != "text"}
    return changes


def _of_entry(items):
    more = {}
    for kind, name in (
        (Kind.EDUCATION, "education"),
        (Kind.QUALIFICATION, "qualifications"),
        (Kind.PANEL, "panels"),
        (Kind.PUBLICATION, "publications"),
    ):
        rows = [item.values for item in items if item.kind == kind]
        if rows:
            more[name] = rows
    words = [item.values["text"] for item in items if item.kind == Kind.KEYWORD]
    if words:
        more["free_terms"] = words
    return more
