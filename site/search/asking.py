"""What the address of a list asks for. An address is written by anybody: what makes no sense is left out."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from search.parsing import LONGEST_QUERY

RELEVANCE, NAME, FRESHNESS, COUNTRY = "relevance", "name", "freshness", "country"
SORTS = (RELEVANCE, NAME, FRESHNESS, COUNTRY)
_MOST_VALUES = 30
_LONGEST_VALUE = 120


@dataclass(frozen=True)
class Asked:
    words: str = ""
    chosen: dict = field(default_factory=dict)
    sort: str = NAME
    page: int = 1
    format: str = ""
    # The facet all values of which are shown.
    all_of: str = ""

    @classmethod
    def of(cls, parameters, facets):
        """Read the parameters of a request (a QueryDict)."""
        words = _clean(parameters.get("q", ""))[:LONGEST_QUERY]
        chosen = {}
        for facet in facets:
            given = dict.fromkeys(_clean(value)[:_LONGEST_VALUE] for value in parameters.getlist(facet))
            if values := tuple(value for value in given if value)[:_MOST_VALUES]:
                chosen[facet] = values
        sort = parameters.get("sort", "")
        if sort not in SORTS or (sort == RELEVANCE and not words):
            sort = RELEVANCE if words else NAME
        page = parameters.get("page", "")
        return cls(
            words,
            chosen,
            sort,
            int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
            _clean(parameters.get("format", ""))[:10],
            parameters.get("all", "") if parameters.get("all") in facets else "",
        )

    @property
    def is_narrowed(self):
        return bool(self.words or self.chosen)

    def parameters(self, **changes):
        """The parameters for this, with some things changed; the first page is not named."""
        words, sort = changes.get("words", self.words), changes.get("sort", self.sort)
        pairs = [("q", words)] if words else []
        for facet, values in {**self.chosen, **changes.get("chosen", {})}.items():
            pairs += [(facet, value) for value in values]
        if sort != (RELEVANCE if words else NAME):
            pairs.append(("sort", sort))
        pairs += [(name, changes[name]) for name in ("all", "format") if changes.get(name)]
        return pairs

    def address(self, **changes):
        return "?" + urlencode(self.parameters(**changes))

    def without(self, facet, value=None):
        """The address without one value, or without all values of a facet."""
        left = [other for other in self.chosen.get(facet, ()) if value is not None and other != value]
        return self.address(chosen={facet: left})


def _clean(text):
    return " ".join(text.replace("\0", " ").split())
