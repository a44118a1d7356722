"""Everything records of people are made of, in four queries however many people there are.

The ORM would ask once per relation, eleven times for a person: half of the time a page takes. Here one
statement reads all the small rows at once, and the vocabularies come from memory.
"""

from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from django.db import connection

from .choices import Audience, ContactKind, LanguageLevel
from .models import (
    Affiliation,
    Biography,
    Category,
    Chemical,
    ConventionArticle,
    Country,
    Designation,
    ExpertiseTerm,
    Language,
    LanguageSkill,
    Person,
    PersonContact,
    Sector,
    StakeholderGroup,
    TaggedExpertise,
    TaggedInterest,
)
from .models.names import direction
from .words import word

# SQL is put together from names of tables and columns alone; values travel as parameters.
# ruff: noqa: S608


def _link(field):
    """The table, and the columns of the person and the word, of a relation to many words."""
    through = field.through._meta
    return f"SELECT %s, person_id, {field.field.m2m_reverse_name()}, 0, '', '' FROM {through.db_table}"


# Each reads (part, person, word, number, short text, long text).
_STATEMENTS = {
    "language_skills": f"SELECT %s, person_id, language_id, level, '', '' FROM {LanguageSkill._meta.db_table}",
    "expertise_links": f"SELECT %s, content_object_id, tag_id, 0, '', '' FROM {TaggedExpertise._meta.db_table}",
    "interest_links": f"SELECT %s, content_object_id, tag_id, 0, '', '' FROM {TaggedInterest._meta.db_table}",
    "sectors": _link(Person.sectors),
    "chemicals": _link(Person.chemicals),
    "articles": _link(Person.articles),
    "contacts": f"SELECT %s, person_id, position, audience, kind, value FROM {PersonContact._meta.db_table}",
    "biographies": f"SELECT %s, person_id, 0, 0, language, text FROM {Biography._meta.db_table}",
}
WHOLE_RECORD = tuple(_STATEMENTS)
# What one row of a list shows.
ROW = ("language_skills", "expertise_links")


@lru_cache(maxsize=64)
def _statement(parts, number):
    people = ", ".join(["%s"] * number)
    selects = []
    for part in parts:
        column = "content_object_id" if part.endswith("_links") else "person_id"
        selects.append(f"{_STATEMENTS[part]} WHERE {column} IN ({people})")
    return " UNION ALL ".join(selects)


def gather(people, parts=WHOLE_RECORD):
    """Attach the rows of ``parts``, affiliations and designations to people, as a prefetch would."""
    people = [person for person in people if person.pk]
    if not people:
        return
    keys = [person.pk for person in people]
    rows = _small_rows(keys, parts)
    affiliations, designations = _affiliations(keys), _designations(keys)
    for person in people:
        _attach_words(person)
        for part in parts:
            _attach(person, part, _BUILDERS[part](person, rows[part, person.pk]))
        _attach(person, "affiliations", affiliations[person.pk])
        _attach(person, "designations", designations[person.pk])


def _small_rows(keys, parts):
    """The values of each part of each person, as ``{(part, person): [values, ...]}``."""
    rows = defaultdict(list)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(_statement(parts, len(keys)), [value for part in parts for value in (part, *keys)])
            for part, person, *values in cursor.fetchall():
                rows[part, person].append(values)
    return rows


def _attach(person, relation, rows):
    """Make ``person.<relation>.all()`` answer with these rows."""
    if not hasattr(person, "_prefetched_objects_cache"):
        person._prefetched_objects_cache = {}
    answer = type(person)._meta.get_field(relation).related_model.objects.none()
    answer._result_cache = rows
    answer._prefetch_done = True
    person._prefetched_objects_cache[relation] = answer


def _attach_words(person):
    """The single words of a person, from memory."""
    for field, model in (("country", Country), ("postal_country", Country), ("stakeholder_group", StakeholderGroup)):
        if not Person._meta.get_field(field).is_cached(person):
            setattr(person, field, word(model, getattr(person, f"{field}_id")))


# What is shown of the institution of an affiliation.
_WORKPLACE = ("slug", "name", "name_language", "name_en", "acronym", "status", "country")


def _affiliations(keys):
    by_person = defaultdict(list)
    rows = Affiliation.objects.filter(person__in=keys).select_related("institution")
    own = (field.name for field in Affiliation._meta.concrete_fields)
    for row in rows.only(*own, *(f"institution__{field}" for field in _WORKPLACE)):
        by_person[row.person_id].append(row)
    return by_person


def _designations(keys):
    by_person = defaultdict(list)
    for row in Designation.objects.filter(person__in=keys):
        row.category = word(Category, row.category_id)
        row.country = word(Country, row.country_id)
        by_person[row.person_id].append(row)
    return by_person


def _many(model):
    def build(person, rows):
        return sorted((word(model, key) for key, *_rest in rows), key=lambda entry: (entry.position, entry.code))

    return build


# Rows to be read, in place of the models of these names, which take ten times as long to make.


class Tag(NamedTuple):
    tag: ExpertiseTerm


class Skill(NamedTuple):
    language: Language
    level: int

    def get_level_display(self):
        return LanguageLevel(self.level).label

    def __str__(self):
        return str(self.language)


class Contact(NamedTuple):
    position: int
    audience: int
    kind: str
    value: str

    def get_kind_display(self):
        return ContactKind(self.kind).label

    def get_audience_display(self):
        return Audience(self.audience).label

    def __str__(self):
        return self.value


class Text(NamedTuple):
    language: str
    text: str

    @property
    def direction(self):
        return direction(self.language)


def _tags(person, rows):
    return [Tag(word(ExpertiseTerm, key)) for key, *_rest in rows]


def _language_skills(person, rows):
    skills = [Skill(word(Language, key), level) for key, level, *_rest in rows]
    return sorted(skills, key=lambda skill: (-skill.level, skill.language.position))


def _contacts(person, rows):
    return sorted((Contact(*row) for row in rows), key=lambda contact: contact.position)


def _biographies(person, rows):
    return sorted(Text(language, text) for *_rest, language, text in rows)


_BUILDERS = {
    "language_skills": _language_skills,
    "expertise_links": _tags,
    "interest_links": _tags,
    "sectors": _many(Sector),
    "chemicals": _many(Chemical),
    "articles": _many(ConventionArticle),
    "contacts": _contacts,
    "biographies": _biographies,
}
