"""Proposing experts for a question, with reasons: what consultations, shortlists and mentoring build on."""

from collections.abc import Iterable
from dataclasses import dataclass

from search.exceptions import EngineDown

from directory.models import audience_of
from experts.disclosure import disclose_entries
from experts.models import RosterEntry
from experts.usage import usage_of

from .finding import best, entries_plainly, read_question
from .reasons import explain
from .understanding import Criterion, Understanding, read_key


@dataclass(frozen=True)
class Match:
    """An entry that fits, or nearly: then ``missing`` says what it lacks. Only from what the viewer may see."""

    entry_pk: int
    score: int
    reasons: list[str]
    missing: list[str]


def propose(sentence_or_criteria, viewer, limit=10, exclude=()):
    """The best experts for a sentence, an ``Understanding``, criteria or their keys ("field:pcb", "language:fr:3").

    Those who fit everything come first, then near matches. ``exclude`` are keys of entries. When the engine is down,
    those whose fields and country fit, by name.
    """
    understanding = _understanding_of(sentence_or_criteria, viewer)
    exclude = set(exclude)
    try:
        found = best(understanding, viewer, limit, exclude)
    except EngineDown:
        plain = entries_plainly(understanding, {}, viewer).exclude(pk__in=exclude)
        found = [(key, 0) for key in plain.values_list("pk", flat=True)[:limit]]
    return matches(understanding, found, viewer)


def matches(understanding, found, viewer):
    """(key, points) as matches with their reasons, in this order; asks the database once more who may see what."""
    entries = disclosed(dict(found), viewer)
    usage = usage_of(entries)
    told = []
    for key, points in found:
        if key in entries:
            explanation = explain(understanding, entries[key], usage[key])
            told.append(Match(key, points, explanation.reasons, explanation.missing))
    return told


def disclosed(keys, viewer):
    """Listed entries by key, as the audience of a viewer sees them: nobody's own looks different among others."""
    audience = audience_of(viewer)
    return {entry.pk: entry for entry in disclose_entries(listed_entries(keys, audience), audience)}


def listed_entries(keys, audience):
    """The listed entries of these keys that an audience may see."""
    return RosterEntry.objects.visible_to(audience).listed().filter(pk__in=list(keys)).select_related("person")


def _understanding_of(asked, viewer):
    if isinstance(asked, str):
        return read_question(asked, viewer)
    if isinstance(asked, Understanding):
        return asked
    return Understanding(tuple(_criteria(asked)))


def _criteria(asked: Iterable):
    for one in asked:
        criterion = one if isinstance(one, Criterion) else read_key(str(one))
        if criterion is not None:
            yield criterion
