"""Finding what was asked for: in the index, or plainly in the database when the engine is down."""

import logging
from dataclasses import dataclass, field
from functools import reduce
from operator import and_

from django.db.models import Q
from haystack import connections

from directory.atlas import in_reading_order
from directory.choices import Freshness
from directory.models import Country, Institution, Person, audience_of
from directory.models.freshness import confirmed_between
from directory.words import words
from search import asking
from search.exceptions import EngineDown
from search.facets import spans_of_freshness
from search.models import PendingChange
from search.parsing import read
from search.querysets import AudienceSearchQuerySet

logger = logging.getLogger(__name__)

MODELS: dict[str, type[Person] | type[Institution]] = {"person": Person, "institution": Institution}
# The plain list offers only what is never hidden from somebody who sees the record.
PLAIN_FACETS = ("kind", "region", "subregion", "country", "freshness")


@dataclass
class Found:
    """What is shown of an answer. `hits` are (kind, key, haystack's result or None), in order."""

    total: int
    hits: list
    counts: dict = field(default_factory=dict)
    corrected: str = ""
    is_plain: bool = False
    page: int = 1


def find(asked, viewer, kinds, facets, start, end, *, with_reasons=True):
    """The records from `start` to `end` of what was asked, as far as the viewer may see them."""
    try:
        return _find_in_index(asked, viewer, kinds, facets, start, end, with_reasons)
    except EngineDown as error:
        logger.warning("Searching plainly, for the engine does not answer: %s", error)
        return _find_plainly(asked, viewer, kinds, start, end)


def state_of_index():
    """Words that change whenever an answer might; empty while changes wait or the engine is down."""
    if PendingChange.objects.exists():
        return ""
    store = connections["default"].get_backend().store
    try:
        with store.lock:
            store.refresh()
            return store.state
    except EngineDown:
        return ""


def number_of(asked, viewer, kinds):
    """How many records there are for something; None when the engine does not know."""
    try:
        return len(_question(asked, viewer, kinds, ()))
    except EngineDown:
        return None


def _find_in_index(asked, viewer, kinds, facets, start, end, with_reasons):
    question = _question(asked, viewer, kinds, facets)
    if with_reasons and asked.words:
        question = question.highlight()
    results = question[start:end] if end > start else []
    return Found(
        total=len(question),
        hits=[(result.model_name, int(result.pk), result) for result in results],
        counts=question.facet_counts().get("fields", {}) if facets else {},
        corrected=question.query._spelling_suggestion or "",
    )


def _question(asked, viewer, kinds, facets):
    question = AudienceSearchQuerySet().for_audience(audience_of(viewer)).models(*(MODELS[kind] for kind in kinds))
    question = question.with_spans("freshness", "confirmed", spans_of_freshness())
    # What has changed and is not yet in the index may be hidden by now.
    question = question.leaving_out(PendingChange.objects.values_list("identity", flat=True)[:1000])
    if asked.words:
        question = question.filter(content=asked.words)
    for facet, values in asked.chosen.items():
        question = question.choose(facet, values)
    for facet in facets:
        question = question.facet(facet)
    if asked.sort == asking.RELEVANCE:
        return question.order_by("relevance")
    if asked.sort == asking.FRESHNESS:
        return question.grouped_by("confirmed")
    if asked.sort == asking.COUNTRY:
        return question.grouped_by("country", [country.code for country in in_reading_order(words(Country).values())])
    return question.order_by("name")


def _find_plainly(asked, viewer, kinds, start, end):
    found, total = [], 0
    for kind in kinds:
        if kind not in asked.chosen.get("kind", kinds):
            continue
        records = MODELS[kind].objects.visible_to(audience_of(viewer)).listed().filter(_plain_filter(kind, asked))
        keys = records.order_by("sort_name", "pk").values_list("pk", flat=True)
        number = keys.count()
        found += [(kind, key, None) for key in keys[max(0, start - total) : max(0, end - total)]]
        total += number
    return Found(total=total, hits=found, is_plain=True)


def _plain_filter(kind, asked):
    conditions = [Q()]
    names = (
        ["sort_name", "original_given_name", "original_family_name"] if kind == "person" else ["sort_name", "name"]
    )
    for clause in read(asked.words):
        for word in clause.words:
            conditions.append(reduce(lambda one, name: one | Q(**{f"{name}__icontains": word.text}), names, Q()))
    chosen = asked.chosen
    if "country" in chosen:
        conditions.append(Q(country__iso2__in=[code.upper() for code in chosen["country"]]))
    if "region" in chosen:
        conditions.append(Q(country__region__code__in=chosen["region"]))
    if "subregion" in chosen:
        conditions.append(
            Q(country__subregion__code__in=chosen["subregion"])
            | Q(country__intermediate_region__code__in=chosen["subregion"])
        )
    if "freshness" in chosen:
        conditions.append(reduce(lambda one, value: one | _confirmed(value), chosen["freshness"], Q(pk__in=[])))
    return reduce(and_, conditions)


def _confirmed(value):
    if value == Freshness.NEVER:
        return Q(confirmed_at__isnull=True)
    if value not in Freshness.values:
        return Q(pk__in=[])
    after, until = confirmed_between(value)
    condition = Q(confirmed_at__isnull=False)
    if after:
        condition &= Q(confirmed_at__gte=after)
    if until:
        condition &= Q(confirmed_at__lt=until)
    return condition
