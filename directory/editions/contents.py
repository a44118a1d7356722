"""What stands in an edition: everything disclosed to its audience, in the order and words of its language.

Only what is made here reaches the page and the PDF, and every value of a record comes from ``directory.disclosure``.
"""

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import islice

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory import atlas
from directory.choices import ContactKind, Freshness
from directory.collation import collation_key
from directory.disclosure import disclose_all, disclose_institutions
from directory.models import Category, Country, InstitutionType
from directory.models.names import direction, is_latin
from directory.templatetags.directory import (
    Names,
    enumerated,
    institution_names,
    names_for_reader,
    place_of,
    script_of,
)
from directory.words import word, words

from . import places, queries

# What a printed entry shows of a person, beyond names, posts and affiliations.
PARTS = ("language_skills", "expertise_links", "contacts")
INSTITUTION_PARTS = ("contacts", "services", "area_links__tag")
CHUNK = 500
# Offices every Party is asked to fill: their vacancy is worth printing.
EXPECTED_OFFICES = ("national-focal-point", "official-contact-point")
# A term that more people share is indexed by country.
NAMED_IN_INDEX = 40


@dataclass
class Call:
    """A number or address, written from left to right in every language."""

    kind: str
    value: str


@dataclass
class Entry:
    """One person or institution as printed."""

    anchor: str
    names: Names
    role: str = ""
    offices: list = field(default_factory=list)
    facts: list = field(default_factory=list)
    calls: list = field(default_factory=list)
    address: str = ""
    role_dir: str = "ltr"
    address_dir: str = "ltr"
    stale: str = ""
    is_demo: bool = False
    sort: tuple = ()
    terms: list = field(default_factory=list)
    indexed: list = field(default_factory=list)


@dataclass
class Post:
    office: str
    sentences: list = field(default_factory=list)
    entry: Entry | None = None


@dataclass
class Part:
    """A country, or those without one."""

    code: str
    name: str
    says: str = ""
    posts: list = field(default_factory=list)
    institutions: list = field(default_factory=list)
    people: list = field(default_factory=list)
    # One of several countries in a row with little to say: they share pages.
    is_short: bool = False

    @property
    def anchor(self):
        return f"part-{self.code}"

    @property
    def weight(self):
        return len(self.posts) + len(self.institutions) + len(self.people)

    @property
    def says_little(self):
        return len(self.posts) + 2 * len(self.institutions) + 2 * len(self.people) <= 4


@dataclass
class Change:
    country: str
    office: str
    names: Names | None
    day: str


@dataclass
class Contents:
    """A whole edition, to be written out."""

    parts: list
    without_entry: list
    is_first: bool
    before: str
    began: list
    ended: list
    names: list
    terms: list
    officials: list
    counts: dict
    has_demo: bool
    # Of several volumes, which one this is.
    volume: int = 0
    volumes: int = 0

    def in_volumes(self, most):
        """This edition in volumes of at most so many records; whole countries, each volume with its own indexes."""
        shelves = [[]]
        weight = 0
        for part in self.parts:
            if shelves[-1] and weight + part.weight > most:
                shelves.append([])
                weight = 0
            shelves[-1].append(part)
            weight += part.weight
        if len(shelves) == 1:
            return [self]
        return [
            replace(
                self,
                parts=parts,
                names=index_of_names(parts),
                terms=index_of_terms(parts),
                volume=number,
                volumes=len(shelves),
            )
            for number, parts in enumerate(shelves, 1)
        ]


def gather(edition, tell=lambda done, total: None):
    """Read everything an edition holds, in its own language; ``tell`` hears how many records are read."""
    return Gathering(edition, tell).contents()


