"""Why a record was found: which of its values, and the words around those that matched."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from directory.disclosure import FIELD_LABELS
from directory.models.names import direction
from search.analysis import fold, normalise, sought
from search.documents import NAME
from search.facets import NAMES, name_of

_MOST = 4
# Facets by how much they say to somebody who used their words.
_TELLING = (
    *("country", "subregion", "region", "chemical", "expertise", "language", "category", "type", "service"),
    *("sector", "stakeholder", "article", "interest"),
)
_BEFORE, _AFTER = 60, 110
_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_LABELS = {
    **FIELD_LABELS,
    "contacts": gettext_lazy("Contact"),
    "description": gettext_lazy("Description"),
    "designation": gettext_lazy("Post"),
}


def reasons(result):
    """A line of HTML that says why, or nothing when the name says it."""
    clauses = result.clauses
    if not clauses:
        return ""
    parts, explained = _values(result.values)
    for passage in sorted(result.passages, key=_reading_order):
        if len(parts) >= _MOST or all(explained):
            break
        spans, clauses_here = _spans(passage.text, clauses)
        news = [number for number in clauses_here if not explained[number]]
        for number in news:
            explained[number] = True
        if news and passage.kind != NAME:
            parts.append(_part(passage, spans))
    return format_html_join(" · ", "{}", ((part,) for part in parts[:_MOST]))


def _values(values_by_clause):
    """The value that explains each clause best, and which clauses are explained so."""
    found = {}
    for values in values_by_clause:
        facets = {facet for facet, _value in values}
        best = next((facet for facet in _TELLING if facet in facets), None)
        names = [name_of(facet, value) for facet, value in values if facet == best]
        found.setdefault(best, []).extend(names[:2])
    parts = [
        format_html(_("{field}: {words}"), field=NAMES[facet], words=_marked(", ".join(dict.fromkeys(names))))
        for facet, names in found.items()
        if facet
    ]
    return parts, [any(facet in _TELLING for facet, _value in values) for values in values_by_clause]


def _reading_order(passage):
    """Names explain themselves; then facts; then texts in the reader's own language."""
    return ("nfb".index(passage.kind), passage.language.split("-")[0] != (get_language() or "en").split("-")[0])


def _spans(text, clauses):
    """Where words that were looked for stand in a text, and which clauses these belong to."""
    spans, clauses_here = [], set()
    for number, clause in enumerate(clauses):
        for word in clause.words:
            if _HAN.search(word.text):
                found = [match.span() for match in re.finditer(re.escape(word.text), normalise(text))]
                found = found if len(normalise(text)) == len(text) else []
            else:
                found = [match.span() for match in _WORD.finditer(text) if _fits(match[0], word, clause.is_last)]
            if found:
                spans += found
                clauses_here.add(number)
    return sorted(set(spans)), clauses_here


def _fits(written, word, may_begin):
    found = sought(normalise(written))
    if found.text in word.in_text or found.text in word.in_names:
        return True
    if may_begin and word.can_begin and fold(normalise(written)).startswith(word.text):
        return True
    return bool(word.in_text & found.in_text)


def excerpt(text, clauses):
    """The words around the first that was looked for, with those marked; the beginning where none stands in it."""
    spans, _clauses_here = _spans(text, clauses)
    return _words_around(text, spans or [(0, 0)])


def _part(passage, spans):
    text = _words_around(passage.text, spans)
    if passage.language:
        text = format_html('<bdi lang="{}" dir="{}">{}</bdi>', passage.language, direction(passage.language), text)
    else:
        text = format_html("<bdi>{}</bdi>", text)
    return format_html(_("{field}: {words}"), field=_LABELS.get(passage.label, passage.label), words=text)


def _words_around(whole, spans):
    start, end = max(0, spans[0][0] - _BEFORE), min(len(whole), spans[0][1] + _AFTER)
    while start and not whole[start - 1].isspace():
        start -= 1
        if spans[0][0] - start > 2 * _BEFORE:
            break
    pieces, place = [], start
    for first, last in spans:
        if first < place or last > end:
            continue
        if last == first:
            continue
        pieces += [whole[place:first], format_html("<mark>{}</mark>", whole[first:last])]
        place = last
    pieces.append(whole[place:end])
    text = format_html_join("", "{}", ((piece,) for piece in pieces))
    return format_html("{}{}{}", "… " if start else "", text, " …" if end < len(whole) else "")


def _marked(text):
    return format_html("<mark>{}</mark>", text)
