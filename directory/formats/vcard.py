"""vCard 4.0 (RFC 6350, RFC 6715). Libraries at hand write 3.0 only, which has no languages."""

import re
import uuid

from django.utils.timezone import now

from ..choices import ContactKind, LanguageLevel

_ESCAPES = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n", "\r": None})
_TELEPHONES = {ContactKind.WORK: "work,voice", ContactKind.MOBILE: "cell", ContactKind.FAX: "fax"}
_LEVELS = {LanguageLevel.MOTHER_TONGUE: 1, LanguageLevel.EXCELLENT: 2, LanguageLevel.GOOD: 3, LanguageLevel.FAIR: 4}


def cards(kind, disclosed, request, more=lambda record: ()):
    """The text of the cards, one record at a time. ``more`` gives further lines of a record."""
    lines = _person_lines if kind == "person" else _institution_lines
    for record in disclosed:
        address = request.build_absolute_uri(record.get_absolute_url())
        body = ["BEGIN:VCARD", "VERSION:4.0", f"UID:urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, address)}"]
        body += [
            *lines(record),
            *more(record),
            f"SOURCE:{address}",
            f"REV:{(record.confirmed_at or now()):%Y%m%dT%H%M%SZ}",
        ]
        if record.is_demo:
            body.append("NOTE:Demonstration record: this is not a real person or institution.")
        yield "".join(_folded(line) for line in [*body, "END:VCARD"])


def text(value):
    """A value as it stands on a line of a card."""
    return "".join(c for c in str(value) if c in "\n\r" or c >= " ").translate(_ESCAPES)


def _parts(*values):
    return ";".join(text(value) for value in values)


def _language(code):
    """The parameter that says the language of a name, if the code is one."""
    return f";LANGUAGE={code}" if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", code) else ""


def _folded(line):
    """A content line in pieces of at most 75 octets (RFC 6350 section 3.2), never inside a character."""
    pieces, piece, size = [], [], 0
    for character in line:
        octets = len(character.encode())
        if size + octets > 75:
            pieces.append("".join(piece))
            piece, size = [" "], 1
        piece.append(character)
        size += octets
    return "\r\n".join([*pieces, "".join(piece)]) + "\r\n"


def _person_lines(person):
    record = person.person
    if person.original_name:
        yield f"FN;ALTID=1{_language(person.name_language)}:{text(person.original_name)}"
        yield f"FN;ALTID=1:{text(person.romanised_name)}"
    else:
        yield f"FN:{text(person.romanised_name)}"
    yield f"N:{_parts(record.family_name, record.given_name, '', person.prefix, record.suffix)}"
    if person.position:
        yield f"TITLE:{text(person.position)}"
    for held in person.current_designations:
        role = f"{held.category} ({held.country.name})" if held.country else str(held.category)
        yield f"ROLE:{text(role)}"
    if affiliation := person.primary_affiliation:
        yield f"ORG:{_parts(affiliation.name, affiliation.department)}"
    for contact in person.contacts:
        yield from _contact_lines(contact)
    if person.address or person.city or person.postal_country:
        country = person.postal_country.name if person.postal_country else ""
        yield f"ADR:{_parts('', '', person.address, person.city, '', person.postal_code, country)}"
    for skill in person.languages:
        yield f"LANG;PREF={_LEVELS[skill.level]}:{skill.language.code}"
    for term in person.expertise:
        yield f"EXPERTISE:{text(term)}"
    for term in person.interests:
        yield f"INTEREST:{text(term)}"
    if person.time_zone:
        yield f"TZ:{text(person.time_zone)}"
    if person.orcid:
        yield f"URL:https://orcid.org/{person.orcid}"
    if person.country:
        yield f"X-GOVERNMENT:{text(person.country.iso3 or person.country.iso2)}"


def _institution_lines(institution):
    yield "KIND:org"
    yield f"FN;ALTID=1{_language(institution.name_language)}:{text(institution.name)}"
    if institution.name_en and institution.name_en != institution.name:
        yield f"FN;ALTID=1;LANGUAGE=en:{text(institution.name_en)}"
    yield f"N:{_parts(institution.name, '', '', '', '')}"
    yield f"ORG:{_parts(institution.name)}"
    country = institution.country.name if institution.country else ""
    street = institution.institution.address
    yield f"ADR:{_parts('', '', street, institution.city, '', institution.postal_code, country)}"
    if institution.latitude is not None and institution.longitude is not None:
        yield f"GEO:geo:{institution.latitude},{institution.longitude}"
    for contact in institution.contacts:
        yield from _contact_lines(contact)
    for language in institution.languages.all():
        yield f"LANG:{language.code}"
    for term in institution.areas_of_work:
        yield f"EXPERTISE:{text(term)}"


def _contact_lines(contact):
    value = text(contact.value)
    if contact.kind == ContactKind.EMAIL:
        yield f"EMAIL:{value}"
    elif contact.kind == ContactKind.WEBSITE:
        yield f"URL:{value}"
    else:
        types = _TELEPHONES[contact.kind]
        yield f'TEL;TYPE="{types}":{value}' if "," in types else f"TEL;TYPE={types}:{value}"
