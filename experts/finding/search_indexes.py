"""What is found of experts: everything with the least audience that may see it. ``experts.disclosure`` decides.

Only what an entry says itself is written here. Broader terms of a field, languages "at least good" and who is
available today follow from it when somebody asks (``values``): a tree can change, and tomorrow comes unasked.
"""

from django.db.models import prefetch_related_objects
from haystack import indexes
from search.documents import BODY, FACT, NAME, Document
from search.search_indexes import DirectoryIndex, ReadOnce, levelled, place_of

from directory.choices import RegionLevel, TermStatus
from directory.disclosure import DisclosedPerson
from directory.gathering import WHOLE_RECORD, gather
from directory.models import Region
from directory.words import words
from experts.choices import Gender
from experts.disclosure import PREFETCH, DisclosedEntry
from experts.models import RosterEntry
from experts.usage import usage_of

from .weights import degree_of_answers

MODEL = "experts.rosterentry"
_RELATIONS = tuple(dict.fromkeys(str(getattr(part, "prefetch_to", part)).partition("__")[0] for part in PREFETCH))
# A period without an end lasts until this day.
FAR_AWAY = 9_999_999


class RosterEntryIndex(DirectoryIndex, indexes.Indexable):
    def get_model(self):
        return RosterEntry

    def index_queryset(self, using=None):
        return RosterEntry.objects.listed().select_related("person").order_by("pk")

    def documents(self, records):
        prefetch_related_objects(records, "person", *PREFETCH)
        gather([entry.person for entry in records])
        usage = usage_of(entry.pk for entry in records)
        return [self._document(entry, usage[entry.pk]) for entry in records]

    def _document(self, entry, usage):
        person = ReadOnce(entry.person, *WHOLE_RECORD, "affiliations", "designations")
        least = max(entry.listing, entry.person.listing)
        read = ReadOnce(entry, *_RELATIONS)
        passages, values = levelled(
            lambda audience: said_of_entry(DisclosedEntry(read, DisclosedPerson(person, audience), audience), usage),
            least,
        )
        return Document(MODEL, entry.pk, least, entry.person.sort_name, passages, values)

    def labels(self):
        # The index of people has them all.
        return ()


def said_of_entry(entry, usage):
    """Passages as (kind, label, text, language), facet values as (facet, value)."""
    yield from texts_of(entry)
    person = entry.person
    for country in {person.country, *(held.country for held in person.current_designations)} - {None}:
        yield from place_of(country)
    for country in entry.countries_worked_in:
        yield from (("worked", value) for _facet, value in place_of(country))
    for region in entry.regions_worked_in:
        yield from (("worked", code) for code in _with_wider(region.pk))
    for field in entry.fields:
        code = field.term.code
        yield "expertise", code
        yield "level", f"{code}:{field.level}"
        if field.is_endorsed:
            yield "endorsed", code
        if field.years:
            yield "years", f"{code}:{min(field.years, 70)}"
    for skill in person.languages:
        yield "language", skill.language.code
        yield "skill", f"{skill.language.code}:{skill.level}"
    yield from (("willing", kind) for kind in entry.willing_to)
    for period in entry.availability:
        end = period.ends_on.toordinal() if period.ends_on else FAR_AWAY
        yield "period", f"{period.kind}:{period.starts_on.toordinal()}:{end}"
    yield from (("sector", sector.code) for sector in person.sectors)
    yield from (("chemical", chemical.code) for chemical in person.chemicals)
    yield from (("article", article.code) for article in person.articles)
    if entry.gender != Gender.NOT_GIVEN:
        yield "gender", entry.gender
    if entry.nomination:
        nominator = entry.nomination.nominator
        yield "nominator", nominator.code if entry.nomination.country_id else f"i-{nominator.slug}"
    for affiliation in person.current_affiliations:
        if affiliation.institution_id:
            yield "institution", str(affiliation.institution_id)
    if degree := degree_of_answers(usage["asked"], usage["answered"]):
        yield "answers", str(degree)


def _with_wider(key):
    """The codes of a region and of those it lies in, but for the world."""
    regions = words(Region)
    while key in regions and regions[key].level != RegionLevel.WORLD:
        yield regions[key].code
        key = regions[key].parent_id


def texts_of(entry):
    person = entry.person
    yield NAME, "name", person.romanised_name, ""
    if person.original_name:
        yield NAME, "name", person.original_name, person.name_language
    if entry.headline:
        yield FACT, "headline", entry.headline, "en"
    for term in entry.terms_in_words:
        yield FACT, "free_terms", term, "en"
    for field in entry.fields:
        # Fields of the vocabulary are found by their names; those that wait to be taken in by their words.
        if field.term.status == TermStatus.PROPOSED:
            yield FACT, "free_terms", field.term.label, "en"
    if person.position:
        yield FACT, "position", person.position, "en"
    for affiliation in person.current_affiliations:
        names = [affiliation.name, affiliation.position, affiliation.department]
        if affiliation.institution:
            names += [affiliation.institution.name_en, affiliation.institution.acronym]
        for name in dict.fromkeys(names):
            if name and name != person.position:
                yield FACT, "affiliations", name, "en"
    for panel in entry.panels:
        yield FACT, "panels", f"{panel.name}, {panel.role}" if panel.role else panel.name, "en"
    for qualification in entry.qualifications:
        yield FACT, "qualifications", qualification.title, "en"
    for publication in entry.publications:
        yield BODY, "publications", publication.title, "en"
    for studied in entry.education:
        text = ", ".join(filter(None, (studied.title, studied.subject, studied.institution_name)))
        yield BODY, "education", text, "en"
    if entry.additional_information:
        yield BODY, "additional_information", entry.additional_information, "en"
    for biography in person.biographies:
        yield BODY, "biography", biography.text, biography.language
