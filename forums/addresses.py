"""Addresses that stand on a page many times, each but a key apart from the others."""

from functools import cache
from urllib.parse import quote

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

# What Django leaves as it is in addresses.
_AS_IT_IS = "!$&'()*+,;=/~:@"
_NUMBER, _WORD = 987654321, "mark-of-a-word"


def address(name, key):
    """``reverse(name, args=[key])``, looked up once for each language."""
    mark = _NUMBER if isinstance(key, int) else _WORD
    before, after = _around(name, mark, get_language(), get_script_prefix())
    return f"{before}{key if mark == _NUMBER else quote(key, safe=_AS_IT_IS)}{after}"


@cache
def _around(name, mark, _language, _prefix):
    before, _mark, after = reverse(name, args=[mark]).partition(str(mark))
    return before, after