class Gathering:
    """Reads what an edition prints. Rooms above that print something else build on it."""

    def __init__(self, edition, tell):
        self.edition, self.tell = edition, tell
        self.audience, self.on = edition.audience, edition.as_of
        self.language = get_language() or "en"
        self.direction = direction(self.language)
        self.countries = atlas.in_reading_order(places.countries_of(edition.place))
        self.and_of_none = edition.place == places.NETWORK
        self.counts = dict.fromkeys(("countries", "officials", "institutions", "people", "current", "demo"), 0)
        self.read, self.total = 0, 0

    def contents(self):
        held = list(queries.spokespersons_in(self.countries, self.audience, self.on))
        people = queries.people_in(self.countries, self.audience, and_of_none=self.and_of_none)
        institutions = queries.institutions_in(self.countries, self.audience, and_of_none=self.and_of_none)
        self.total = people.count() + institutions.count()
        self.tell(0, self.total)

        posts, printed = self.posts(held)
        entries = {
            "people": self.in_chunks(people.exclude(pk__in=printed), self.people_entries),
            "institutions": self.in_chunks(institutions, self.institution_entries),
        }
        parts = self.parts(posts, entries)
        shown = [part for part in parts if part.posts or part.institutions or part.people]
        for part, last, following in zip(shown, [None, *shown], [*shown[1:], None], strict=False):
            neighbours = [each for each in (last, following) if each and each.says_little]
            part.is_short = part.says_little and bool(neighbours)
        before = queries.edition_before(self.edition)
        began, ended = self.changes(before, held)
        self.counts["countries"] = sum(1 for part in shown if part.code != "none")
        self.counts["officials"] = len(held)
        return Contents(
            parts=shown,
            without_entry=[part.name for part in parts if part not in shown and part.code != "none"],
            is_first=before is None,
            before=before.label if before else "",
            began=began,
            ended=ended,
            names=index_of_names(shown),
            terms=index_of_terms(shown),
            officials=[each.pk for each in held],
            counts=self.counts,
            has_demo=bool(self.counts["demo"]),
        )

    # Records.

    def in_chunks(self, records, entries):
        """Entries of records by country code, each in reading order."""
        by_country = defaultdict(list)
        rows = iter(records.order_by("pk").iterator(CHUNK))
        while chunk := list(islice(rows, CHUNK)):
            for code, entry in entries(chunk):
                by_country[code].append(entry)
            self.read += len(chunk)
            self.tell(min(self.read, self.total), self.total)
        for found in by_country.values():
            found.sort(key=lambda entry: entry.sort)
        return by_country

    def people_entries(self, chunk):
        for person in disclose_all(chunk, self.audience, PARTS):
            self.counts["people"] += 1
            yield person.country.code if person.country else "none", self.person_entry(person)

    def institution_entries(self, chunk):
        for institution in chunk:
            institution.country = word(Country, institution.country_id)
            institution.type = word(InstitutionType, institution.type_id)
        for institution in disclose_institutions(chunk, self.audience, INSTITUTION_PARTS):
            self.counts["institutions"] += 1
            code = institution.country.code if institution.country else "none"
            yield code, self.institution_entry(institution)

    def person_entry(self, person):
        names, affiliation = names_for_reader(person), person.primary_affiliation
        position = (affiliation.position if affiliation else "") or person.position
        workplace = place_of(affiliation)
        if affiliation and affiliation.department and workplace:
            workplace = _joined(affiliation.department, workplace)
        record, role = person.person, _joined(position, workplace)
        return Entry(
            anchor=f"person-{person.slug}",
            names=names,
            role=role,
            role_dir=self.direction_of(role),
            offices=[held.category.name for held in person.current_designations if not held.category.is_official],
            facts=facts(
                (_("Expertise"), person.expertise),
                (_("Languages"), [skill.language.name for skill in person.languages]),
            ),
            calls=_calls(person.contacts),
            stale=self.stale(person),
            is_demo=self.noted(person),
            sort=self.place_of_name(names, f"{record.family_name} {record.given_name}"),
            terms=person.expertise,
            indexed=_index_forms(person),
        )

    def institution_entry(self, institution):
        names = institution_names(institution)
        street = ", ".join(
            line.strip()
            for line in (*institution.institution.address.splitlines(), institution.postal_code, institution.city)
            if line.strip()
        )
        return Entry(
            anchor=f"institution-{institution.slug}",
            names=names,
            role=institution.type.name if institution.type else "",
            role_dir=self.direction,
            facts=facts((_("Services"), institution.services.all()), (_("Areas of work"), institution.areas_of_work)),
            calls=_calls(institution.contacts),
            address=street,
            address_dir=self.direction_of(street),
            stale=self.stale(institution),
            is_demo=self.noted(institution),
            sort=self.place_of_name(names, names.first.text),
            indexed=[(name.text, name.lang, name.dir) for name in (names.first, names.second) if name],
        )

    def direction_of(self, text):
        """The page's own direction, unless no letter of the text is of it: the PDF's layout does not look for it."""
        kinds = {unicodedata.bidirectional(character) for character in text}
        if self.direction == "rtl":
            return "ltr" if "L" in kinds and not kinds & {"R", "AL"} else "rtl"
        return "rtl" if kinds & {"R", "AL"} and "L" not in kinds else "ltr"

    def noted(self, record):
        """Count a record as what it is; whether it is one of the demonstration."""
        self.counts["current"] += record.freshness == Freshness.CURRENT
        self.counts["demo"] += record.is_demo
        return record.is_demo

    def stale(self, record):
        if record.freshness == Freshness.CURRENT:
            return ""
        if record.confirmed_at is None:
            return _("never confirmed")
        return _("not confirmed since %(day)s") % {"day": day(localtime(record.confirmed_at).date())}

    def place_of_name(self, names, romanised):
        """Names in the reader's own script stand first, each sorted as its reader looks for it."""
        own = bool(names.second) and names.first.dir == "rtl"
        shown = names.first.text if script_of(names.first.lang) else romanised
        return (not own, collation_key(shown, self.language), names.first.text)

    # Official contacts.

    def posts(self, held):
        """Posts by country, and the people whose entries they are."""
        people = {each.person_id: each.person for each in held if each.person_id}
        disclosed = {}
        for start in range(0, len(people), CHUNK):
            chunk = list(people.values())[start : start + CHUNK]
            disclosed.update({person.pk: person for person in disclose_all(chunk, self.audience, PARTS)})
        posts, entries, printed = defaultdict(list), {}, set()
        for each in held:
            country, category = word(Country, each.country_id), word(Category, each.category_id)
            post = Post(category.name, [_("In office since %(day)s.") % {"day": day(each.starts_on)}])
            if each.theme:
                post.office = _joined(category.name, each.theme)
            if each.scope:
                post.sentences.append(_("Scope of mandate: %(scope)s.") % {"scope": isolated(each.scope.rstrip("."))})
            if each.designated_by:
                post.sentences.append(_("Designated by %(authority)s.") % {"authority": isolated(each.designated_by)})
            if each.verified_at:
                post.sentences.append(_("Verified on %(day)s.") % {"day": day(localtime(each.verified_at).date())})
            if each.person_id and each.person_id not in entries:
                self.counts["people"] += 1
                entries[each.person_id] = self.person_entry(disclosed[each.person_id])
                printed.add(each.person_id)
            post.entry = entries[each.person_id] if each.person_id else self.holding_institution(each.institution)
            posts[country.code].append((category, post))
        return posts, printed

    def holding_institution(self, institution):
        """An institution that holds an office: its entry stands among the institutions."""
        names = institution_names(institution)
        return Entry(anchor="", names=names, stale=self.stale(institution), is_demo=institution.is_demo)

    def parts(self, posts, entries):
        expected = [category for category in words(Category).values() if category.code in EXPECTED_OFFICES]
        parts, everywhere = [], set()
        for country in self.countries:
            party, held = getattr(country, "party", None), posts.get(country.code, [])
            filled = {category.pk for category, _post in held}
            if party and party.is_party:
                held = held + [(each, Post(each.name)) for each in expected if each.pk not in filled]
            held.sort(key=lambda pair: (pair[0].position, pair[0].code))
            here = set()
            for _category, post in held:
                if post.entry and post.entry.anchor:
                    post.entry = self.once(post.entry, country.code, here, everywhere)
            parts.append(
                Part(
                    code=country.code,
                    name=country.name,
                    says=self.says(party),
                    posts=[post for _category, post in held],
                    institutions=entries["institutions"].get(country.code, []),
                    people=entries["people"].get(country.code, []),
                )
            )
        if self.and_of_none:
            parts.append(
                Part(
                    code="none",
                    name=_("International, or of no country"),
                    institutions=entries["institutions"].get("none", []),
                    people=entries["people"].get("none", []),
                )
            )
        return parts

    def once(self, entry, code, here, everywhere):
        """Who holds two offices has one entry, below the first; in a second country one that is not indexed."""
        if entry.anchor in here:
            return Entry(anchor="", names=entry.names)
        here.add(entry.anchor)
        if entry.anchor in everywhere:
            return replace(entry, anchor=f"{entry.anchor}-{code}", indexed=[], terms=[])
        everywhere.add(entry.anchor)
        return entry

    def says(self, party):
        if party is None or not party.is_party:
            return _("Not a Party to the Stockholm Convention.")
        if party.entry_into_force:
            return _("Party to the Stockholm Convention since %(day)s.") % {"day": day(party.entry_into_force)}
        return _("Party to the Stockholm Convention.")

    # What changed.

    def changes(self, before, held):
        """Official contacts who began and ended since the last edition, as far as its audience may know of them."""
        if before is None:
            return [], []
        known, now = set(before.officials), {each.pk for each in held}
        gone = queries.Designation.objects.filter(pk__in=known - now).select_related("person", "institution")
        shown = set(queries.holders_shown(self.audience).filter(pk__in=known - now).values_list("pk", flat=True))
        order = {country.pk: position for position, country in enumerate(self.countries)}
        began = [
            self.change(each, each.starts_on, True) for each in self.by_country(held, order) if each.pk not in known
        ]
        ended = [
            self.change(each, each.ends_on if each.ends_on and each.ends_on < self.on else None, each.pk in shown)
            for each in self.by_country(gone, order)
        ]
        return began, ended

    def by_country(self, designations, order):
        return sorted(designations, key=lambda each: (order.get(each.country_id, len(order)), each.pk))

    def change(self, designation, on, holder_is_shown):
        country = word(Country, designation.country_id)
        holder = designation.person or designation.institution
        names = None
        if holder_is_shown:
            names = names_for_reader(holder) if designation.person else institution_names(holder)
        return Change(
            country=country.name if country else "",
            office=word(Category, designation.category_id).name,
            names=names,
            day=day(on) if on else "",
        )


