"""The contact of InforMEA, the entity in which treaties exchange who speaks for a Party.

Fields and names are those of its provider (InforMEA/odata.provider, ``Contact``). It has every field in every
entry, so that what is kept from a reader and what is empty are both null.
"""

from directory.choices import ContactKind

from . import finding

ID = "pops-contact-{}"


def updated(held, noted):
    """When the contact last changed, from what everybody may know: the post, and the word of its holder."""
    return max(moment for moment in (held.recorded_at, noted.get(held.pk), held.holder.confirmed_at) if moment)


def contacts(held, audience):
    """Entries for designations, in their order."""
    held = finding.with_words(held)
    holders = finding.whole_holders(held, audience)
    noted = finding.last_noted(held)
    return [_entry(each, holders, updated(each, noted)) for each in held]


def _entry(held, holders, updated_at):
    if held.person is not None:
        told = _of_person(holders["person", held.person_id])
    else:
        told = _of_institution(holders["institution", held.institution_id])
    told = {name: value or None for name, value in told.items()}
    return {
        "id": ID.format(held.pk),
        "country": held.country.iso3 or held.country.iso2,
        "prefix": told["prefix"],
        "firstName": told["firstName"],
        "lastName": told["lastName"],
        "type": str(held.category),
        "position": told["position"],
        "institution": told["institution"],
        "department": told["department"],
        "address": told["address"],
        "email": told["email"],
        "phoneNumber": told["phoneNumber"],
        "fax": told["fax"],
        "primary": held.is_primary,
        "updated": updated_at,
        "treaties": [held.category.convention],
    }


def _of_person(person):
    affiliation = person.primary_affiliation
    lines = [person.address, f"{person.postal_code} {person.city}".strip()]
    if person.postal_country:
        lines.append(person.postal_country.name)
    return {
        "prefix": person.prefix,
        "firstName": person.person.given_name,
        "lastName": person.person.family_name,
        "position": person.position,
        "institution": affiliation and affiliation.name,
        "department": affiliation and affiliation.department,
        "address": "\n".join(line for line in lines if line),
        **_reached(person),
    }


def _of_institution(institution):
    plain = institution.institution
    lines = [plain.address, f"{plain.postal_code} {plain.city}".strip()]
    return {
        "prefix": None,
        "firstName": None,
        "lastName": None,
        "position": None,
        "institution": plain.name,
        "department": None,
        "address": "\n".join(line for line in lines if line),
        **_reached(institution),
    }


def _reached(disclosed):
    return {
        "email": "; ".join(finding.contact_values(disclosed, ContactKind.EMAIL)),
        "phoneNumber": "; ".join(finding.contact_values(disclosed, *finding.PHONES)),
        "fax": "; ".join(finding.contact_values(disclosed, ContactKind.FAX)),
    }


def as_odata(entry, address):
    """An entry as OData 2 writes it in JSON."""
    told = dict(entry)
    told["updated"] = f"/Date({int(entry['updated'].timestamp() * 1000)})/"
    told["primary"] = int(entry["primary"])
    told["treaties"] = {"results": [{"value": treaty} for treaty in entry["treaties"]]}
    return {"__metadata": {"id": address, "uri": address, "type": "informea.Contact"}, **told}
