"""What is found of people and institutions. What an audience may see of a record, `disclosure` alone decides.

A record is disclosed to each audience in turn; whatever it says first to the Secretariat is kept as
said to the Secretariat.
"""

from django.db.models import prefetch_related_objects
from haystack import indexes

from directory.choices import Audience, RegionLevel
from directory.disclosure import INSTITUTION_PREFETCH, DisclosedInstitution, DisclosedPerson
from directory.gathering import WHOLE_RECORD, gather
from directory.models import (
    Category,
    Chemical,
    ConventionArticle,
    Country,
    ExpertiseTerm,
    Institution,
    InstitutionType,
    Language,
    Person,
    Region,
    Sector,
    Service,
    StakeholderGroup,
)
from directory.models.vocabulary import NAME_LANGUAGES
from directory.words import words
from search.documents import BODY, FACT, NAME, Document, Passage

# Facets and the vocabulary that names their values. Those in `UNSHOWN` are found by word only.
VOCABULARIES = {
    "category": Category,
    "country": Country,
    "sector": Sector,
    "stakeholder": StakeholderGroup,
    "language": Language,
    "chemical": Chemical,
    "expertise": ExpertiseTerm,
    "type": InstitutionType,
    "service": Service,
    "interest": ExpertiseTerm,
    "article": ConventionArticle,
}


class DirectoryIndex(indexes.SearchIndex):
    """An index of documents in which everything has an audience."""

    text = indexes.CharField(document=True)

    def get_model(self):
        raise NotImplementedError

    def index_queryset(self, using=None):
        return self.get_model().objects.listed().order_by("pk")

    def document(self, record):
        return self.documents([record])[0]

    def documents(self, records):
        """The documents of many records in a constant number of queries."""
        raise NotImplementedError

    def labels(self):
        """(facet, value, language, name) for every name of every value."""
        for facet, model in VOCABULARIES.items():
            for word in words(model).values():
                yield from _names(facet, word.code, word)
        for region in words(Region).values():
            facet = "region" if region.level == RegionLevel.REGION else "subregion"
            yield from _names(facet, region.code, region)


class _Rows(list):
    def all(self):
        return self


class ReadOnce:
    """A record whose fields and rows are read once, however many audiences it is disclosed to."""

    def __init__(self, record, *relations):
        self._record = record
        for name in relations:
            setattr(self, name, _Rows(getattr(record, name).all()))

    def __getattr__(self, name):
        value = getattr(self._record, name)
        setattr(self, name, value)
        return value


class PersonIndex(DirectoryIndex, indexes.Indexable):
    def get_model(self):
        return Person

    def documents(self, records):
        gather(records)
        return [self._document(person) for person in records]

    def _document(self, person):
        person = ReadOnce(person, *WHOLE_RECORD, "affiliations", "designations")
        passages, facets = levelled(
            lambda audience: _said_of_person(DisclosedPerson(person, audience)), person.listing
        )
        return Document("directory.person", person.pk, person.listing, person.sort_name, passages, facets)


class InstitutionIndex(DirectoryIndex, indexes.Indexable):
    def get_model(self):
        return Institution

    def documents(self, records):
        prefetch_related_objects(records, *INSTITUTION_PREFETCH, "designations__category")
        return [self._document(institution) for institution in records]

    def _document(self, institution):
        institution = ReadOnce(
            institution, *(name.partition("__")[0] for name in INSTITUTION_PREFETCH), "designations"
        )
        passages, facets = levelled(
            lambda audience: _said_of_institution(DisclosedInstitution(institution, audience)), Audience.EVERYONE
        )
        return Document(
            "directory.institution", institution.pk, Audience.EVERYONE, institution.sort_name, passages, facets
        )

    def labels(self):
        # The index of people has them all.
        return ()


def levelled(said_to, least):
    """Passages and facets, each with the first audience to which it is said."""
    everything = dict.fromkeys(said_to(Audience.SECRETARIAT), int(Audience.SECRETARIAT))
    first: dict = {}
    for audience in range(least, Audience.SECRETARIAT):
        for one in said_to(Audience(audience)):
            first.setdefault(one, audience)
        # Each audience is told all that the ones before it were: once all is said there is no more to ask.
        if len(first) == len(everything):
            break
    first = first | {one: audience for one, audience in everything.items() if one not in first}
    passages: list[Passage] = []
    facets: dict[str, dict[str, int]] = {}
    for one, audience in first.items():
        if len(one) == 2:
            facet, value = one
            facets.setdefault(facet, {})[value] = audience
        else:
            passages.append(Passage(audience, *one))
    return tuple(passages), facets


