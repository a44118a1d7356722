"""Finding experts: in the index, ranked by ``weights``; or plainly in the database when the engine is down."""

import logging
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from django.db.models import Q
from django.utils import timezone
from haystack import connections
from search import asking
from search.analysis import normalise, sought
from search.backends.base import Question
from search.documents import BODY, FACT, NAME, token
from search.exceptions import EngineDown
from search.models import PendingChange

from directory.atlas import in_reading_order
from directory.models import Country, ExpertiseTerm, audience_of
from directory.words import words
from experts.models import RosterEntry

from . import values, weights
from .lexicon import lexicon
from .ranking import Ranking
from .understanding import Understanding, read_key, understand

logger = logging.getLogger(__name__)


@dataclass
class Found:
    """What is shown of an answer: entries as (key, points), those that fit everything and near matches apart."""

    total: int = 0
    hits: list = field(default_factory=list)
    near: list = field(default_factory=list)
    counts: dict = field(default_factory=dict)
    understanding: Understanding = field(default_factory=Understanding)
    is_plain: bool = False
    page: int = 1
    corrected: str = ""


def find(asked, viewer, facets, start, end):
    """The entries from ``start`` to ``end`` of what was asked, as far as the viewer may see them."""
    try:
        return _find_in_index(asked, viewer, facets, start, end)
    except EngineDown as error:
        logger.warning("Finding experts plainly, for the engine does not answer: %s", error)
        return _find_plainly(asked, viewer, start, end)


def best(understanding, viewer, limit, exclude=()):
    """(key, points) of the best that fit, then of near matches; raises EngineDown."""
    without = frozenset(f"experts.rosterentry.{key}" for key in exclude)
    with answering(viewer, without=without) as answer:
        ranking = Ranking(answer, understanding)
        found = ranking.best(ranking.fitting, 0, limit)
        if len(found) < limit:
            found += ranking.best_near(limit - len(found))
        return keyed(answer, found)


def read_question(text, viewer):
    """What a sentence asks for; a word that stands in a text the viewer may see is no slip."""
    lexicon()
    try:
        with answering(viewer) as answer:
            return understand(text, occurs=lambda word: _occurs(answer, word))
    except EngineDown:
        return understand(text)


def _find_in_index(asked, viewer, facets, start, end):
    # Made before the index is locked: reading vocabularies takes a while.
    lexicon()
    with answering(viewer, asked.chosen) as answer:
        if not asked.is_question:
            ordered = answer.ordered(_order(asked), start, end)
            return Found(
                total=len(answer.hits),
                hits=keyed(answer, [(ordinal, 0) for ordinal in ordered]),
                counts=answer.counts(dict.fromkeys(facets)),
            )
        understanding = understood(asked, lambda word: _occurs(answer, word))
        ranking = Ranking(answer, understanding)
        near = []
        if len(ranking.fitting) < weights.NEAR_MATCHES_BELOW:
            near = ranking.best_near(weights.MOST_NEAR_MATCHES)
        fitting = ranking.fitting
        if asked.sort == asking.RELEVANCE:
            hits = ranking.best(fitting, start, end)
            answer.narrow(ranking.fitting_whatever_is_chosen)
        else:
            answer.narrow(ranking.fitting_whatever_is_chosen)
            hits = [(ordinal, 0) for ordinal in answer.ordered(_order(asked), start, end)]
        return Found(
            total=len(fitting),
            hits=keyed(answer, hits),
            near=keyed(answer, near),
            counts=answer.counts(dict.fromkeys(facets)),
            understanding=understanding,
        )


def number_without(asked, viewer, key=""):
    """How many would fit without one criterion; 0 when the engine does not know."""
    try:
        with answering(viewer, asked.chosen) as answer:
            if not asked.is_question:
                return len(answer.hits)
            return len(Ranking(answer, understood(asked).without([key])).fitting)
    except EngineDown:
        return 0


def understood(asked, occurs=None):
    """The sentence as it counts: without what was dropped, with what was added."""
    added = [read_key(key) for key in asked.add]
    return understand(asked.words, occurs=occurs).without(asked.drop).with_criteria(added)


