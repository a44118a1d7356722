"""vCard files (2.1, 3 and 4) as a table: one card a row, headers like those of a contact list.

One small reader for all three: vobject knows version 3 only and stops at the first line it does not expect.
"""

import base64
import binascii
import quopri
import re

from . import encodings
from .notes import CannotRead, Note
from .tables import Cell, Row, Table

# Column: what its cells are made of.
HEADERS = (
    "Prefix",
    "Given name",
    "Family name",
    "Suffix",
    "Full name",
    "Position",
    "Institution",
    "Department",
    "E-mail",
    "Telephone",
    "Mobile",
    "Fax",
    "Website",
    "Address",
    "City",
    "Region",
    "Postal code",
    "Country of address",
    "Languages",
    "Expertise",
    "Role",
    "Interests",
    "Country represented",
    "ORCID iD",
    "Address of the record",
    "Notes",
)
ENCODINGS_OF_CARDS = {"utf8": "utf-8", "ansi": "cp1252"}


def tables(content, name):
    encoding, note = encodings.detect(content)
    notes = [note] if note else []
    text = content.decode(encoding, "backslashreplace").removeprefix("\ufeff")
    if not any(True for _card in _cards(text)):
        raise CannotRead("no_table")

    def rows():
        for number, (properties, is_closed) in enumerate(_cards(text), 1):
            row = _row(number, properties)
            if not is_closed:
                row.notes.append(Note("card_not_closed", row=number))
            if not row.is_blank:
                yield row

    return [Table(name, list(HEADERS), notes, [], rows)]


def _cards(text):
    """The properties of each card, and whether it was closed."""
    properties, depth = None, 0
    for line in _unfolded(text):
        parsed = _property(line)
        if parsed is None:
            continue
        kind, _parameters, value = parsed
        if kind == "BEGIN" and value.strip().upper() == "VCARD":
            # A card that begins within another one is an agent's; one after a card never closed is the next.
            if properties and depth == 1 and properties[-1][0] != "AGENT":
                yield properties, False
                properties, depth = [], 1
                continue
            depth += 1
            if depth == 1:
                properties = []
        elif kind == "END" and value.strip().upper() == "VCARD":
            depth -= 1
            if depth == 0 and properties is not None:
                yield properties, True
                properties = None
            depth = max(depth, 0)
        elif depth == 1 and properties is not None:
            properties.append(parsed)
    if properties:
        yield properties, False


def _unfolded(text):
    """Logical lines: continued by white space, or by ``=`` at their end when quoted-printable."""
    held = None
    for line in re.split(r"\r\n|\r|\n", text):
        if held is not None and _is_quoted(held) and held.endswith("="):
            held = held[:-1] + line
        elif held is not None and line[:1] in (" ", "\t") and line.strip():
            held += line[1:]
        else:
            if held:
                yield held
            held = line
    if held:
        yield held


def _is_quoted(line):
    return "QUOTED-PRINTABLE" in line.partition(":")[0].upper()


def _property(line):
    """Name, parameters and value of a line; groups (``item1.TEL``) are left out."""
    match = re.match(r'\s*(?:[\w-]+\.)?([\w-]+)((?:;(?:[^:;"]|"[^"]*")*)*):(.*)\Z', line, re.DOTALL)
    if not match:
        return None
    parameters = {}
    for part in re.findall(r';((?:[^;"]|"[^"]*")*)', match[2]):
        key, equals, value = part.partition("=")
        # Version 2.1 writes HOME instead of TYPE=HOME.
        key, value = (key.strip().upper(), value) if equals else (_key_of(part), part)
        parameters.setdefault(key, []).extend(each.strip().strip('"') for each in value.replace('"', "").split(","))
    return match[1].upper(), parameters, _decoded(match[3], parameters)


def _key_of(word):
    return "ENCODING" if word.strip().upper() in {"QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"} else "TYPE"


def _decoded(value, parameters):
    how = "".join(parameters.get("ENCODING", [])).upper()
    charset = "".join(parameters.get("CHARSET", [])).lower() or "utf-8"
    if how == "QUOTED-PRINTABLE":
        raw = quopri.decodestring(value.encode("utf-8"))
    elif how in {"B", "BASE64"} and len(value) < 10_000 and parameters.get("CHARSET"):
        try:
            raw = base64.b64decode(value)
        except (binascii.Error, ValueError):
            return value
    else:
        return value
    try:
        return raw.decode(ENCODINGS_OF_CARDS.get(charset, charset))
    except (UnicodeDecodeError, LookupError):
        return raw.decode("cp1252", "backslashreplace")


