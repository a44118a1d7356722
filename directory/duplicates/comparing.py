"""Two records side by side: what they say alike, where one has to be chosen, and what stands against a merge."""

import hashlib
import json
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..choices import Audience, RecordStatus
from ..completeness import parts_of
from ..contents import AUDIENCE, contents, schema_of
from ..disclosure import FIELD_DEFAULTS, FIELD_LABELS
from ..history import KEY_LABELS, Words, label_of
from ..models import LoadedRow, MembershipApplication, Person
from ..reference.sheets import SHEETS
from .ledger import UNWATCHED, columns_of
from .pointers import pointers_at
from .uniting import overlapping_posts, same_days

KEPT, GONE = "kept", "gone"


@dataclass(frozen=True)
class Field:
    """Columns that are chosen together, and by which audience they are seen."""

    key: str
    columns: tuple
    label: str = ""
    audience: str = ""


_PERSON = (
    Field(
        "name",
        ("prefix", "given_name", "family_name", "suffix", "original_given_name", "original_family_name",
         "name_language", "family_name_first"),
        gettext_lazy("Name"),
    ),
    Field("position", ("position",), audience="position"),
    Field("country", ("country_id",)),
    Field(
        "address",
        ("address", "city", "postal_code", "postal_country_id"),
        gettext_lazy("Postal address"),
        "address",
    ),
    Field("stakeholder_group", ("stakeholder_group_id",), audience="stakeholder_group"),
    Field("orcid", ("orcid",), audience="orcid"),
    Field("time_zone", ("time_zone",), audience="time_zone"),
    Field("portrait", ("portrait",), gettext_lazy("Photograph"), "portrait"),
    Field("listing", ("listing",), gettext_lazy("The record is shown to")),
)  # fmt: skip
_INSTITUTION = (
    Field("name", ("name", "name_language", "name_en"), gettext_lazy("Name")),
    Field("acronym", ("acronym",)),
    Field("type", ("type_id",)),
    Field("parent", ("parent_id",), gettext_lazy("Part of")),
    Field("stakeholder_group", ("stakeholder_group_id",)),
    Field("country", ("country_id",)),
    Field("address", ("address", "city", "postal_code"), gettext_lazy("Postal address")),
    Field("globe", ("latitude", "longitude"), gettext_lazy("Position on the globe")),
    Field("source", ("source", "is_confirmed", "unconfirmed_note"), gettext_lazy("Source")),
)
# Lists that stay narrower when two with different audiences are united.
LISTS_WITH_AUDIENCE = ("affiliations", "languages", "expertise", "interests", "sectors", "chemicals", "articles")


def fields_of(record):
    return _PERSON if isinstance(record, Person) else _INSTITUTION


def texts_of(record):
    """Biographies or descriptions by language."""
    rows = record.biographies if isinstance(record, Person) else record.descriptions
    return {row.language: row.text for row in rows.all()}


def is_empty(record, field):
    """Whether a record says nothing there. Marks and languages alone say nothing."""
    if field.key == "source":
        return not record.source
    if field.key == "listing":
        return False
    return not any(
        getattr(record, name) not in (None, "", False) for name in field.columns if name != "name_language"
    )


def is_same(kept, gone, field):
    return all(_comparable(kept, name) == _comparable(gone, name) for name in field.columns)


def _comparable(record, name):
    value = getattr(record, name)
    return value.name if name == "portrait" else value


def fuller_first(one, other):
    """The record that should stay, then the other: one of the data files, one that speaks for a Party, one with a
    sign-in, the fuller, the one confirmed last.
    """

    def weight(record):
        there = sum(part.is_there for part in parts_of(record, contents(record)))
        return (
            bool(loaded_from_files(record)),
            record.designations.current().official().exists(),
            getattr(record, "user_id", None) is not None,
            there,
            record.confirmed_at.timestamp() if record.confirmed_at else 0,
            -record.pk,
        )

    return sorted((one, other), key=weight, reverse=True)


def loaded_from_files(record):
    """Whether the platform's own data files bring this record in, and would bring it in again."""
    if isinstance(record, Person):
        return False
    files = {sheet.file for sheet in SHEETS if sheet.model is type(record)}
    return LoadedRow.objects.filter(file__in=files, code=record.slug).exists()


def fingerprint(kept, gone):
    """What somebody saw of two records who began to compare them."""
    seen = [
        [
            columns_of(record),
            contents(record),
            list(record.designations.order_by("pk").values("starts_on", "ends_on")),
        ]
        for record in (kept, gone)
    ]
    for columns, *_rest in seen:
        for name in UNWATCHED:
            columns.pop(name, None)
    return hashlib.sha256(json.dumps(seen, sort_keys=True, default=str).encode()).hexdigest()[:24]


