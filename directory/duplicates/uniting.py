"""How the parts of two records become those of one: nothing twice, nothing lost."""

import re

from ..choices import ContactKind
from ..likeness import fold
from ..models import (
    Affiliation,
    Biography,
    Designation,
    InstitutionContact,
    InstitutionDescription,
    LanguageSkill,
    PersonContact,
    TaggedAreaOfWork,
    TaggedExpertise,
    TaggedInterest,
)
from .ledger import Ledger
from .pointers import move_pointers, pointers_at

LATEST = "9999-12-31"

# How rooms above unite two rows of theirs of which a record may have only one.
_united_by = {}


def unite_by(model, unite):
    """Let a room above say how its row of the record that goes becomes part of the other one's.

    ``unite(ledger, kept, row)`` gives whether it did. All it changes goes through the ledger, to be undone.
    """
    _united_by[model] = unite


def unite_single_rows(ledger, kept, left):
    """Unite rows that could not be moved because the record that stays has one. Gives those that nobody unites."""
    return [row for row in left if type(row) not in _united_by or not _united_by[type(row)](ledger, kept, row)]


def unite_parts(ledger, kept, gone, texts):
    """Give the record that stays the rows of the other one that it does not have in the same words.

    What it has already stays with the record that is gone; whatever pointed there follows. ``texts`` names, by
    language, whose text is wanted: ``kept`` or ``gone``.
    """
    model = type(kept)
    for pointer in pointers_at(model):
        if not pointer.is_part:
            continue
        held = list(pointer.rows(kept.pk))
        for row in pointer.rows(gone.pk):
            same = next((each for each in held if are_same(pointer, each, row)), None)
            if same is not None:
                _take_over(ledger, same, row, texts)
                move_pointers(ledger, pointer.model, row.pk, same.pk, parts=True)
                continue
            values = {pointer.attname: kept.pk}
            if isinstance(row, (PersonContact, InstitutionContact)):
                values["position"] = max((each.position for each in held), default=-1) + 1
            if isinstance(row, Affiliation) and row.is_primary and any(each.is_primary for each in held):
                values["is_primary"] = False
            if ledger.try_to_change(pointer.model, row.pk, **values):
                for name, value in values.items():
                    setattr(row, name, value)
                held.append(row)


def are_same(pointer, one, other):
    """Whether two rows of one kind say the same."""
    if isinstance(one, (PersonContact, InstitutionContact)):
        return one.kind == other.kind and _plain_value(one) == _plain_value(other)
    if isinstance(one, Affiliation):
        return _place(one) == _place(other) and fit_together(one, other)
    if isinstance(one, LanguageSkill):
        return one.language_id == other.language_id
    if isinstance(one, (Biography, InstitutionDescription)):
        return one.language == other.language
    if isinstance(one, (TaggedExpertise, TaggedInterest, TaggedAreaOfWork)):
        return one.tag_id == other.tag_id
    if pointer.model._meta.auto_created:
        columns = [
            field.attname
            for field in pointer.model._meta.concrete_fields
            if not field.primary_key and field.attname != pointer.attname
        ]
        return all(getattr(one, name) == getattr(other, name) for name in columns)
    return False


def _plain_value(contact):
    if contact.kind in (ContactKind.EMAIL, ContactKind.WEBSITE):
        return contact.value.strip().casefold().rstrip("/")
    return re.sub(r"\D", "", contact.value).lstrip("0")


def _place(affiliation):
    if affiliation.institution_id is None:
        return fold(affiliation.institution_name)
    return fold(affiliation.institution.name)


def fit_together(one, other):
    """Whether two affiliations contradict each other nowhere."""
    return all(
        getattr(one, name) == getattr(other, name) or not getattr(one, name) or not getattr(other, name)
        for name in ("department", "position", "responsibilities", "starts_on", "ends_on")
    )


