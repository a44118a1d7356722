"""What its owner may write in a record, as plain values: for writing, comparing, undoing and taking away.

A record and each of its versions are read into the same dictionary, one key for each thing that can be changed.
Official posts, the status of the record and who signs in with it are no part of it.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.serializers.json import DjangoJSONEncoder

from .choices import ContactKind
from .disclosure import FIELD_DEFAULTS
from .models import (
    Affiliation,
    Biography,
    ExpertiseTerm,
    Institution,
    InstitutionContact,
    InstitutionDescription,
    LanguageSkill,
    Person,
    PersonContact,
    TaggedAreaOfWork,
    TaggedExpertise,
    TaggedInterest,
)

AUDIENCE = "audience_"
CALLS = frozenset({ContactKind.EMAIL, ContactKind.WORK, ContactKind.MOBILE, ContactKind.FAX})
LINKS = frozenset({ContactKind.WEBSITE})


@dataclass(frozen=True)
class Rows:
    """Rows below a record. ``identity`` are the fields by which a row stays the same row when it is changed."""

    model: type
    relation: str
    fields: tuple
    identity: tuple
    kinds: frozenset = frozenset()
    is_ordered: bool = False
    # How the history tells a row that it does not know: (row, name of what it points at by its key) -> words.
    said: Callable | None = None
    # The column that points at something with a name, where that is no institution and no language.
    named_by: str = ""

    @property
    def named(self):
        """The model whose names the history tells of rows."""
        return self.model._meta.get_field(self.named_by).related_model if self.named_by else Institution

    def empty(self, part):
        """What a field of a row holds as long as nobody fills it in."""
        return self.model._meta.get_field(part).get_default()

    def holds(self, row):
        return not self.kinds or row["kind"] in self.kinds


@dataclass(frozen=True)
class Schema:
    """The things that can be changed in one kind of record."""

    model: type
    fields: tuple
    many: tuple = ()
    tags: dict = field(default_factory=dict)
    rows: dict = field(default_factory=dict)
    audiences: dict = field(default_factory=dict)
    # What the history calls the keys that are no columns.
    labels: dict = field(default_factory=dict)
    # How the history tells a column that it does not know: value -> list of words, by key.
    said: dict = field(default_factory=dict)

    @property
    def keys(self):
        return (*self.fields, *self.many, *self.tags, *self.rows, *(f"{AUDIENCE}{name}" for name in self.audiences))


_PERSON = Schema(
    model=Person,
    fields=(
        "prefix",
        "given_name",
        "family_name",
        "suffix",
        "original_given_name",
        "original_family_name",
        "name_language",
        "family_name_first",
        "position",
        "country",
        "address",
        "city",
        "postal_code",
        "postal_country",
        "stakeholder_group",
        "orcid",
        "time_zone",
        "listing",
    ),
    many=("sectors", "chemicals", "articles"),
    tags={"expertise": ("expertise_links", TaggedExpertise), "interests": ("interest_links", TaggedInterest)},
    rows={
        "affiliations": Rows(
            Affiliation,
            "affiliations",
            (
                "institution",
                "institution_name",
                "department",
                "position",
                "responsibilities",
                "starts_on",
                "ends_on",
                "is_primary",
            ),
            ("institution", "institution_name"),
        ),
        "contacts": Rows(
            PersonContact, "contacts", ("kind", "value", "audience"), ("kind", "value"), CALLS, is_ordered=True
        ),
        "websites": Rows(
            PersonContact, "contacts", ("kind", "value", "audience"), ("kind", "value"), LINKS, is_ordered=True
        ),
        "languages": Rows(LanguageSkill, "language_skills", ("language", "level"), ("language",)),
        "biographies": Rows(Biography, "biographies", ("language", "text"), ("language",)),
    },
    audiences=FIELD_DEFAULTS,
)

_INSTITUTION = Schema(
    model=Institution,
    fields=(
        "name",
        "name_language",
        "name_en",
        "acronym",
        "type",
        "stakeholder_group",
        "country",
        "address",
        "city",
        "postal_code",
        "latitude",
        "longitude",
        "conventions",
    ),
    many=("regions_served", "parties_served", "languages", "sectors", "services", "chemicals"),
    tags={"areas_of_work": ("area_links", TaggedAreaOfWork)},
    rows={
        "contacts": Rows(
            InstitutionContact, "contacts", ("kind", "value", "audience"), ("kind", "value"), is_ordered=True
        ),
        "descriptions": Rows(InstitutionDescription, "descriptions", ("language", "text"), ("language",)),
    },
)


_SCHEMAS = {schema.model: schema for schema in (_PERSON, _INSTITUTION)}


def register(schema):
    """Let another kind of record be written, compared and undone in the same way; called when the site starts."""
    _SCHEMAS[schema.model] = schema


def schema_of(record):
    return _SCHEMAS[record._meta.concrete_model]


def stored(record):
    """A record in the form in which its versions are kept."""
    return json.loads(json.dumps(record.serializable_data(), cls=DjangoJSONEncoder))


def contents(record):
    """What stands in a record now."""
    return contents_of(schema_of(record), stored(record))


def contents_of(schema, version):
    """What stood in a version. A version written before a field existed reads as empty there."""
    found = {}
    for name in schema.fields:
        empty = schema.model._meta.get_field(name).get_default()
        found[name] = version.get(name, empty)
    for name in schema.many:
        found[name] = sorted(version.get(name) or [])
    for name, (relation, _model) in schema.tags.items():
        found[name] = sorted(row["tag"] for row in version.get(relation) or [])
    for name, rows in schema.rows.items():
        held = [
            {part: row[part] if part in row else rows.empty(part) for part in rows.fields}
            for row in version.get(rows.relation) or []
            if rows.holds(row)
        ]
        found[name] = held if rows.is_ordered else in_order(held)
    for name, audience in _audiences(schema, version.get("field_audiences") or {}).items():
        found[AUDIENCE + name] = audience
    return found


def audience_values(person):
    """Who sees which field, by its name."""
    return _audiences(_PERSON, person.field_audiences)


def _audiences(schema, chosen):
    return {name: int(chosen.get(name, default)) for name, default in schema.audiences.items()}


def in_order(rows):
    """Rows whose order means nothing, in an order that is always the same."""
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))


def fingerprint(values, keys):
    """What somebody saw of these things when they began to write."""
    seen = json.dumps({key: values[key] for key in keys}, sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(seen.encode()).hexdigest()[:24]


def write(record, changes):
    """Put values into a record, unsaved. Things that are gone from the directory meanwhile are left out."""
    schema = schema_of(record)
    for key in schema.fields:
        if key in changes:
            column = schema.model._meta.get_field(key)
            value = changes[key]
            if column.is_relation and value is not None:
                value = column.related_model._default_manager.filter(pk=value).values_list("pk", flat=True).first()
            setattr(record, column.attname, value if column.is_relation else column.to_python(value))
    for key in schema.many:
        if key in changes:
            related = schema.model._meta.get_field(key).related_model
            getattr(record, key).set(list(related._default_manager.filter(pk__in=changes[key])))
    for key, (relation, link) in schema.tags.items():
        if key in changes:
            held = {row.tag_id: row for row in getattr(record, relation).all()}
            terms = ExpertiseTerm.objects.filter(pk__in=changes[key]).values_list("pk", flat=True)
            setattr(record, relation, [held.get(term) or link(tag_id=term) for term in terms])
    for relation in dict.fromkeys(rows.relation for key, rows in schema.rows.items() if key in changes):
        _write_rows(record, schema, relation, changes)
    chosen = {name: changes[AUDIENCE + name] for name in schema.audiences if AUDIENCE + name in changes}
    if chosen:
        record.field_audiences = {**record.field_audiences, **chosen}


def _write_rows(record, schema, relation, changes):
    held = list(getattr(record, relation).all())
    now = contents(record)
    values = [
        (rows, row)
        for key, rows in schema.rows.items()
        if rows.relation == relation
        for row in changes.get(key, now[key])
    ]
    written = []
    for position, (rows, row) in enumerate(values):
        if row.get("institution") and not Institution.objects.filter(pk=row["institution"]).exists():
            continue
        same = next(
            (each for each in held if _identity(rows, each) == tuple(row[part] for part in rows.identity)), None
        )
        if same is not None:
            held.remove(same)
        kept = same or rows.model()
        for part in rows.fields:
            column = rows.model._meta.get_field(part)
            # Drafts and imports written down before a field existed do not speak of it.
            value = row[part] if part in row else getattr(kept, column.attname)
            setattr(kept, column.attname, value if column.is_relation else column.to_python(value))
        if hasattr(kept, "position") and rows.is_ordered:
            kept.position = position
        written.append(kept)
    setattr(record, relation, written)


def _identity(rows, row):
    return tuple(getattr(row, rows.model._meta.get_field(part).attname) for part in rows.identity)
