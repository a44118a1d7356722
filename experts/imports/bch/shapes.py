"""The fields of the expert record of the Biosafety Clearing-House, and the words of its values.

Names and shapes follow the record's published form: texts in several languages are ``{"en": "…", "fr": "…"}``, terms
of a list ``{"identifier": "…"}``, months ``2015-09``; ``countryRegionsWorkedIn`` one list of countries and regions.
"""

import re
from html import unescape

from django.utils.html import strip_tags

SCHEMA, CONTACT_SCHEMA = "biosafetyExpert", "contact"
# The term “other” of its lists, beside which a value of one's own stands.
OTHER_TERM = "5B6177DD-5E5E-434E-8CB7-D63D67D5EBED"
WOMAN, MAN = "7CC8AFB1-36E0-4583-AE4E-DB928E60A3B3", "0999095A-13E0-46F0-A928-613B9AF32AAE"
STUDIES = ("primaryEducation", "secondaryEducation", "thirdEducation")
# Never written, and not even repeated when they are read.
BIRTH = ("birthYear", "birthCountry")
FIELDS = frozenset(
    (
        *("header", "government", "profile", "contact", *BIRTH, "nationalities", "currentEmployment"),
        *("countryRegionsWorkedIn", "previousEmployment", *STUDIES, "professionalQualification", "expertise"),
        *("relevantPublication", "professionalMemberships", "panelServed", "motherTongue", "languageRating"),
        *("additionalInformation", "additionalDocuments", "notes", "gender"),
    )
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,8})?")
# Under one of these keys a value of several parts has its words.
_WORDS_UNDER = ("title", "name", "value", "citation", "label", "text", "customValue", "reference")


def is_text_by_language(value):
    return isinstance(value, dict) and bool(value) and all(_LANGUAGE.fullmatch(str(key)) for key in value)


def text_of(value, languages=()):
    """A value in words: of a text in several languages the one of the record's first language."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return "\n".join(filter(None, (text_of(each, languages) for each in value)))
    if is_text_by_language(value):
        order = [*(code for code in languages if code in value), *value]
        return next(filter(None, (text_of(value[code], languages) for code in order)), "")
    for key in _WORDS_UNDER:
        if value.get(key):
            return text_of(value[key], languages)
    return identifier_of(value)


def texts_of(value, languages=()):
    """A text in each of its languages: {"fr": "…"}."""
    if is_text_by_language(value):
        return {code: text for code, each in value.items() if (text := text_of(each, languages))}
    text = text_of(value, languages)
    return {(languages[0] if languages else "en"): text} if text else {}


def plain(text):
    """Rich text as plain text, its paragraphs as lines."""
    if "<" not in text and "&" not in text:
        return text.strip()
    lined = re.sub(r"(?i)<br\s*/?>|</(?:p|li|div|h\d)>", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", unescape(strip_tags(lined)).replace("\xa0", " ")).strip()


def identifier_of(value):
    """What a term or a reference is known by, without what is written before codes of languages."""
    if isinstance(value, dict):
        value = value.get("identifier")
    return value.removeprefix("lang-").strip() if isinstance(value, str) else ""


def term_of(value, languages=()):
    """A term in words: what it is called, or a code of two or three letters as codes are written."""
    if isinstance(value, dict) and (name := text_of({key: value.get(key) for key in ("title", "name", "value")})):
        return name
    code = identifier_of(value) if isinstance(value, dict) else text_of(value, languages)
    return code.upper() if re.fullmatch(r"[A-Za-z]{2,3}", code) else code


def as_list(value):
    return [] if value in (None, "", {}) else value if isinstance(value, list) else [value]
