"""The names of facet values in six languages, so that `Kenia`, `肯尼亚` and `Кения` find Kenya's people.

A name is not copied into every record: a word is looked up here, and the records that have the
value come from the facet itself. Which names there are, each room's index says (`search_indexes`).
"""

import time
from bisect import bisect_left

from search.analysis import STEM, fold, terms, words

# Names change by hand of the Secretariat: other processes see it within this time.
_SECONDS = 300
_LONGEST_NAME = 9


class Labels:
    """A dictionary from words to facet values."""

    def __init__(self, named):
        """Built from (facet, value, language, name)."""
        self._whole, self._by_word, self._written = {}, {}, {}
        for facet, value, language, name in named:
            entry = (facet, value)
            key = tuple(fold(word) for word in words(name))[:_LONGEST_NAME]
            if key:
                self._whole.setdefault(key, set()).add(entry)
            self._written.setdefault(entry, []).append(" ".join(("", *(fold(word) for word in words(name)), "")))
            for _, term in terms(name, language):
                self._by_word.setdefault(term, set()).add(entry)
        self._words = sorted(word for word in self._by_word if not word.startswith(STEM))

    def longest_name(self, run):
        """How many of the first words are the whole name of something, and of what."""
        run = [fold(word) for word in run[:_LONGEST_NAME]]
        for length in range(len(run), 0, -1):
            if found := self._whole.get(tuple(run[:length])):
                return length, sorted(found)
        return 0, ()

    def whole(self, word):
        """Values whose whole name is this one word."""
        found = set(self._whole.get((word.text,), ()))
        for form in word.in_text:
            found |= self._whole.get((form.removeprefix(STEM),), set())
        return found

    def with_phrase(self, phrase):
        """Values whose whole name these words are, and those in whose names they stand together."""
        run = tuple(word.text for word in phrase)
        held = set.intersection(*(self._by_word.get(text, set()) for text in run))
        together = " ".join(("", *run, ""))
        whole = self._whole.get(run, set())
        return whole, {entry for entry in held - whole if any(together in name for name in self._written[entry])}

    def partly(self, word):
        """Values with this word in one of their names."""
        found = set().union(*(self._by_word.get(form, ()) for form in word.in_text))
        for parts in word.together[:1]:
            held = [self._by_word.get(part, set()) for part in parts]
            found |= set.intersection(*held)
        return found

    def beginning(self, text):
        """Values with a word that begins so in one of their names."""
        start = bisect_left(self._words, text)
        found = set()
        for word in self._words[start : start + 500]:
            if not word.startswith(text):
                break
            found |= self._by_word[word]
        return found

    @property
    def vocabulary(self):
        return self._words


_kept = {}


def labels_of(indexes):
    """The labels of some haystack indexes, read from the database at most every few minutes."""
    key = tuple(type(index) for index in indexes)
    made, found = _kept.get(key, (0, None))
    if found is None or time.monotonic() - made > _SECONDS:
        named = dict.fromkeys(
            entry for index in indexes for entry in (index.labels() if hasattr(index, "labels") else ())
        )
        found = Labels(named)
        _kept[key] = (time.monotonic(), found)
    return found


def forget_labels():
    """Read the names again: they have changed."""
    _kept.clear()
