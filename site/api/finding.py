"""What the addresses of the interface ask of the directory, as far as an audience may know."""

from datetime import UTC, datetime, time

from audit.models import Entry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, Q
from search import facets
from search.asking import NAME, RELEVANCE, Asked
from search.exceptions import EngineDown
from search.finding import find
from search.parsing import LONGEST_QUERY

from directory import queries
from directory.choices import ContactKind, RecordStatus
from directory.disclosure import INSTITUTION_PREFETCH, disclose_all, disclose_institutions
from directory.duplicates.queries import record_at
from directory.models import Category, Country, Designation, Institution, InstitutionType, Person, seen_by
from directory.words import word, words
from experts.disclosure import disclose_entries
from experts.finding.asking import AskedOfExperts
from experts.finding.facets import PLAIN
from experts.finding.finding import find as find_experts
from experts.models import RosterEntry

FOCAL_POINT = "national-focal-point"
_INSTITUTIONS_PREFETCH = (*INSTITUTION_PREFETCH, "parent", "stakeholder_group")
FILTERS = {"person": facets.OF_PEOPLE, "institution": facets.OF_INSTITUTIONS}


def found(kind, asked, audience):
    """The search behind the lists of the site, asked with the same words and filters."""
    chosen = {name: tuple(values) for name in FILTERS[kind] if (values := getattr(asked, name))}
    sort = asked.sort if asked.sort and (asked.q or asked.sort != RELEVANCE) else RELEVANCE if asked.q else NAME
    question = Asked(" ".join(asked.q.replace("\0", " ").split())[:LONGEST_QUERY], chosen, sort)
    start = (asked.page - 1) * asked.limit
    counted = FILTERS[kind] if asked.facets else ()
    return find(question, audience, (kind,), counted, start, start + asked.limit, with_reasons=False)


def people(keys, audience):
    """Disclosed people in the order of their keys; an index can be behind, so the database is asked who they are."""
    records = Person.objects.visible_to(audience).listed().in_bulk(keys)
    return disclose_all([records[key] for key in keys if key in records], audience)


def institutions(keys, audience):
    """Disclosed institutions in the order of their keys."""
    records = Institution.objects.visible_to(audience).listed().in_bulk(keys)
    return _disclosed([records[key] for key in keys if key in records], audience)


def person(slug, audience):
    shown = Person.objects.visible_to(audience).listed().filter(slug=slug)
    return next(iter(disclose_all(shown, audience)), None)


def institution(slug, audience):
    shown = Institution.objects.visible_to(audience).listed().filter(slug=slug)
    return next(iter(_disclosed(list(shown), audience)), None)


RECORD = {"person": person, "institution": institution}

# What filters of experts are called in an address, and what the index calls them.
FILTERS_OF_EXPERTS = {
    "field": "expertise",
    "region": "region",
    "subregion": "subregion",
    "country": "country",
    "worked_in": "worked",
    "language": "language",
    "willingness": "willing",
    "chemical": "chemical",
}


def experts_found(asked, audience):
    """The search behind the list of experts. Raises EngineDown for what the database alone cannot answer."""
    chosen = {facet: tuple(values) for name, facet in FILTERS_OF_EXPERTS.items() if (values := getattr(asked, name))}
    question = " ".join(asked.q.replace("\0", " ").split())[:LONGEST_QUERY]
    sort = asked.sort if asked.sort and (question or asked.sort != RELEVANCE) else RELEVANCE if question else NAME
    counted = tuple(FILTERS_OF_EXPERTS.values()) if asked.facets else ()
    start = (asked.page - 1) * asked.limit
    told = find_experts(AskedOfExperts(question, chosen, sort), audience, counted, start, start + asked.limit)
    if told.is_plain and (question or asked.facets or set(chosen) - set(PLAIN)):
        # Better no answer than one that leaves out a filter.
        raise EngineDown
    return told


def experts(keys, audience):
    """Disclosed experts in the order of their keys; an index can be behind, so the database is asked who they are."""
    records = RosterEntry.objects.visible_to(audience).listed().select_related("person").in_bulk(keys)
    return disclose_entries([records[key] for key in keys if key in records], audience)


def expert(slug, audience):
    shown = RosterEntry.objects.visible_to(audience).listed().filter(person__slug=slug).select_related("person")
    return next(iter(disclose_entries(shown, audience)), None)


def expert_at_former_address(slug, audience):
    """The listed expert whose record took in the one which had this address."""
    person = at_former_address("person", slug, audience)
    return expert(person.slug, audience) if person is not None else None


