"""Reading what somebody typed into the search box. Whatever it is, it means something or nothing; never an error."""

import re
from dataclasses import dataclass

from search.analysis import Word, is_stopword, normalise, phone_like, sought, words

LONGEST_QUERY = 1000
MOST_WORDS = 24

_QUOTES = str.maketrans("“”„‟«»″＂「」『』", '""""""""""""')
_PIECE = re.compile(r'(-?)"([^"]*)"?|(\S+)')


@dataclass(frozen=True)
class Clause:
    """One thing a record must have (or, negated, must not): a word, or words in this order.

    `names` are facet values whose whole name these words are, such as a region for "West Africa".
    """

    words: tuple[Word, ...]
    distances: tuple[int, ...] = (0,)
    is_phrase: bool = False
    is_negated: bool = False
    is_last: bool = False
    names: tuple[tuple[str, str], ...] = ()

    @property
    def text(self):
        return " ".join(word.text for word in self.words)


def read(text, labels=None):
    """The clauses of a query; all of them must hold."""
    text = phone_like(normalise(text[:LONGEST_QUERY]).translate(_QUOTES))
    clauses, run = [], []
    count = 0
    for minus, quoted, plain in _PIECE.findall(text):
        found = words(quoted or plain)[: MOST_WORDS - count]
        count += len(found)
        if not found:
            continue
        if not plain:
            clauses += _clauses_of_run(run, labels)
            run = []
            clauses.append(_phrase(found, is_negated=bool(minus)))
        elif plain.startswith("-") and (clauses or run) and len(plain) > 2:
            clauses += _clauses_of_run(run, labels)
            run = []
            clauses.append(_phrase(found, is_negated=True))
        else:
            run += found
    clauses += _clauses_of_run(run, labels, is_end=True)
    telling = [clause for clause in clauses if clause.is_phrase or clause.names or not is_stopword(clause.text)]
    clauses = telling if any(not clause.is_negated for clause in telling) else clauses
    return tuple(clause for clause in clauses if any(not other.is_negated for other in clauses))


def _phrase(found, *, is_negated=False, names=()):
    kept = [(place, word) for place, word in enumerate(found) if not is_stopword(word)] or list(enumerate(found))
    first = kept[0][0]
    return Clause(
        tuple(sought(word) for _, word in kept),
        tuple(place - first for place, _ in kept),
        is_phrase=True,
        is_negated=is_negated,
        names=tuple(names),
    )


def _clauses_of_run(run, labels, *, is_end=False):
    """Single words, but the whole name of something as one thing."""
    clauses, place = [], 0
    while place < len(run):
        length, names = labels.longest_name(run[place:]) if labels else (0, ())
        if length > 1:
            clauses.append(_phrase(run[place : place + length], names=names))
            place += length
            continue
        is_last = is_end and place == len(run) - 1
        clauses.append(Clause((sought(run[place]),), is_last=is_last))
        place += 1
    return clauses
