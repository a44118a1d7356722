"""Names in six scripts: how they are put together, romanised and sorted."""

import re

from anyascii import anyascii

RIGHT_TO_LEFT = {"ar", "fa", "he", "ur", "ps", "ckb", "dv", "yi", "sd", "ug"}


def direction(language):
    """``rtl`` or ``ltr`` for a language code."""
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


def romanise(text):
    """A Latin reading of a text in any script: what a reader without that script can type."""
    return re.sub(r"\s+", " ", anyascii(text)).strip()


def sort_key(text):
    """The form in which names are sorted: romanised, folded, without punctuation."""
    return re.sub(r"[^a-z0-9 ]+", "", romanise(text).casefold())[:255].strip()
