"""In which language an answer is given, and whether it can be given as asked."""

from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

# What ``lang`` may say, and the language of the site it means.
LANGUAGES = {"ar": "ar", "en": "en", "es": "es", "fr": "fr", "ru": "ru", "zh": "zh-hans", "zh-hans": "zh-hans"}
JSON = "application/json"


def language_of(request):
    """``lang``, else the best of what ``Accept-Language`` names, else English. Never a cookie: programs have none."""
    asked = request.GET.get("lang", "")
    if asked in LANGUAGES:
        return LANGUAGES[asked]
    for code, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if code == "*":
            break
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return "en"


def takes_json(request):
    accept = request.headers.get("Accept", "").strip()
    return not accept or request.accepts(JSON) or request.accepts("application/problem+json")
