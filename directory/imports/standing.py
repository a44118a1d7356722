"""What many records say, read in a few statements: the same as ``directory.contents.contents`` says of each."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from modelcluster.fields import ParentalKey

from ..contents import AUDIENCE, contents_of, in_order, schema_of
from ..models import Person

_ENCODER = DjangoJSONEncoder()


def empty_contents(model):
    """What a record says before anything is written into it."""
    return contents_of(schema_of(model()), {})


def contents_of_many(model, keys):
    """The contents of records by their keys; those that are gone are missing."""
    schema = schema_of(model())
    keys = list(keys)
    columns = [*schema.fields, *(["field_audiences"] if schema.audiences else [])]
    found = {}
    for row in model.objects.filter(pk__in=keys).values("pk", *columns):
        held = {name: _plain(row[name]) for name in schema.fields}
        chosen = row.get("field_audiences") or {}
        held |= {name: [] for name in (*schema.many, *schema.tags, *schema.rows)}
        held |= {AUDIENCE + name: int(chosen.get(name, default)) for name, default in schema.audiences.items()}
        found[row["pk"]] = held
    owner = model._meta.model_name
    for name in schema.many:
        field = model._meta.get_field(name)
        through = field.remote_field.through
        other = field.m2m_reverse_field_name()
        pairs = through.objects.filter(**{f"{owner}__in": keys}).values_list(f"{owner}_id", f"{other}_id")
        for key, value in pairs:
            found[key][name].append(value)
        for held in found.values():
            held[name].sort()
    for name, (_relation, link) in schema.tags.items():
        for key, term in link.objects.filter(content_object__in=keys).values_list("content_object_id", "tag_id"):
            found[key][name].append(term)
        for held in found.values():
            held[name].sort()
    for table in dict.fromkeys(rows.model for rows in schema.rows.values()):
        kinds = {name: rows for name, rows in schema.rows.items() if rows.model is table}
        parts = list(dict.fromkeys(part for rows in kinds.values() for part in rows.fields))
        order = ("position", "pk") if any(rows.is_ordered for rows in kinds.values()) else ("pk",)
        owns = owner_of(table, model)
        for row in table.objects.filter(**{f"{owns}__in": keys}).order_by(*order).values(f"{owns}_id", *parts):
            plain = {part: _plain(row[part]) for part in parts}
            for name, rows in kinds.items():
                if rows.holds(plain):
                    found[row[f"{owns}_id"]][name].append({part: plain[part] for part in rows.fields})
    for name, rows in schema.rows.items():
        if not rows.is_ordered:
            for held in found.values():
                held[name] = in_order(held[name])
    return found


def owner_of(table, model):
    """The field by which rows of a table belong to a record."""
    return next(
        field.name for field in table._meta.fields if isinstance(field, ParentalKey) and field.related_model is model
    )


def _plain(value):
    if value is None or isinstance(value, (str, int, float, list, dict)):
        return value
    return json.loads(_ENCODER.encode(value))


def is_person(model):
    return model is Person
