"""Everything that points at a record: found by asking the models, so that rooms built later are found as well."""

from dataclasses import dataclass

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from modelcluster.fields import ParentalKey

# What tells of the past stays where it was: lines of the record of actions, the versions of a record and
# what Wagtail derives or logs. The lines of this room name both records and stay too.
STAYS = {
    "audit.entry",
    "wagtailcore.revision",
    "wagtailcore.referenceindex",
    "wagtailcore.modellogentry",
    "wagtailsearch.indexentry",
    "wagtailadmin.editingsession",
    "wagtailadmin.formstate",
}
OWN = "duplicates"


@dataclass(frozen=True)
class Pointer:
    """A column by which rows of a model point at records of another. ``of_type`` narrows generic ones."""

    model: type
    attname: str
    of_type: tuple = ()
    is_part: bool = False

    def rows(self, pk):
        return self.model._base_manager.filter(**{self.attname: pk}, **dict(self.of_type)).order_by("pk")

    def rows_of(self, pks):
        return self.model._base_manager.filter(**{f"{self.attname}__in": list(pks)}, **dict(self.of_type))


def pointers_at(model):
    """Every way in which a row can point at a record of this model. Parts of the record itself are marked."""
    yield from _keys(model)
    yield from _generic(model)


def _keys(model):
    for field in model._meta.get_fields(include_hidden=True):
        if not field.auto_created or field.concrete or field.many_to_many or not field.is_relation:
            continue
        source, key = field.related_model, field.field
        if source._meta.label_lower in STAYS or source._meta.app_label == OWN or source._meta.proxy:
            continue
        if key.remote_field.parent_link or not key.concrete:
            continue
        through = source._meta.auto_created
        is_part = isinstance(key, ParentalKey) or (bool(through) and through is model)
        yield Pointer(source, key.attname, is_part=is_part)


def _generic(model):
    for source in apps.get_models(include_auto_created=True):
        if source._meta.label_lower in STAYS or source._meta.app_label == OWN or source._meta.proxy:
            continue
        for field in source._meta.private_fields:
            if isinstance(field, GenericForeignKey):
                kind = ContentType.objects.get_for_model(model, for_concrete_model=field.for_concrete_model)
                column = source._meta.get_field(field.ct_field).attname
                yield Pointer(source, source._meta.get_field(field.fk_field).attname, ((column, kind.pk),))


def move_pointers(ledger, model, gone, kept, *, parts=False):
    """Let everything that points at one record point at another. Returns the rows that could not be moved,
    because the other one has such a row and may have only one.

    Without ``parts`` the rows a record is made of stay: they are united by ``unite``.
    """
    left = []
    for pointer in pointers_at(model):
        if pointer.is_part and not parts:
            continue
        for row in pointer.rows(gone):
            target = kept
            if pointer.model is model and row.pk == kept:
                # What pointed from the one to the other would point at itself.
                if not model._meta.get_field(_name(model, pointer.attname)).null:
                    left.append(row)
                    continue
                target = None
            if not point_at(ledger, pointer, row, target):
                left.append(row)
    return left


def point_at(ledger, pointer, row, target):
    """Let one row point at another record. Returns whether the database allowed it."""
    value = _fit(pointer.model, pointer.attname, target)
    return ledger.try_to_change(pointer.model, row.pk, **{pointer.attname: value})


def _name(model, attname):
    return next(field.name for field in model._meta.concrete_fields if field.attname == attname)


def _fit(model, attname, value):
    """A key as the column holds it: some generic ones are text."""
    field = next(field for field in model._meta.concrete_fields if field.attname == attname)
    return value if field.is_relation or value is None else field.to_python(value)
