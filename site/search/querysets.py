"""haystack's SearchQuerySet, with what it does not know: for whom one searches, and facets one may widen."""

from haystack.query import SearchQuerySet


class AudienceSearchQuerySet(SearchQuerySet):
    """Searches what everybody may see, until `for_audience` says for whom."""

    def for_audience(self, audience):
        clone = self._clone()
        clone.query.audience = int(audience)
        return clone

    def choose(self, facet, values):
        """Records with one of these values. The counts of this facet are those before choosing."""
        clone = self._clone()
        clone.query.chosen[facet] = [str(value) for value in values]
        return clone

    def with_spans(self, name, facet, spans):
        """A facet whose values are spans of numbers: `with_spans("age", "born", {"young": (2000, None)})`."""
        clone = self._clone()
        clone.query.spans[name] = (facet, spans)
        return clone

    def leaving_out(self, identities):
        """Without these records, whatever the index says about them."""
        clone = self._clone()
        clone.query.without = clone.query.without | frozenset(identities)
        return clone

    def grouped_by(self, facet, values=None):
        """In groups by a facet's values in this order, or by its numbers, the highest first; then by name."""
        clone = self._clone()
        clone.query.order_by = [(facet, values)]
        return clone
