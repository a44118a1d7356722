"""How a record came to be what it is: its versions, and what changed from each to the next, in words."""

from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.models import Revision

from .choices import Audience, ContactKind, Convention, LanguageLevel, RecordStatus
from .contents import AUDIENCE, contents_of, schema_of
from .disclosure import FIELD_LABELS
from .models import ExpertiseTerm, Institution, Language, Person

KEY_LABELS = {
    "affiliations": gettext_lazy("Affiliations"),
    "contacts": gettext_lazy("Telephone numbers and mail addresses"),
    "websites": gettext_lazy("Websites"),
    "languages": gettext_lazy("Languages"),
    "biographies": gettext_lazy("Biography"),
    "descriptions": gettext_lazy("Description"),
    "expertise": gettext_lazy("Expertise"),
    "interests": gettext_lazy("Interests"),
    "areas_of_work": gettext_lazy("Areas of work"),
}
# Not the owner's to write, but part of the story.
WATCHED = ("status", "confirmed_at", "portrait")


@dataclass(frozen=True)
class Difference:
    """One thing that changed: what went and what came, each a list of words."""

    key: str
    label: str
    removed: list
    added: list


@dataclass(frozen=True)
class Change:
    """One version of a record and how it differs from the one before."""

    revision: Revision
    by: str
    differences: list
    is_first: bool


def label_of(schema, key):
    if key.startswith(AUDIENCE):
        name = key.removeprefix(AUDIENCE)
        return _("Who sees: %(field)s") % {"field": schema.labels.get(name) or FIELD_LABELS[name]}
    if key in schema.labels or key in KEY_LABELS:
        return str(schema.labels.get(key) or KEY_LABELS[key])
    try:
        return capfirst(schema.model._meta.get_field(key).verbose_name)
    except FieldDoesNotExist:
        return key


def versions_of(record):
    """The versions of a record, the latest first, with those who wrote them."""
    return record.revisions.select_related("user").order_by("-created_at", "-pk")


def changes_of(record, viewer, start=0, stop=None):
    """What changed from version to version, the latest first; and whether there is more beyond ``stop``."""
    versions = list(versions_of(record)[start : None if stop is None else stop + 1])
    shown = versions if stop is None else versions[: stop - start]
    return list(_compared(record, shown, versions, viewer)), len(versions) > len(shown)


def change_of(record, revision, viewer):
    """One version, compared with the one before it."""
    before = versions_of(record).filter(pk__lt=revision.pk).first()
    return next(_compared(record, [revision], [revision, before] if before else [revision], viewer))


def _compared(record, shown, versions, viewer):
    schema = schema_of(record)
    values = {version.pk: told(schema, version.content) for version in versions}
    pairs = []
    for number, version in enumerate(shown):
        before = versions[number + 1] if number + 1 < len(versions) else None
        pairs.append((version, before, values[before.pk] if before else None, values[version.pk]))
    words = Words(schema, [value for *_rest, old, new in pairs for value in (old, new) if value])
    names = writers(shown)
    for version, before, old, new in pairs:
        yield Change(
            revision=version,
            by=name_of_writer(version, record, viewer, names),
            differences=words.differences(old, new) if old is not None else [],
            is_first=before is None,
        )


def told(schema, version):
    """The contents of a version with what its owner cannot write but history tells."""
    return {**contents_of(schema, version), **{key: version.get(key) for key in WATCHED if key in version}}


def differences(record, old, new, keys=None):
    """What differs between two contents of a record, in words; of ``keys`` only, if given."""
    words = Words(schema_of(record), [old, new])
    return words.differences(old, new, keys)


def writers(versions):
    users = {version.user_id for version in versions if version.user_id}
    return {
        person.user_id: person.romanised_name for person in Person.objects.filter(user__in=users).only(
            "user", "given_name", "family_name", "suffix", "original_given_name", "original_family_name",
            "family_name_first",
        )
    }  # fmt: skip


def name_of_writer(version, record, viewer, names):
    """Who wrote a version, as the viewer may know them: to others than the Secretariat its members have no names."""
    writer = version.user
    if writer is None:
        return _("The site itself")
    if writer.pk == getattr(viewer, "pk", None):
        return pgettext("who changed a record", "You")
    if writer.is_staff and getattr(viewer, "audience", 0) < Audience.SECRETARIAT:
        return _("The Secretariat")
    return names.get(writer.pk) or (
        str(writer) if getattr(viewer, "audience", 0) >= Audience.SECRETARIAT else _("Somebody else")
    )


