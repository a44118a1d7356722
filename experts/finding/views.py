"""The list of experts: by facets, or asked in a sentence; and how their order comes about."""

from dataclasses import replace

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from search import asking, facets
from search.analysis import is_stopword, normalise
from search.analysis import words as written_words
from search.column_views import ColumnsPage
from search.models import EmptySearch
from search.taking import Taking
from search.views import LAST_PAGE, ROWS_ON_A_PAGE, ResultsPage

from directory.models import audience_of
from experts import formats
from experts.disclosure import disclose_entries
from experts.models import RosterEntry
from experts.usage import usage_of

from . import weights
from .asking import AskedOfExperts
from .facets import OF_EXPERTS, PLAIN, of_depth
from .finding import find, number_without
from .propose import listed_entries
from .reasons import explain, in_a_line, name_of_criterion
from .understanding import key_of_word

# What one row of a list without a question shows of an entry.
_ROW = ("fields__term", "endorsements__nomination", "availability")
_LONGEST_ADDITION = 200


def _in_order(keys, viewer, size=500):
    """The entries of these keys in their order, those the viewer may see."""
    for start in range(0, len(keys), size):
        chunk = keys[start : start + size]
        entries = RosterEntry.objects.visible_to(viewer).listed().select_related("person").in_bulk(chunk)
        yield from (entries[key] for key in chunk if key in entries)


