"""Reading one file and bringing the records up to it."""

import csv
import hashlib
from dataclasses import dataclass, field

from audit.actions import record
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import transaction

from ..models import LoadedRow
from .cells import CellError, DataFileError
from .sheets import DATA, SHEETS

MOST_FAULTS = 20

# The line that stands for all files together.
ALL_FILES = ""


@dataclass
class Loaded:
    """What loading a file did, as codes of rows.

    ``edited`` are those of which something was edited on the site and therefore left; ``gone`` were loaded once and
    are no longer in the file.
    """

    file: str
    created: list = field(default_factory=list)
    updated: list = field(default_factory=list)
    unchanged: list = field(default_factory=list)
    edited: list = field(default_factory=list)
    gone: list = field(default_factory=list)


def load_sheet(sheet, folder, *, overwrite=False):
    """Bring the records of one file up to it, in one transaction; a fault anywhere leaves them all as they were.

    Fields edited on the site since the last time keep what people wrote, unless ``overwrite``.
    """
    with transaction.atomic():
        for cell in sheet.cells:
            if hasattr(cell, "prepare"):
                cell.prepare()
        rows = _read(sheet, folder / sheet.file)
        return _bring_up(sheet, rows, overwrite)


def _read(sheet, path):
    """The rows of a file as (line, code, words); any fault in shape or key is told."""
    if not path.exists():
        raise DataFileError([f"{sheet.file}: there is no such file in {path.parent.name}."])
    wanted = list(dict.fromkeys([sheet.column, *(name for cell in sheet.cells for name in cell.columns)]))
    faults: list[str] = []
    rows: list[tuple[int, str, dict]] = []
    seen: dict[str, int] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines, strict=True)
        try:
            missing = [name for name in wanted if name not in (reader.fieldnames or [])]
            if missing:
                raise DataFileError([f"{sheet.file}, row 1: the column {name} is missing." for name in missing])
            for words in reader:
                line = reader.line_num
                code = words.get(sheet.column)
                if None in words or None in words.values():
                    faults.append(f"{sheet.file}, row {line}: it has another number of cells than the heading.")
                elif not code:
                    faults.append(f"{sheet.file}, row {line}, column {sheet.column}: it is empty.")
                elif code in seen:
                    place = f"{sheet.file}, row {line}, column {sheet.column}"
                    faults.append(f"{place}: “{code}” stands in row {seen[code]} already.")
                else:
                    seen[code] = line
                    rows.append((line, code, {**words, "#": len(rows) + 1}))
        except UnicodeDecodeError:
            faults.append(f"{sheet.file}: it is not UTF-8.")
        except csv.Error as error:
            faults.append(f"{sheet.file}, row {reader.line_num}: {error}.")
    if faults:
        raise DataFileError(faults[:MOST_FAULTS])
    return rows


def _parents_first(sheet, rows):
    """Rows in an order in which the broader term comes before the narrower."""
    if not sheet.parent:
        return rows
    by_code = {row[1]: row for row in rows}
    ordered = {}

    def place(row, seen=()):
        _line, code, words = row
        parent = by_code.get(words[sheet.parent])
        if parent and parent[1] not in ordered and code not in seen:
            place(parent, (*seen, code))
        ordered[code] = row

    for row in rows:
        if row[1] not in ordered:
            place(row)
    return list(ordered.values())


def _bring_up(sheet, rows, overwrite):
    loaded = Loaded(sheet.file)
    records = sheet.records()
    last = dict(LoadedRow.objects.filter(file=sheet.file).values_list("code", "values"))
    noted, faults = [], []

    for line, code, words in _parents_first(sheet, rows):
        thing = records.get(code)
        try:
            stated = _stated(sheet, words)
        except DataFileError as bad:
            faults += [f"{sheet.file}, row {line}, {fault}" for fault in bad.faults]
            continue
        if stated != last.get(code):
            noted.append(LoadedRow(file=sheet.file, code=code, values=stated))
        if thing is None:
            changes = sheet.cells
        else:
            changes = [cell for cell in sheet.cells if cell.held(thing) != stated[cell.field]]
            ours = [cell for cell in changes if overwrite or _is_ours(cell, thing, last.get(code, {}))]
            if len(ours) < len(changes):
                loaded.edited.append(code)
            if not ours:
                loaded.unchanged.append(code)
                continue
            changes = ours
        new = thing is None
        thing = thing or sheet.new(code)
        for cell in changes:
            if not cell.is_many:
                cell.put(thing, stated[cell.field])
        faults += [f"{sheet.file}, row {line}, {fault}" for fault in _faults_of(sheet, thing)]
        if faults:
            continue
        thing.save()
        for cell in changes:
            if cell.is_many:
                cell.put(thing, stated[cell.field])
        if new:
            sheet.remember(code, thing)
        if sheet.is_audited:
            record("directory.reference.loaded", thing, reason=sheet.file)
        (loaded.created if new else loaded.updated).append(code)

    if faults:
        raise DataFileError(faults[:MOST_FAULTS])
    LoadedRow.objects.bulk_create(
        noted, update_conflicts=True, unique_fields=["file", "code"], update_fields=["values", "loaded_at"]
    )
    loaded.gone = sorted(set(last) - {code for _line, code, _words in rows})
    return loaded


def _is_ours(cell, thing, last):
    """Whether a field still holds what the file said last.

    What no file has said yet, as with a column that is new, is ours while the field is empty or holds its default.
    """
    held = cell.held(thing)
    if cell.field in last:
        return held == last[cell.field]
    return not held or held == _default_of(thing, cell.field)


def _default_of(thing, name):
    try:
        return thing._meta.get_field(name).get_default()
    except (FieldDoesNotExist, AttributeError):
        # Tags, descriptions and the like are no columns.
        return None


def _stated(sheet, words):
    """What a row says, by field of the record."""
    stated, faults = {}, []
    for cell in sheet.cells:
        try:
            stated[cell.field] = cell.parse(words)
        except CellError as bad:
            faults.append(f"column {cell.column}: {bad}.")
    if faults:
        raise DataFileError(faults)
    return stated


def _faults_of(sheet, thing):
    """What the record's own fields refuse: too long, not on the list, empty where it may not be."""
    columns = {cell.field: cell.column for cell in sheet.cells}
    unasked = [field.name for field in thing._meta.fields if field.name not in columns or field.is_relation]
    try:
        thing.clean_fields(exclude=unasked)
    except ValidationError as refused:
        told = refused.message_dict.items()
        return [f"column {columns[name]}: {message}" for name, messages in told for message in messages]
    return []


def is_up_to_date():
    """Whether the product's files are the very ones that were loaded last."""
    return LoadedRow.objects.filter(file=ALL_FILES, values=_all_files()).exists()


def note_up_to_date():
    LoadedRow.objects.update_or_create(file=ALL_FILES, code="all", defaults={"values": _all_files()})


def _all_files():
    seen = hashlib.sha256()
    for sheet in SHEETS:
        seen.update((DATA / sheet.file).read_bytes())
    return {"sha256": seen.hexdigest()}