class Words:
    """Plain values in the words of the reader, with one query for each vocabulary that occurs."""

    def __init__(self, schema, versions):
        self.schema = schema
        self.wanted = {}
        for values in versions:
            for key, value in values.items():
                self._want(key, value)
        self.found = {}
        for model, keys in self.wanted.items():
            if keys:
                self.found[model] = {
                    thing.pk: getattr(thing, "label", None) or thing.name
                    for thing in model.objects.filter(pk__in=keys)
                }

    def _want(self, key, value):
        if value in (None, "", []):
            return
        if key in self.schema.tags:
            self.wanted.setdefault(ExpertiseTerm, set()).update(value)
        elif key in self.schema.many:
            self.wanted.setdefault(self.schema.model._meta.get_field(key).related_model, set()).update(value)
        elif key in self.schema.rows:
            rows = self.schema.rows[key]
            for row in value:
                if rows.named_by and row.get(rows.named_by):
                    self.wanted.setdefault(rows.named, set()).add(row[rows.named_by])
                if row.get("institution"):
                    self.wanted.setdefault(Institution, set()).add(row["institution"])
                if isinstance(row.get("language"), int):
                    self.wanted.setdefault(Language, set()).add(row["language"])
        elif key in self.schema.fields and self.schema.model._meta.get_field(key).is_relation:
            self.wanted.setdefault(self.schema.model._meta.get_field(key).related_model, set()).add(value)

    def differences(self, old, new, keys=None):
        changed = [key for key in (keys or new) if old.get(key) != new.get(key)]
        return [self._difference(key, old.get(key), new.get(key)) for key in changed]

    def _difference(self, key, old, new):
        removed, added = self.of(key, old), self.of(key, new)
        if key in (*self.schema.rows, *self.schema.many, *self.schema.tags):
            removed, added = (
                [words for words in removed if words not in added],
                [words for words in added if words not in removed],
            )
        if key == "portrait":
            removed, added = [], [_("A new photograph") if new else _("The photograph was removed")]
        return Difference(key, label_of(self.schema, key), removed, added)

    def of(self, key, value):
        """The words for what stands under a key: none, one or, for lists, several."""
        if value in (None, "", []):
            return []
        if key in self.schema.tags:
            return [self._name(ExpertiseTerm, each) for each in value]
        if key in self.schema.rows:
            said = self.schema.rows[key].said
            name = partial(self._name, self.schema.rows[key].named)
            return [said(row, name) if said else self._row(row) for row in value]
        if key in self.schema.many:
            return [self._name(self.schema.model._meta.get_field(key).related_model, each) for each in value]
        if key in self.schema.said:
            return [str(words) for words in self.schema.said[key](value)]
        if key.startswith(AUDIENCE) or key == "listing":
            return [str(Audience(value).label)]
        if key == "conventions":
            return [str(dict(Convention.choices).get(code, code)) for code in value]
        if key == "status":
            return [str(dict(RecordStatus.choices).get(value, value))]
        if key == "confirmed_at":
            return [date_format(localtime(parse_datetime(value)), "DATETIME_FORMAT")]
        column = self.schema.model._meta.get_field(key)
        if column.is_relation:
            return [self._name(column.related_model, value)]
        if isinstance(value, bool):
            return [_("Yes") if value else _("No")]
        if column.choices:
            return [str(dict(column.flatchoices).get(value, value))]
        if isinstance(column, DateField):
            return [date_format(parse_date(value), "DATE_FORMAT")]
        return [str(value)]

    def _name(self, model, key):
        return self.found.get(model, {}).get(key) or _("(no longer in the directory)")

    def _row(self, row):
        if "institution_name" in row:
            where = self._name(Institution, row["institution"]) if row["institution"] else row["institution_name"]
            parts = [where, row["department"], row["position"], _span(row["starts_on"], row["ends_on"])]
            parts.append(row.get("responsibilities"))
            if row["is_primary"]:
                parts.append(_("main affiliation"))
            return pgettext("between the items of a list", ", ").join(part for part in parts if part)
        if "kind" in row:
            return _("%(kind)s: %(value)s (%(audience)s)") % {
                "kind": ContactKind(row["kind"]).label,
                "value": row["value"],
                "audience": Audience(row["audience"]).label,
            }
        if "level" in row:
            return _("%(language)s: %(level)s") % {
                "language": self._name(Language, row["language"]),
                "level": LanguageLevel(row["level"]).label,
            }
        return _("%(language)s: %(text)s") % {"language": _language_name(row["language"]), "text": row["text"]}


def _span(start, end):
    start, end = (date_format(parse_date(day), "DATE_FORMAT") if day else "" for day in (start, end))
    if start and end:
        return _("from %(start)s until %(end)s") % {"start": start, "end": end}
    if start:
        return _("since %(start)s") % {"start": start}
    return _("until %(end)s") % {"end": end} if end else ""


def _language_name(code):
    return dict(settings.LANGUAGES).get(code, code)
