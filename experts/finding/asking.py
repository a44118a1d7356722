"""What the address of the list of experts asks for: a sentence, what of it does not count, what was added, facets."""

from dataclasses import dataclass, replace

from search.asking import Asked

from .understanding import read_key

_MOST = 20
_LONGEST = 120


@dataclass(frozen=True)
class AskedOfExperts(Asked):
    # Keys of criteria, and ``word:…`` of left-over words, that do not count.
    drop: tuple[str, ...] = ()
    # Keys of criteria that somebody added.
    add: tuple[str, ...] = ()

    @classmethod
    def of(cls, parameters, facets):
        asked = super().of(parameters, facets)
        drop = tuple(key[:_LONGEST] for key in dict.fromkeys(parameters.getlist("drop")) if ":" in key)
        given = dict.fromkeys(
            key[:_LONGEST] for value in parameters.getlist("add") for key in value.split("|") if read_key(key)
        )
        asked = replace(asked, drop=drop[:_MOST], add=tuple(given)[:_MOST])
        sort = parameters.get("sort", "")
        if asked.is_question and sort not in ("name", "country"):
            return replace(asked, sort="relevance")
        return asked

    @property
    def is_question(self):
        return bool(self.words or self.add)

    @property
    def is_narrowed(self):
        return self.is_question or bool(self.chosen)

    def parameters(self, **changes):
        pairs = super().parameters(**changes)
        if self.is_question and ("sort", "relevance") in pairs:
            pairs.remove(("sort", "relevance"))
        pairs += [("drop", key) for key in changes.get("drop", self.drop)]
        pairs += [("add", key) for key in changes.get("add", self.add)]
        return pairs

    def without_criterion(self, key):
        """The address without something that was understood, or added."""
        if key in self.add:
            return self.address(add=[other for other in self.add if other != key])
        return self.address(drop=[*self.drop, key])
