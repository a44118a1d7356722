"""haystack's interface over a store: what is common to our engines.

A query is not turned into the language of an engine and parsed again: it stays a tree, so that no
input can be read as syntax. Whoever does not say for whom they search, searches for everybody.
"""

import re
from contextlib import contextmanager
from dataclasses import dataclass, field

from haystack.backends import BaseSearchBackend, BaseSearchQuery, log_query
from haystack.constants import DJANGO_CT, DJANGO_ID, ID
from haystack.inputs import BaseInput
from haystack.models import SearchResult
from haystack.utils import get_identifier, get_model_ct
from pyroaring import BitMap

from search.documents import LEVELS
from search.exceptions import EngineDown
from search.labels import labels_of
from search.matching import Degrees, Matcher, rank, replaced
from search.parsing import read
from search.spelling import nearest

_NARROWING = re.compile(r'^(\w+?)(?:_exact|__exact)?:\s*"?(.*?)"?$', re.DOTALL)
_TEXT_FIELDS = {"content", "text", "document"}
# A page far down is asked for by machines; what is on it costs what all before it cost.
DEEPEST = 100_000


@dataclass
class Question:
    """What a SearchQuerySet asks."""

    tree: object = None
    audience: int = 0
    # Facet to the values of which a record must have one.
    chosen: dict = field(default_factory=dict)
    # Facets whose values are spans of another facet's numbers: name to (facet, spans).
    spans: dict = field(default_factory=dict)
    # Facets made of others: name to a function of columns and audience that gives the records of each value.
    # Functions are hashable and equal if they give the same: what they give is kept until the index changes.
    derived: dict = field(default_factory=dict)
    without: frozenset = frozenset()

    def __bool__(self):
        return True


class StoreBackend(BaseSearchBackend):
    """A haystack backend over a `Store`; engines say which with `store`."""

    @property
    def store(self):
        raise NotImplementedError

    # Writing.

    def update(self, index, iterable, commit=True):
        self._write(index.documents(list(iterable)))

    def remove(self, obj_or_string, commit=True):
        self._delete([get_identifier(obj_or_string)])

    def remove_many(self, identities):
        self._delete(list(identities))

    def clear(self, models=None, commit=True):
        with self.store.lock:
            self.store.clear(tuple(get_model_ct(model) for model in models or ()))

    def _write(self, documents):
        if documents:
            with self.store.lock:
                self.store.write(documents)

    def _delete(self, identities):
        if identities:
            with self.store.lock:
                self.store.delete(identities)

    # Reading.

    @log_query
    def search(
        self,
        query_string,
        sort_by=None,
        start_offset=0,
        end_offset=None,
        facets=None,
        narrow_queries=None,
        models=None,
        highlight=False,
        spelling_query=None,
        result_class=None,
        **ignored,
    ):
        question = query_string if isinstance(query_string, Question) else Question(("text", str(query_string)))
        with self.answering(question, models, narrow_queries or ()) as answer:
            ordered = answer.ordered(sort_by or [], start_offset, end_offset)
            passages = self.store.passages(ordered) if highlight and ordered else {}
            return {
                "results": self._results(answer, ordered, passages, result_class or SearchResult),
                "hits": len(answer.hits),
                "facets": {"fields": answer.counts(facets or {}), "dates": {}, "queries": {}},
                "spelling_suggestion": answer.corrected or None,
            }

    @contextmanager
    def answering(self, question, models=(), narrow_queries=()):
        """The answer to a question, while nobody changes the index: for rooms with an order of their own."""
        with self.store.lock:
            self.store.refresh()
            yield Answer(self, question, models, narrow_queries)

    def build_search_kwargs(self, query_string, **kwargs):
        return {"query_string": query_string, **kwargs}

    def _results(self, answer, ordered, passages, result_class):
        results = []
        for ordinal in ordered:
            model, key = self.store.columns.identity(ordinal)
            app_label, model_name = model.split(".")
            result = result_class(app_label, model_name, str(key), answer.worth.get(ordinal, 0))
            result.passages = [
                passage for passage in passages.get(ordinal, ()) if passage.audience <= answer.question.audience
            ]
            result.clauses = answer.clauses
            result.values = answer.values_of(ordinal)
            results.append(result)
        return results

    def labels(self):
        from haystack import connections

        unified = connections[self.connection_alias].get_unified_index()
        return labels_of(list(unified.get_indexes().values()))