@contextmanager
def answering(viewer, chosen=None, without=frozenset()):
    """An answer over entries, before anything is asked in words."""
    waiting = PendingChange.objects.filter(identity__startswith="experts.rosterentry.")
    chosen = dict(chosen or {})
    question = Question(
        audience=int(audience_of(viewer)),
        chosen=chosen,
        derived=values.derived(timezone.localdate(), chosen.get("language", ())),
        # What has changed and is not yet in the index may be hidden by now.
        without=without | frozenset(waiting.values_list("identity", flat=True)[:1000]),
    )
    with connections["default"].get_backend().answering(question, [RosterEntry]) as answer:
        yield answer


def _order(asked):
    if asked.sort == asking.COUNTRY:
        return [("country", [country.code for country in in_reading_order(words(Country).values())])]
    return ["name"]


def keyed(answer, found):
    return [(answer.columns.identity(ordinal)[1], points) for ordinal, points in found]


def _occurs(answer, typed):
    """Whether a word stands in a text this audience may see."""
    word = sought(normalise(typed))
    groups = [
        tuple(token(level, kind, form) for level in range(answer.audience + 1) for form in sorted(forms))
        for kind, forms in ((NAME, word.in_names), (FACT, {word.text}), (BODY, {word.text}))
    ]
    return any(records & answer.seen for records in answer.backend.store.find(groups))


# --- Without an engine ----------------------------------------------------------------------------------


def _find_plainly(asked, viewer, start, end):
    understanding = understood(asked)
    found = entries_plainly(understanding, asked.chosen, viewer)
    return Found(
        total=found.count(),
        hits=[(key, 0) for key in found.values_list("pk", flat=True)[start:end]],
        understanding=replace(understanding),
        is_plain=True,
    )


def entries_plainly(understanding, chosen, viewer):
    """Entries by what is never hidden from whoever sees them: fields, countries, nominators and names."""
    condition = _chosen_plainly(chosen)
    fields = [[value for kind, value in one.meanings if kind == "field"] for one in understanding.criteria]
    for codes in filter(None, fields):
        condition &= _in_fields(codes)
    places: dict[str, list[str]] = {}
    for criterion in understanding.criteria:
        if criterion.kind in ("country", "subregion", "region"):
            places.setdefault(criterion.kind, []).append(criterion.value)
    if places:
        some = Q(pk__in=[])
        for kind, codes in places.items():
            some |= _in_places(kind, codes)
        condition &= some
    if not understanding.criteria:
        for word in understanding.leftover:
            condition &= (
                Q(person__sort_name__icontains=normalise(word))
                | Q(person__original_given_name__icontains=word)
                | Q(person__original_family_name__icontains=word)
            )
    seen = RosterEntry.objects.visible_to(audience_of(viewer)).listed().filter(condition)
    return seen.order_by("person__sort_name", "pk")


def _chosen_plainly(chosen):
    condition = Q()
    for facet in ("country", "subregion", "region"):
        if facet in chosen:
            condition &= _in_places(facet, chosen[facet])
    if "expertise" in chosen:
        condition &= _in_fields(chosen["expertise"])
    if "nominator" in chosen:
        countries = [value.upper() for value in chosen["nominator"] if not value.startswith("i-")]
        slugs = [value.removeprefix("i-") for value in chosen["nominator"] if value.startswith("i-")]
        condition &= Q(nominations__state="in-force") & (
            Q(nominations__country__iso2__in=countries) | Q(nominations__institution__slug__in=slugs)
        )
    return condition


def _in_places(kind, codes):
    if kind == "country":
        return Q(person__country__iso2__in=[code.upper() for code in codes])
    if kind == "region":
        return Q(person__country__region__code__in=codes)
    return Q(person__country__subregion__code__in=codes) | Q(person__country__intermediate_region__code__in=codes)


def _in_fields(codes):
    wanted = {*codes, *(below for code in codes for below in values.tree().below(code))}
    keys = [term.pk for term in words(ExpertiseTerm).values() if term.code in wanted]
    # A subquery, so that one who has two of the fields is one row.
    return Q(pk__in=RosterEntry.objects.filter(fields__term__in=keys).values("pk"))
