"""What lists have in common: filters in the address, pages, files to take away."""

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from directory.choices import Audience
from directory.models import audience_of

from .. import formats

ROWS_ON_A_PAGE = 20


class PartnershipsPage(TemplateView):
    """A page that is reached through the list of partners."""

    def trail(self):
        return [(_("Partners"), reverse("partnerships:partners"))]

    @property
    def is_secretariat(self):
        return audience_of(self.request.user) >= Audience.SECRETARIAT

    def get_context_data(self, **kwargs):
        return super().get_context_data(trail=self.trail(), secretariat=self.is_secretariat, **kwargs)


class ListPage(PartnershipsPage):
    """A list people narrow, page through and take away."""

    filter_class: type
    file_name = ""
    columns: tuple = ()

    def get(self, request, *args, **kwargs):
        self.filter = self.filter_class(request.GET)
        if "format" in request.GET:
            return formats.render(
                self.file_name,
                self.columns,
                self.whole(self.found(self.filter.chosen)),
                request.GET["format"],
                request,
            )
        return super().get(request, *args, **kwargs)

    def found(self, chosen):
        """The things to list, narrowed."""
        raise NotImplementedError

    def whole(self, things):
        """The things with what their files show."""
        return things

    def get_context_data(self, **kwargs):
        chosen = self.filter.chosen
        paginator = Paginator(self.found(chosen), ROWS_ON_A_PAGE)
        page = paginator.get_page(self.request.GET.get("page"))
        return super().get_context_data(
            filter=self.filter,
            page_obj=page,
            number=paginator.count,
            is_narrowed=bool(chosen),
            chips=list(self.chips(chosen)),
            clear=self.request.path,
            formats=[
                {"words": words, "address": f"?{self.query(chosen, format=format)}"}
                for format, words in formats.FORMATS.items()
            ],
            **kwargs,
        )

    def chips(self, chosen):
        for name, value in chosen.items():
            field = self.filter.fields[name]
            words = dict(field.choices).get(value, value) if hasattr(field, "choices") else f"“{value}”"
            without = {key: kept for key, kept in chosen.items() if key != name}
            yield {"words": words, "address": f"{self.request.path}?{self.query(without)}"}

    def query(self, chosen, **more):
        query = QueryDict(mutable=True)
        query.update({**chosen, **more})
        return query.urlencode()