def _split(value, separator):
    """Parts of a structured value; ``\\;`` and ``\\,`` do not divide."""
    return [_plain(part) for part in re.split(rf"(?<!\\){re.escape(separator)}", value)]


def _plain(value):
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], value, flags=re.DOTALL).strip()


def _types(parameters):
    return {word.upper() for word in parameters.get("TYPE", [])}


def _preferred_first(entries):
    """Values with the preferred one first: PREF=1 in version 4, TYPE=PREF before."""

    def rank(entry):
        parameters = entry[0]
        given = "".join(parameters.get("PREF", [])[:1])
        if given.isdigit():
            return int(given)
        return 1 if "PREF" in _types(parameters) else 101

    return sorted(entries, key=rank)


def _row(number, properties):
    found = dict.fromkeys(HEADERS, "")
    by_kind = {}
    for kind, parameters, value in properties:
        by_kind.setdefault(kind, []).append((parameters, value))

    def first(kind):
        entries = _preferred_first(by_kind.get(kind, []))
        return entries[0][1] if entries else ""

    def every(kind):
        values = [_plain(value) for _parameters, value in _preferred_first(by_kind.get(kind, []))]
        return "\n".join(dict.fromkeys(value for value in values if value))

    name = [*_split(first("N"), ";"), "", "", "", "", ""][:5]
    family, given, additional, prefix, suffix = (", ".join(_split_again(part)) for part in name)
    found["Family name"], found["Prefix"], found["Suffix"] = family, prefix, suffix
    found["Given name"] = " ".join(filter(None, (given, additional)))
    found["Full name"] = _plain(first("FN"))
    unit = [part for part in _split(first("ORG"), ";") if part]
    found["Institution"], found["Department"] = (unit[0] if unit else ""), ", ".join(unit[1:])
    found["Position"], found["Role"] = every("TITLE"), every("ROLE")
    found["E-mail"] = re.sub(r"(?im)^mailto:", "", every("EMAIL"))
    websites = every("URL").split("\n")
    found["ORCID iD"] = next((each for each in websites if "orcid.org/" in each), "")
    found["Website"] = "\n".join(each for each in websites if "orcid.org/" not in each)
    found["Interests"], found["Country represented"] = "; ".join(every("INTEREST").split("\n")), every("X-GOVERNMENT")
    found["Address of the record"], found["Notes"] = every("SOURCE"), every("NOTE")
    found["Languages"] = ", ".join(every("LANG").split("\n")) if by_kind.get("LANG") else ""
    words = [value for kind in ("CATEGORIES", "EXPERTISE") for _parameters, value in by_kind.get(kind, [])]
    found["Expertise"] = "; ".join(dict.fromkeys(word for value in words for word in _split_again(value)))
    for parameters, value in _preferred_first(by_kind.get("TEL", [])):
        types = _types(parameters)
        column = "Fax" if "FAX" in types else "Mobile" if types & {"CELL", "MOBILE"} else "Telephone"
        # Version 4: tel:+254-20-1234;ext=5
        shown = re.sub(r"(?i)^tel:", "", _plain(value)).replace(";ext=", " ext. ")
        if "PAGER" not in types and shown:
            found[column] = "\n".join(filter(None, (found[column], shown)))
    _address(found, by_kind)
    cells = [Cell(found[header]) for header in HEADERS]
    return Row(number, cells)


def _split_again(part):
    return [each for each in _split(part, ",") if each]


def _address(found, by_kind):
    entries = _preferred_first(by_kind.get("ADR", []))
    # The address of work is the one a directory wants.
    entries.sort(key=lambda entry: 0 if "WORK" in _types(entry[0]) else 1)
    if not entries:
        return
    box, extended, street, city, region, code, country = [*_split(entries[0][1], ";"), *[""] * 7][:7]
    found["Address"] = "\n".join(part for part in (extended, street, box) if part)
    found["City"], found["Region"], found["Postal code"] = city, region, code
    found["Country of address"] = country
