"""The terms of the Convention side by side."""

from django.conf import settings
from django.views.generic import TemplateView
from search.analysis import fold, normalise

from directory.models.names import direction

from ..glossary import all_terms
from .parts import trail_to_forums


class Glossary(TemplateView):
    """Each term in six languages, the reader's first; found by any of its names."""

    template_name = "forum_translating/glossary.html"

    def get_context_data(self, **kwargs):
        sought = " ".join(self.request.GET.get("q", "").split())[:100]
        found = [term for term in all_terms() if _holds(term, sought)] if sought else all_terms()
        own = self.request.LANGUAGE_CODE
        languages = sorted(settings.LANGUAGES, key=lambda each: each[0] != own)
        columns = [{"code": code, "name": name, "direction": direction(code)} for code, name in languages]
        rows = [
            {"term": term, "names": [(column, term.name_in(column["code"])) for column in columns]} for term in found
        ]
        return super().get_context_data(rows=rows, columns=columns, q=sought, trail=trail_to_forums(), **kwargs)


def _holds(term, sought):
    sought = _plain(sought)
    return any(sought in _plain(name) for name in (*term.names.values(), term.abbreviation))


def _plain(text):
    return " ".join(fold(word) for word in normalise(text).split())