class Comparison:
    """What the page of two records shows. ``chosen`` are choices made already."""

    def __init__(self, kept, gone, chosen=None):
        self.kept, self.gone = kept, gone
        self.chosen = chosen or {}
        self.schema = schema_of(kept)
        self.now = {KEPT: contents(kept), GONE: contents(gone)}
        self.words = Words(self.schema, list(self.now.values()))
        self.seen = fingerprint(kept, gone)

    @property
    def both(self):
        return [self.kept, self.gone]

    @property
    def fields(self):
        """Each field: what both say, and whether one of them has to be chosen."""
        for field in fields_of(self.kept):
            sides = {KEPT: self.kept, GONE: self.gone}
            empty = {side: is_empty(record, field) for side, record in sides.items()}
            if all(empty.values()):
                continue
            same = is_same(self.kept, self.gone, field)
            yield {
                "key": f"field-{field.key}",
                "label": field.label or label_of(self.schema, field.key),
                "kept": self.told(KEPT, field),
                "gone": self.told(GONE, field),
                "is_same": same,
                "is_open": not same and not any(empty.values()),
                "value": self.value_of(field, empty),
            }

    def value_of(self, field, empty):
        if (value := self.chosen.get(f"field-{field.key}")) in (KEPT, GONE):
            return value
        if field.key == "listing":
            # The narrower one: nobody is to be shown to more people than they chose.
            return KEPT if self.kept.listing >= self.gone.listing else GONE
        return GONE if empty[KEPT] else KEPT

    def told(self, side, field):
        record = self.kept if side == KEPT else self.gone
        if field.key == "portrait":
            return [_("There is one")] if record.portrait else []
        if field.key == "parent":
            return [record.parent.name] if record.parent else []
        if field.key == "source":
            return [record.source] if record.source else []
        if field.key == "name" and isinstance(record, Person):
            romanised = " ".join(filter(None, (record.prefix, record.romanised_name)))
            return [name for name in (romanised, record.original_name) if name]
        names = [name.removesuffix("_id") if name.endswith("_id") else name for name in field.columns]
        shown = [name for name in names if name not in ("name_language", "family_name_first")]
        return [word for name in shown for word in self.words.of(name, self.now[side].get(name))]

    @property
    def texts(self):
        """Texts in one language that both have in other words."""
        kept, gone = texts_of(self.kept), texts_of(self.gone)
        for language in sorted(kept.keys() & gone.keys()):
            if kept[language].strip() != gone[language].strip():
                key = f"text-{language}"
                yield {
                    "key": key,
                    "language": language,
                    "kept": kept[language],
                    "gone": gone[language],
                    "value": self.chosen.get(key)
                    or (GONE if len(gone[language]) > len(kept[language]) * 2 else KEPT),
                }

    @property
    def lists(self):
        """Lists, which are united: what each has."""
        keys = [*self.schema.rows, *self.schema.many, *self.schema.tags]
        if "conventions" in self.now[KEPT]:
            keys.append("conventions")
        for key in keys:
            kept, gone = (self.words.of(key, self.now[side][key]) for side in (KEPT, GONE))
            if kept or gone:
                yield {
                    "label": KEY_LABELS.get(key) or label_of(self.schema, key),
                    "kept": kept,
                    "gone": gone,
                    "new": [words for words in gone if words not in kept],
                }

    @property
    def posts(self):
        """Posts both hold at the same time with other dates: whether they are one has to be said."""
        for mine, other in overlapping_posts(self.kept, self.gone):
            if not same_days(mine, other):
                key = f"post-{other.pk}"
                yield {"key": key, "kept": mine, "gone": other, "value": self.chosen.get(key, "")}

    @property
    def sign_ins(self):
        """Both sign-ins, where the Secretariat has to choose one."""
        if not isinstance(self.kept, Person) or not (self.kept.user_id and self.gone.user_id):
            return None
        return {"kept": self.kept.user, "gone": self.gone.user, "value": self.chosen.get("sign-in", "")}

    @property
    def pointing(self):
        """How much points at the record that goes, by what it is."""
        counts = {}
        for pointer in pointers_at(type(self.gone)):
            if not pointer.is_part and (number := pointer.rows(self.gone.pk).count()):
                name = capfirst(pointer.model._meta.verbose_name_plural)
                counts[name] = counts.get(name, 0) + number
        return [{"words": words, "number": number} for words, number in sorted(counts.items())]

    @property
    def obstacles(self):
        return list(obstacles(self.kept, self.gone))


def obstacles(kept, gone):
    """What stands against putting two records together, each with what to do about it."""
    if kept.pk == gone.pk:
        yield _("A record cannot be put together with itself.")
        return
    for record in (kept, gone):
        if record.status != RecordStatus.LISTED:
            yield _(
                "%(name)s is not listed (%(status)s). Only records that are listed can be put together: decide first "
                "what becomes of this one."
            ) % {"name": record, "status": record.get_status_display()}
    if isinstance(kept, Person):
        waiting = MembershipApplication.objects.filter(
            person__in=[kept, gone], submitted_at__isnull=False, decided_at=None
        )
        for application in waiting:
            yield _("The application of %(name)s waits for a decision: decide it first.") % {"name": application}
    elif loaded_from_files(gone):
        yield _(
            "%(name)s comes with the platform’s data files and would come again when they are loaded. Keep this "
            "record, and put the other one into it."
        ) % {"name": gone}


def united_audiences(kept, gone, values):
    """Who sees which field afterwards. A list that grows is shown to no more people than the narrower of the two;
    a field that was chosen keeps the audience its owner gave it.
    """
    chosen = {KEPT: kept.field_audiences or {}, GONE: gone.field_audiences or {}}

    def audience(side, name):
        return int(chosen[side].get(name, FIELD_DEFAULTS[name]))

    found = dict(chosen[KEPT])
    for field in _PERSON:
        if field.audience and values.get(field.key) == GONE:
            found[field.audience] = audience(GONE, field.audience)
    held = contents(gone)
    for name in (*LISTS_WITH_AUDIENCE, "biography"):
        key = "biographies" if name == "biography" else name
        if held[key] and audience(GONE, name) > audience(KEPT, name):
            found[name] = audience(GONE, name)
    return found


def audience_notes(kept, gone):
    """Lists that will be shown to fewer people than now, in words."""
    united = united_audiences(kept, gone, {})
    now = contents(kept)
    return [
        _("%(field)s: seen by %(audience)s") % {"field": FIELD_LABELS[name], "audience": Audience(level).label}
        for name, level in united.items()
        if level != now[AUDIENCE + name]
    ]
