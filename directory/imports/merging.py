"""What a record would say after a row: values of a row put into the contents of a record, or of a new one."""

import re
from urllib.parse import urlsplit

from ..choices import Audience, ContactKind, LanguageLevel
from ..contents import in_order, schema_of
from ..models.names import sort_key
from .choices import EmptyCells, Kind, Lists

PHONES = (ContactKind.WORK, ContactKind.MOBILE, ContactKind.FAX)


def merged(kind, held, values, settings):
    """The keys of ``held`` (the contents of a record) that a row changes, with what they would hold.

    ``values`` is what the row says (see ``understanding``). What it does not mention stays.
    """
    changes = dict(values.get("fields", {}))
    erase = settings.get("empty") == EmptyCells.ERASE
    if erase:
        for key in values.get("empty", ()):
            if key in held and key not in changes:
                changes[key] = _nothing(held[key])
    is_whole = settings.get("lists") == Lists.REPLACE
    audience = int(settings.get("audience", Audience.MEMBERS))
    for key in ("sectors", "chemicals", "articles", "services", "regions_served", "parties_served", "expertise",
                "interests", "areas_of_work"):  # fmt: skip
        if values.get(key) and key in held:
            changes[key] = sorted({*values[key], *(() if is_whole else held[key])})
    if values.get("languages"):
        changes["languages"] = _languages(kind, held["languages"], values["languages"], is_whole)
    _add_contacts(kind, held, values, audience, is_whole, changes)
    if kind == Kind.PEOPLE and values.get("affiliation"):
        changes["affiliations"] = _affiliations(held["affiliations"], values["affiliation"], is_whole)
    if kind == Kind.PEOPLE and values.get("employment"):
        rows = changes.get("affiliations", held["affiliations"])
        changes["affiliations"] = with_employment(rows, values["employment"])
    texts = [*([values["text"]] if values.get("text") else []), *values.get("texts", ())]
    if texts:
        key = "biographies" if kind == Kind.PEOPLE else "descriptions"
        by_language = {row["language"]: row for row in (*held[key], *texts)}
        changes[key] = in_order(list(by_language.values()))
    return {key: value for key, value in changes.items() if key in held and held[key] != value}


def _nothing(value):
    return type(value)() if isinstance(value, (str, list)) else None


def _languages(kind, held, said, is_whole):
    if kind == Kind.INSTITUTIONS:
        return sorted({*(pk for pk, _level in said), *(() if is_whole else held)})
    levels = {} if is_whole else {row["language"]: row["level"] for row in held}
    before = {row["language"]: row["level"] for row in held}
    for pk, level in said:
        levels[pk] = int(level or before.get(pk, LanguageLevel.GOOD))
    return in_order([{"language": pk, "level": level} for pk, level in levels.items()])


def same_contact(kind, value):
    """The form in which numbers and addresses are compared."""
    if kind == ContactKind.EMAIL:
        return value.strip().casefold()
    if kind == ContactKind.WEBSITE:
        parts = urlsplit(value.strip() if "//" in value else f"//{value.strip()}")
        return f"{parts.netloc.casefold().removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"
    return re.sub(r"\D+", "", value.split("ext")[0]).lstrip("0")


def _add_contacts(kind, held, values, audience, is_whole, changes):
    """E-mail addresses, numbers and websites. A number known as one of another kind is no new one."""
    for key, kinds in (("contacts", (ContactKind.EMAIL, *PHONES)), ("websites", (ContactKind.WEBSITE,))):
        place = key if key in held else "contacts"
        said = [row for row in values.get("contacts", ()) if row["kind"] in kinds]
        if not said:
            continue
        rows = list(changes.get(place, held[place]))
        if is_whole:
            mentioned = {_family(row["kind"]) for row in said}
            wanted = {(_family(row["kind"]), same_contact(row["kind"], row["value"])) for row in said}
            rows = [
                row
                for row in rows
                if _family(row["kind"]) not in mentioned
                or (_family(row["kind"]), same_contact(row["kind"], row["value"])) in wanted
            ]
        known = {(_family(row["kind"]), same_contact(row["kind"], row["value"])) for row in rows}
        for row in said:
            if (mark := (_family(row["kind"]), same_contact(row["kind"], row["value"]))) not in known:
                known.add(mark)
                rows.append({"kind": str(row["kind"]), "value": row["value"], "audience": audience})
        changes[place] = rows


def _family(kind):
    return "phone" if kind in PHONES else str(kind)


def _affiliations(held, said, is_whole):
    """The place of work a row names, among those a record has; the same place is not named twice."""
    rows = [dict(row) for row in held]
    name = sort_key(said.get("institution_name", ""))
    mine = next(
        (
            row
            for row in rows
            if (said.get("institution") and row["institution"] == said["institution"])
            or (name and sort_key(row["institution_name"]) == name)
        ),
        None,
    )
    if mine is None:
        mine = {
            "institution": said.get("institution"),
            "institution_name": "" if said.get("institution") else said.get("institution_name", ""),
            "department": "",
            "position": "",
            "responsibilities": "",
            "starts_on": None,
            "ends_on": None,
            "is_primary": is_whole or not any(row["is_primary"] for row in rows),
        }
        if is_whole:
            for row in rows:
                row["is_primary"] = False
        rows.append(mine)
    elif said.get("institution") and not mine["institution"]:
        mine["institution"], mine["institution_name"] = said["institution"], ""
    for part in ("department", "position", "responsibilities", "starts_on"):
        if said.get(part):
            mine[part] = said[part]
    return in_order(rows)


def with_employment(held, said):
    """The places of work of a record with those named beside the present one; what is known is filled in."""
    rows = [dict(row) for row in held]
    for each in said:
        mine = next((row for row in rows if is_same_work(row, each)), None)
        if mine is None:
            institution = each.get("institution")
            mine = {
                "institution": institution,
                "institution_name": "" if institution else each.get("institution_name", ""),
                "department": "",
                "position": "",
                "responsibilities": "",
                "starts_on": None,
                "ends_on": None,
                "is_primary": False,
            }
            rows.append(mine)
        for part in ("department", "position", "responsibilities", "starts_on", "ends_on"):
            if each.get(part) and not mine[part]:
                mine[part] = each[part]
    return in_order(rows)


def is_same_work(row, said):
    """Whether a row says the same work: the same place, and nothing that contradicts."""
    name = sort_key(said.get("institution_name", ""))
    same_place = (said.get("institution") and row["institution"] == said["institution"]) or (
        name and sort_key(row["institution_name"]) == name
    )
    others = all(
        not row[part] or not said.get(part) or sort_key(row[part]) == sort_key(said[part])
        for part in ("position", "starts_on", "ends_on")
    )
    return bool(same_place and others)


def record_of(kind, contents, record):
    """Fill a new record with contents. Returns its rows by relation and the keys it points at by field, unsaved."""
    schema = schema_of(record)
    for name in schema.fields:
        field = schema.model._meta.get_field(name)
        value = contents[name]
        setattr(record, field.attname, value if field.is_relation else field.to_python(value))
    children = {}
    for name, rows in schema.rows.items():
        for said in contents[name]:
            row = rows.model()
            for part in rows.fields:
                field = rows.model._meta.get_field(part)
                setattr(row, field.attname, said[part] if field.is_relation else field.to_python(said[part]))
            found = children.setdefault(rows.relation, [])
            if rows.is_ordered:
                row.position = len(found)
            found.append(row)
    for name, (relation, link) in schema.tags.items():
        if contents[name]:
            children[relation] = [link(tag_id=term) for term in contents[name]]
    return children, {name: contents[name] for name in schema.many if contents[name]}
