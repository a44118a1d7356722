"""The verbs of an import, each possible in its own states only."""

import hashlib
from contextlib import contextmanager
from datetime import timedelta

from audit.actions import record
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import get_language

from ..choices import Audience, RecordStatus
from . import holding, tasks
from .checking import Checker, count
from .choices import (
    AT_ONCE,
    KEPT_DAYS,
    WORKING,
    EmptyCells,
    Kind,
    Lists,
    RowState,
    State,
    UnknownInstitutions,
)
from .fields import field_for_guess
from .models import ImportMapping, ImportRow, ImportRun
from .reading.columns import guess
from .tables import tables_of
from .targets import rows_are

# Records and rows up to which a choice is judged while the person waits.
_SMALL = 5_000
# So alike, and nobody else, a record is taken when the likeliest is asked for.
_LIKELY = 90
# So long a step may wait for a worker before it is called interrupted.
_PATIENCE = timedelta(seconds=30)


class WrongStepError(Exception):
    """The import is at another step by now: somebody else went on, or the page is an old one."""

    def __init__(self, run):
        super().__init__(f"The import is {run.state}.")
        self.run = run


def default_settings(kind):
    return {
        "country": None,
        "category": None,
        "language": "",
        "audience": int(Audience.MEMBERS if rows_are(kind) == Kind.PEOPLE else Audience.EVERYONE),
        "listing": int(Audience.EVERYONE),
        "status": RecordStatus.LISTED.value,
        "empty": EmptyCells.KEEP.value,
        "lists": Lists.ADD.value,
        "institutions": UnknownInstitutions.NAME.value,
        "source": "",
        "posts": False,
        "posts_by": "",
        "posts_source": "",
        "posts_from": None,
    }


