"""Sorting as the reader's language sorts: the Unicode collation, and by sound for Chinese."""

from functools import cache, lru_cache

from pyuca import Collator

from .models.names import sort_key


@cache
def _collator():
    return Collator()


@lru_cache(maxsize=8192)
def collation_key(text, language):
    """Sort by this key to put ``text`` where a reader of ``language`` looks for it."""
    if language.startswith("zh"):
        return sort_key(text)
    return _collator().sort_key(text)
