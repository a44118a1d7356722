"""Which records fit what was asked, and in which order: set operations on bitmaps, the same for every engine.

A hit is worth more the more its words say about the record: in its name, as the whole name of a
value (its country, its language), in a fact, in a longer text. There are few such degrees, so
hits are kept as one bitmap per degree, and only those shown are put in order.
"""

from dataclasses import dataclass, field

from pyroaring import BitMap

from search.analysis import sought
from search.documents import BODY, FACT, NAME, token
from search.parsing import Clause

_WORTH = {"name": 12, "whole": 8, "fact": 5, "partly": 4, "body": 2}
_BEGINNING_WORTH = {"name": 6, "fact": 3, "partly": 2, "body": 1}
_BONES_WORTH = 1


@dataclass
class Degrees:
    """The records that fit one clause, by worth, and which facet values made them fit."""

    by_worth: dict = field(default_factory=dict)
    values: frozenset = frozenset()

    @property
    def all(self):
        return BitMap.union(BitMap(), *self.by_worth.values())

    def add(self, worth, records):
        if records:
            self.by_worth[worth] = self.by_worth[worth] | records if worth in self.by_worth else records


class Matcher:
    """Looks things up for one audience in one store."""

    def __init__(self, store, labels, audience):
        self.store, self.labels, self.audience = store, labels, audience

    def of_clauses(self, clauses):
        """The records that fit each clause, in as few questions to the store as can be."""
        plans = [self._plan(clause) for clause in clauses]
        groups = [group for plan in plans for _, group in plan]
        found = iter(self.store.find(groups) if groups else ())
        result = []
        for clause, plan in zip(clauses, plans, strict=True):
            degrees = Degrees()
            if clause.is_phrase:
                self._phrase(clause, degrees)
            for worth, _ in plan:
                degrees.add(worth, next(found))
            self._together(clause, degrees)
            self._values(clause, degrees)
            result.append(degrees)
        return result

    def by_bones(self, word):
        """Records with a name of these consonants, in Arabic for Latin letters and the other way round."""
        degrees = Degrees()
        if word.bones:
            degrees.add(_BONES_WORTH, self.store.find([self._tokens(NAME, word.bones)])[0])
        return degrees

    def _plan(self, clause):
        """Pairs of worth and the group of tokens to look for."""
        if clause.is_phrase:
            return []
        (word,) = clause.words
        plan = [
            (_WORTH["name"], self._tokens(NAME, word.in_names)),
            (_WORTH["fact"], self._tokens(FACT, word.in_text)),
            (_WORTH["body"], self._tokens(BODY, word.in_text)),
        ]
        if clause.is_last and word.can_begin:
            beginning = [word.text + "*"]
            plan += [
                (_BEGINNING_WORTH["name"], self._tokens(NAME, beginning)),
                (_BEGINNING_WORTH["fact"], self._tokens(FACT, beginning)),
                (_BEGINNING_WORTH["body"], self._tokens(BODY, beginning)),
            ]
        return plan

    def _tokens(self, kind, terms):
        return tuple(token(level, kind, term) for level in range(self.audience + 1) for term in sorted(terms))

    def _phrase(self, clause, degrees):
        if len(clause.words) == 1:
            (word,) = clause.words
            groups = [self._tokens(kind, [word.text]) for kind in (NAME, FACT, BODY)]
            for worth, records in zip(("name", "fact", "body"), self.store.find(groups), strict=True):
                degrees.add(_WORTH[worth], records)
            return
        for kind, worth in ((NAME, "name"), (FACT, "fact"), (BODY, "body")):
            sequences = [
                [
                    (distance, tuple(token(level, kind, term) for term in sorted(_forms(word, kind, clause.names))))
                    for distance, word in zip(clause.distances, clause.words, strict=True)
                ]
                for level in range(self.audience + 1)
            ]
            degrees.add(_WORTH[worth], self.store.adjacent(sequences))

    def _together(self, clause, degrees):
        if clause.is_phrase:
            return
        for parts in clause.words[0].together:
            groups = [
                tuple(tok for kind in (NAME, FACT, BODY) for tok in self._tokens(kind, [part])) for part in parts
            ]
            degrees.add(_WORTH["body"], BitMap.intersection(*self.store.find(groups)))

    def _values(self, clause, degrees):
        """Records whose country, region, language and so on has a name with these words."""
        if self.labels is None:
            return
        if clause.is_phrase:
            whole, partly = (set(clause.names), set()) if clause.names else self.labels.with_phrase(clause.words)
            beginning = set()
        else:
            (word,) = clause.words
            whole, partly = self.labels.whole(word), self.labels.partly(word)
            beginning = self.labels.beginning(word.text) if clause.is_last and word.can_begin else set()
        found = set()
        for values, worth in (
            (whole, _WORTH["whole"]),
            (partly - whole, _WORTH["partly"]),
            (beginning - partly - whole, _BEGINNING_WORTH["partly"]),
        ):
            records = [(facet, value, self._having(facet, value)) for facet, value in values]
            held = [(facet, value, having) for facet, value, having in records if having]
            if held:
                degrees.add(worth, BitMap.union(*(having for _, _, having in held)))
                found |= {(facet, value) for facet, value, _ in held}
        degrees.values = frozenset(found)

    def _having(self, facet, value):
        return self.store.columns.values(facet, self.audience).get(value)


def _forms(word, kind, names):
    if kind == NAME:
        return word.in_names
    # The name of something is found as a phrase in other forms too; between quotation marks it is not.
    return word.in_text if names else {word.text}


def rank(hits, clauses):
    """Hits by what they are worth: the sum over the clauses of the best place of each."""
    by_worth = {0: hits}
    for degrees in clauses:
        summed = {}
        for worth, records in by_worth.items():
            left = records
            for more in sorted(degrees.by_worth, reverse=True):
                part = left & degrees.by_worth[more]
                if part:
                    summed[worth + more] = summed[worth + more] | part if worth + more in summed else part
                    left = left - part
            if left:
                summed[worth] = summed[worth] | left if worth in summed else left
        by_worth = summed
    return by_worth


def replaced(clause, word):
    """The clause with another spelling of its word."""
    return Clause((sought(word),), is_negated=clause.is_negated)
