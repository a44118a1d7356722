"""The facets of the lists: their names, the names of their values, and in which order these stand."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.choices import CONFIRMATION_DUE_AFTER, CONFIRMATION_OUTDATED_AFTER, Freshness
from directory.models import Region
from directory.words import words
from search.search_indexes import VOCABULARIES

NAMES = {
    "kind": gettext_lazy("Kind"),
    "category": gettext_lazy("Category"),
    "region": gettext_lazy("Region"),
    "subregion": gettext_lazy("Subregion"),
    "country": gettext_lazy("Country"),
    "sector": gettext_lazy("Sector"),
    "stakeholder": gettext_lazy("Stakeholder group"),
    "language": gettext_lazy("Language"),
    "chemical": gettext_lazy("Chemical"),
    "expertise": gettext_lazy("Expertise"),
    "type": gettext_lazy("Type of institution"),
    "service": gettext_lazy("Service"),
    "freshness": gettext_lazy("Last confirmed"),
    "interest": gettext_lazy("Interest"),
    "article": gettext_lazy("Article of the Convention"),
}
OF_PEOPLE = (
    *("category", "region", "subregion", "country", "expertise", "chemical"),
    *("language", "sector", "stakeholder", "freshness"),
)
OF_INSTITUTIONS = (
    *("type", "service", "region", "subregion", "country", "expertise", "chemical"),
    *("language", "sector", "stakeholder", "freshness"),
)
OF_BOTH = (
    *("kind", "category", "type", "service", "region", "subregion", "country", "expertise", "chemical"),
    *("language", "sector", "stakeholder", "freshness"),
)
# These are read in their own order, however many records each has.
_IN_OWN_ORDER = {
    "kind": ("person", "institution"),
    "freshness": tuple(Freshness.values),
}

_by_code = {}
# How the facets of rooms above call their values.
_namers: dict = {}


def register(facet, name, name_of_value=None, values=()):
    """Let a room above have a facet of its own: its name, the names of its values, their order if they have one."""
    NAMES[facet] = name
    if name_of_value:
        _namers[facet] = name_of_value
    if values:
        _IN_OWN_ORDER[facet] = tuple(values)


def name_of(facet, value):
    """What a value is called in the reader's language; an unknown value is called what it is."""
    if facet in _namers:
        return str(_namers[facet](value))
    if facet == "kind":
        return {"person": _("People"), "institution": _("Institutions")}.get(value, value)
    if facet == "freshness":
        return str(Freshness(value).label) if value in Freshness.values else value
    word = _words_of(facet).get(value)
    return str(getattr(word, "label", None) or word.name) if word else value


def knows(facet, value):
    """Whether a facet has this value at all."""
    return value in _IN_OWN_ORDER[facet] if facet in _IN_OWN_ORDER else value in _words_of(facet)


def in_order(facet, counts):
    """Values with their counts as they are shown: the most frequent first, unless they have an order."""
    if facet in _IN_OWN_ORDER:
        place = {value: number for number, value in enumerate(_IN_OWN_ORDER[facet])}
        return sorted(counts, key=lambda count: place.get(count[0], len(place)))
    return counts


def spans_of_freshness(today=None):
    """Freshness in days of confirmation. What is due today was not yet due yesterday, so it is not kept anywhere."""
    today = (today or timezone.now().date()) + timedelta(days=1)
    due = (today - timedelta(days=CONFIRMATION_DUE_AFTER)).toordinal()
    outdated = (today - timedelta(days=CONFIRMATION_OUTDATED_AFTER)).toordinal()
    return {
        Freshness.CURRENT.value: (due, None),
        Freshness.DUE.value: (outdated, due),
        Freshness.OUTDATED.value: (None, outdated),
        Freshness.NEVER.value: None,
    }


def _words_of(facet):
    """The words of a facet by code, made anew whenever the vocabulary was read anew."""
    model = Region if facet in ("region", "subregion") else VOCABULARIES.get(facet)
    if model is None:
        return {}
    rows = words(model)
    made_of, by_code = _by_code.get(model, (None, {}))
    if made_of is not rows:
        by_code = {word.code: word for word in rows.values()}
        _by_code[model] = (rows, by_code)
    return by_code
