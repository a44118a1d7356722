"""The dry run: what each row of the file says, whom it means, and what it would come to."""

from django.db import transaction
from django.db.models import Count
from django.utils.translation import override

from ..models import Designation
from ..models.names import sort_key
from . import holding
from .cells import pack, unpack
from .choices import Kind, Outcome, RowState, State
from .merging import merged
from .models import ImportRow, ImportRun
from .reading.tables import DATA
from .recognising import Meant, Recognition, identities_in, identities_of
from .standing import contents_of_many
from .tables import table_of
from .understanding import Understanding, finding
from .writing import roots_of, seen_of, undisturbed

BATCH = 1000
# What stands for a cell that is not kept.
UNSAID = "…"
# While one of these is asked about, it need not be said that the row has no name.
NAMES = ("name", "given_name", "family_name", "original_name", "institution")


def check(run):
    """Read the file to its end, or go on where a process was interrupted, and judge rows that were decided anew."""
    with override(run.language), undisturbed():
        checker = Checker(run)
        checker.judge_waiting()
        checker.go_on_with_file()
        checker.hold_followers()
    finish(run)


def finish(run):
    """Count the rows, and say that the import is checked. It stays what it is when somebody moved it meanwhile."""
    with transaction.atomic():
        fresh = ImportRun.objects.select_for_update().get(pk=run.pk)
        if fresh.state != State.CHECKING:
            return
        fresh.counts, fresh.rows_in_file = count(fresh), fresh.rows.filter(part=0).count()
        fresh.state = State.CHECKED
        fresh.version += 1
        fresh.save(update_fields=["counts", "rows_in_file", "state", "version"])
    holding.forget(run)


def count(run):
    """Rows by outcome; they add up to the rows of the file and the further people of divided rows."""
    counts = dict(run.rows.order_by().values_list("outcome").annotate(Count("pk")))
    parts = run.rows.filter(part__gt=0).count()
    return {**counts, **({"parts": parts} if parts else {})}