class Answer:
    """One question being answered."""

    def __init__(self, backend, question, models, narrow_queries):
        self.backend, self.question = backend, question
        self.columns = backend.store.columns
        self.audience = question.audience
        self.matcher = Matcher(backend.store, None, self.audience)
        self.clauses, self.degrees, self.corrections = [], [], {}
        self.corrected = ""
        self.worth = {}
        self.models = tuple(sorted(get_model_ct(model) for model in models or ()))
        self.is_everything = not (question.tree or question.chosen or question.without or narrow_queries)
        seen = self.columns.visible(self.audience, self.models)
        if question.without:
            seen -= self._named(question.without)
        for narrowing in narrow_queries:
            seen &= self._narrowed(narrowing)
        self.seen = seen
        self.matching = seen & self._tree(question.tree) if question.tree else seen
        self.chosen = {facet: self._chosen(facet, values) for facet, values in question.chosen.items() if values}
        self.hits = self._within_chosen()

    def _within_chosen(self, but=None):
        hits = self.matching
        for facet, records in self.chosen.items():
            if facet != but:
                hits = hits & records
        return hits

    def narrow(self, records):
        """Keep only these records, as a room that ranks by itself decides."""
        self.matching = self.matching & records
        self.is_everything = False
        self.hits = self._within_chosen()

    # The tree of a query.

    def _tree(self, node):
        if node[0] in ("AND", "OR", "NOT"):
            parts = [self._tree(child) for child in node[1]]
            if node[0] == "NOT":
                return self.seen - BitMap.intersection(self.seen, *parts)
            return (BitMap.intersection if node[0] == "AND" else BitMap.union)(*parts)
        return self._match(*node)

    def _match(self, name, value, kind="content"):
        if name in _TEXT_FIELDS:
            return self._text(value if isinstance(value, str) else str(value), kind)
        listed = list(value) if kind in ("in", "range") and not isinstance(value, str) else [value]
        if name == DJANGO_CT:
            return self.columns.visible(self.audience, [str(model) for model in listed])
        if name in (DJANGO_ID, ID, "pk"):
            return self._named(frozenset(map(str, listed)))
        return self._chosen(name, listed)

    def _named(self, identities):
        """Records by `app.model.key`, or by key alone in any model."""
        records = BitMap()
        for model in {identity.rpartition(".")[0] for identity in identities}:
            keys = [
                int(key)
                for found, _, key in (identity.rpartition(".") for identity in identities)
                if found == model and key.isdigit()
            ]
            for known in [model] if model else list(self.columns._models):
                records |= self.columns.named(known, keys)
        return records

    def _narrowed(self, narrowing):
        found = _NARROWING.match(narrowing)
        if not found:
            return BitMap()
        name, value = found.groups()
        return self._match(name, value)

    def _chosen(self, facet, values):
        held = self.records_of(facet)
        return BitMap.union(BitMap(), *(held[str(value)] for value in values if str(value) in held))

    def records_of(self, facet):
        """The records of each value of a facet, as this audience sees them."""
        if facet in self.question.spans:
            numbers, spans = self.question.spans[facet]
            return self.columns.spans(numbers, spans, self.audience)
        if facet in self.question.derived:
            return self.columns.derived(self.question.derived[facet], self.audience)
        return self.columns.values(facet, self.audience)

    # Words.

    def _text(self, text, kind):
        self.matcher.labels = self.matcher.labels or self.backend.labels()
        if kind == "exact":
            text = f'"{text}"'
        clauses = read(text, self.matcher.labels)
        if not clauses:
            # Nothing but signs: there are no words to find, and nothing to leave out.
            return BitMap() if text.strip() else self.seen
        found = self.matcher.of_clauses(clauses)
        wanted = [(clause, degrees) for clause, degrees in zip(clauses, found, strict=True) if not clause.is_negated]
        wanted = [self._or_meant(clause, degrees, text) for clause, degrees in wanted]
        hits = BitMap.intersection(self.seen, *(degrees.all for _, degrees in wanted))
        for clause, degrees in zip(clauses, found, strict=True):
            if clause.is_negated:
                hits -= degrees.all
        self.clauses += [clause for clause, _ in wanted]
        self.degrees += [degrees for _, degrees in wanted]
        return hits

    def _or_meant(self, clause, degrees, text):
        """The clause, or what was probably meant when nothing fits it."""
        if clause.is_phrase or degrees.all & self.seen:
            return clause, degrees
        (word,) = clause.words
        alike = self.matcher.by_bones(word)
        if alike.all & self.seen:
            return clause, alike
        vocabularies = [self.backend.store.vocabulary(self.audience), self.matcher.labels.vocabulary]
        best, best_degrees, most = clause, degrees, 0
        for meant in nearest(word.text, vocabularies):
            other = replaced(clause, meant)
            (other_degrees,) = self.matcher.of_clauses([other])
            number = len(other_degrees.all & self.seen)
            if number > most:
                best, best_degrees, most = other, other_degrees, number
        if most:
            self.corrected = _respelled(self.corrected or text, word.text, best.text)
        return best, best_degrees

    # What is shown.

    def ordered(self, sort_by, start, end):
        """The ordinals from `start` to `end` in the order asked for."""
        end = min(DEEPEST, len(self.hits) if end is None else end)
        if start >= end:
            return []
        ordered = []
        for worth, group in self._groups(sort_by):
            if len(ordered) >= end:
                break
            names = self.columns.by_name(group, end - len(ordered))
            self.worth.update(dict.fromkeys(names, worth))
            ordered += names
        return ordered[start:end]

    def _groups(self, sort_by):
        """Hits in groups, one after the other; within each, names decide."""
        order = sort_by[0] if sort_by else "relevance"
        if order == "relevance" and self.degrees:
            yield from sorted(rank(self.hits, self.degrees).items(), reverse=True)
        elif isinstance(order, tuple):
            # Grouped by the values of a facet, in the order given.
            facet, values = order
            held, left = self.columns.values(facet, self.audience), self.hits
            for value in values if values is not None else sorted(held, key=_newest_first):
                if value in held and (group := left & held[value]):
                    yield 0, group
                    left = left - group
            if left:
                yield 0, left
        else:
            yield 0, self.hits

    def counts(self, facets):
        """Per facet its values with the number of records each would leave, most first.

        A facet's own choice does not narrow its counts, so that a second value can be added.
        """
        counted = {}
        for facet, options in facets.items():
            numbers = self._counts_of(facet)
            limit = (options or {}).get("limit")
            counted[facet] = numbers[:limit] if limit else numbers
        return counted

    def _counts_of(self, facet):
        # What everybody of an audience sees before asking anything is counted once for each state of the index.
        key = ("counts", facet, self.question.derived.get(facet), self.audience, self.models)
        keep = self.is_everything and facet not in self.question.spans
        if keep and (kept := self.columns.kept(key)) is not None:
            return kept
        hits = self._within_chosen(but=facet) if facet in self.chosen else self.hits
        numbers = [
            (value, number)
            for value, records in self.records_of(facet).items()
            if (number := hits.intersection_cardinality(records))
        ]
        numbers.sort(key=lambda pair: (-pair[1], pair[0]))
        if keep:
            self.columns.keep(key, numbers)
        return numbers

    def values_of(self, ordinal):
        """For each clause the facet values by which a record fits it."""
        return [
            [
                (facet, value)
                for facet, value in sorted(degrees.values)
                if ordinal in self.columns.values(facet, self.audience).get(value, ())
            ]
            for degrees in self.degrees
        ]


