"""Records as the interface tells them. What a reader may not see and what is empty are both left out, alike.

Nobody can thus tell a hidden value from one that is not there. Only disclosed records come in here.
"""

import re

from django.urls import reverse

from directory.choices import LanguageLevel, RecordStatus
from directory.models.vocabulary import NAME_LANGUAGES
from directory.words import word
from experts.choices import ExpertiseLevel


def filled(told):
    """Without what is empty. Numbers and truths are never empty."""
    return {name: value for name, value in told.items() if value not in ("", None, [], {})}


class Telling:
    """Tells records in one language to whoever sent a request."""

    def __init__(self, request, asked=None):
        self.request = request
        self.all_names = getattr(asked, "names", None) == "all"
        self.base = f"{request.scheme}://{request.get_host()}"

    def link(self, name, *args):
        return self.base + reverse(name, args=args)

    def page_of(self, record):
        return self.base + record.get_absolute_url()

    # Words.

    def names(self, entry):
        return {code: name for code in NAME_LANGUAGES if (name := getattr(entry, f"name_{code}"))}

    def word(self, entry, **more):
        if entry is None:
            return None
        told = {"code": entry.code, "name": str(entry)}
        if self.all_names:
            told["names"] = self.names(entry)
        return told | more

    def words(self, entries):
        return [self.word(entry) for entry in entries]

    def country(self, country):
        """A country as records name it."""
        return country and self.word(country, **filled({"iso3": country.iso3}))

    # Records.

    def person(self, person):
        address = self.page_of(person)
        return filled(
            {
                "id": person.slug,
                "links": {
                    "self": self.link("api-v1:person", person.slug),
                    "page": address,
                    "json_ld": f"{address}?format=jsonld",
                    "vcard": f"{address}?format=vcf",
                },
                "demonstration": person.is_demo,
                "prefix": person.prefix,
                "given_name": person.person.given_name,
                "family_name": person.person.family_name,
                "suffix": person.person.suffix,
                "name": person.romanised_name,
                "name_in_original_script": person.original_name,
                "name_language": person.name_language,
                "position": person.position,
                "country": self.country(person.country),
                "categories": [self.category_held(held) for held in person.designations],
                "affiliations": [self.affiliation(affiliation) for affiliation in person.affiliations],
                "languages": [
                    self.word(skill.language, level=LanguageLevel(skill.level).name.lower())
                    for skill in person.languages
                ],
                "expertise": self.words(person.expertise),
                "interests": self.words(person.interests),
                "stakeholder_group": self.word(person.stakeholder_group),
                "sectors": self.words(person.sectors),
                "chemicals": self.words(person.chemicals),
                "articles": self.words(person.articles),
                "contacts": [{"kind": contact.kind, "value": contact.value} for contact in person.contacts],
                "postal_address": filled(
                    {
                        "street": person.address,
                        "city": person.city,
                        "postal_code": person.postal_code,
                        "country": self.country(person.postal_country),
                    }
                ),
                "biographies": [{"language": text.language, "text": text.text} for text in person.biographies],
                "orcid": person.orcid,
                "time_zone": person.time_zone,
                "confirmed_at": person.confirmed_at,
                "freshness": person.freshness,
            }
        )

    def expert(self, expert):
        """An expert, as the roster adds to a person; the rest stands in the record of the person."""
        person = expert.person
        return filled(
            {
                "id": expert.slug,
                "links": {
                    "self": self.link("api-v1:expert", expert.slug),
                    "page": self.page_of(expert),
                    "person": self.link("api-v1:person", expert.slug),
                },
                "demonstration": expert.is_demo,
                "name": person.romanised_name,
                "name_in_original_script": person.original_name,
                "name_language": person.name_language,
                "country": self.country(person.country),
                "headline": expert.headline,
                "fields": [self.field_of_expertise(field) for field in expert.fields],
                "other_expertise": expert.terms_in_words,
                "chemicals": self.words(person.chemicals),
                "articles": self.words(person.articles),
                "sectors": self.words(person.sectors),
                "languages": [
                    self.word(skill.language, level=LanguageLevel(skill.level).name.lower())
                    for skill in person.languages
                ],
                "countries_worked_in": [self.country(country) for country in expert.countries_worked_in],
                "regions_worked_in": self.words(expert.regions_worked_in),
                "willing_to": expert.willing_to,
                "availability": [
                    filled({"kind": each.kind, "from": each.starts_on, "until": each.ends_on, "note": each.note})
                    for each in expert.availability
                ],
                "affiliations": [self.affiliation(affiliation) for affiliation in person.affiliations],
                "education": [
                    filled(
                        {
                            "title": each.title,
                            "subject": each.subject,
                            "institution": each.institution_name,
                            "from": each.starts_on,
                            "until": each.ends_on,
                        }
                    )
                    for each in expert.education
                ],
                "qualifications": [
                    filled({"kind": each.kind, "title": each.title, "year": each.year})
                    for each in expert.qualifications
                ],
                "publications": [
                    filled({"title": each.title, "year": each.year, "doi": each.doi, "url": each.url})
                    for each in expert.publications
                ],
                "panels": [
                    filled({"name": each.name, "role": each.role, "from": each.starts_on, "until": each.ends_on})
                    for each in expert.panels
                ],
                "additional_information": expert.additional_information,
                "interests_declared": expert.interests_declared,
                "interests": expert.interests_text,
                "gender": expert.gender,
                "nominated_by": self.nominator(expert.nomination),
                "orcid": person.orcid,
                "listed_on": expert.listed_on,
                "lapses_on": expert.lapses_on,
            }
        )

    def field_of_expertise(self, field):
        told = {
            "level": ExpertiseLevel(field.level).name.lower(),
            "years": field.years,
            "endorsed_by": self.nominator(field.endorsement.nomination) if field.is_endorsed else None,
        }
        return self.word(field.term, **filled(told))

    def nominator(self, nomination):
        """A Party or an organization that nominated, by its name."""
        return nomination and filled(
            {"country": self.country(nomination.country), "institution": str(nomination.institution or "")}
        )

    def category_held(self, held):
        return filled(
            {
                "category": self.word(held.category),
                "country": self.country(held.country),
                "theme": held.theme,
                "from": held.starts_on,
                "until": held.ends_on,
            }
        )

    def affiliation(self, affiliation):
        return filled(
            {
                "institution": affiliation.name,
                "institution_id": affiliation.institution.slug if is_listed(affiliation.institution) else None,
                "department": affiliation.department,
                "position": affiliation.position,
                "responsibilities": affiliation.responsibilities,
                "from": affiliation.starts_on,
                "until": affiliation.ends_on,
            }
        )

    def institution(self, institution):
        address = self.page_of(institution)
        plain = institution.institution
        return filled(
            {
                "id": institution.slug,
                "links": {
                    "self": self.link("api-v1:institution", institution.slug),
                    "page": address,
                    "json_ld": f"{address}?format=jsonld",
                    "vcard": f"{address}?format=vcf",
                },
                "demonstration": institution.is_demo,
                "name": institution.name,
                "name_language": institution.name_language,
                "name_en": institution.name_en,
                "acronym": institution.acronym,
                "type": self.word(institution.type),
                "part_of": plain.parent.slug if is_listed(plain.parent) else None,
                "stakeholder_group": self.word(institution.stakeholder_group),
                "country": self.country(institution.country),
                "postal_address": filled(
                    {
                        "street": plain.address,
                        "city": plain.city,
                        "postal_code": plain.postal_code,
                    }
                ),
                "latitude": None if plain.latitude is None else float(plain.latitude),
                "longitude": None if plain.longitude is None else float(plain.longitude),
                "conventions": plain.conventions,
                "areas_of_work": self.words(institution.areas_of_work),
                "services": self.words(plain.services.all()),
                "regions_served": self.words(plain.regions_served.all()),
                "parties_served": [self.country(country) for country in plain.parties_served.all()],
                "languages": self.words(plain.languages.all()),
                "sectors": self.words(plain.sectors.all()),
                "chemicals": self.words(plain.chemicals.all()),
                "contacts": [{"kind": contact.kind, "value": contact.value} for contact in institution.contacts],
                "descriptions": [{"language": text.language, "text": text.text} for text in plain.descriptions.all()],
                "confirmed_at": plain.confirmed_at,
                "freshness": plain.freshness,
            }
        )

    def holder(self, held, positions):
        """Who holds a post, as everybody sees them who sees the record."""
        if held.person is not None:
            return filled(
                {
                    "kind": "person",
                    "id": held.person.slug,
                    "name": held.person.romanised_name,
                    "name_in_original_script": held.person.original_name,
                    "position": positions.get(held.person_id),
                    "link": self.link("api-v1:person", held.person.slug),
                }
            )
        return {
            "kind": "institution",
            "id": held.institution.slug,
            "name": held.institution.name,
            "link": self.link("api-v1:institution", held.institution.slug),
        }

    def designation(self, held, positions):
        holder = held.holder
        return filled(
            {
                "id": held.pk,
                "category": self.word(held.category),
                "official": held.category.is_official,
                "country": self.country(held.country),
                "holder": self.holder(held, positions),
                "theme": held.theme,
                "scope": held.scope,
                "primary": held.is_primary,
                "from": held.starts_on,
                "until": held.ends_on,
                "state": held.state,
                "designated_by": held.designated_by,
                "source": held.source,
                "recorded_at": held.recorded_at,
                "verified_at": held.verified_at,
                "holder_confirmed_at": holder.confirmed_at,
            }
        )

    # Places.

    def party(self, party):
        return party and filled(
            {
                "is_party": party.is_party,
                "signature": party.signature,
                "instrument": party.instrument,
                "instrument_date": party.instrument_date,
                "entry_into_force": party.entry_into_force,
            }
        )

    def place_links(self, country):
        return {"self": self.link("api-v1:country", country.code), "page": self.page_of(country)}

    def whole_country(self, country, numbers):
        return filled(
            {
                **self.country(country),
                "links": self.place_links(country),
                "kind": country.kind,
                "m49": country.m49,
                "region": self.word(country.region),
                "subregion": self.word(country.subregion),
                "intermediate_region": self.word(country.intermediate_region),
                "regional_group": country.regional_group,
                "least_developed": country.is_ldc,
                "landlocked_developing": country.is_lldc,
                "small_island_developing": country.is_sids,
                "un_member": country.is_un_member,
                "party": self.party(getattr(country, "party", None)),
                "has_focal_point": country.pk in numbers["focal_points"],
                "people": numbers["people"].get(country.pk, 0),
                "institutions": numbers["institutions"].get(country.pk, 0),
            }
        )

    def region(self, region):
        return self.word(region, **filled({"level": region.level, "parent": parent_of(region)}))

    def entry(self, entry):
        """A word of a vocabulary with what else is known of it."""
        told = {
            "abbreviation": getattr(entry, "abbreviation", ""),
            "annexes": list(getattr(entry, "annexes", "")),
            "cas_numbers": re.findall(r"[0-9]+-[0-9]{2}-[0-9]", getattr(entry, "cas_numbers", "")),
            "number": getattr(entry, "number", ""),
            "kind": getattr(entry, "kind", ""),
            "official": getattr(entry, "is_official", None),
            "appointment": getattr(entry, "appointment", ""),
            "convention": getattr(entry, "convention", ""),
            "description": getattr(entry, "description", ""),
            "parent": parent_of(entry),
        }
        return self.word(entry, **filled(told))


def parent_of(entry):
    """The code of the wider word, if there is one."""
    key = getattr(entry, "parent_id", None)
    return word(type(entry), key).code if key else None


def is_listed(institution):
    return institution is not None and institution.status == RecordStatus.LISTED
