"""Names in six scripts: how they are put together, romanised and sorted."""

import re
import unicodedata

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


def is_latin(text):
    """Whether every letter of a text is one of the Latin script, accents included."""
    return all("LATIN" in unicodedata.name(letter, "") for letter in text if letter.isalpha())


def name_as_written(given, family):
    """What a record keeps of a name somebody typed in their own script: as written, and in Latin letters."""
    if is_latin(given + family):
        return {
            "given_name": given,
            "family_name": family,
            "original_given_name": "",
            "original_family_name": "",
            "name_language": "",
            "family_name_first": False,
        }
    return {
        "given_name": romanise(given),
        "family_name": romanise(family),
        "original_given_name": given,
        "original_family_name": family,
        "name_language": _language_of_script(given + family),
        "family_name_first": _language_of_script(given + family) == "zh",
    }


def _language_of_script(text):
    """The language of the site that is written in the script of a text; empty for other scripts."""
    script = next((unicodedata.name(letter, "").split()[0] for letter in text if letter.isalpha()), "")
    return {"CJK": "zh", "ARABIC": "ar", "CYRILLIC": "ru"}.get(script, "")
