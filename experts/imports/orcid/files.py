"""Files of ORCID records, version 3.0, as JSON or XML, and what of them is a record at all.

Both become the same plain values, in the shape of the JSON: an XML element is its children by their names, its
attributes among them, or its text. Nothing outside the file is asked for.
"""

import json

from django.utils.translation import gettext_lazy as _

from directory.imports.reading.notes import CannotRead
from directory.imports.reading.packages import feed, parser

MOST_MEGABYTES = 10
DEEPEST, MOST_ELEMENTS = 60, 400_000
NAMESPACES = "http://www.orcid.org/ns/"
# The whole record, or one of the parts in which ORCID hands it out.
ROOTS = {"record": None, "person": "person", "activities-summary": "activities-summary"}
_OF_PERSON = ("name", "other-names", "biography", "researcher-urls", "keywords")
_OF_ACTIVITIES = ("employments", "educations", "works", "memberships", "services", "qualifications")

SENTENCES = {
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than %(most)s megabytes; an ORCID record is smaller."),
    "hostile": _("The file holds declarations (DTD, entities) that no ORCID record has. It was not read."),
    "damaged": _("The file is damaged: it ends too early, or is neither JSON nor XML."),
    "too_deep": _("The file holds more than an ORCID record can. It was not read."),
    "no_record": _("This is no ORCID record. Please choose the file that ORCID gave you, as JSON or XML."),
    "archive": _("This is a packed archive. Please unpack it and choose the file of your record, JSON or XML."),
}


class NoOrcidRecordError(Exception):
    """The file cannot be read; ``message`` says why and what to do."""

    def __init__(self, code, **params):
        super().__init__(code)
        self.code, self.params = code, params

    @property
    def message(self):
        return str(SENTENCES[self.code]) % self.params


def record_in(content):
    """The record in a file: {"orcid-identifier", "person", "activities-summary"}, those it holds."""
    if len(content) > MOST_MEGABYTES << 20:
        raise NoOrcidRecordError("too_large", most=MOST_MEGABYTES)
    start = content[:200].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    if not start:
        raise NoOrcidRecordError("empty")
    if content.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise NoOrcidRecordError("archive")
    found = _of_xml(content) if start.startswith(b"<") else _of_json(content)
    if isinstance(found, dict):
        if any(key in found for key in ("person", "activities-summary")):
            return found
        if any(isinstance(found.get(key), dict) for key in _OF_PERSON):
            return {"person": found, "orcid-identifier": {"path": _iri(found)}}
        if any(isinstance(found.get(key), dict) for key in _OF_ACTIVITIES):
            return {"activities-summary": found, "orcid-identifier": {"path": _iri(found)}}
    raise NoOrcidRecordError("no_record")


def _iri(part):
    """The iD in the path of a part: “/0000-0002-1825-0097/person”."""
    path = part.get("path")
    return path.strip("/").split("/")[0] if isinstance(path, str) else ""


def _of_json(content):
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise NoOrcidRecordError("damaged") from None
    if _is_too_much(found):
        raise NoOrcidRecordError("too_deep")
    return found


def _is_too_much(value):
    waiting, seen = [(value, 0)], 0
    while waiting:
        each, depth = waiting.pop()
        seen += 1
        if depth > DEEPEST or seen > MOST_ELEMENTS:
            return True
        parts = each.values() if isinstance(each, dict) else each if isinstance(each, list) else ()
        waiting += [(part, depth + 1) for part in parts]
    return False


class _Tree:
    """Elements on their way to plain values."""

    def __init__(self):
        self.open, self.root, self.root_name, self.count = [], None, "", 0

    def start(self, name, attributes):
        self.count += 1
        if self.count > MOST_ELEMENTS or len(self.open) > DEEPEST:
            raise NoOrcidRecordError("too_deep")
        if not self.open:
            namespace, _space, local = name.rpartition(" ")
            if not namespace.startswith(NAMESPACES) or local not in ROOTS:
                raise NoOrcidRecordError("no_record")
            self.root_name = local
        own = {key.rpartition(" ")[2]: value for key, value in attributes.items() if " " not in key}
        self.open.append((name.rpartition(" ")[2], own, []))

    def text(self, data):
        self.open[-1][2].append(data)

    def end(self, _name):
        name, held, texts = self.open.pop()
        value = held or "".join(texts).strip()
        if held and (text := "".join(texts).strip()):
            held.setdefault("value", text)
        if not self.open:
            self.root = value
            return
        above = self.open[-1][1]
        if name in above:
            above[name] = [*above[name], value] if isinstance(above[name], list) else [above[name], value]
        else:
            above[name] = value


def _of_xml(content):
    tree = _Tree()
    made = parser(separator=" ")
    made.StartElementHandler, made.CharacterDataHandler, made.EndElementHandler = tree.start, tree.text, tree.end
    try:
        feed(made, [content])
    except CannotRead as fault:
        raise NoOrcidRecordError("hostile" if fault.note.code == "is_hostile" else "damaged") from None
    except (ValueError, LookupError):
        # An encoding nobody knows.
        raise NoOrcidRecordError("damaged") from None
    part = ROOTS[tree.root_name]
    if not isinstance(tree.root, dict):
        raise NoOrcidRecordError("no_record")
    return {part: tree.root, "orcid-identifier": {"path": _iri(tree.root)}} if part else tree.root
