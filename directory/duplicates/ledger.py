"""Changes of rows, written down one by one so that each can be put back as it was.

A ledger works below the models: it moves rows with plain statements, keeps what stood there before, and knows
nothing of what the rows mean.
"""

import json
from datetime import date, datetime

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

# Values that change by themselves whenever a row is saved: put back, but nobody's change.
UNWATCHED = {"updated_at", "latest_revision_id"}


class Ledger:
    """What was done to rows, in order. Every entry is plain values."""

    def __init__(self, entries=None):
        self.entries = entries if entries is not None else []

    def change(self, model, pk, **values):
        """Write values (by column attribute) into one row. Returns whether anything changed."""
        rows = model._base_manager.filter(pk=pk)
        before = rows.values(*values).get()
        changed = {name: value for name, value in values.items() if before[name] != value}
        if not changed:
            return False
        rows.update(**changed)
        self.entries.append(
            {
                "row": [model._meta.label_lower, plain(pk)],
                "old": {name: plain(before[name]) for name in changed},
                "new": {name: plain(value) for name, value in changed.items()},
            }
        )
        return True

    def try_to_change(self, model, pk, **values):
        """The same, unless a rule of the database forbids it (a row there may be only one of, or that is never
        rewritten). Returns whether it was allowed.
        """
        try:
            with transaction.atomic():
                self.change(model, pk, **values)
        except DatabaseError:
            return False
        return True

    def take_away(self, row):
        """Take a row away to which nothing points any more."""
        model = type(row)
        self.entries.append({"row": [model._meta.label_lower, plain(row.pk)], "gone": columns_of(row)})
        model._base_manager.filter(pk=row.pk)._raw_delete(model._base_manager.db)

    def put_in(self, row):
        """Write down that a row is new. It is saved already."""
        self.entries.append({"row": [row._meta.label_lower, plain(row.pk)], "came": True})

    def saved(self, before, row):
        """Write down what saving a row by its own ``save`` changed of it. ``before`` are its columns until then."""
        now = columns_of(row)
        changed = [name for name in now if now[name] != before[name]]
        if changed:
            self.entries.append(
                {
                    "row": [row._meta.label_lower, plain(row.pk)],
                    "old": {name: before[name] for name in changed},
                    "new": {name: now[name] for name in changed},
                }
            )

    # Undoing

    def changed_since(self):
        """What somebody else changed of this meanwhile, in words: none of it may be lost."""
        last, gone = {}, set()
        for entry in self.entries:
            key = tuple(entry["row"])
            if "new" in entry:
                last.setdefault(key, {}).update(entry["new"])
            elif "gone" in entry:
                gone.add(key)
                last.pop(key, None)
        found = []
        for (label, pk), values in last.items():
            model = apps.get_model(label)
            row = model._base_manager.filter(pk=pk).first()
            if row is None:
                found.append(_("%(kind)s: a row was deleted since.") % {"kind": capfirst(model._meta.verbose_name)})
                continue
            found += [
                _("%(kind)s “%(row)s”: %(field)s was changed since.")
                % {
                    "kind": capfirst(model._meta.verbose_name),
                    "row": row,
                    "field": _field_named(model, name).verbose_name,
                }
                for name, value in values.items()
                if name not in UNWATCHED and plain(getattr(row, name)) != value
            ]
        found += [
            _("%(kind)s: a row with the number of one that was taken away is there again.")
            % {"kind": capfirst(apps.get_model(label)._meta.verbose_name)}
            for label, pk in gone
            if apps.get_model(label)._base_manager.filter(pk=pk).exists()
        ]
        return found

    def undo(self):
        """Put everything back, the latest first."""
        for entry in reversed(self.entries):
            label, pk = entry["row"]
            model = apps.get_model(label)
            if "gone" in entry:
                values = {name: _field_named(model, name).to_python(value) for name, value in entry["gone"].items()}
                model(**values).save_base(raw=True, force_insert=True)
            elif "came" in entry:
                model._base_manager.filter(pk=pk)._raw_delete(model._base_manager.db)
            else:
                old = {name: _field_named(model, name).to_python(value) for name, value in entry["old"].items()}
                if old:
                    model._base_manager.filter(pk=pk).update(**old)


class _Exactly(DjangoJSONEncoder):
    """Moments with their microseconds, which Django's own encoder cuts off."""

    def default(self, value):
        return value.isoformat() if isinstance(value, (datetime, date)) else super().default(value)


def plain(value):
    """A value as it reads back from JSON."""
    if _is_file(value):
        value = value.name
    return json.loads(json.dumps(value, cls=_Exactly))


def _is_file(value):
    return hasattr(value, "storage") and hasattr(value, "name")


def columns_of(row):
    """All columns of a row, as plain values."""
    return {field.attname: plain(getattr(row, field.attname)) for field in row._meta.concrete_fields}


def _field_named(model, attname):
    field = next(field for field in model._meta.concrete_fields if field.attname == attname)
    return _Key(field) if field.is_relation else field


class _Key:
    """A foreign key, whose plain value is that of the column it points to."""

    def __init__(self, field):
        self.verbose_name = field.verbose_name
        self.to_python = field.target_field.to_python
