"""The members of a group by the standing in which they take part."""

from itertools import groupby

from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode
from django.views.generic import TemplateView

from ..choices import Standing
from ..roster import Roster
from ..tables import TYPES, file_of
from .parts import OfGroup


class Members(OfGroup, TemplateView):
    """For those who read the group: whom they may name, by standing, and how many more there are."""

    template_name = "joining/members.html"
    reads = True

    def get(self, request, *args, **kwargs):
        standing = request.GET.get("as", "")
        if standing and standing not in Standing.values:
            raise Http404
        roster = Roster(self.group, request.user)
        if kind := request.GET.get("format"):
            if kind not in TYPES:
                raise Http404
            return file_of(roster.disclosed(roster.of(standing)), request, kind, f"{self.group.slug}-members")
        return self.render_to_response(self.get_context_data(roster=roster, standing=standing, **kwargs))

    def get_context_data(self, *, roster, standing, **kwargs):
        asked = self.request.GET.get("page", "")
        members, number, pages = roster.page(int(asked) if asked.isdecimal() and len(asked) < 6 else 1, standing)
        here = reverse("joining:members", args=[self.group.slug])
        return super().get_context_data(
            roster=roster,
            standing=standing,
            parts=[
                (Standing(key), [(country, list(them)) for country, them in groupby(rows, lambda m: m.country)])
                for key, rows in groupby(members, lambda m: m.standing)
            ],
            doors=[(key, count, f"{here}?{urlencode({'as': key.value})}") for key, count in roster.counts],
            everybody=here,
            formats=[
                (kind.upper(), f"{here}?{urlencode({**({'as': standing} if standing else {}), 'format': kind})}")
                for kind in TYPES
            ],
            number=number,
            pages=pages,
            earlier=self._page(here, standing, number - 1) if number > 1 else "",
            later=self._page(here, standing, number + 1) if number < pages else "",
            **kwargs,
        )

    @staticmethod
    def _page(here, standing, number):
        return f"{here}?{urlencode({**({'as': standing} if standing else {}), 'page': number})}"
