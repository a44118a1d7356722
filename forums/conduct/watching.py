"""Finding watched words in a text: whole words, in all their forms, in six languages and Chinese."""

import re

from search.analysis import STEM, fold, normalise, terms
from search.analysis import words as words_of

from .choices import WordAction
from .models import WatchedWord

_HAN = re.compile("[\u3005-\u9fff]")
_STRICTEST_FIRST = (WordAction.REFUSE, WordAction.WAIT, WordAction.FLAG)


def find(text, group):
    """The watched words a text holds, the strictest first."""
    watched = list(WatchedWord.objects.for_group(group))
    if not watched:
        return []
    texts: dict = {}
    found = [word for word in watched if _holds(texts, text, word)]
    return sorted(found, key=lambda word: _STRICTEST_FIRST.index(word.action))


def _holds(texts, text, word):
    """Whether the words of ``word`` stand in a row in the text. ``texts`` keeps the text's forms by language."""
    language = word.language
    if language not in texts:
        texts[language] = _forms(text, language)
    sought, places = _forms(word.text, language), texts[language]
    if not sought:
        return False
    if _HAN.search(word.text):
        return _holds_run("".join(written for written, _stem in sought), places)
    last = len(places) - len(sought)
    return any(all(_same(one, places[start + step]) for step, one in enumerate(sought)) for start in range(last + 1))


def _same(one, other):
    return one[0] == other[0] or bool(one[1] & other[1])


def _holds_run(run, places):
    """Chinese is written without spaces: the word stands where words that a dictionary cut out together make it."""
    for start in range(len(places)):
        together = ""
        for written, _stem in places[start:]:
            together += written
            if not run.startswith(together):
                break
            if together == run:
                return True
    return False


def _forms(text, language):
    """Each word of a text in order: as it is written, folded; and what may be left of it without its endings."""
    if not language or language.startswith("zh"):
        return [(fold(word), frozenset()) for word in words_of(text)]
    found = []
    for word in words_of(normalise(text)):
        # A word of its own gives its own forms, and no second place for numbers in groups.
        forms = {term for _place, term in terms(word, language[:2])}
        written = fold(word)
        stems = {form[len(STEM) :] for form in forms if form.startswith(STEM)} or {written}
        found.append((written, frozenset(stems)))
    return found
