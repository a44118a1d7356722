"""The page on which somebody chooses the columns of a list they take away."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from directory.editions.actions import keep_columns
from directory.editions.queries import kept_columns_of
from directory.formats import EXPORT_LIMIT, TABLE_FORMATS
from directory.formats.tables import Group, columns_for
from search.asking import Asked
from search.finding import find
from search.taking import SEPARATOR_NAMES, Taking
from search.views import InstitutionResults, PeopleResults, ResultsPage


@method_decorator(never_cache, name="dispatch")
class ColumnsPage(TemplateView):
    template_name = "search/columns.html"
    results: type[ResultsPage]
    list_name = ""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.kind = self.results.kinds[0]
        parameters = request.POST if request.method == "POST" else request.GET
        self.asked = self.asked_in(parameters)
        kept = kept_columns_of(request.user, self.kind)
        self.is_kept = bool(kept)
        self.taking = Taking.of(parameters, self.kind, request.user, kept)

    def asked_in(self, parameters):
        return Asked.of(parameters, self.results.facets)

    def total(self):
        return find(self.asked, self.request.user, self.results.kinds, (), 0, 0, with_reasons=False).total

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") in TABLE_FORMATS:
            return redirect(self.address(reverse(self.list_name), format=request.GET["format"]))
        if request.GET.getlist("column"):
            # One address for one choice, so that it can be kept as a bookmark.
            return redirect(self.address(request.path))
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """Remember the choice that was shown."""
        if not request.user.is_authenticated:
            raise PermissionDenied
        keep_columns(self.kind, self.taking.options(), by=request.user)
        messages.success(request, _("These columns are remembered for your next list."))
        return redirect(self.address(request.path))

    def address(self, path, codes=None, **changes):
        return f"{path}?{urlencode([*self.asked.parameters(**changes), *self.taking.parameters(codes)])}"

    def get_context_data(self, **kwargs):
        user = self.request.user
        offered = columns_for(self.kind, user)
        chosen = self.taking.codes
        total = self.total()
        page = self.results()
        page.asked = self.asked
        return super().get_context_data(
            trail=[*page.trail(), (page.title(), reverse(self.list_name) + self.asked.address())],
            count_words=page.count_words(total),
            column_words=ngettext("%(number)s column", "%(number)s columns", len(chosen)) % {"number": len(chosen)},
            too_many=total > EXPORT_LIMIT,
            limit=EXPORT_LIMIT,
            groups=[
                {
                    "name": group.label,
                    "columns": [(column, column.code in chosen) for column in offered if column.group == group],
                }
                for group in Group
                if any(column.group == group for column in offered)
            ],
            order=self.order({column.code: column for column in offered}),
            carried=self.asked.parameters(),
            columns=",".join(chosen),
            formats=[(format, format.upper()) for format in TABLE_FORMATS],
            separators=[(code, name, code == self.taking.separator) for code, name in SEPARATOR_NAMES.items()],
            has_mark=self.taking.has_mark,
            kept_parameters=[*self.asked.parameters(), *self.taking.parameters()],
            may_keep=user.is_authenticated,
            **kwargs,
        )

    def order(self, offered):
        """The chosen columns with the addresses that move or drop them."""
        codes, path, last = self.taking.codes, self.request.path, len(self.taking.codes) - 1
        return [
            {
                "name": offered[code].heading,
                "earlier": self.address(path, self.taking.moved(at, at - 1)) + "#order" if at else "",
                "later": self.address(path, self.taking.moved(at, at + 1)) + "#order" if at < last else "",
                "drop": self.address(path, [each for each in codes if each != code]) + "#order" if last else "",
            }
            for at, code in enumerate(codes)
        ]


class PeopleColumns(ColumnsPage):
    results = PeopleResults
    list_name = "search:people"


class InstitutionColumns(ColumnsPage):
    results = InstitutionResults
    list_name = "search:institutions"
