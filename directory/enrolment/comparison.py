"""Two texts side by side in one: what went and what came, by paragraphs and in them by words."""

import re
from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"

# Words, each character of those scripts that set none apart, and whatever stands between them.
_WORDS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+|\s+|[^\w\s]")
# Below this, two paragraphs say so little alike that marking words would confuse.
_ALIKE = 0.35


def compared(old, new):
    """Paragraphs of both texts in reading order, each a list of ``(kind, words)``."""
    before, after = _paragraphs(old), _paragraphs(new)
    for step, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if step == "equal":
            yield from ([(SAME, text)] for text in after[j1:j2])
            continue
        yield from _rewritten(before[i1:i2], after[j1:j2])


def _paragraphs(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def _rewritten(before, after):
    """Paragraphs that differ: those that resemble each other marked by words, the others whole."""
    before = list(before)
    for text in after:
        alike = max(before, key=lambda other: _likeness(other, text), default=None)
        if alike is None or _likeness(alike, text) < _ALIKE:
            yield [(NEW, text)]
            continue
        while before[0] != alike:
            yield [(GONE, before.pop(0))]
        yield _by_words(before.pop(0), text)
    yield from ([(GONE, text)] for text in before)


def _likeness(old, new):
    return SequenceMatcher(None, _WORDS.findall(old), _WORDS.findall(new), autojunk=False).ratio()


def _by_words(old, new):
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    pieces = []
    for step, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if step == "equal":
            pieces.append((SAME, "".join(after[j1:j2])))
            continue
        if i1 < i2:
            pieces.append((GONE, "".join(before[i1:i2])))
        if j1 < j2:
            pieces.append((NEW, "".join(after[j1:j2])))
    return pieces
