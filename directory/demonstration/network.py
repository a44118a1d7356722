"""Make, grow and remove the demonstration network."""

import gc
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from operator import attrgetter
from random import Random

from django.db import connection, transaction
from django.utils.text import slugify

from directory.choices import ContactKind, LanguageLevel, RecordStatus
from directory.models import (
    Affiliation,
    Biography,
    Designation,
    Institution,
    InstitutionContact,
    InstitutionDescription,
    LanguageSkill,
    Party,
    Person,
    PersonContact,
    TaggedAreaOfWork,
    TaggedExpertise,
    TaggedInterest,
)
from directory.models.names import romanise

from .institutions import draw_institution, name_of, plan
from .people import Sketch, apply, draw_person, draw_sketch_name, slug_of
from .places import places
from .portraits import draw_portrait
from .posts import draw_country_posts, posts_of_institution, posts_of_person
from .sign_ins import ACCOUNTS, FIRST_PEOPLE, make_user, remove_users
from .vocabulary import read_vocabulary

BATCH = 2000
# Who comes first in every network: people whom the README's questions find, and the six scripts.
WEST_AFRICANS = ("SN", "CI", "ML", "BJ", "BF")
OPENING = ("KE", "SN", "JO", "NG", *WEST_AFRICANS, *["KE"] * 5, "SN", "SN", "JO", "NG", "EG", "CN", "RU", "IN")
OUTSIDE = ("US", "IL", "HT", "MY")
# Beyond the first few hundred, people come from large countries more often.
WEIGHTS = {"KE": 3, "CN": 5, "IN": 5, "BR": 4, "RU": 3, "NG": 3, "FR": 3, "EG": 3, "MX": 3, "ID": 3, "JP": 2, "DE": 3}
# By so many of its first people a network is told from that of another seed.
KNOWN_BY = 6
PORTRAITS = range(0, 200, 17)


class OtherNetworkError(Exception):
    """The site holds a demonstration network made from another seed."""


@dataclass
class Made:
    people: int = 0
    institutions: int = 0
    designations: int = 0


def make_network(people, seed, on, tell=lambda made: None):
    """Bring the demonstration network up to a number of people; what is there stays as it is.

    The same seed, number and day give the same records. Returns what was added.
    """
    vocabulary = read_vocabulary()
    sketches = sketch_people(people, seed, vocabulary)
    taken = dict(Person.objects.values_list("slug", "is_demo"))
    _refuse_other_network(sketches, taken)
    made = Made()
    with undisturbed():
        with transaction.atomic():
            houses = make_institutions(sketches, seed, vocabulary, on, made)
        users = {account.email: make_user(account) for account in ACCOUNTS if not account.is_expert}
        wanted = (sketch for sketch in sketches if not _stands(sketch, taken, users))
        while batch := list(islice(wanted, BATCH)):
            with transaction.atomic():
                _make_people(batch, seed, vocabulary, houses, users, on, made)
            tell(made)
    return made