def _newest_first(value):
    return -int(value) if value.lstrip("-").isdigit() else 1


def _respelled(text, word, meant):
    """The query as it was written, but for one word."""
    pattern = re.compile(re.escape(word), re.IGNORECASE)
    return pattern.sub(meant, text, count=1) if pattern.search(text) else text.lower().replace(word, meant, 1)


class StoreQuery(BaseSearchQuery):
    """A query that stays a tree, and knows for whom it searches."""

    def __init__(self, using="default"):
        super().__init__(using=using)
        self.audience = min(LEVELS)
        self.chosen = {}
        self.spans = {}
        self.without = frozenset()

    def build_query(self):
        return Question(
            _tree_of(self.query_filter), self.audience, dict(self.chosen), dict(self.spans), without=self.without
        )

    def build_query_fragment(self, field, filter_type, value):
        return f"{field}__{filter_type}:{value}"

    def matching_all_fragment(self):
        return ""

    def run(self, spelling_query=None, **kwargs):
        self._prepare_order()
        super().run(spelling_query=spelling_query, **kwargs)

    def _prepare_order(self):
        """Relevance unless a name or a group was asked for; a minus has no meaning for names here."""
        self.order_by: list = [
            "name" if isinstance(order, str) and order.lstrip("-") in ("name", "sort_name") else order
            for order in self.order_by
        ]

    def _clone(self, klass=None, using=None):
        clone = super()._clone(klass=klass, using=using)
        clone.audience = self.audience
        clone.chosen = dict(self.chosen)
        clone.spans = dict(self.spans)
        clone.without = self.without
        return clone


def _tree_of(node):
    children = []
    for child in node.children:
        if hasattr(child, "children"):
            if child.children:
                children.append(_tree_of(child))
        else:
            expression, value = child
            name, kind = node.split_expression(expression)
            if isinstance(value, BaseInput):
                value = value.query_string
            children.append((name, value, kind))
    if not children:
        return None
    tree = children[0] if len(children) == 1 else (node.connector, children)
    return ("NOT", [tree]) if node.negated else tree


__all__ = ["Answer", "Degrees", "EngineDown", "Question", "StoreBackend", "StoreQuery"]
