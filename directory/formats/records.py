"""Records as JSON, with names a program can rely on, and as schema.org's JSON-LD."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import get_language
from prose import plain_text


def dumps(value):
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def as_record(kind, disclosed, request):
    return (_person if kind == "person" else _institution)(disclosed, request)


def as_json_ld(kind, disclosed, request):
    """schema.org's Person or Organization, leaving out what is empty."""
    described = (_person_ld if kind == "person" else _institution_ld)(disclosed, request)
    return {"@context": "https://schema.org", **_filled(described)}


def json_list(kind, disclosed, request):
    """The text of a JSON document, a record at a time."""
    name = "people" if kind == "person" else "institutions"
    heading = {
        "address": request.build_absolute_uri(),
        "language": get_language(),
        "generated_at": timezone.now(),
    }
    yield dumps(heading).removesuffix("\n}") + f',\n "{name}": ['
    separator = "\n"
    for record in disclosed:
        yield separator + dumps(as_record(kind, record, request))
        separator = ",\n"
    yield "\n]}\n"


def _filled(described):
    return {key: value for key, value in described.items() if value not in ("", None, [], {})}


def _word(entry):
    return {"code": entry.code, "name": str(entry)}


def _country(country):
    return country and {"iso2": country.iso2, "iso3": country.iso3, "name": country.name}


def _person(person, request):
    return {
        "id": person.slug,
        "address": request.build_absolute_uri(person.get_absolute_url()),
        "demonstration": person.is_demo,
        "prefix": person.prefix,
        "given_name": person.person.given_name,
        "family_name": person.person.family_name,
        "name": person.romanised_name,
        "name_in_original_script": person.original_name,
        "name_language": person.name_language,
        "position": person.position,
        "country": _country(person.country),
        "categories": [
            {
                **_word(held.category),
                "speaks_for": held.country and held.country.iso2,
                "theme": held.theme,
                "from": held.starts_on,
                "until": held.ends_on,
            }
            for held in person.designations
        ],
        "affiliations": [
            {
                "institution": affiliation.name,
                "department": affiliation.department,
                "position": affiliation.position,
                "responsibilities": affiliation.responsibilities,
                "from": affiliation.starts_on,
                "until": affiliation.ends_on,
            }
            for affiliation in person.affiliations
        ],
        "languages": [{**_word(skill.language), "level": skill.level} for skill in person.languages],
        "expertise": [_word(term) for term in person.expertise],
        "interests": [_word(term) for term in person.interests],
        "stakeholder_group": person.stakeholder_group and _word(person.stakeholder_group),
        "sectors": [_word(sector) for sector in person.sectors],
        "chemicals": [_word(chemical) for chemical in person.chemicals],
        "articles": [_word(article) for article in person.articles],
        "contacts": [{"kind": contact.kind, "value": contact.value} for contact in person.contacts],
        "postal_address": {
            "street": person.address,
            "city": person.city,
            "postal_code": person.postal_code,
            "country": _country(person.postal_country),
        },
        "biographies": [{"language": text.language, "text": text.text} for text in person.biographies],
        "orcid": person.orcid,
        "time_zone": person.time_zone,
        "confirmed_at": person.confirmed_at,
        "freshness": person.freshness,
    }


def _institution(institution, request):
    return {
        "id": institution.slug,
        "address": request.build_absolute_uri(institution.get_absolute_url()),
        "demonstration": institution.is_demo,
        "name": institution.name,
        "name_language": institution.name_language,
        "name_en": institution.name_en,
        "acronym": institution.acronym,
        "type": institution.type and _word(institution.type),
        "part_of": institution.parent and institution.parent.slug,
        "stakeholder_group": institution.stakeholder_group and _word(institution.stakeholder_group),
        "country": _country(institution.country),
        "city": institution.city,
        "street": institution.institution.address,
        "postal_code": institution.postal_code,
        "latitude": institution.latitude,
        "longitude": institution.longitude,
        "conventions": institution.conventions,
        "areas_of_work": [_word(term) for term in institution.areas_of_work],
        "services": [_word(service) for service in institution.services.all()],
        "regions_served": [_word(region) for region in institution.regions_served.all()],
        "parties_served": [country.iso2 for country in institution.parties_served.all()],
        "languages": [_word(language) for language in institution.languages.all()],
        "sectors": [_word(sector) for sector in institution.sectors.all()],
        "chemicals": [_word(chemical) for chemical in institution.chemicals.all()],
        "contacts": [{"kind": contact.kind, "value": contact.value} for contact in institution.contacts],
        "descriptions": [
            {"language": text.language, "text": text.text} for text in institution.institution.descriptions.all()
        ],
        "confirmed_at": institution.confirmed_at,
        "freshness": institution.freshness,
    }


