"""Lists of people and institutions, and the search over both: one page in three forms."""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from directory import formats, queries
from directory.collation import collation_key
from directory.disclosure import disclose_institutions
from directory.models import Country, Institution, InstitutionType, Person, audience_of
from directory.words import words
from search import asking, facets
from search.asking import Asked
from search.finding import MODELS, PLAIN_FACETS, find, number_of, state_of_index
from search.models import EmptySearch
from search.parsing import read
from search.reasons import reasons
from search.taking import Taking

ROWS_ON_A_PAGE = 25
LAST_PAGE = 400
VALUES_SHOWN = 5
ANSWERS_KEPT_FOR = 60  # seconds; vocabularies are read as often


class ResultsPage(TemplateView):
    """Records that fit what the address asks, with facets that say how many more there are."""

    template_name = "search/results.html"
    kinds: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()

    def get(self, request, *args, **kwargs):
        self.asked = Asked.of(request.GET, self.facets)
        if self.asked.format:
            return self.as_file()
        return self.render_to_response(self.get_context_data(**kwargs))

    # Words of each of the three pages.

    def title(self):
        raise NotImplementedError

    def count_words(self, number):
        raise NotImplementedError

    def trail(self):
        return [(_("Directory"), reverse("directory:index"))]

    # What is found.

    def find(self, start, end, **options):
        return find(self.asked, self.request.user, self.kinds, self.facets, start, end, **options)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            asked=self.asked,
            page_title=self.title(),
            trail=self.trail(),
            carried_by_search=self.asked.parameters(words="", sort=asking.NAME),
            **self.kept_answer(),
            **kwargs,
        )

    def kept_answer(self):
        """The answer as all who belong to one audience see it, drawn once until the index changes."""
        state = state_of_index()
        parts = (type(self).__name__, audience_of(self.request.user), get_language(), localdate(), state, self.asked)
        key = "search:answer:" + hashlib.sha256(repr(parts).encode()).hexdigest()
        answer = cache.get(key) if state else None
        if answer is None:
            found = self.found()
            answer = self.answer(found)
            if state and found.total and not found.is_plain:
                cache.set(key, answer, ANSWERS_KEPT_FOR)
        return answer

    def found(self):
        """What is found on the page asked for, or on the last one there is."""
        page = min(max(self.asked.page, 1), LAST_PAGE)
        found = self.find((page - 1) * ROWS_ON_A_PAGE, page * ROWS_ON_A_PAGE)
        if found.total and not found.hits:
            page = -(-found.total // ROWS_ON_A_PAGE)
            found = self.find((page - 1) * ROWS_ON_A_PAGE, page * ROWS_ON_A_PAGE)
        found.page = page
        return found

    def answer(self, found):
        asked = self.asked
        empty = not found.total
        if empty and asked.words and not found.is_plain:
            self.record_empty()
        results = {
            "asked": asked,
            "found": found,
            "rows": self.rows(found.hits),
            "page_obj": Paginator(range(min(found.total, LAST_PAGE * ROWS_ON_A_PAGE)), ROWS_ON_A_PAGE).get_page(
                found.page
            ),
            "facets": self.shown_facets(found),
            "chips": self.chips(),
            "clear": asked.address(chosen=dict.fromkeys(asked.chosen, ())),
            "sorts": self.sorts(found),
            "formats": self.formats(),
            "carried": asked.parameters(words="", chosen=dict.fromkeys(asked.chosen, ())),
            "ways": self.ways_on(found) if empty else (),
        }
        return {
            "says": self.says(found),
            "is_plain": found.is_plain,
            "corrected": found.corrected,
            "results": render_to_string("search/_results.html", results, self.request),
        }

    def says(self, found):
        """The number of records, and for what, as a sentence's worth of title."""
        words = self.count_words(found.total)
        chosen = [facets.name_of(facet, value) for facet, values in self.asked.chosen.items() for value in values]
        if self.asked.words:
            # Between isolates, so that words of another direction do not turn the sentence round.
            chosen.insert(0, _("“%(words)s”") % {"words": f"\u2068{found.corrected or self.asked.words}\u2069"})
        return _("%(count)s for %(chosen)s") % {"count": words, "chosen": " · ".join(chosen)} if chosen else words

    def rows(self, hits):
        """Disclosed records in the order of the hits: (kind, record, why)."""
        records = {}
        for kind in self.kinds:
            keys = [key for found, key, _result in hits if found == kind]
            if keys:
                disclosed = self.disclosed(kind, keys)
                records.update({(kind, record.pk): record for record in disclosed})
        return [
            (kind, records[kind, key], reasons(result) if result is not None else "")
            for kind, key, result in hits
            if (kind, key) in records
        ]

    def disclosed(self, kind, keys):
        """Asks the database once more who may see what: an index can be behind, a record cannot."""
        # As their audience sees them, be it their own record: what one of them sees is shown to all.
        viewer = audience_of(self.request.user)
        if kind == "person":
            return queries.people_in_rows(Person.objects.visible_to(viewer).listed().filter(pk__in=keys), viewer)
        institutions = list(
            Institution.objects.visible_to(viewer).listed().filter(pk__in=keys).prefetch_related("services")
        )
        for institution in institutions:
            institution.country = words(Country).get(institution.country_id)
            institution.type = words(InstitutionType).get(institution.type_id)
        return disclose_institutions(institutions, viewer, ("services",))

    # Facets, chips, sorting.

    def shown_facets(self, found):
        shown = PLAIN_FACETS if found.is_plain else self.facets
        return [facet for name in self.facets if name in shown and (facet := self.shown_facet(name, found))]

    def shown_facet(self, name, found):
        chosen = self.asked.chosen.get(name, ())
        counts = dict(found.counts.get(name, ()))
        values = facets.in_order(name, list(counts.items()))
        all_are_shown = self.asked.all_of == name or len(values) <= VALUES_SHOWN + 2
        kept = values if all_are_shown else values[:VALUES_SHOWN]
        kept += [(value, counts.get(value, 0)) for value in chosen if value not in dict(kept)]
        if not kept:
            return None
        shown = [
            {"value": value, "label": facets.name_of(name, value), "count": count, "chosen": value in chosen}
            for value, count in kept
        ]
        if all_are_shown and len(shown) > VALUES_SHOWN + 2:
            shown.sort(key=lambda value: _reading_key(value["label"]))
        return {
            "name": name,
            "label": facets.NAMES[name],
            "open": bool(chosen) or self.asked.all_of == name or name in self.facets[:2],
            "values": shown,
            "more": "" if all_are_shown else self.asked.address(all=name),
            "more_words": ngettext("Show all %(number)s value", "Show all %(number)s values", len(values))
            % {"number": len(values)},
        }

    def chips(self):
        return [
            {"words": facets.name_of(facet, value), "address": self.asked.without(facet, value)}
            for facet, values in self.asked.chosen.items()
            for value in values
        ]

    def sorts(self, found):
        if found.is_plain:
            return []
        names = {
            asking.RELEVANCE: _("Best match"),
            asking.NAME: _("Name"),
            asking.FRESHNESS: _("Last confirmed"),
            asking.COUNTRY: _("Country"),
        }
        return [
            {"words": name, "address": self.asked.address(sort=sort), "current": sort == self.asked.sort}
            for sort, name in names.items()
            if sort != asking.RELEVANCE or self.asked.words
        ]

    def formats(self):
        return [
            {"words": format.upper() if format != "vcf" else "vCard", "address": self.asked.address(format=format)}
            for format in formats.LIST_FORMATS
        ] + self.ways_to_columns()

    def ways_to_columns(self):
        return []

    # Nothing found.

    def record_empty(self):
        words = " ".join(clause.text for clause in read(self.asked.words))
        # Addresses and numbers are not subjects, and may be somebody's.
        if words and "@" not in self.asked.words and not any(char.isdigit() for char in words):
            EmptySearch.objects.record(words, language=get_language(), audience=audience_of(self.request.user))

    def ways_on(self, found):
        """Useful ways on from an empty page: without what kills it, to the country, or to all there is."""
        asked, ways = self.asked, []
        for facet in list(asked.chosen)[:5]:
            others = {name: values for name, values in asked.chosen.items() if name != facet}
            number = number_of(Asked(asked.words, others), self.request.user, self.kinds)
            if number:
                names = ", ".join(facets.name_of(facet, value) for value in asked.chosen[facet])
                text = ngettext(
                    "Without “%(names)s”: %(number)s result", "Without “%(names)s”: %(number)s results", number
                )
                ways.append((text % {"names": names, "number": number}, asked.without(facet)))
        if asked.words and asked.chosen:
            number = number_of(Asked("", asked.chosen), self.request.user, self.kinds)
            if number:
                text = ngettext(
                    "Without the words “%(words)s”: %(number)s result",
                    "Without the words “%(words)s”: %(number)s results",
                    number,
                )
                ways.append((text % {"words": asked.words, "number": number}, asked.address(words="")))
        for country in self.countries()[:2]:
            text = _("See who speaks for %(country)s") % {"country": country.name}
            ways.append((text, country.get_absolute_url()))
        if asked.is_narrowed and not self.is_whole_search():
            ways.append((_("Search people and institutions together"), reverse("search:results") + asked.address()))
        if not ways:
            ways = [
                (_("People"), reverse("search:people")),
                (_("Institutions"), reverse("search:institutions")),
                (_("Countries"), reverse("directory:countries")),
            ]
        ways.append((_("Ask the Secretariat"), f"mailto:{settings.SECRETARIAT_EMAIL}"))
        return ways

    def countries(self):
        """Countries that were chosen."""
        codes = self.asked.chosen.get("country", ())
        return [country for country in words(Country).values() if country.code in codes]

    def is_whole_search(self):
        return len(self.kinds) > 1

    # Files.

    def as_file(self):
        """The same records in the same order, for taking away; too many at once are refused kindly."""
        kind = self.kinds[0]
        if len(self.kinds) > 1 and self.asked.chosen.get("kind") == ("institution",):
            kind = "institution"
        found = find(self.asked, self.request.user, (kind,), (), 0, formats.EXPORT_LIMIT + 1, with_reasons=False)
        if found.total > formats.EXPORT_LIMIT:
            messages.warning(
                self.request,
                _("A file holds %(limit)s records at most. Please narrow the list first.")
                % {"limit": formats.EXPORT_LIMIT},
            )
            return redirect(self.request.path + self.asked.address())
        keys = [key for _kind, key, _result in found.hits]
        taking = Taking.of(self.request.GET, kind, self.request.user)
        return formats.render(
            kind,
            _in_order(kind, keys, self.request.user),
            self.request.user,
            self.asked.format,
            self.request,
            taking.layout(self.request.user) if taking.is_chosen else None,
        )


def _in_order(kind, keys, viewer, size=500):
    """The records of these keys in their order, those the viewer may see."""
    for start in range(0, len(keys), size):
        chunk = keys[start : start + size]
        records = MODELS[kind].objects.visible_to(viewer).listed().in_bulk(chunk)
        yield from (records[key] for key in chunk if key in records)


def _reading_key(label):
    return collation_key(str(label), get_language() or "en")


class PeopleResults(ResultsPage):
    kinds = ("person",)
    facets = facets.OF_PEOPLE

    def title(self):
        return _("People")

    def count_words(self, number):
        return ngettext("%(number)s person", "%(number)s people", number) % {"number": number}

    def ways_to_columns(self):
        return [{"words": _("Choose columns"), "address": reverse("search:people_columns") + self.asked.address()}]


class InstitutionResults(ResultsPage):
    kinds = ("institution",)
    facets = facets.OF_INSTITUTIONS

    def title(self):
        return _("Institutions")

    def count_words(self, number):
        return ngettext("%(number)s institution", "%(number)s institutions", number) % {"number": number}

    def ways_to_columns(self):
        return [
            {"words": _("Choose columns"), "address": reverse("search:institution_columns") + self.asked.address()}
        ]


class SearchResults(ResultsPage):
    kinds = ("person", "institution")
    facets = facets.OF_BOTH

    def title(self):
        return _("Search")

    def trail(self):
        return []

    def count_words(self, number):
        return ngettext("%(number)s result", "%(number)s results", number) % {"number": number}