class ExpertsPage(ResultsPage):
    """Experts that fit what the address asks, with reasons."""

    template_name = "finding/experts.html"
    kinds = ("expert",)
    facets = OF_EXPERTS

    def get(self, request, *args, **kwargs):
        asked = AskedOfExperts.of(request.GET, self.facets)
        if more := " ".join(request.GET.get("more", "").split())[:_LONGEST_ADDITION]:
            asked = replace(asked, words=", ".join(filter(None, (asked.words, more))), sort=asking.RELEVANCE)
        self.asked = asked
        if asked.format:
            return self.as_file()
        return self.render_to_response(self.get_context_data(**kwargs))

    def title(self):
        return _("Experts")

    def trail(self):
        return []

    def count_words(self, number):
        return ngettext("%(number)s expert", "%(number)s experts", number) % {"number": number}

    def get_context_data(self, **kwargs):
        asked = self.asked
        carried = [pair for pair in asked.parameters(words="", drop=(), add=()) if pair[0] in asked.chosen]
        return super().get_context_data(
            carried=carried,
            carried_by_addition=asked.parameters(),
            ranking_address=reverse("experts:ranking"),
            **kwargs,
        )

    # What is found.

    def find(self, start, end, **options):
        return find(self.asked, self.request.user, self.facets, start, end)

    def found(self):
        found = super().found()
        if found.page > 1:
            found.near = []
        return found

    def answer(self, found):
        asked = self.asked
        empty = not found.total
        if empty and asked.words and not found.is_plain:
            self.record_empty()
        rows, near = self.rows(found)
        results = {
            "asked": asked,
            "found": found,
            "rows": rows,
            "near": near,
            "near_heading": self.near_heading(found),
            "page_obj": Paginator(range(min(found.total, LAST_PAGE * ROWS_ON_A_PAGE)), ROWS_ON_A_PAGE).get_page(
                found.page
            ),
            "facets": self.shown_facets(found),
            "chips": self.chips(),
            "clear": asked.address(chosen=dict.fromkeys(asked.chosen, ())),
            "sorts": self.sorts(found),
            "formats": [] if found.is_plain else self.formats(),
            "carried": asked.parameters(words="", chosen=dict.fromkeys(asked.chosen, ())),
            "ways": self.ways_on(found) if empty else (),
        }
        return {
            "says": self.says(found),
            "is_plain": found.is_plain,
            "understood": self.understood(found),
            "unknown": self.unknown(found),
            "results": render_to_string("finding/_results.html", results, self.request),
        }

    def says(self, found):
        """The number of experts, and for what, as a sentence's worth of title."""
        counted = self.count_words(found.total)
        chosen = [name_of_criterion(criterion) for criterion in found.understanding.criteria]
        chosen += [f"“\u2068{word}\u2069”" for word in found.understanding.leftover]
        chosen += [facets.name_of(facet, value) for facet, values in self.asked.chosen.items() for value in values]
        if not chosen:
            return counted
        return _("%(count)s for %(chosen)s") % {"count": counted, "chosen": " · ".join(map(str, chosen))}

    # Files.

    def formats(self):
        return [
            *(
                {"words": words, "address": self.asked.address(format=format)}
                for format, words in (("csv", "CSV"), ("xlsx", "XLSX"), ("json", "JSON"), ("jsonld", "JSON-LD"))
            ),
            {"words": _("Choose columns"), "address": reverse("experts:columns") + self.asked.address()},
        ]

    def as_file(self):
        """The experts that fit, in their order, as this reader's audience may see them; near matches are left out."""
        user, request = self.request.user, self.request
        found = self.find(0, formats.EXPORT_LIMIT + 1)
        if found.total > formats.EXPORT_LIMIT or found.is_plain:
            messages.warning(
                request,
                _("The search engine does not answer just now. Please take the file later.")
                if found.is_plain
                else _("A file holds %(limit)s records at most. Please narrow the list first.")
                % {"limit": formats.EXPORT_LIMIT},
            )
            return redirect(request.path + self.asked.address())
        taking = Taking.of(request.GET, formats.KIND, user)
        layout = taking.layout(user) if taking.is_chosen else None
        return formats.render(
            _in_order([key for key, _points in found.hits], user), user, self.asked.format, request, layout
        )

    def near_heading(self, found):
        if found.total:
            return _("Near matches: each of these lacks something")
        return _("Near matches: nobody fits all of it, each of these lacks something")

    def rows(self, found):
        """Disclosed entries in the order of the hits: those that fit, and near matches, as (entry, why, missing)."""
        viewer = audience_of(self.request.user)
        keys = [key for key, _points in (*found.hits, *found.near)]
        entries = listed_entries(keys, viewer)
        understanding = found.understanding
        if not (understanding.criteria or understanding.leftover):
            disclosed = {entry.pk: entry for entry in disclose_entries(entries, viewer, prefetch=_ROW)}
            return [(disclosed[key], "", "") for key, _points in found.hits if key in disclosed], []
        disclosed = {entry.pk: entry for entry in disclose_entries(entries, viewer)}
        usage = usage_of(disclosed)
        explained = {key: explain(understanding, entry, usage[key]) for key, entry in disclosed.items()}
        return tuple(
            [
                (disclosed[key], in_a_line(explained[key].reasons), in_a_line(explained[key].missing))
                for key, _points in hits
                if key in disclosed
            ]
            for hits in (found.hits, found.near)
        )

    # How a question was understood.

    def understood(self, found):
        return [
            {
                "words": name_of_criterion(criterion),
                "also": also_named(criterion),
                "typed": criterion.words,
                "slip": criterion.slip,
                "address": self.asked.without_criterion(criterion.key),
            }
            for criterion in found.understanding.criteria
        ]

    def unknown(self, found):
        return [
            {"words": word, "address": self.asked.without_criterion(key_of_word(word))}
            for word in found.understanding.leftover
        ]

    # Facets, sorting, nothing found.

    def shown_facets(self, found):
        shown = PLAIN if found.is_plain else self.facets
        return [facet for name in self.facets if name in shown and (facet := self.shown_facet(name, found))]

    def shown_facet(self, name, found):
        facet = super().shown_facet(name, found)
        if facet and name == "expertise" and self.asked.all_of == name:
            facet["values"] = of_depth(facet["values"])
        return facet

    def sorts(self, found):
        if found.is_plain:
            return []
        names = {asking.RELEVANCE: _("Best match"), asking.NAME: _("Name"), asking.COUNTRY: _("Country")}
        return [
            {"words": name, "address": self.asked.address(sort=sort), "current": sort == self.asked.sort}
            for sort, name in names.items()
            if sort != asking.RELEVANCE or self.asked.is_question
        ]

    def record_empty(self):
        if "@" in self.asked.words:
            return
        # Addresses and numbers are not subjects, and may be somebody's.
        telling = [
            word
            for word in written_words(normalise(self.asked.words))
            if not is_stopword(word) and not any(char.isdigit() for char in word)
        ]
        if telling:
            EmptySearch.objects.record(
                " ".join(telling),
                language=get_language(),
                audience=audience_of(self.request.user),
                kind="experts",
            )

    def ways_on(self, found):
        """Useful ways on from an empty page: without what kills it, or to all experts."""
        asked, ways = self.asked, []
        for criterion in found.understanding.criteria if len(found.understanding.criteria) > 1 else ():
            if number := number_without(asked, self.request.user, criterion.key):
                ways.append(
                    (self.without_words(name_of_criterion(criterion), number), asked.without_criterion(criterion.key))
                )
        for facet in list(asked.chosen)[:5]:
            others = {name: chosen for name, chosen in asked.chosen.items() if name != facet}
            if number := number_without(replace(asked, chosen=others), self.request.user):
                names = ", ".join(facets.name_of(facet, value) for value in asked.chosen[facet])
                ways.append((self.without_words(names, number), asked.without(facet)))
        if asked.is_narrowed:
            ways.append((_("All experts"), reverse("experts:experts")))
        if asked.words:
            address = reverse("search:results") + asking.Asked(asked.words).address()
            ways.append((_("Search people and institutions"), address))
        return ways

    def without_words(self, names, number):
        text = ngettext("Without “%(names)s”: %(number)s expert", "Without “%(names)s”: %(number)s experts", number)
        return text % {"names": names, "number": number}


def also_named(criterion):
    """What else fits the same words, up to three; a part of the world needs no list of its countries."""
    if criterion.kind == "country":
        return []
    names = dict.fromkeys(name_of_criterion(other) for other in criterion.alternatives)
    return [name for name in names if name != name_of_criterion(criterion)][:3]


class RankingPage(TemplateView):
    """What counts how much when experts are put in order."""

    template_name = "finding/ranking.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            groups=weights.groups(),
            near_below=weights.NEAR_MATCHES_BELOW,
            alike=weights.ALIKE_SENTENCE,
            trail=[(_("Experts"), reverse("experts:experts"))],
            **kwargs,
        )


class ExpertColumns(ColumnsPage):
    """The columns of a list of experts one takes away."""

    results = ExpertsPage
    list_name = "experts:experts"

    def asked_in(self, parameters):
        return AskedOfExperts.of(parameters, self.results.facets)

    def total(self):
        return find(self.asked, self.request.user, (), 0, 0).total
