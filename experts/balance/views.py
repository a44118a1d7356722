"""The balance of the roster, for everybody and, with every number, for the Secretariat."""

from django.db.models import Count
from django.http import Http404
from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from directory.choices import Audience
from directory.models import Country, audience_of
from directory.partnerships import formats

from ..choices import Gender
from ..models import Nomination
from . import counting, tables
from .suppression import FEWER_THAN, as_they_are, suppress, suppress_table
from .use import use_in_figures

# How many experts a field should have in each regional group, unless the reader asks for another number.
WISHED = 10
MOST_WISHED = 1000
# The public asks for one of these: from mark to mark of every number, a hidden one could be counted out.
WISHES_OF_THE_PUBLIC = (FEWER_THAN, 10, 20, 50, 100, 200, 500, MOST_WISHED)


class BalancePage(TemplateView):
    template_name = "balance/balance.html"

    def get(self, request, *args, **kwargs):
        audience = audience_of(request.user)
        self.is_secretariat = audience >= Audience.SECRETARIAT
        self.hide = as_they_are if self.is_secretariat else suppress
        self.hide_table = list if self.is_secretariat else suppress_table
        self.balance = counting.balance_for(audience)
        self.use = use_in_figures(audience)
        self.parent = tables.term_of(request.GET["field"]) if request.GET.get("field") else None
        if request.GET.get("field") and self.parent is None:
            raise Http404
        self.fewer = self._wished(request.GET.get("fewer", ""))
        if "format" in request.GET:
            return self.file(request)
        return super().get(request, *args, **kwargs)

    def _wished(self, text):
        """The number asked for; for the public the next below of a few, and no less than what it is shown."""
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else WISHED
        if self.is_secretariat:
            return min(max(number, 1), MOST_WISHED)
        return max((wish for wish in WISHES_OF_THE_PUBLIC if wish <= number), default=FEWER_THAN)

    def address_of(self, term):
        return f"?field={term.slug}&fewer={self.fewer}#fields" if term else f"?fewer={self.fewer}#fields"

    def tables(self):
        nominations = counting.nominations_by_quarter(counting.quarters())
        return {
            "regions": tables.regions(self.balance, self.hide),
            "genders": tables.genders(self.balance, self.hide_table),
            "fields": tables.fields(self.balance, self.hide, self.parent, self.fewer, self.address_of),
            "languages": tables.languages(self.balance, self.hide),
            "sectors": tables.sectors(self.balance, self.hide),
            "course": tables.course(self.hide, nominations, self.use.by_quarter),
        }

    def file(self, request):
        lines = [line for table in self.tables().values() for line in table.lines()]
        columns = (
            ("table", _("Table"), lambda line: line[0]),
            ("row", _("Row"), lambda line: line[1]),
            ("column", _("Column"), lambda line: line[2]),
            ("number", _("Number"), lambda line: self.in_file(line[3])),
        )
        return formats.render("roster-balance", columns, lines, request.GET["format"], request)

    def in_file(self, number):
        return _("fewer than five, or hidden with such a number") if number is None else number

    def get_context_data(self, **kwargs):
        broader = []
        term = self.parent
        while term is not None:
            broader.insert(0, (term.label, self.address_of(term)))
            term = tables.words(tables.ExpertiseTerm).get(term.parent_id)
        return super().get_context_data(
            trail=[(_("Experts roster"), reverse("experts:experts"))],
            secretariat=self.is_secretariat,
            counted_at=self.balance.counted_at,
            figures=self.figures(),
            tables=self.tables(),
            gaps=tables.gaps(self.balance, self.parent, self.fewer),
            fewer=self.fewer,
            limit=FEWER_THAN,
            parent=self.parent,
            broader=broader,
            use=self.use,
            nominators=self.nominators() if self.is_secretariat else (),
            formats=[
                {"words": format.upper(), "address": f"?{self._narrowing()}format={format}"}
                for format in formats.FORMATS
            ],
            **kwargs,
        )

    def _narrowing(self):
        return f"field={self.parent.slug}&" if self.parent else ""

    def figures(self):
        """The numbers at the head of the page: (words, number or None)."""
        balance = self.balance
        parties = set(Country.objects.parties().values_list("pk", flat=True))
        women = balance.by(lambda expert: (expert.gender,))
        given = women[Gender.WOMAN] + women[Gender.MAN] + women[Gender.OTHER]
        shown = self.hide({"women": women[Gender.WOMAN], "others": given - women[Gender.WOMAN]}, are_parts=True)
        figures = [
            (_("Listed experts"), localize(balance.total)),
            (_("Parties with an expert"), f"{localize(len(parties & balance.countries))} / {localize(len(parties))}"),
        ]
        if shown["women"] is not None and given:
            share = _("%(share)s %%") % {"share": localize(round(100 * women[Gender.WOMAN] / given))}
            figures.append((_("Women, of those who gave their gender"), share))
        return figures

    def nominators(self):
        """Who nominated most: (name, number). For the Secretariat."""
        rows = (
            Nomination.objects.values("country", "institution__name").annotate(number=Count("pk")).order_by("-number")
        )
        known = tables.words(Country)
        return [
            (known[row["country"]].name if row["country"] else row["institution__name"], row["number"])
            for row in rows[:20]
        ]