class Checker:
    def __init__(self, run):
        self.run, self.kind = run, run.rows_are
        self.companion = run.target.companion
        self.understanding = Understanding(run)
        self.recognition = Recognition(self.kind)
        self.known = identities_of(self.kind)
        self._earlier = None
        never = run.target.never_kept
        self.unsaid = {each["column"] for each in run.mapping if never.intersection(each.get("fields", ()))}

    def go_on_with_file(self):
        """Judge the rows of the file that are not judged yet, a thousand at a time, each thousand kept at once."""
        self.remember_rows_before(None)
        last = self.run.rows.order_by("-number").values_list("number", flat=True).first() or 0
        done, batch = self.run.rows.filter(part=0).count(), []
        for row in table_of(self.run).rows:
            if row.number <= last:
                continue
            batch.append(row)
            if len(batch) == BATCH:
                done = self._keep(batch, done)
                batch = []
        if batch:
            self._keep(batch, done)

    def _keep(self, batch, done):
        rows = [
            ImportRow(
                run=self.run,
                number=row.number,
                cells=[
                    UNSAID if number in self.unsaid and cell.text else pack(cell)
                    for number, cell in enumerate(row.cells)
                ],
            )
            for row in batch
        ]
        notes = {row.number: (row.kind, row.notes) for row in batch}
        self.judge(rows, notes)
        ImportRow.objects.bulk_create(rows, batch_size=500)
        holding.tell(self.run, done + len(rows), 0, "check")
        return done + len(rows)

    def remember_rows_before(self, number):
        """Let rows judged earlier be found, up to a row or all of them; a row is compared with those above it."""
        if self._earlier is None:
            judged = self.run.rows.filter(part=0).exclude(outcome__in=[Outcome.NO_RECORD, Outcome.SKIPPED])
            self._earlier = list(
                judged.exclude(state=RowState.WAITING).order_by("-number").values_list("number", "keys")
            )
        while self._earlier and (number is None or self._earlier[-1][0] < number):
            self.recognition.remember(*self._earlier.pop())

    def judge_waiting(self):
        """Judge rows again about which something was decided."""
        last = 0
        waiting = self.run.rows.filter(state=RowState.WAITING)
        total, done = waiting.count(), 0
        while batch := list(waiting.filter(pk__gt=last).order_by("pk")[:BATCH]):
            last = batch[-1].pk
            self.judge(batch)
            keep_judgement(batch)
            done += len(batch)
            holding.tell(self.run, done, total, "check")

    def hold_followers(self):
        """Rows that continue one that stays behind stay behind with it, and go when it goes.

        What continues a row left out by choice is judged anew: it stands for itself.
        """
        roots = roots_of(self.run)
        left_out = self.run.rows.filter(part=0, outcome=Outcome.SKIPPED)
        alone = set(left_out.values_list("number", flat=True)) if roots else ()
        held, judged_anew = [], []
        for row in self.run.rows.filter(record_id=None, row_of_file__isnull=False):
            if any(each.get("open") for each in row.findings):
                continue
            if row.row_of_file in alone and not row.decision.get("row"):
                row.state = RowState.WAITING
                judged_anew.append(row)
                continue
            outcome = Outcome.CHANGE if roots[row.row_of_file] else Outcome.PROBLEM
            if row.outcome != outcome:
                row.outcome = outcome
                held.append(row)
        ImportRow.objects.bulk_update(held, ["outcome"], batch_size=500)
        if judged_anew:
            ImportRow.objects.bulk_update(judged_anew, ["state"], batch_size=500)
            again = Checker(self.run)
            again.judge_waiting()
            again.hold_followers()

    def judge(self, rows, notes=None):
        """Fill what rows say and come to. ``notes`` come with rows read from the file just now."""
        meant = []
        for row in rows:
            row_kind, row_notes = (notes or {}).get(row.number, (row.made.get("kind", DATA), None))
            if row_notes is not None:
                row.made = {
                    **({"kind": row_kind} if row_kind != DATA else {}),
                    **({"notes": [[note.code, _plain(note.params)] for note in row_notes]} if row_notes else {}),
                }
            meant.append(self._understand(row))
        held = contents_of_many(self.run.record_model, {record for record in meant if record})
        categories = self._categories_of([row for row in rows if row.values.get("categories")])
        known = self.companion.look(rows, self.run.settings) if self.companion else {}
        for row, record in zip(rows, meant, strict=True):
            more = False
            if self.companion and row.outcome in (Outcome.CREATE, Outcome.CHANGE, Outcome.DUPLICATE, Outcome.PROBLEM):
                more = self.companion.compare(row, known, self.run.settings)
            if row.outcome == Outcome.CHANGE and record:
                self._compare(row, held.get(record), categories.get(record, ()), more)
                if self.companion:
                    row.seen += self.companion.seen(row, known, self.run.settings)
            row.state = RowState.CHECKED
            row.codes = _codes(row)

    def _understand(self, row):
        """Read one row. Returns the key of the record it is about, if it is about one."""
        row.record_id = row.row_of_file = None
        row.seen = ""
        if row.made.get("kind"):
            row.outcome, row.values, row.keys = Outcome.NO_RECORD, {}, {}
            row.findings = [finding(code=code, params=params) for code, params in row.made.get("notes", ())]
            row.label = next((str(unpack(cell).text) for cell in row.cells if unpack(cell).text), "")[:255]
            return None
        cells = [unpack(cell) for cell in row.cells]
        said = self.understanding.read(cells, row.decision.get("cells", {}), row.part)
        row.values, row.keys, row.label = said.values, said.keys, said.label[:255]
        row.findings = [
            finding(code=code, params=params) for code, params in row.made.get("notes", ())
        ] + said.findings
        if row.as_decided == "skip":
            row.outcome = Outcome.SKIPPED
            return None
        if said.is_blank:
            row.outcome = Outcome.NO_RECORD
            row.findings.append(finding(code="blank_row"))
            return None
        identities = identities_in(self.kind, row.values)
        if row.pk:
            self.remember_rows_before(row.number)
        meant = self._meant(row)
        if meant.record is None and meant.row is None and not meant.maybe:
            row.keys = {**row.keys, "seen": sorted(self.known.intersection(identities))}
        if row.part == 0:
            self.recognition.remember(row.number, row.keys)
        if meant.maybe:
            row.findings.append(
                finding(
                    code="may_be",
                    proposals=[
                        {"row" if is_row else "record": key, "score": score, "reasons": list(reasons)}
                        for key, is_row, score, reasons in meant.maybe
                    ],
                    is_open=True,
                )
            )
        row.record_id, row.row_of_file = meant.record, meant.row
        if meant.row is not None:
            row.findings.append(finding(code="same_as_row", params={"row": meant.row}))
        is_known = meant.record is not None or meant.row is not None
        is_asked = any(each.get("open") and each.get("field") in NAMES for each in row.findings)
        if not is_known and not self._has_name(row) and not is_asked:
            row.findings.append(finding(code="no_name", is_open=True))
        if any(each.get("open") and each["code"] != "may_be" for each in row.findings):
            row.outcome = Outcome.PROBLEM
        elif meant.maybe:
            row.outcome = Outcome.DUPLICATE
        else:
            row.outcome = Outcome.CHANGE if is_known else Outcome.CREATE
        return meant.record

    def _moves(self, row):
        """Whether an institution is said to belong to another one than it does."""
        parent = row.values.get("parent")
        return parent and not self.run.record_model.objects.filter(pk=row.record_id, parent=parent).exists()

    def _at_known_institution(self, values, held):
        """The institution of a row is the one where the person works already, if that is called so."""
        said = values.get("affiliation") or {}
        if said.get("institution") or not said.get("institution_name"):
            return values
        named = self.understanding.institutions_named(said["institution_name"])
        known = next((row["institution"] for row in held["affiliations"] if row["institution"] in named), None)
        return {**values, "affiliation": {**said, "institution": known, "make": False}} if known else values

    def _categories_of(self, rows):
        owner = self.run.record_model._meta.model_name
        held = {}
        current = Designation.objects.current().filter(
            **{f"{owner}__in": {row.record_id for row in rows if row.record_id}}
        )
        for record, category, country in current.values_list(f"{owner}_id", "category_id", "country_id"):
            held.setdefault(record, set()).add((category, country))
        return held

    def _meant(self, row):
        decided = row.decision.get("row", {})
        if decided.get("as") == "new":
            # What is known of the row stays on it: it is new in spite of it.
            row.keys = {**row.keys, "seen": sorted(self.known.intersection(identities_in(self.kind, row.values)))}
            return Meant()
        if decided.get("as") == "same":
            if decided.get("record"):
                return Meant(record=decided["record"])
            return Meant(row=decided["row"])
        return self.recognition.meant_by(row.keys)

    def _has_name(self, row):
        fields = row.values.get("fields", {})
        return bool(fields.get("family_name") if self.kind == Kind.PEOPLE else fields.get("name"))

    def _compare(self, row, held, categories, more=False):
        """What the row would change in the record it is about; nothing, if the record says it all."""
        if held is None:
            row.findings.append(finding(code="record_gone", is_open=True))
            row.outcome, row.record_id = Outcome.PROBLEM, None
            return
        row.values = self._at_known_institution(fitting(self.kind, row.values, held), held)
        changes = merged(self.kind, held, row.values, self.run.settings)
        row.values = without_held(row.values, categories)
        others = more or row.values.get("terms") or row.values.get("categories") or self._moves(row)
        if not changes and not others:
            row.outcome = Outcome.SAME
        row.seen = seen_of(self.kind, held, row.values, self.run.settings)


