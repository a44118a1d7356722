"""What records can be filtered, counted and sorted by, in memory: compressed bitmaps of ordinals.

A record has an ordinal, given once and never again: a changed record gets a new one. Each facet
value has one bitmap for each least audience that may see it, and a record is in exactly one of
them. So a viewer's counts are sums over the audiences up to their own, and what they may not see
is not in any number.
"""

from array import array
from bisect import bisect_right
from heapq import nsmallest

from pyroaring import BitMap

from search.documents import LEVELS

# With fewer hits than this it is quicker to sort them than to walk through everybody in order.
_FEW = 3000


class Columns:
    def __init__(self):
        self.version = 0
        self._by_audience = [BitMap() for _ in LEVELS]
        self._facets = {}
        self._models = {}
        self._model_of = []
        self._keys = array("q")
        self._names = []
        self._order = array("I")
        self._views = {}

    def __len__(self):
        return sum(map(len, self._by_audience))

    def add(self, entries):
        """Take in records: (ordinal, model, key, audience, sort name, facets)."""
        gathered, by_audience, by_model, ordinals = {}, {}, {}, []
        for ordinal, model, key, audience, name, facets in entries:
            ordinals.append(ordinal)
            self._place(ordinal, model, key, name)
            by_audience.setdefault(audience, []).append(ordinal)
            by_model.setdefault(model, []).append(ordinal)
            for facet, values in facets.items():
                for value, level in values.items():
                    gathered.setdefault((facet, value, max(level, audience)), []).append(ordinal)
        for audience, found in by_audience.items():
            self._by_audience[audience].update(found)
        for model, found in by_model.items():
            self._models.setdefault(model, BitMap()).update(found)
        for (facet, value, level), found in gathered.items():
            self.put(facet, value, level, found)
        self._sort_in(ordinals)
        self._views.clear()
        self.version += 1

    def put(self, facet, value, level, ordinals):
        """Say that these records have a value of a facet, for this audience and wider ones."""
        by_level = self._facets.setdefault(facet, {}).setdefault(value, {})
        if isinstance(ordinals, BitMap) and level not in by_level:
            by_level[level] = ordinals
        else:
            by_level.setdefault(level, BitMap()).update(ordinals)
        self._views.clear()

    def drop(self, ordinals):
        """Forget records: they are in no list and no number from now on."""
        gone = ordinals if isinstance(ordinals, BitMap) else BitMap(ordinals)
        for records in self._by_audience:
            records -= gone
        self._views.clear()
        self.version += 1

    def visible(self, audience, models=()):
        """The records this audience may know of."""
        seen = BitMap.union(*self._by_audience[: audience + 1])
        if models:
            seen &= BitMap.union(BitMap(), *(self._models.get(model, BitMap()) for model in models))
        return seen

    def values(self, facet, audience):
        """The records of each value of a facet, as far as this audience sees that they have it."""
        view = self._views.get((facet, audience))
        if view is None:
            view = {}
            for value, by_level in self._facets.get(facet, {}).items():
                seen = [records for level, records in by_level.items() if level <= audience]
                if seen:
                    view[value] = seen[0] if len(seen) == 1 else BitMap.union(*seen)
            self._views[facet, audience] = view
        return view

    def keep(self, key, answer):
        """Remember an answer until any record changes."""
        self._views[key] = answer

    def kept(self, key):
        return self._views.get(key)

    def spans(self, facet, spans, audience):
        """Like `values`, for values that are numbers: by name the records between two of them.

        A span is (from, before), either of them None for an open end; a span of None holds the
        records without a number, whose value is the empty string.
        """
        key = (facet, tuple(spans.items()), audience)
        if (kept := self.kept(key)) is not None:
            return kept
        values = self.values(facet, audience)
        found = {name: [] for name in spans}
        for value, records in values.items():
            for name, span in spans.items():
                if value == "":
                    inside = span is None
                elif span is None:
                    inside = False
                else:
                    start, end = span
                    inside = (start is None or int(value) >= start) and (end is None or int(value) < end)
                if inside:
                    found[name].append(records)
        together = {name: BitMap.union(BitMap(), *records) for name, records in found.items()}
        self.keep(key, together)
        return together

    def derived(self, function, audience):
        """Like `values`, for a facet that a function makes of others, once for each state of the index."""
        key = ("derived", function, audience)
        made = self.kept(key)
        if made is None:
            made = function(self, audience)
            self.keep(key, made)
        return made

    def identity(self, ordinal):
        return self._model_of[ordinal], self._keys[ordinal]

    def named(self, model, keys):
        """The ordinals of records by key; old ordinals of changed records may be among them."""
        wanted = set(keys)
        return BitMap(ordinal for ordinal in self._models.get(model, ()) if self._keys[ordinal] in wanted)

    def by_name(self, hits, limit):
        """The first of the hits in the order of their names."""
        if len(hits) < _FEW or limit * len(self._order) > len(hits) * len(hits):
            return nsmallest(limit, hits, key=self._rank)
        found = []
        for ordinal in self._order:
            if ordinal in hits:
                found.append(ordinal)
                if len(found) == limit:
                    break
        return found

    def _rank(self, ordinal):
        return self._names[ordinal], ordinal

    def _place(self, ordinal, model, key, name):
        missing = ordinal + 1 - len(self._names)
        if missing > 0:
            self._names.extend([""] * missing)
            self._model_of.extend([None] * missing)
            self._keys.extend([0] * missing)
        self._names[ordinal], self._model_of[ordinal], self._keys[ordinal] = name, model, key

    def _sort_in(self, ordinals):
        if len(ordinals) < 50:
            for ordinal in ordinals:
                self._order.insert(bisect_right(self._order, self._rank(ordinal), key=self._rank), ordinal)
        else:
            alive = self.visible(len(LEVELS) - 1)
            self._order = array("I", sorted(alive, key=self._rank))