def _said_of_person(person):
    """Passages as (kind, label, text, language), facet values as (facet, value)."""
    yield NAME, "name", person.romanised_name, ""
    if person.original_name:
        yield NAME, "name", person.original_name, person.name_language
    if person.position:
        yield FACT, "position", person.position, "en"
    for affiliation in person.current_affiliations:
        yield FACT, "affiliations", affiliation.name, "en"
        if affiliation.institution:
            for name in (affiliation.institution.name_en, affiliation.institution.acronym):
                if name and name != affiliation.name:
                    yield FACT, "affiliations", name, "en"
        for words_of in (affiliation.position, affiliation.department):
            if words_of and words_of != person.position:
                yield FACT, "affiliations", words_of, "en"
    for contact in person.contacts:
        yield FACT, "contacts", contact.value, ""
    for text in (person.address, person.city, person.postal_code):
        if text:
            yield FACT, "address", text, ""
    if person.orcid:
        yield FACT, "orcid", person.orcid, ""
    for biography in person.biographies:
        yield BODY, "biography", biography.text, biography.language
    yield "kind", "person"
    yield "confirmed", _day(person)
    for designation in person.current_designations:
        yield "category", designation.category.code
        if designation.theme:
            yield FACT, "designation", designation.theme, "en"
    for country in {person.country, *(held.country for held in person.current_designations)} - {None}:
        yield from place_of(country)
    if person.stakeholder_group:
        yield "stakeholder", person.stakeholder_group.code
    for skill in person.languages:
        yield "language", skill.language.code
    yield from (("sector", sector.code) for sector in person.sectors)
    yield from (("chemical", chemical.code) for chemical in person.chemicals)
    yield from (("expertise", term.code) for term in person.expertise)
    yield from (("interest", term.code) for term in person.interests)
    yield from (("article", article.code) for article in person.articles)


def _said_of_institution(institution):
    yield NAME, "name", institution.name, institution.name_language
    for name in {institution.name_en, institution.acronym} - {"", institution.name}:
        yield NAME, "name", name, "en"
    for contact in institution.contacts:
        yield FACT, "contacts", contact.value, ""
    for text in (institution.address, institution.city, institution.postal_code):
        if text:
            yield FACT, "address", text, ""
    for description in institution.descriptions.all():
        yield BODY, "description", description.text, description.language
    yield "kind", "institution"
    yield "confirmed", _day(institution)
    for designation in institution.designations.all():
        if designation.is_current():
            yield "category", designation.category.code
    if institution.country_id:
        yield from place_of(words(Country)[institution.country_id])
    if institution.type_id:
        yield "type", words(InstitutionType)[institution.type_id].code
    if institution.stakeholder_group_id:
        yield "stakeholder", words(StakeholderGroup)[institution.stakeholder_group_id].code
    yield from (("language", language.code) for language in institution.languages.all())
    yield from (("sector", sector.code) for sector in institution.sectors.all())
    yield from (("service", service.code) for service in institution.services.all())
    yield from (("chemical", chemical.code) for chemical in institution.chemicals.all())
    yield from (("expertise", term.code) for term in institution.areas_of_work)


def place_of(country):
    """A country with the regions it lies in; Western Africa lies in Sub-Saharan Africa and in Africa."""
    country = words(Country).get(country.pk, country)
    yield "country", country.code
    if country.region:
        yield "region", country.region.code
    for region in (country.subregion, country.intermediate_region):
        if region:
            yield "subregion", region.code


def _day(record):
    """The day of confirmation as a number, so that how long ago it was is found out when asked."""
    return str(record.confirmed_at.date().toordinal()) if record.confirmed_at else ""


def _names(facet, value, word):
    for language in NAME_LANGUAGES:
        if name := getattr(word, f"name_{language}"):
            yield facet, value, language, name
    for name in word.also.splitlines():
        yield facet, value, "en", name
    for name in {getattr(word, "abbreviation", ""), getattr(word, "iso3", ""), vars(word).get("name", "")} - {""}:
        yield facet, value, "en", name