def fitting(kind, values, held):
    """The values of a row without a name that only says in other words what the record is called."""
    fields = dict(values.get("fields", {}))
    if kind == Kind.INSTITUTIONS and sort_key(fields.get("name", "")) == sort_key(held["name"]):
        # The language of a name was guessed from its script; the record knows better.
        fields.pop("name_language", None)
    if kind == Kind.PEOPLE:
        names = ("given_name", "family_name", "suffix", "original_given_name", "original_family_name",
                 "name_language", "family_name_first")  # fmt: skip
        said = _parts(fields.get("given_name"), fields.get("family_name"), fields.get("suffix"))
        known = _parts(held["given_name"], held["family_name"], held["suffix"])
        written = _parts(held["original_given_name"], held["original_family_name"])
        if values.get("whole_name") and said and said in (known, written):
            for name in names:
                fields.pop(name, None)
        said = _parts(fields.get("original_given_name"), fields.get("original_family_name"))
        if values.get("whole_original") and said and said == written:
            for name in ("original_given_name", "original_family_name", "name_language", "family_name_first"):
                fields.pop(name, None)
    return {**values, "fields": fields}


def _parts(*names):
    return sorted("".join(sort_key(name) for name in names if name).replace(" ", ""))


def without_held(values, held):
    """What a row says of categories, without those its record holds today; ``held``: (category, country)."""
    if not values.get("categories"):
        return values
    kinds = {category for category, _country in held}
    return {
        **values,
        "categories": [
            each
            for each in values["categories"]
            if (each["category"], each.get("country")) not in held
            and not (each.get("country") is None and each["category"] in kinds)
        ],
    }


def keep_judgement(rows):
    """Write what was judged of rows that are in the database."""
    ImportRow.objects.bulk_update(
        rows,
        ["values", "keys", "label", "findings", "outcome", "record_id", "row_of_file", "seen", "state", "codes"],
        batch_size=100,
    )


def _codes(row):
    marks = dict.fromkeys(
        mark
        for each in row.findings
        for mark in (each["code"], *([f"column-{each['column']}"] if each.get("column") is not None else []))
    )
    return f" {' '.join(marks)} "[:600] if marks else ""


def _plain(params):
    return {
        key: value if isinstance(value, (str, int, float, bool, type(None))) else str(value)
        for key, value in params.items()
    }