@transaction.atomic
def upload(file, filename, *, kind, by):
    """Keep a file and look into it. Raises ``CannotRead`` with what is wrong; then nothing is kept."""
    content = file.read()
    run = ImportRun(
        kind=kind,
        filename=filename[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        by=by,
        language=(get_language() or "en"),
        settings=default_settings(kind),
    )
    run.file.save(get_valid_filename(filename)[-80:] or "file", ContentFile(content), save=False)
    try:
        tables = tables_of(run)
        table = next((table for table in tables if not table.is_hidden), tables[0])
        look_into(run, table)
    except Exception:
        run.file.delete(save=False)
        raise
    run.save()
    record("imports.run.uploaded", run, by=by, changes={"sha256": run.sha256})
    return run


def look_into(run, table):
    """Take over the headers of a table and what its columns seem to hold, or held the last time."""
    sample = table.sample()
    run.sheet, run.headers = table.name[:200], list(table.headers)
    run.notes = [[note.code, {key: str(value) for key, value in note.params.items()}] for note in table.notes]
    remembered = ImportMapping.objects.filter(kind=run.kind, signature=signature_of(run.headers)).first()
    if remembered is not None and len(remembered.mapping) == len(run.headers):
        run.mapping = remembered.mapping
        kept = {key: value for key, value in remembered.settings.items() if not key.startswith("posts")}
        run.settings = {**default_settings(run.kind), **kept}
        return
    found = guess(run.headers, sample, of=run.rows_are.value)
    taken, guessed = set(), {each.field for each in found}
    run.mapping = []
    for number, each in enumerate(found):
        field = field_for_guess(run.kind, run.headers[number], each, taken, guessed)
        run.mapping.append(
            {"column": number, "fields": [field] if field else [], "why": [each.code, _plain(each.params)]}
        )


def _plain(params):
    return {key: str(value) for key, value in params.items()}


def signature_of(headers):
    """What tables with the same columns have in common, whatever the case and the spaces."""
    plain = "\x1f".join(" ".join(header.casefold().split()) for header in headers)
    return hashlib.sha256(plain.encode()).hexdigest()


def choose_sheet(run, name, *, by):
    """Take another sheet of the file. What was chosen of columns begins anew."""
    with _at(run, State.UPLOADED, State.CHECKED) as fresh:
        table = next(table for table in tables_of(fresh) if table.name == name)
        look_into(fresh, table)
        _drop_rows(fresh)
        fresh.state, fresh.counts = State.UPLOADED, {}
        fresh.save()
    return fresh


def choose_columns(run, mapping, settings, *, by, here=False):
    """Keep what columns hold and how the rows are to be taken, remember it for the next time, and check the rows."""
    with _at(run, State.UPLOADED, State.CHECKED, State.FAILED) as fresh:
        fresh.mapping, fresh.settings = mapping, {**default_settings(run.kind), **settings}
        _drop_rows(fresh)
        fresh.state, fresh.counts, fresh.problem = State.CHECKING, {}, ""
        fresh.language = get_language() or "en"
        _work(fresh, here)
        fresh.save()
        ImportMapping.objects.update_or_create(
            kind=fresh.kind,
            signature=signature_of(fresh.headers),
            defaults={"mapping": mapping, "settings": fresh.settings, "by": by, "used_at": timezone.now()},
        )
        record("imports.run.mapped", fresh, by=by)
    return fresh


def _drop_rows(run):
    rows = ImportRow.objects.filter(run=run)
    rows._raw_delete(rows.db)


def decide(run, row_keys, *, row=None, cells=None, by):
    """Keep what somebody chose about rows, and judge these rows again: at once, or in the background when it is long.

    ``row`` is {"as": "new" | "same" | "skip", …} or {} to forget it; ``cells`` {"<column>:<field>": {...}}.
    """
    with _at(run, State.CHECKED) as fresh:
        rows = list(fresh.rows.select_for_update().filter(pk__in=row_keys).order_by("pk"))
        for each in rows:
            decision = dict(each.decision)
            if row is not None:
                decision["row"] = row
            if cells:
                decision["cells"] = {**decision.get("cells", {}), **cells}
            each.decision, each.state = decision, RowState.WAITING
        ImportRow.objects.bulk_update(rows, ["decision", "state"], batch_size=200)
        _split(fresh, rows)
        _judge_now_or_later(fresh, len(rows))
    return fresh


def decide_all(run, code, choice, *, by):
    """Decide the same about every row with one kind of finding. Returns the import and how many rows it was."""
    with _at(run, State.CHECKED) as fresh:
        rows = list(fresh.rows.select_for_update().filter(codes__contains=f" {code} ").order_by("pk"))
        decided = [row for row in rows if _decide_by_kind(row, code, choice)]
        for row in decided:
            row.state = RowState.WAITING
        ImportRow.objects.bulk_update(decided, ["decision", "state"], batch_size=200)
        _split(fresh, decided)
        _judge_now_or_later(fresh, len(decided))
    return fresh, len(decided)


def _decide_by_kind(row, code, choice):
    """Write a choice about a kind of finding into a row. Returns whether it has anything to choose there."""
    decision = {**row.decision, "cells": dict(row.decision.get("cells", {}))}
    if choice == "skip" or (code == "may_be" and choice == "new"):
        decision["row"] = {"as": choice}
    elif choice == "likeliest":
        found = next(each for each in row.findings if each["code"] == code)["proposals"]
        best = found[0]
        if best["score"] < _LIKELY or (len(found) > 1 and found[1]["score"] >= _LIKELY):
            return False
        decision["row"] = {"as": "same", **{key: best[key] for key in ("record", "row") if key in best}}
    else:
        touched = False
        for each in row.findings:
            if each["code"] != code or "column" not in each or not (each.get("open") or each.get("offers")):
                continue
            wanted = {"first": {"take": [0]}, "split": {"split": each["params"].get("count", 2)}}.get(
                choice, {choice: True}
            )
            if choice == "first" and not each.get("proposals"):
                continue
            decision["cells"][f"{each['column']}:{each['field']}"] = wanted
            touched = True
        if not touched:
            return False
    row.decision = decision
    return True


def _judge_now_or_later(run, number):
    """Judge rows that were decided anew: at once, or in the background when that is long."""
    if number > AT_ONCE or run.rows_in_file + run.record_model.objects.count() > _SMALL:
        run.state = State.CHECKING
        _work(run)
    else:
        checker = Checker(run)
        checker.judge_waiting()
        checker.hold_followers()
        run.counts = count(run)
    run.save(update_fields=["state", "counts", "begun_at"])


def _split(run, rows):
    """Rows that name several people get a row for each; rows that name one again lose the others."""
    for row in rows:
        if row.part:
            continue
        number = max([each.get("split", 1) for each in row.decision.get("cells", {}).values()], default=1)
        others = run.rows.filter(number=row.number, part__gt=0)
        for part in range(1, min(number, 10)):
            ImportRow.objects.get_or_create(
                run=run, number=row.number, part=part, defaults={"cells": row.cells, "decision": row.decision}
            )
        others.filter(part__gte=number).delete()


def begin_applying(run, *, by, here=False):
    """Have the rows written. Returns False when that was begun, or done, before: a second press does nothing."""
    return _begin(run, State.CHECKED, State.APPLYING, {State.APPLYING, State.APPLIED}, by, here)


def begin_undoing(run, *, by, here=False):
    """Have the import taken back. Returns False when that was begun, or done, before."""
    return _begin(run, State.APPLIED, State.UNDOING, {State.UNDOING, State.UNDONE}, by, here)


def _begin(run, before, after, begun, by, here):
    with transaction.atomic():
        fresh = ImportRun.objects.select_for_update().get(pk=run.pk)
        if fresh.state in begun:
            return False
        if fresh.state != before:
            raise WrongStepError(fresh)
        fresh.state, fresh.problem = after, ""
        fresh.version += 1
        fresh.settings = {**fresh.settings, "begun_by": by.pk if by else None}
        _work(fresh, here)
        fresh.save(update_fields=["state", "problem", "version", "settings", "begun_at"])
    return True


def go_on(run):
    """Have an interrupted step gone on with. Returns False when nothing is interrupted."""
    fresh = ImportRun.objects.get(pk=run.pk)
    if not is_interrupted(fresh):
        return False
    tasks.work_on_import.enqueue(run=fresh.pk)
    return True


def is_interrupted(run):
    """Whether a step was begun, by a process that is gone, or by nobody for a while."""
    if run.state not in WORKING or holding.is_held(run):
        return False
    return bool(holding.progress(run)) or run.begun_at is None or timezone.now() - run.begun_at > _PATIENCE


def _work(run, here=False):
    """Note that a step begins, and have it done in the background, unless whoever asks does it ``here``."""
    run.begun_at = timezone.now()
    holding.forget(run)
    if here:
        return
    transaction.on_commit(lambda: tasks.work_on_import.enqueue(run=run.pk))


def discard(run, *, by):
    """Throw away an import of which nothing was written, with its file and rows."""
    with _at(run, State.UPLOADED, State.CHECKED, State.FAILED) as fresh:
        record("imports.run.discarded", fresh, by=by)
        name, storage = fresh.file.name, fresh.file.storage
        _drop_rows(fresh)
        fresh.delete()
        if name:
            transaction.on_commit(lambda: storage.delete(name))


@contextmanager
def _at(run, *states):
    """Hold an import in a transaction; ``WrongStepError`` when it is at none of these steps."""
    with transaction.atomic():
        fresh = ImportRun.objects.select_for_update().get(pk=run.pk)
        if fresh.state not in states:
            raise WrongStepError(fresh)
        fresh.version += 1
        yield fresh
        if fresh.pk:
            ImportRun.objects.filter(pk=fresh.pk).update(version=fresh.version)


def forget_old_imports():
    """Erase files and the words of rows after a while; what became of which record is kept. Returns how many."""
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    old = ImportRun.objects.filter(uploaded_at__lt=before, erased_at=None).exclude(state__in=WORKING)
    for run in old:
        if run.file:
            run.file.delete(save=False)
        run.rows.update(cells=[], values={}, keys={}, findings=[], decision={}, label="", made={})
        run.filename, run.erased_at, run.notes = "", timezone.now(), []
        run.save(update_fields=["file", "filename", "erased_at", "notes"])
    return len(old)