@contextmanager
def undisturbed():
    """Looking for garbage among millions of new objects would take a seventh of the time, and find none."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _refuse_other_network(sketches, taken):
    """The sign-ins are the same in every network; of those after them, few share an address when the seed is another.

    Experts of the roster may stand there as well, many more than the network has people.
    """
    drawn = [sketch.slug for sketch in sketches if sketch.account is None][:KNOWN_BY]
    standing = sum(taken.values()) - len(ACCOUNTS)
    if sum(bool(taken.get(slug)) for slug in drawn) < min(len(drawn), standing) / 2:
        raise OtherNetworkError(
            f"The site holds {standing} people of another demonstration network. Remove them first (--remove)."
        )


def _stands(sketch, taken, users):
    """Whether somebody is there already. An address that a real record has is left to it."""
    if sketch.account and hasattr(users[sketch.account.email], "person"):
        return True
    if taken.get(sketch.slug) is False:
        sketch.slug = f"{sketch.slug}-demonstration"
    return sketch.slug in taken


# --- Who ------------------------------------------------------------------------------------------------


def sketch_people(number, seed, vocabulary):
    """The country, name and address in the site of each of the first ``number`` people of a seed."""
    random = Random(f"{seed}/countries")
    ordinals, slugs, sketches = Counter(), Counter(), []
    listed = FIRST_PEOPLE
    for index, iso2 in enumerate(islice(_countries(random, vocabulary), number)):
        account = listed[index] if index < len(listed) else None
        name = account.name if account else draw_sketch_name(Random(f"{seed}/name/{index}"), iso2)
        base = slug_of(name)
        slugs[base] += 1
        sketch = Sketch(
            index=index,
            iso2=iso2,
            ordinal=ordinals[iso2],
            name=name,
            slug=base if slugs[base] == 1 else f"{base}-{slugs[base]}",
            account=account,
        )
        ordinals[iso2] += sketch.represents
        if len(listed) <= index < len(listed) + len(WEST_AFRICANS):
            sketch.theme, sketch.speaks = "pcb", {"fr": LanguageLevel.EXCELLENT}
        elif account:
            sketch.speaks = {account.language: LanguageLevel.EXCELLENT}
        sketches.append(sketch)
    return sketches


def _countries(random, vocabulary):
    """Where people come from, without end: first the chosen ones, then every Party, then by size."""
    known = [iso2 for iso2 in vocabulary.countries if iso2 in places()]
    yield from (iso2 for iso2 in OPENING if iso2 in vocabulary.countries)
    others = [iso2 for iso2 in vocabulary.parties if iso2 not in OPENING]
    random.shuffle(others)
    yield from others
    yield from (iso2 for iso2 in OUTSIDE if iso2 in vocabulary.countries)
    known.sort()
    weights = [WEIGHTS.get(iso2, 1) for iso2 in known]
    while True:
        yield from random.choices(known, weights, k=500)


# --- Institutions ---------------------------------------------------------------------------------------


def reach(iso2, ordinal):
    """How many institutions of a country its people up to one may work at; more where the sign-ins are."""
    return max(8, 2 + ordinal // 3) if iso2 in ("KE", "SN") else 2 + ordinal // 3


def make_institutions(sketches, seed, vocabulary, on, made):
    """The institutions of every country of the network, in the order of its plan; those missing are made."""
    largest = {}
    for sketch in sketches:
        largest[sketch.iso2] = max(sketch.ordinal, largest.get(sketch.iso2, 0))
    standing = {
        institution.slug: institution
        for institution in Institution.objects.filter(is_demo=True).select_related("type", "stakeholder_group")
    }
    real = set(Institution.objects.filter(is_demo=False).values_list("slug", flat=True))
    party_countries = set(Party.objects.filter(is_party=True).values_list("country__iso2", flat=True))
    houses, new, held = {}, [], []
    for iso2, ordinal in sorted(largest.items()):
        place, country = places()[iso2], vocabulary.countries[iso2]
        planned = plan(Random(f"{seed}/institutions/{iso2}"), place)
        houses[iso2] = []
        for kind, word in planned[: reach(iso2, ordinal)]:
            slug = _institution_slug(place, country, kind, word, real)
            if slug not in standing:
                random = Random(f"{seed}/institution/{iso2}/{kind}/{word}")
                institution, relations = draw_institution(random, place, country, kind, word, vocabulary, on)
                institution.slug = slug
                standing[slug] = institution
                new.append((institution, relations))
                if kind == "ministry" and iso2 in party_countries:
                    posts = draw_country_posts(Random(f"{seed}/posts/{iso2}"), iso2, on)
                    held += posts_of_institution(posts, country, institution, vocabulary.categories)
            if standing[slug] not in houses[iso2]:
                houses[iso2].append(standing[slug])
    save(Institution, "institution", new)
    _give_parents(houses, new)
    _write_posts(held)
    made.institutions += len(new)
    made.designations += len(held)
    return houses


def _institution_slug(place, country, kind, word, real):
    slug = slugify(romanise(name_of(place, country, kind, word)[2]))[:100]
    if place.iso2 == "EU":
        slug = f"{slug}-eu"
    return f"{slug}-demonstration" if slug in real else slug


def _give_parents(houses, new):
    """Agencies belong to the ministry of their country, first laboratories to its first university."""
    fresh = {institution.slug for institution, _relations in new}
    moved = []
    for institutions in houses.values():
        first = {}
        for institution in institutions:
            first.setdefault(institution.type.code, institution)
        for child, parent in (("agency", "ministry"), ("laboratory", "university")):
            if child in first and parent in first and first[child].slug in fresh:
                first[child].parent = first[parent]
                moved.append(first[child])
    Institution.objects.bulk_update(moved, ["parent"], batch_size=500)


# --- People ---------------------------------------------------------------------------------------------


def _make_people(sketches, seed, vocabulary, houses, users, on, made):
    posts_of = cache(lambda iso2: draw_country_posts(Random(f"{seed}/posts/{iso2}"), iso2, on))
    parties = set(vocabulary.parties)
    new, held = [], []
    for sketch in sketches:
        random = Random(f"{seed}/person/{sketch.index}")
        workplaces = houses[sketch.iso2][: reach(sketch.iso2, sketch.ordinal)]
        posts = posts_of(sketch.iso2) if sketch.iso2 in parties and sketch.represents else None
        speaks = posts is not None and sketch.ordinal == 0 and posts.focal_point == "current"
        sketch.is_settled = bool(sketch.theme or sketch.account or speaks)
        person, relations = draw_person(random, sketch, workplaces, vocabulary, on)
        if sketch.account:
            _settle_account(sketch.account, person, relations, users)
        if sketch.index in PORTRAITS:
            person.portrait = draw_portrait(person)
        new.append((person, relations))
        if person.status in (RecordStatus.LISTED, RecordStatus.CLOSED):
            country = vocabulary.countries[sketch.iso2]
            held += posts_of_person(random, sketch, person, posts, country, vocabulary.categories, on)
    save(Person, "person", new)
    _write_posts(held)
    made.people += len(new)
    made.designations += len(held)


def give_accounts(seed):
    """The sign-ins that belong to somebody who is drawn as the others are; last, so that nothing else is changed."""
    own = [account for account in ACCOUNTS if account.belongs_to is not None]
    sketches = sketch_people(1 + max(account.belongs_to for account in own), seed, read_vocabulary())
    for account in own:
        user = make_user(account)
        slug = sketches[account.belongs_to].slug
        person = Person.objects.filter(is_demo=True, user=None, slug__in=(slug, f"{slug}-demonstration")).first()
        if person is None or hasattr(user, "person"):
            continue
        person.user = user
        person.save(update_fields=["user"])
        PersonContact.objects.filter(person=person, kind=ContactKind.EMAIL, value__endswith=".example").update(
            value=account.email
        )


def _settle_account(account, person, relations, users):
    person.user = users[account.email]
    if account.is_waiting:
        person.status, person.confirmed_at = RecordStatus.WAITING, None
        apply(person, relations)


_PARTS = {
    Person: (
        Affiliation,
        Biography,
        Designation,
        LanguageSkill,
        PersonContact,
        TaggedExpertise,
        TaggedInterest,
    ),
    Institution: (Designation, InstitutionContact, InstitutionDescription, TaggedAreaOfWork),
}


def save(model, owner, drawn):
    """Write records and what hangs on them, table by table."""
    model.objects.bulk_create([record for record, _relations in drawn], batch_size=1000)
    rows = {}
    for record, relations in drawn:
        for relation, things in relations.items():
            if model._meta.get_field(relation).many_to_many:
                through = getattr(model, relation).through
                ours, theirs = sorted(
                    (part for part in through._meta.fields if part.is_relation),
                    key=lambda part: part.related_model is not model,
                )
                rows.setdefault(through, []).extend(
                    through(**{ours.attname: record.pk, theirs.attname: thing.pk}) for thing in things
                )
                continue
            for thing in things:
                parent = "content_object_id" if hasattr(thing, "content_object_id") else f"{owner}_id"
                setattr(thing, parent, record.pk)
                rows.setdefault(type(thing), []).append(thing)
    for table, things in rows.items():
        write(table, things)


def _write_posts(held):
    """Designations were drawn before their holders had numbers."""
    for designation in held:
        for holder in ("person", "institution"):
            setattr(designation, f"{holder}_id", getattr(getattr(designation, holder), "pk", None))
    write(Designation, held)


def write(table, things):
    """Add rows whose numbers nobody asks for. PostgreSQL takes them as a stream, in a third of the time."""
    if connection.vendor != "postgresql":
        table.objects.bulk_create(things, batch_size=2000)
        return
    columns = [column for column in table._meta.concrete_fields if not column.primary_key]
    values = attrgetter(*(column.attname for column in columns))
    names = ", ".join(connection.ops.quote_name(column.column) for column in columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {connection.ops.quote_name(table._meta.db_table)} ({names}) FROM STDIN") as stream,
    ):
        for thing in things:
            stream.write_row(values(thing))


# --- Removal --------------------------------------------------------------------------------------------


@transaction.atomic
def remove_network():
    """Remove every demonstration record, and nothing else. Returns how many people and institutions went."""
    people, institutions = Person.objects.filter(is_demo=True), Institution.objects.filter(is_demo=True)
    counted = Made(people.count(), institutions.count())
    # Somebody real who named a demonstration institution keeps its name in words.
    for affiliation in Affiliation.objects.filter(institution__is_demo=True, person__is_demo=False):
        affiliation.institution_name, affiliation.institution = affiliation.institution.name, None
        affiliation.save(update_fields=["institution", "institution_name"])
    for person in people.exclude(portrait=""):
        person.portrait.delete(save=False)
    for table, owner in _rows_of_records():
        removed = _remove_rows(table, owner)
        if table is Designation:
            counted.designations += removed
    people.delete()
    institutions.delete()
    remove_users()
    return counted


def _rows_of_records():
    """The tables that hold nothing but parts of a person's or an institution's record, with their way to it."""
    for model, tables in _PARTS.items():
        owner = model._meta.model_name
        for table in tables:
            yield table, "content_object" if hasattr(table, "content_object") else owner
        for relation in model._meta.many_to_many:
            if relation.remote_field.through._meta.auto_created:
                yield relation.remote_field.through, owner


def _remove_rows(table, owner):
    """Whoever follows changes hears of the record; told of each row, they would hear of it twenty times."""
    rows = table.objects.filter(**{f"{owner}__is_demo": True})
    return rows._raw_delete(rows.db)