def _take_over(ledger, kept, gone, texts):
    """What the row that is gone says and the one that stays does not."""
    values = {}
    if hasattr(kept, "audience"):
        # The narrower audience: nobody is to see more than was meant.
        values["audience"] = max(kept.audience, gone.audience)
    if isinstance(kept, LanguageSkill):
        values["level"] = max(kept.level, gone.level)
    if isinstance(kept, (Biography, InstitutionDescription)) and texts.get(kept.language) == "gone":
        values["text"] = gone.text
    if isinstance(kept, Affiliation):
        values |= {
            name: getattr(gone, name)
            for name in ("department", "position", "responsibilities", "starts_on", "ends_on")
            if not getattr(kept, name)
        }
        values["maintains_institution"] = kept.maintains_institution or gone.maintains_institution
        if kept.institution_id is None and gone.institution_id is not None:
            values |= {"institution_id": gone.institution_id, "institution_name": ""}
    if values:
        ledger.change(type(kept), kept.pk, **values)
        for name, value in values.items():
            setattr(kept, name, value)


# --- Posts ------------------------------------------------------------------------------------------------


def overlapping_posts(kept, gone):
    """Pairs of designations (of the one that stays, of the one that goes) for the same post at the same time."""
    own = list(kept.designations.select_related("category", "country"))
    for other in gone.designations.select_related("category", "country"):
        for mine in own:
            if _same_post(mine, other) and _overlap(mine, other):
                yield mine, other
                break


def _same_post(one, other):
    return (
        (one.category_id, one.country_id, one.theme.casefold(), one.scope.casefold())
        == (other.category_id, other.country_id, other.theme.casefold(), other.scope.casefold())
        # A post held by a person for an institution is another for another institution.
        and (one.person_id is None) == (other.person_id is None)
        and (one.person_id is None or one.institution_id == other.institution_id)
    )


def _overlap(one, other):
    def end(post):
        return post.ends_on.isoformat() if post.ends_on else LATEST

    return one.starts_on.isoformat() <= end(other) and other.starts_on.isoformat() <= end(one)


def same_days(one, other):
    return (one.starts_on, one.ends_on) == (other.starts_on, other.ends_on)


def unite_posts(ledger, kept, gone, wanted):
    """One line for a post that both records hold at the same time, where that is wanted or goes without saying."""
    for mine, other in list(overlapping_posts(kept, gone)):
        if not (same_days(mine, other) or wanted.get(str(other.pk)) == "unite"):
            continue
        before = len(ledger.entries)
        if not _unite_post(ledger, mine, other):
            # Both have papers of their own that cannot be those of one: both lines stay, and the merge says so.
            Ledger(ledger.entries[before:]).undo()
            del ledger.entries[before:]


def _unite_post(ledger, mine, other):
    if move_pointers(ledger, Designation, other.pk, mine.pk, parts=True):
        return False
    ends = None if mine.ends_on is None or other.ends_on is None else max(mine.ends_on, other.ends_on)
    values = {
        "starts_on": min(mine.starts_on, other.starts_on),
        "ends_on": ends,
        "is_primary": mine.is_primary or other.is_primary,
    }
    for name in ("designated_by", "source", "verified_at", "verified_by_id", "accepted_at", "predecessor_id"):
        if not getattr(mine, name) and getattr(other, name) and getattr(other, name) != mine.pk:
            values[name] = getattr(other, name)
    ledger.change(Designation, mine.pk, **values)
    ledger.take_away(Designation.objects.get(pk=other.pk))
    return True


def unite_staff(ledger, institution):
    """People who said twice that they work here say it once."""
    held = {}
    for row in Affiliation.objects.filter(institution=institution).select_related("institution").order_by("pk"):
        same = next((each for each in held.get(row.person_id, ()) if fit_together(each, row)), None)
        if same is None:
            held.setdefault(row.person_id, []).append(row)
            continue
        if row.is_primary:
            ledger.change(Affiliation, row.pk, is_primary=False)
            ledger.change(Affiliation, same.pk, is_primary=True)
        _take_over(ledger, same, row, {})
        if not move_pointers(ledger, Affiliation, row.pk, same.pk, parts=True):
            ledger.take_away(Affiliation.objects.get(pk=row.pk))
