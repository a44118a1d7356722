"""Which Parties have official contacts on a day, and which have none."""

import csv

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .. import atlas, queries
from ..choices import RegionalGroup
from ..formats.tables import harmless
from ..models import Country, Party
from .pages import EXPECTED_OFFICES, AboutADay, names_of_holder


class FocalPointsPage(AboutADay):
    """Every Party with its national focal point and official contact point, or without."""

    template_name = "directory/focal_points.html"

    def trail(self):
        return [*super().trail(), (_("Countries"), reverse("directory:countries"))]

    def get(self, request, *args, **kwargs):
        context = self.get_context_data(**kwargs)
        if request.GET.get("format") == "csv":
            return self.as_csv(context)
        return self.render_to_response(context)

    def get_context_data(self, **kwargs):
        asked, written, is_day = self.day_asked()
        on = asked or timezone.localdate()
        group = self.request.GET.get("group", "")
        only_without = self.request.GET.get("show") == "without"
        rows = [row for row in self.rows(on) if not group or row["country"].regional_group == group]
        with_focal_point = sum(bool(row["focal_points"]) for row in rows)
        shown = [row for row in rows if not row["focal_points"]] if only_without else rows
        return super().get_context_data(
            rows=shown,
            says=_("%(held)s of %(parties)s Parties have a national focal point on record, %(without)s have none.")
            % {"held": with_focal_point, "parties": len(rows), "without": len(rows) - with_focal_point},
            on=on,
            asked=asked,
            written=written,
            is_day=is_day,
            group=group,
            groups=RegionalGroup.choices,
            only_without=only_without,
            **kwargs,
        )

    def rows(self, on):
        """One row a Party for which the Convention is in force on the day."""
        parties = Party.objects.filter(is_party=True).exclude(entry_into_force__gt=on).values("country")
        countries = Country.objects.filter(pk__in=parties)
        posts = queries.focal_points_of_parties(self.request.user, EXPECTED_OFFICES, on)
        for country in atlas.in_reading_order(countries):
            held = posts.get(country.pk, {})
            focal_points, contact_points = (
                [{"designation": post, "names": names_of_holder(post)} for post in held.get(code, [])]
                for code in EXPECTED_OFFICES
            )
            yield {"country": country, "focal_points": focal_points, "contact_points": contact_points}

    def as_csv(self, context):
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        name = f"focal-points-{context['on'].isoformat()}-{get_language()}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response.write("\ufeff")
        lines = csv.writer(response)
        lines.writerow(
            [
                _("Code"),
                _("Party"),
                _("Regional group of the United Nations"),
                _("National focal point"),
                _("Since"),
                _("Official contact point"),
                _("Since"),
            ]
        )
        for row in context["rows"]:
            lines.writerow(
                harmless(cell)
                for cell in (
                    row["country"].iso2,
                    row["country"].name,
                    row["country"].get_regional_group_display(),
                    *in_cells(row["focal_points"]),
                    *in_cells(row["contact_points"]),
                )
            )
        return response


def in_cells(posts):
    """The names of those who hold a post, and since when."""
    return (
        "; ".join(post["names"].first.text for post in posts),
        "; ".join(post["designation"].starts_on.isoformat() for post in posts),
    )
