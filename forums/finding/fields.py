"""The terms of a post, as each database searches them best.

PostgreSQL keeps a ``tsvector`` with places and weights and finds through its GIN index. SQLite, which serves one
machine and some ten thousand posts, reads a line of words.
"""

from typing import NamedTuple

from django.db import models
from search.analysis import STEM, terms

# PostgreSQL counts places up to here; what stands later in a long post shares the last one.
LAST_PLACE = 16_383
TITLE, BODY = "A", "D"


class Said(NamedTuple):
    """What is indexed of one post: the thread's title with its first post, and the words."""

    title: str
    text: str
    language: str


class TermsField(models.Field):
    """Written from a ``Said``; never read back, for the post itself is read."""

    def db_type(self, connection):
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_db_prep_value(self, value, connection, prepared=False):
        if value is None or isinstance(value, str):
            return value
        return as_vector(value) if connection.vendor == "postgresql" else as_line(value)

    def get_placeholder(self, value, compiler, connection):
        return "%s::tsvector" if connection.vendor == "postgresql" else "%s"


@TermsField.register_lookup
class Match(models.Lookup):
    """``terms__match=clauses``, as ``search.parsing.read`` makes them; all must hold."""

    lookup_name = "match"
    prepare_rhs = False

    def get_db_prep_lookup(self, value, connection):
        return "%s", [value]

    def as_postgresql(self, compiler, connection):
        column, values = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", [*values, as_query(self.rhs)]

    def as_sql(self, compiler, connection):
        column, values = self.process_lhs(compiler, connection)
        parts, wanted = [], []
        for clause in self.rhs:
            found = [[f"% {form} %" for form in forms] for forms in _forms_of(clause)]
            if clause.is_phrase:
                found = [[f"% {' '.join(word.text for word in clause.words)} %"], *found]
            elif clause.is_last and _may_begin(clause.words[0]):
                found[0].append(f"% {clause.words[0].text}%")
            alternatives = [" OR ".join([f"{column} LIKE %s"] * len(forms)) for forms in found]
            held = " AND ".join(f"({one})" for one in alternatives)
            parts.append(f"NOT ({held})" if clause.is_negated else f"({held})")
            wanted += [form for forms in found for form in forms for form in [*values, form]]
        return " AND ".join(parts), wanted


class Rank(models.Func):
    """How well a row fits, by the weight and number of words found. PostgreSQL only."""

    function = "ts_rank"
    output_field = models.FloatField()

    def __init__(self, column, clauses):
        asked = models.Func(models.Value(as_query(clauses)), template="%(expressions)s::tsquery")
        super().__init__(models.F(column), asked)


def as_vector(said):
    """PostgreSQL's own way of writing terms: ``'word':3A``."""
    found: dict[str, set] = {}
    offset = 0
    for text, weight, language in ((said.title, TITLE, said.language), (said.text, BODY, said.language)):
        last = offset
        for place, term in terms(text, language):
            last = min(offset + place + 1, LAST_PLACE)
            found.setdefault(term, set()).add((last, weight))
        # A phrase does not reach from the title into the text.
        offset = last + 2
    return " ".join(
        f"{_quoted(term)}:{','.join(f'{place}{weight}' for place, weight in sorted(places)[:200])}"
        for term, places in found.items()
    )


def as_line(said):
    """The written words in order, then their stems."""
    both = [*terms(said.title, said.language), *terms(said.text, said.language)]
    written = [term for _place, term in both if not term.startswith(STEM)]
    stems = dict.fromkeys(term for _place, term in both if term.startswith(STEM))
    return f" {' '.join(written)} | {' '.join(stems)} "


def as_query(clauses):
    """Clauses as PostgreSQL asks them."""
    return " & ".join(_asked(clause) for clause in clauses)


def _asked(clause):
    if clause.is_phrase:
        asked, before = "", 0
        for word, distance in zip(clause.words, clause.distances, strict=True):
            forms = _or(_alternatives(word))
            asked += f" <{distance - before}> {forms}" if asked else forms
            before = distance
    else:
        word = clause.words[0]
        forms = _alternatives(word)
        if clause.is_last and _may_begin(word):
            forms.append(f"{_quoted(word.text)}:*")
        asked = _or(forms)
    return f"!({asked})" if clause.is_negated else f"({asked})"


def _alternatives(word):
    return [_quoted(form) for form in sorted(word.in_text)] + [_and(map(_quoted, one)) for one in word.together]


def _may_begin(word):
    """Half of all words begin with one letter or two, unless these are characters of Chinese."""
    return word.can_begin and (len(word.text) > 2 or not word.text.isascii())


def _forms_of(clause):
    return [sorted(word.in_text) for word in clause.words]


def _and(parts):
    return f"({' & '.join(parts)})"


def _or(parts):
    return f"({' | '.join(parts)})"


def _quoted(term):
    escaped = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