def at_former_address(kind, slug, audience):
    """The listed record that took in the one which had this address."""
    record = record_at(kind, slug, audience)
    return record if record is not None and record.status == RecordStatus.LISTED else None


def _disclosed(records, audience):
    for record in records:
        record.country, record.type = word(Country, record.country_id), word(InstitutionType, record.type_id)
    return disclose_institutions(records, audience, _INSTITUTIONS_PREFETCH)


LISTS = {"person": people, "institution": institutions}


# Places.


def countries(asked):
    """Countries and areas by key, with their regions from memory and their party, in one query."""
    parties = {country.pk: country for country in Country.objects.select_related("party")}
    for country in words(Country).values():
        kept = parties.get(country.pk)
        if kept is None:
            continue
        kept.region, kept.subregion = country.region, country.subregion
        kept.intermediate_region = country.intermediate_region
        if _lies_in(kept, asked):
            yield kept


def _lies_in(country, asked):
    codes = [region.code for region in (country.subregion, country.intermediate_region) if region]
    return (not asked.region or (country.region is not None and country.region.code in asked.region)) and (
        not asked.subregion or any(code in asked.subregion for code in codes)
    )


def country(code):
    found = Country.objects.select_related("party", "region", "subregion", "intermediate_region")
    return found.filter(iso2=code.upper()).first()


def numbers(audience):
    return queries.countries_in_numbers(audience)


# Who holds which post.


def designations(audience):
    """Categories held, now or once, by those whose record this audience may see. The oldest record comes first."""
    return (
        Designation.objects.filter(
            Q(person__isnull=True, institution__status=RecordStatus.LISTED)
            | (seen_by(audience, "person__") & Q(person__status=RecordStatus.LISTED))
        )
        .select_related("person", "institution")
        .order_by("pk")
    )


def start_of(day):
    return datetime.combine(day, time.min, UTC)


def _noted(**conditions):
    """Lines of the record of actions about designations."""
    return Entry.objects.filter(content_type=ContentType.objects.get_for_model(Designation), **conditions).order_by()


def changed_since(moment):
    """The condition for designations recorded, corrected or ended since then."""
    return Q(recorded_at__gte=moment) | Q(pk__in=_noted(at__gte=moment).values("object_id"))


def contact_updated_since(moment):
    """The same, or confirmed by their holder since then: what `updated` of a contact says."""
    return (
        changed_since(moment)
        | Q(person__confirmed_at__gte=moment)
        | Q(person__isnull=True, institution__confirmed_at__gte=moment)
    )


def last_noted(held):
    """When each designation was last recorded, corrected or ended, by key."""
    return dict(_noted(object_id__in=[each.pk for each in held]).values_list("object_id").annotate(Max("at")))


def chosen_designations(asked, audience):
    shown = designations(audience)
    if asked.on:
        shown = shown.current(asked.on)
    if asked.country:
        shown = shown.filter(country__iso2__in=[code.upper() for code in asked.country])
    if asked.category:
        shown = shown.filter(category__code__in=asked.category)
    if asked.official is not None:
        shown = shown.filter(category__is_official=asked.official)
    if asked.changed_since:
        shown = shown.filter(changed_since(start_of(asked.changed_since)))
    return shown


def official_contacts(audience):
    """Who speaks for a Party today, one row a post."""
    return designations(audience).current().official().filter(country__isnull=False)


def with_words(held):
    """Designations with category and country from memory."""
    held = list(held)
    for each in held:
        each.category, each.country = word(Category, each.category_id), word(Country, each.country_id)
    return held


def positions_of(held, audience):
    """What the holders of posts say they work as, as far as they show it; by key."""
    people = {each.person_id: each.person for each in held if each.person}
    return {person.pk: person.position for person in disclose_all(people.values(), audience, ())}


def whole_holders(held, audience):
    """The disclosed holders of posts, with what InforMEA takes of them: by (kind, key)."""
    people = {each.person_id: each.person for each in held if each.person}
    places = {each.institution_id: each.institution for each in held if not each.person}
    told = {("person", person.pk): person for person in disclose_all(people.values(), audience, ("contacts",))}
    for place in disclose_institutions(places.values(), audience, ("contacts",)):
        told["institution", place.pk] = place
    return told


def focal_points(audience, on):
    """Who is national focal point on a day, by country."""
    held = designations(audience).current(on).filter(category__code=FOCAL_POINT, country__isnull=False)
    by_country = {}
    for each in with_words(held):
        by_country.setdefault(each.country_id, []).append(each)
    return by_country


def contact_values(disclosed, *kinds):
    return [contact.value for contact in disclosed.contacts if contact.kind in kinds]


PHONES = (ContactKind.WORK, ContactKind.MOBILE)
