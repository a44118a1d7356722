"""Searches that are followed: the address of a list, without its order and page."""

from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from pyroaring import BitMap
from search import asking, facets
from search.asking import Asked
from search.finding import find, state_of_index

from directory.templatetags.directory import enumerated

from .choices import List

KINDS = {
    List.PEOPLE: (("person",), facets.OF_PEOPLE),
    List.INSTITUTIONS: (("institution",), facets.OF_INSTITUTIONS),
    List.BOTH: (("person", "institution"), facets.OF_BOTH),
}
# As deep as the engine looks.
MOST_RESULTS = 100_000


def asked_of(name, query):
    """What a query asks of a list; what makes no sense is left out, as on the page itself."""
    _kinds, known = KINDS[name]
    return Asked.of(QueryDict(query), known)


def normal(name, query):
    """The same search written in the same way, whatever order and page it was followed from."""
    asked = asked_of(name, query)
    pairs = [("q", asked.words)] if asked.words else []
    pairs += sorted((facet, value) for facet, values in asked.chosen.items() for value in values)
    return urlencode(pairs)


def address_of(name, query):
    address = reverse(f"search:{name}")
    return f"{address}?{query}" if query else address


def name_of(name, query):
    """A search in words, in the reader's language: “People: PCB, Kenya”."""
    asked = asked_of(name, query)
    # Between isolates, so that words of another direction do not turn the line round.
    words = [f"\u2068{asked.words}\u2069"] if asked.words else []
    words += [facets.name_of(facet, value) for facet, values in asked.chosen.items() for value in values]
    title = List(name).label
    if not words:
        return str(title)
    return _("%(list)s: %(words)s") % {"list": title, "words": enumerated(words)}


def is_ready():
    """Whether the engine answers and knows all changes; otherwise following searches waits."""
    return bool(state_of_index())


def results_of(name, query, audience):
    """The keys of all results an audience may see, by kind: bitmaps. None when the engine does not answer."""
    if not is_ready():
        return None
    kinds, known = KINDS[name]
    asked = Asked.of(QueryDict(query), known)
    found = find(
        Asked(asked.words, asked.chosen, asking.NAME), audience, kinds, (), 0, MOST_RESULTS, with_reasons=False
    )
    if found.is_plain:
        return None
    keys = {kind: BitMap() for kind in kinds}
    # Nothing was found for these words, and something for others: that was not asked.
    if not found.corrected:
        for kind, key, _result in found.hits:
            keys[kind].add(key)
    return keys
