"""Writing the rows of an import into the directory: by the thousand, in one transaction."""

import gc
from collections import defaultdict
from contextlib import contextmanager

from audit.actions import record as note
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.text import slugify

from ..actions.designations import DesignationError, designate
from ..actions.records import keep_what_was
from ..choices import RecordStatus, TermStatus
from ..contents import fingerprint, write
from ..models import Country, Designation, ExpertiseTerm, Institution
from ..models.names import romanise, sort_key
from ..models.vocabulary import Category
from ..words import words
from ..written import records_written
from . import holding
from .choices import Kind, Outcome, RowState, State
from .merging import merged, record_of
from .models import ImportRow, ImportRun
from .recognising import identities_in, identities_of
from .standing import contents_of_many, empty_contents
from .versions import keep_first_versions

BATCH = 2000


class DirectoryMovedError(Exception):
    """Records these rows are about were changed, or came in another way, since the rows were checked."""

    def __init__(self, rows):
        super().__init__("The directory has moved on since the rows were checked.")
        self.rows = rows


@contextmanager
def undisturbed():
    """Looking for garbage among many objects that all stay takes a good part of the time, and finds none."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def roots_of(run):
    """Rows that others continue, each with the row its record comes from: none, where that one stays behind."""
    following = run.rows.filter(record_id=None, row_of_file__isnull=False)
    leads = dict(following.filter(part=0).values_list("number", "row_of_file"))
    has_record = Q(outcome=Outcome.CREATE) | Q(record_id__isnull=False)
    written = set(run.rows.filter(has_record, part=0).values_list("number", flat=True))
    roots = {}
    for number in set(following.values_list("row_of_file", flat=True)):
        root, passed = number, set()
        while root in leads and root not in passed:
            passed.add(root)
            root = leads[root]
        roots[number] = root if root in written else None
    return roots


@transaction.atomic
def write_rows(run, *, by):
    """Write every row that makes or changes a record. All of them, or none."""
    holding.wait_for_other_imports()
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state != State.APPLYING:
        return run
    writer = _Writer(run, by)
    if overtaken := writer.overtaken():
        raise DirectoryMovedError(overtaken)
    with undisturbed():
        writer.make_institutions()
        writer.make_terms()
        writer.create()
        writer.change()
    run.state, run.applied_at, run.problem = State.APPLIED, timezone.now(), ""
    run.version += 1
    run.save(update_fields=["state", "applied_at", "problem", "version"])
    records_written.send(run.record_model, keys=sorted(writer.touched))
    if writer.houses_made:
        records_written.send(Institution, keys=sorted(writer.houses_made))
    if writer.companion:
        writer.companion.end(sorted(writer.touched))
    note("imports.run.applied", run, by=by, changes={"rows": run.counts, "sha256": run.sha256})
    return run


class _Writer:
    def __init__(self, run, by):
        self.run, self.by, self.model, self.kind = run, by, run.record_model, run.rows_are
        self.companion = run.target.companion
        self.settings = run.settings
        self.touched, self.houses, self.houses_made, self.terms = set(), {}, set(), {}
        self.total = sum(run.counts.get(outcome, 0) for outcome in (Outcome.CREATE, Outcome.CHANGE))
        self.done = 0
        self.slugs = None
        # As it is before anything is written.
        self.roots = roots_of(run)

    def rows(self, *outcomes, **which):
        """Rows that wait to be written, in batches, in the order of the file."""
        last = 0
        rows = self.run.rows.filter(outcome__in=outcomes, **which)
        # Rows get their keys in the order of the file, but for those of a row that was divided, which come last.
        while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
            last = batch[-1].pk
            yield batch

    def tell(self, number):
        self.done += number
        holding.tell(self.run, self.done, self.total, "apply")

    # --- Is the world still as it was checked? ---

    def overtaken(self):
        """Keys of rows whose record is not what it was when they were checked."""
        found = []
        known = identities_of(self.kind)
        for batch in self.rows(Outcome.CREATE):
            for row in batch:
                # What was known already when the row was checked did not keep it from being new.
                if known.intersection(identities_in(self.kind, row.values)).difference(row.keys.get("seen", ())):
                    found.append(row.pk)
        for batch in self.rows(Outcome.CHANGE):
            held = contents_of_many(self.model, {row.record_id for row in batch if row.record_id})
            known = self.companion.look(batch, self.settings) if self.companion else {}
            for row in batch:
                if row.record_id is None:
                    if not self.roots.get(row.row_of_file):
                        found.append(row.pk)
                elif row.record_id not in held:
                    found.append(row.pk)
                else:
                    seen = seen_of(self.kind, held[row.record_id], row.values, self.settings)
                    if self.companion:
                        seen += self.companion.seen(row, known, self.settings)
                    if row.seen != seen:
                        found.append(row.pk)
        return found

    # --- What rows need before them ---

    def make_institutions(self):
        """Institutions that people’s rows name and the Secretariat wants to have: each once."""
        if self.kind != Kind.PEOPLE:
            return
        wanted = {}
        for batch in self.rows(Outcome.CREATE, Outcome.CHANGE):
            for row in batch:
                said = row.values.get("affiliation") or {}
                if said.get("make"):
                    key = (sort_key(said["institution_name"]), said.get("country"))
                    wanted.setdefault(key, (said, row.pk))
        if not wanted:
            return
        standing = {}
        for pk, name, name_en, country in Institution.objects.values_list("pk", "name", "name_en", "country"):
            for each in filter(None, (name, name_en)):
                standing.setdefault((sort_key(each), country), pk)
        new = [(key, said, pk) for key, (said, pk) in wanted.items() if key not in standing]
        made = self._insert(
            Institution,
            [
                {**empty_contents(Institution), "name": said["institution_name"], "country": said.get("country")}
                for _key, said, _pk in new
            ],
        )
        by_row = defaultdict(list)
        for (key, _said, pk), (house, _version) in zip(new, made, strict=True):
            standing[key] = house.pk
            self.houses_made.add(house.pk)
            by_row[pk].append(house.pk)
        for pk, keys in by_row.items():
            row = self.run.rows.get(pk=pk)
            row.made = {**row.made, "institutions": keys}
            row.save(update_fields=["made"])
        self.houses = {key: standing[key] for key in wanted}

    def make_terms(self):
        """Fields of expertise nobody has named yet become proposals, as those of members do."""
        said = set()
        for batch in self.rows(Outcome.CREATE, Outcome.CHANGE):
            for row in batch:
                for terms in (row.values.get("terms") or {}).values():
                    said.update(terms)
        if not said:
            return
        known = {}
        for term in ExpertiseTerm.objects.all():
            for name in term.all_names:
                known.setdefault(name.casefold(), term.pk)
        for name in sorted(said):
            if name.casefold() not in known:
                term = ExpertiseTerm.objects.create(name=name, status=TermStatus.PROPOSED, proposed_by=self.by)
                note("directory.expertiseterm.proposed", term, by=self.by)
                known[name.casefold()] = term.pk
        self.terms = {name: known[name.casefold()] for name in said}

    def settled(self, values):
        """The values of a row with the institutions and terms that were made for them."""
        values = dict(values)
        said = values.get("affiliation")
        if said and said.get("make"):
            house = self.houses[(sort_key(said["institution_name"]), said.get("country"))]
            values["affiliation"] = {**said, "institution": house, "institution_name": ""}
        for key, terms in (values.get("terms") or {}).items():
            values[key] = sorted({*values.get(key, ()), *(self.terms[term] for term in terms)})
        return values

    # --- New records ---

    def create(self):
        empty = empty_contents(self.model)
        for batch in self.rows(Outcome.CREATE, state=RowState.CHECKED):
            said = [self.settled(row.values) for row in batch]
            contents = [
                {
                    **empty,
                    **({"listing": int(self.settings.get("listing", 0))} if "listing" in empty else {}),
                    **merged(self.kind, empty, values, self.settings),
                }
                for values in said
            ]
            made = self._insert(self.model, contents, [values.get("parent") for values in said])
            for row, (thing, version) in zip(batch, made, strict=True):
                row.record_id, row.revision_after, row.state = thing.pk, version, RowState.APPLIED
                self.touched.add(thing.pk)
            written = [(row, row.record_id, values) for row, values in zip(batch, said, strict=True)]
            self._give_categories(written)
            if self.companion:
                self.companion.write(written, self)
            ImportRow.objects.bulk_update(batch, ["record_id", "revision_after", "state"], batch_size=250)
            self._keep_made(batch)
            self.tell(len(batch))

    def _insert(self, model, contents, parents=()):
        """New records of these contents, with their rows and first versions. Gives (record, version) for each."""
        made = []
        status = self.settings.get("status", RecordStatus.LISTED)
        for held in contents:
            thing = model(status=status)
            if model is Institution:
                thing.source = self.settings.get("source", "")
                thing.parent_id = parents[len(made)] if parents else None
            made.append((thing, *record_of(self.kind if model is self.model else Kind.INSTITUTIONS, held, thing)))
        for thing, *_rest in made:
            name = thing.romanised_name if self.model is model and self.kind == Kind.PEOPLE else ""
            if name or model is not Institution:
                thing.sort_name = sort_key(f"{thing.family_name} {thing.given_name}")
                thing.slug = self._free_slug(model, thing.romanised_name)
            else:
                thing.sort_name = sort_key(thing.name_en or thing.name)
                thing.slug = self._free_slug(model, thing.name_en or thing.name)
        model.objects.bulk_create([thing for thing, *_rest in made], batch_size=1000)
        owner = model._meta.model_name
        rows = defaultdict(list)
        for thing, children, many in made:
            for children_of in children.values():
                for row in children_of:
                    setattr(
                        row, "content_object_id" if hasattr(row, "content_object_id") else f"{owner}_id", thing.pk
                    )
                    rows[type(row)].append(row)
            for name, keys in many.items():
                field = model._meta.get_field(name)
                through, other = field.remote_field.through, field.m2m_reverse_field_name()
                rows[through] += [through(**{f"{owner}_id": thing.pk, f"{other}_id": key}) for key in keys]
        for table, things in rows.items():
            table.objects.bulk_create(things, batch_size=2000)
        versions = keep_first_versions(model, made, self.by) if made else {}
        return [(thing, versions[thing.pk]) for thing, *_rest in made]

    def _free_slug(self, model, text):
        if self.slugs is None or model not in self.slugs:
            self.slugs = {**(self.slugs or {}), model: set(model.objects.values_list("slug", flat=True))}
            self.numbers = defaultdict(lambda: 1)
        taken = self.slugs[model]
        base = slugify(romanise(text))[:100] or "record"
        slug = base
        while slug in taken:
            self.numbers[model, base] += 1
            slug = f"{base}-{self.numbers[model, base]}"
        taken.add(slug)
        return slug

    # --- Records that are there ---

    def change(self):
        made_of = {}
        for batch in self.rows(Outcome.CHANGE, state=RowState.CHECKED):
            missing = {self.roots[row.row_of_file] for row in batch if row.record_id is None} - set(made_of)
            made_of.update(self.run.rows.filter(number__in=missing, part=0).values_list("number", "record_id"))
            for row in batch:
                key = row.record_id or made_of[self.roots[row.row_of_file]]
                self._change(row, key)
            self._keep_made(batch)
            self.tell(len(batch))

    def _change(self, row, key):
        thing = self.model._default_manager.select_for_update().get(pk=key)
        values = self.settled(row.values)
        changes = merged(self.kind, contents_of_many(self.model, [key])[key], values, self.settings)
        row.record_id, row.state = key, RowState.APPLIED
        parent = values.get("parent") or (thing.parent_id if self.kind == Kind.INSTITUTIONS else None)
        if changes or (parent and thing.parent_id != parent):
            keep_what_was(thing)
            row.revision_before = thing.latest_revision_id
            write(thing, changes)
            if parent:
                thing.parent_id = parent
            thing.save()
            row.revision_after = thing.save_revision(user=self.by, clean=False).pk
        self._give_categories([(row, key, values)])
        if self.companion:
            self.companion.write([(row, key, values)], self)
        self.touched.add(key)
        row.save(update_fields=["record_id", "state", "revision_before", "revision_after"])

    # --- Categories and posts ---

    def _give_categories(self, rows):
        """Categories of rows, unless they are held today. Official posts only where the Secretariat chose so."""
        asked = [(row, key, said) for row, key, values in rows for said in values.get("categories", ())]
        if not asked:
            return
        owner = self.model._meta.model_name
        held = set(
            Designation.objects.current()
            .filter(**{f"{owner}__in": {key for _row, key, _said in asked}})
            .values_list(f"{owner}_id", "category_id", "country_id")
        )
        of_free_will = []
        categories = words(Category)
        for row, key, said in asked:
            category = categories[said["category"]]
            country = said.get("country") if category.is_official else None
            if (key, category.pk, country) in held:
                continue
            held.add((key, category.pk, country))
            starts_on = parse_date(said.get("starts_on") or "") or timezone.localdate()
            ends_on = parse_date(said.get("ends_on") or "")
            if category.is_official:
                if self.settings.get("posts"):
                    self._designate(row, key, category, country, starts_on, ends_on)
                continue
            of_free_will.append(
                (
                    row,
                    Designation(
                        **{f"{owner}_id": key},
                        category=category,
                        starts_on=starts_on,
                        ends_on=ends_on,
                        source=self.settings.get("source", ""),
                        recorded_by=self.by,
                    ),
                )
            )
        Designation.objects.bulk_create([held for _row, held in of_free_will], batch_size=1000)
        for row, designation in of_free_will:
            row.made = {**row.made, "designations": [*row.made.get("designations", ()), designation.pk]}

    def _designate(self, row, key, category, country, starts_on, ends_on):
        owner = self.model._meta.model_name
        try:
            with transaction.atomic():
                post = designate(
                    category,
                    by=self.by,
                    starts_on=starts_on,
                    ends_on=ends_on,
                    country=_country(country),
                    designated_by=self.settings.get("posts_by", ""),
                    source=self.settings.get("posts_source", ""),
                    **{owner: self.model.objects.get(pk=key)},
                )
        except DesignationError as refusal:
            row.made = {**row.made, "refused": [*row.made.get("refused", ()), "; ".join(refusal.messages)]}
        else:
            row.made = {**row.made, "posts": [*row.made.get("posts", ()), post.pk]}

    def _keep_made(self, batch):
        ImportRow.objects.bulk_update([row for row in batch if row.made], ["made"], batch_size=100)


def _country(key):
    return Country.objects.get(pk=key) if key else None


def seen_of(kind, held, values, settings):
    """What of a record a row was compared with, as a mark that changes when it does."""
    changes = merged(kind, held, values, settings)
    return fingerprint(held, sorted(changes)) if changes else ""
