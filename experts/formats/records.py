"""Experts as JSON, with names a program can rely on, and as schema.org's JSON-LD."""

from django.utils import timezone
from django.utils.translation import get_language

from directory.choices import LanguageLevel
from directory.formats.records import as_json_ld as person_as_json_ld
from directory.formats.records import dumps

from ..choices import ExpertiseLevel, QualificationKind

_CONTEXT = "https://schema.org"


def _word(entry):
    return {"code": entry.code, "name": str(entry)}


def _name(thing):
    return thing and str(thing)


def as_record(expert, request):
    """One expert, with names for machines. What the reader may not see is empty."""
    person, nomination = expert.person, expert.nomination
    return {
        "id": expert.slug,
        "address": request.build_absolute_uri(expert.get_absolute_url()),
        "person": request.build_absolute_uri(person.get_absolute_url()),
        "demonstration": expert.is_demo,
        "name": person.romanised_name,
        "name_in_original_script": person.original_name,
        "name_language": person.name_language,
        "prefix": person.prefix,
        "country": person.country and _word(person.country),
        "headline": expert.headline,
        "fields": [
            {
                **_word(field.term),
                "level": ExpertiseLevel(field.level).name.lower(),
                "years": field.years,
                "endorsed_by": _name(field.endorsement and field.endorsement.nomination),
            }
            for field in expert.fields
        ],
        "other_expertise": expert.terms_in_words,
        "chemicals": [_word(chemical) for chemical in person.chemicals],
        "articles": [_word(article) for article in person.articles],
        "sectors": [_word(sector) for sector in person.sectors],
        "languages": [
            {**_word(skill.language), "level": LanguageLevel(skill.level).name.lower()} for skill in person.languages
        ],
        "countries_worked_in": [_word(country) for country in expert.countries_worked_in],
        "regions_worked_in": [_word(region) for region in expert.regions_worked_in],
        "willing_to": expert.willing_to,
        "availability": [
            {"kind": period.kind, "from": period.starts_on, "until": period.ends_on, "note": period.note}
            for period in expert.availability
        ],
        "employment": [
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
        "education": [
            {
                "title": degree.title,
                "subject": degree.subject,
                "institution": degree.institution_name,
                "from": degree.starts_on,
                "until": degree.ends_on,
            }
            for degree in expert.education
        ],
        "qualifications": [
            {"kind": each.kind, "title": each.title, "year": each.year} for each in expert.qualifications
        ],
        "publications": [
            {"title": each.title, "year": each.year, "doi": each.doi, "url": each.url} for each in expert.publications
        ],
        "panels": [
            {"name": panel.name, "role": panel.role, "from": panel.starts_on, "until": panel.ends_on}
            for panel in expert.panels
        ],
        "nominated_by": _name(nomination),
        "contacts": [{"kind": contact.kind, "value": contact.value} for contact in person.contacts],
        "orcid": person.orcid,
        "listed_on": expert.listed_on,
        "lapses_on": expert.lapses_on,
    }


def json_list(experts, request):
    """The text of a JSON document, an expert at a time."""
    heading = {
        "address": request.build_absolute_uri(),
        "language": get_language(),
        "generated_at": timezone.now(),
    }
    yield dumps(heading).removesuffix("\n}") + ',\n "experts": ['
    separator = "\n"
    for expert in experts:
        yield separator + dumps(as_record(expert, request))
        separator = ",\n"
    yield "\n]}\n"


# JSON-LD.


def as_json_ld(expert, request):
    """schema.org's Person, with what the roster adds; what is empty is left out."""
    return {"@context": _CONTEXT, **_person_ld(expert, request)}


def json_ld_list(experts, request):
    """An ItemList of people, an expert at a time."""
    yield f'{{"@context": "{_CONTEXT}", "@type": "ItemList", "itemListElement": ['
    separator = "\n"
    for position, expert in enumerate(experts, 1):
        item = {"@type": "ListItem", "position": position, "item": _person_ld(expert, request)}
        yield separator + dumps(item)
        separator = ",\n"
    yield "\n]}\n"


def _filled(described):
    return {key: value for key, value in described.items() if value not in ("", None, [], {})}


def _person_ld(expert, request):
    told = person_as_json_ld("person", expert.person, request)
    del told["@context"]
    address = request.build_absolute_uri(expert.get_absolute_url())
    return {
        **told,
        **_filled(
            {
                "disambiguatingDescription": expert.headline,
                "subjectOf": {"@type": "ProfilePage", "@id": address, "url": address},
                "knowsAbout": [
                    *({"@type": "DefinedTerm", "name": str(f.term), "termCode": f.term.code} for f in expert.fields),
                    *(
                        {"@type": "DefinedTerm", "name": str(each), "termCode": each.code}
                        for each in expert.person.chemicals
                    ),
                    *expert.terms_in_words,
                ],
                "alumniOf": [
                    {"@type": "EducationalOrganization", "name": degree.institution_name}
                    for degree in expert.education
                ],
                "hasCredential": [
                    *(
                        _filled({"@type": "EducationalOccupationalCredential", "name": d.title, "about": d.subject})
                        for d in expert.education
                    ),
                    *(
                        {"@type": "EducationalOccupationalCredential", "name": each.title}
                        for each in expert.qualifications
                        if each.kind == QualificationKind.QUALIFICATION
                    ),
                ],
                "memberOf": [
                    *told.get("memberOf", ()),
                    *({"@type": "Organization", "name": panel.name} for panel in expert.panels),
                    *(
                        {"@type": "Organization", "name": each.title}
                        for each in expert.qualifications
                        if each.kind == QualificationKind.MEMBERSHIP
                    ),
                ],
                # Works name their author; read from the author's side.
                "@reverse": _filled({"author": [_work_ld(each) for each in expert.publications]}),
            }
        ),
    }


def _work_ld(publication):
    return _filled(
        {
            "@type": "CreativeWork",
            "@id": f"https://doi.org/{publication.doi}" if publication.doi else "",
            "name": publication.title,
            "datePublished": str(publication.year or ""),
            "url": publication.url,
        }
    )