def day(date):
    return date_format(date, "DATE_FORMAT")


def isolated(text):
    """Text of any direction that does not turn the sentence around it."""
    return f"\u2068{text}\u2069"


def _joined(first, second):
    if first and second:
        return _("%(position)s, %(institution)s") % {
            "position": isolated(first),
            "institution": isolated(second),
        }
    return first or second


def facts(*facts):
    return [(label, enumerated(isolated(value) for value in values)) for label, values in facts if values]


def _calls(contacts):
    return [Call(ContactKind(contact.kind).label, contact.value) for contact in contacts]


def _index_forms(person):
    """A name as it is looked for: the family name first, in Latin letters and as its owner writes it."""
    record = person.person
    family, given = record.family_name, record.given_name
    forms = [(f"{family}, {given}" if given else family, f"{person.name_language or 'en'}-Latn", "ltr")]
    if person.original_name:
        family, given = record.original_family_name, record.original_given_name
        if record.family_name_first or not (family and given):
            text = person.original_name
        else:
            # The comma of the script of the name, whatever the language around it.
            text = f"{family}، {given}" if script_of(person.name_language) == "Arab" else f"{family}, {given}"
        forms.append((text, person.name_language, person.name_direction))
    return forms


def index_of_names(parts):
    """(heading, entries) for each script: a name stands under every script it is written in."""
    by_script, language_of_reader = defaultdict(dict), get_language() or "en"
    for part in parts:
        entries = [post.entry for post in part.posts if post.entry and post.entry.anchor]
        for entry in [*entries, *part.people, *part.institutions]:
            for text, language, dir in entry.indexed:
                script = "" if is_latin(text) else script_of(language) or "Other"
                by_script[script][text, entry.anchor] = (text, language.removesuffix("-Latn"), dir)
    headings = {
        "": _("Names in Latin letters"),
        "Arab": _("Names in Arabic letters"),
        "Cyrl": _("Names in Cyrillic letters"),
        "Hans": _("Names in Chinese characters"),
        "Other": _("Names in other scripts"),
    }
    own = script_of(language_of_reader)
    return [
        (
            headings[script],
            [
                {"text": text, "lang": language, "dir": dir, "anchor": anchor}
                for (_text, anchor), (text, language, dir) in sorted(
                    by_script[script].items(),
                    key=lambda item: (collation_key(item[0][0], language_of_reader), item[0]),
                )
            ],
        )
        for script in sorted(headings, key=lambda script: (script != own, script))
        if by_script[script]
    ]


def index_of_terms(parts):
    """Fields of expertise, each with the people who know it or, if they are many, with their countries."""
    people, language_of_reader = defaultdict(dict), get_language() or "en"
    for part in parts:
        entries = [post.entry for post in part.posts if post.entry and post.entry.anchor] + part.people
        for entry in entries:
            for term in entry.terms:
                people[str(term)].setdefault(entry.anchor, (entry, part))
    index = []
    for term in sorted(people, key=lambda term: collation_key(term, language_of_reader)):
        who = people[term]
        if len(who) <= NAMED_IN_INDEX:
            found = [(entry.names.first, entry.anchor, 0) for entry, _part in who.values()]
        else:
            numbers = defaultdict(int)
            for _entry, part in who.values():
                numbers[part.code, part.name, part.anchor] += 1
            found = [(name, anchor, number) for (_code, name, anchor), number in numbers.items()]
        index.append({"term": term, "number": len(who), "found": found, "by_country": len(who) > NAMED_IN_INDEX})
    return index