def _term_ld(term):
    return {"@type": "DefinedTerm", "name": str(term), "termCode": term.code}


def _country_ld(country):
    return country and {"@type": "Country", "name": country.name, "identifier": country.iso3 or country.iso2}


def _person_ld(person, request):
    address = request.build_absolute_uri(person.get_absolute_url())
    biography = person.biography(get_language())
    return {
        "@type": "Person",
        "@id": address,
        "url": address,
        "honorificPrefix": person.prefix,
        "givenName": person.person.given_name,
        "familyName": person.person.family_name,
        "honorificSuffix": person.person.suffix,
        "name": person.romanised_name,
        "alternateName": person.original_name,
        "jobTitle": person.position,
        "email": [contact.value for contact in person.emails],
        "telephone": [contact.value for contact in person.phones if contact.kind != "fax"],
        "faxNumber": [contact.value for contact in person.phones if contact.kind == "fax"],
        "affiliation": [
            _filled({"@type": "Organization", "name": affiliation.name, "department": affiliation.department})
            for affiliation in person.current_affiliations
        ],
        "hasOccupation": [
            _filled(
                {
                    "@type": "Role",
                    "roleName": str(held.category),
                    "startDate": held.starts_on,
                    "endDate": held.ends_on,
                }
            )
            for held in person.designations
        ],
        "memberOf": [
            {"@type": "GovernmentOrganization", "name": held.country.name}
            for held in person.current_designations
            if held.category.is_official and held.country
        ],
        "knowsLanguage": [skill.language.code for skill in person.languages],
        "knowsAbout": [_term_ld(term) for term in [*person.expertise, *person.chemicals]],
        "description": plain_text(biography.text) if biography else "",
        "address": _filled(
            {
                "@type": "PostalAddress",
                "streetAddress": person.address,
                "addressLocality": person.city,
                "postalCode": person.postal_code,
                "addressCountry": person.postal_country and person.postal_country.iso2,
            }
        )
        if person.postal_country or person.address
        else None,
        "sameAs": [
            *([f"https://orcid.org/{person.orcid}"] if person.orcid else []),
            *(contact.value for contact in person.websites),
        ],
    }


def _institution_ld(institution, request):
    address = request.build_absolute_uri(institution.get_absolute_url())
    description = institution.description(get_language())
    of_kind = {
        kind: [contact.value for contact in institution.contacts if contact.kind == kind]
        for kind in ("email", "work", "fax", "website")
    }
    return {
        "@type": "Organization",
        "@id": address,
        "url": of_kind["website"][:1] or address,
        "name": institution.name,
        "alternateName": [
            name for name in (institution.name_en, institution.acronym) if name and name != institution.name
        ],
        "parentOrganization": institution.parent and {"@type": "Organization", "name": institution.parent.name},
        "email": of_kind["email"],
        "telephone": of_kind["work"],
        "faxNumber": of_kind["fax"],
        "address": _filled(
            {
                "@type": "PostalAddress",
                "streetAddress": institution.institution.address,
                "addressLocality": institution.city,
                "postalCode": institution.postal_code,
                "addressCountry": institution.country and institution.country.iso2,
            }
        ),
        "areaServed": [
            *({"@type": "Place", "name": region.name} for region in institution.regions_served.all()),
            *(_country_ld(country) for country in institution.parties_served.all()),
        ],
        "knowsLanguage": [language.code for language in institution.languages.all()],
        "knowsAbout": [_term_ld(term) for term in institution.areas_of_work],
        "makesOffer": [
            {"@type": "Offer", "itemOffered": {"@type": "Service", "name": str(service)}}
            for service in institution.services.all()
        ],
        "location": (
            institution.latitude is not None
            and {
                "@type": "Place",
                "geo": {
                    "@type": "GeoCoordinates",
                    "latitude": float(institution.latitude),
                    "longitude": float(institution.longitude),
                },
            }
        )
        or None,
        "description": plain_text(description.text) if description else "",
    }
