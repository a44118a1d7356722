"""An entry as an expert record of the Biosafety Clearing-House, from what its reader may see of it.

Year and country of birth, nationalities and notes are never written; levels and years of expertise, availability and
willingness have no place in that record.
"""

from directory.choices import ContactKind, LanguageLevel
from directory.models.vocabulary import NAME_LANGUAGES

from ... import wording
from ...choices import Gender, QualificationKind
from .shapes import CONTACT_SCHEMA, MAN, OTHER_TERM, SCHEMA, STUDIES, WOMAN

_GENDERS = {Gender.WOMAN: WOMAN, Gender.MAN: MAN}
_LEVELS = {LanguageLevel.FAIR: "fair", LanguageLevel.GOOD: "good", LanguageLevel.EXCELLENT: "excellent"}


def expert_record(expert, address):
    """``expert`` is a disclosed entry, ``address`` the whole address of its page, by which the record is known."""
    person = expert.person
    biographies = {each.language.split("-")[0]: each.text for each in person.biographies}
    languages = list(biographies) or ["en"]
    language = languages[0]
    primary = person.primary_affiliation
    nomination = expert.nomination
    others = [each for each in person.affiliations if each is not primary]
    studies = [_study(each, language) for each in expert.education]
    record = {
        "header": {"identifier": address, "schema": SCHEMA, "languages": languages},
        "government": _country(nomination.country) if nomination and nomination.country_id else None,
        "profile": biographies or _text(expert.headline, language),
        "contact": _contact(expert, address, language),
        "currentEmployment": _work(primary, language, person.position) if primary else None,
        "countryRegionsWorkedIn": [
            *(_country(each) for each in expert.countries_worked_in),
            *({"identifier": each.code, "name": _names(each)} for each in expert.regions_worked_in),
        ],
        "previousEmployment": [_work(each, language) for each in others],
        **dict(zip(STUDIES, studies, strict=False)),
        "professionalQualification": _titles(expert, QualificationKind.QUALIFICATION, language),
        "expertise": [
            *({"identifier": field.term.code, "name": _names(field.term)} for field in expert.fields),
            *({"identifier": OTHER_TERM, "customValue": _text(term, language)} for term in expert.terms_in_words),
        ],
        "relevantPublication": [_publication(each, language) for each in expert.publications],
        "professionalMemberships": _titles(expert, QualificationKind.MEMBERSHIP, language),
        "panelServed": [_panel(each, language) for each in expert.panels],
        "motherTongue": [
            _language(skill) for skill in person.languages if skill.level == LanguageLevel.MOTHER_TONGUE
        ],
        "languageRating": [
            {**_language(skill), "level": _LEVELS[skill.level]}
            for skill in person.languages
            if skill.level in _LEVELS
        ],
        "additionalInformation": _text(_additional(expert, studies[len(STUDIES) :], language), language),
    }
    return {key: value for key, value in record.items() if value not in (None, [], {}, "")}


def _contact(expert, address, language):
    person = expert.person
    name = person.person
    said = {
        "header": {"identifier": f"{address}#contact", "schema": CONTACT_SCHEMA, "languages": [language]},
        "type": "person",
        "prefix": _text(person.prefix, language),
        "firstName": name.given_name,
        "lastName": name.family_name,
        "gender": {"identifier": _GENDERS[expert.gender]} if expert.gender in _GENDERS else None,
        "designation": _text(person.position, language),
        "organization": _text(person.primary_affiliation.name, language) if person.primary_affiliation else None,
        "address": _text(person.address, language),
        "city": _text(person.city, language),
        "postalCode": _text(person.postal_code, language),
        "country": _country(person.postal_country) if person.postal_country else None,
        "government": _country(person.country) if person.country else None,
        "phones": [
            contact.value for contact in person.phones if contact.kind in (ContactKind.WORK, ContactKind.MOBILE)
        ],
        "faxes": [contact.value for contact in person.contacts_of(ContactKind.FAX)],
        "emails": [contact.value for contact in person.emails],
        "websites": [{"url": contact.value} for contact in person.websites],
    }
    return {key: value for key, value in said.items() if value not in (None, [], {}, "")}


def _work(affiliation, language, position=""):
    institution = affiliation.institution
    kind = institution.type if institution else None
    said = {
        "title": _text(affiliation.position or position, language),
        "name": _text(affiliation.name, language),
        "department": _text(affiliation.department, language),
        "startDate": _month(affiliation.starts_on),
        "endDate": _month(affiliation.ends_on),
        "organizationType": {"identifier": kind.code, "name": _names(kind)} if kind else None,
        "responsibilities": _text(affiliation.responsibilities, language),
    }
    return {key: value for key, value in said.items() if value}


def _study(degree, language):
    said = {
        "title": _text(wording.line(degree.title, degree.subject), language),
        "institution": _text(degree.institution_name, language),
        "startDate": _month(degree.starts_on),
        "endDate": _month(degree.ends_on),
    }
    return {key: value for key, value in said.items() if value}


def _titles(expert, kind, language):
    return [
        _text(f"{each.title} ({each.year})" if each.year else each.title, language)
        for each in expert.qualifications
        if each.kind == kind
    ]


def _publication(each, language):
    said = {"title": _text(each.title, language), "year": each.year, "doi": each.doi, "url": each.url}
    return {key: value for key, value in said.items() if value}


def _panel(panel, language):
    years = "–".join(str(day.year) if day else "" for day in (panel.starts_on, panel.ends_on)).rstrip("–")
    if panel.starts_on and not panel.ends_on:
        years = f"{years}–"
    within = ", ".join(filter(None, (panel.role, years)))
    return _text(f"{panel.name} ({within})" if within else panel.name, language)


def _additional(expert, studies, language):
    """What was said beside the fields, and the studies for which the record has no field left."""
    more = [
        ", ".join(filter(None, (each.get("title", {}).get(language), each.get("institution", {}).get(language))))
        for each in studies
    ]
    return "\n".join(filter(None, (expert.additional_information, *more)))


def _language(skill):
    return {"identifier": f"lang-{skill.language.code.split('-')[0]}", "name": _names(skill.language)}


def _country(country):
    return {"identifier": country.iso2.lower(), "name": _names(country)}


def _names(thing):
    """What something is called in each language in which it has a name."""
    return {code: name for code in NAME_LANGUAGES if (name := getattr(thing, f"name_{code}", ""))}


def _text(text, language):
    return {language: text} if text else None


def _month(day):
    return f"{day:%Y-%m}" if day else None
