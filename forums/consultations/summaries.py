"""The summary as readers see it: the latest version shown in each language, the reader's first."""

from django.utils.translation import get_language

from ..tongue_forms import name_of_language


def summaries_shown(consultation):
    """``[(version, name of its language)]``, the reader's language first, then the main one. One query."""
    latest = {}
    for version in consultation.summaries.filter(is_shown=True).order_by("language", "-number"):
        latest.setdefault(version.language, version)
    first = [get_language(), consultation.language]
    order = [code for code in first if code in latest] + [code for code in latest if code not in first]
    return [(latest[code], name_of_language(code)) for code in dict.fromkeys(order)]
