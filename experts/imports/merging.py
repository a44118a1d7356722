"""What an entry of the roster would say after a row: values of a row put into the contents of an entry."""

from directory.contents import in_order
from directory.imports.choices import Lists
from directory.models.names import sort_key

from ..choices import MOST_PANELS, MOST_PUBLICATIONS, ExpertiseLevel
from ..contents import ENTRY

MOST = {"publications": MOST_PUBLICATIONS, "panels": MOST_PANELS}
_PLAIN_ROWS = ("education", "qualifications", "panels", "availability")


def merged_entry(held, more, settings, new_terms=()):
    """The keys of ``held`` (the contents of an entry) that a row changes, with what they would hold.

    ``new_terms`` are fields of expertise that were proposed for the row: (key, level, years).
    """
    is_whole = settings.get("lists") == Lists.REPLACE
    changes = dict(more.get("fields", {}))
    for name in ("countries_worked_in", "regions_worked_in"):
        if more.get(name):
            changes[name] = sorted({*more[name], *(() if is_whole else held[name])})
    if more.get("willing_to"):
        before = () if is_whole else held["willing_to"]
        changes["willing_to"] = list(dict.fromkeys((*before, *more["willing_to"])))
    terms = [*more.get("terms", ()), *new_terms]
    if terms:
        changes["fields"] = _fields(held["fields"], terms, is_whole)
    if more.get("free_terms"):
        before = [] if is_whole else [line.strip() for line in held["free_terms"].splitlines() if line.strip()]
        known = {sort_key(line) for line in before}
        added = [term for term in more["free_terms"] if sort_key(term) not in known]
        changes["free_terms"] = "\n".join([*before, *added])
    for name in _PLAIN_ROWS:
        if more.get(name):
            changes[name] = _rows(name, held[name], more[name], is_whole)
    if more.get("publications"):
        changes["publications"] = publications_with(held["publications"], more["publications"], is_whole)
    for name, most in MOST.items():
        if len(changes.get(name, ())) > most:
            changes[name] = changes[name][:most]
    return {key: value for key, value in changes.items() if held.get(key) != value}


def left_out(held, more, settings):
    """Of lists with an end, what finds no place any more: [(name, [words, …]), …]."""
    is_whole = settings.get("lists") == Lists.REPLACE
    found = []
    for name, most in MOST.items():
        if not more.get(name):
            continue
        put = publications_with if name == "publications" else lambda *args: _rows("panels", *args)
        rows = put(held[name], more[name], is_whole)
        if len(rows) > most:
            found.append((name, [row.get("title") or row.get("name") for row in rows[most:]]))
    return found


def _fields(held, said, is_whole):
    rows = {} if is_whole else {row["term"]: dict(row) for row in held}
    before = {row["term"]: row for row in held}
    for key, level, years in said:
        known = before.get(key, {})
        rows[key] = {
            "term": key,
            "level": int(level or known.get("level") or ExpertiseLevel.EXPERIENCED),
            "years": years if years is not None else known.get("years"),
        }
    return in_order(list(rows.values()))


def _rows(name, held, said, is_whole):
    """Rows with those a row of the file adds; the same, by what makes it the same, is filled in and not doubled."""
    rows = ENTRY.rows[name]
    found = [] if is_whole else [dict(row) for row in held]
    for each in said:
        each = {part: each.get(part, rows.model._meta.get_field(part).get_default()) for part in rows.fields}
        mine = next((row for row in found if _mark(rows, row) == _mark(rows, each)), None)
        if mine is None:
            found.append(each)
            continue
        for part, value in each.items():
            if mine[part] in (None, ""):
                mine[part] = value
    # The limit of a list cuts off its end, which has to be what came last.
    return found if name in MOST and len(found) > MOST[name] else in_order(found)


def _mark(rows, row):
    return tuple(sort_key(str(row.get(part) or "")) for part in rows.identity)


def publications_with(held, said, is_whole=False):
    """Publications in their order; one is known by its DOI, or by its title."""
    found = [] if is_whole else [dict(row) for row in held]
    for each in said:
        each = {part: each.get(part) or (None if part == "year" else "") for part in ("title", "year", "doi", "url")}
        mine = next((row for row in found if is_same_publication(row, each)), None)
        if mine is None:
            found.append(each)
            continue
        for part, value in each.items():
            if mine[part] in (None, ""):
                mine[part] = value
    return found


def is_same_publication(one, other):
    if one["doi"] and other["doi"]:
        return one["doi"].casefold() == other["doi"].casefold()
    return sort_key(one["title"]) == sort_key(other["title"])
