"""The word somebody meant, among those that really occur and that they may see."""

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

_SHORTEST = 4


def nearest(word, vocabularies, limit=3):
    """Words of the vocabularies that differ by one slip of the fingers, or by two in a long word."""
    if len(word) < _SHORTEST or any(char.isdigit() for char in word):
        return []
    slips = 1 if len(word) < 8 else 2
    found = {}
    for vocabulary in vocabularies:
        for known, distance, _ in extract(
            word, vocabulary, scorer=OSA.distance, score_cutoff=slips, limit=limit, processor=None
        ):
            # People rarely get the first letter wrong.
            found[known] = min(found.get(known, 99), distance + (known[0] != word[0]) * 0.5)
    return sorted(found, key=lambda known: (found[known], known))[:limit]
