"""Partnerships in figures, and the regional centres with the Parties they serve."""

import re

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from directory.atlas import in_reading_order
from directory.collation import collation_key
from directory.forms.fields import Day
from directory.templatetags.directory import institution_names

from .. import figures, formats, queries
from .lists import PartnershipsPage


class OnForm(forms.Form):
    on = Day(
        label=gettext_lazy("On which day"),
        required=False,
        help_text=gettext_lazy("For example 31 December 2024, or 2024."),
    )

    def clean_on(self):
        """A year alone stands for its end, as in the table of years; the year that runs, for today."""
        on, today = self.cleaned_data["on"], timezone.localdate()
        if on and re.fullmatch(r"\s*\d{4}\s*", self.data["on"]):
            return today if on.year == today.year else on.replace(month=12, day=31)
        return on


class FiguresPage(PartnershipsPage):
    """The counts of plan ¶57 for a day of the reader's choice."""

    template_name = "partnerships/figures.html"

    def get(self, request, *args, **kwargs):
        self.form = OnForm(request.GET if "on" in request.GET else None)
        asked = self.form.cleaned_data["on"] if self.form.is_valid() else None
        self.on = asked or timezone.localdate()
        if "format" in request.GET:
            return self.file(request)
        return super().get(request, *args, **kwargs)

    def file(self, request):
        rows = [("total", self.names()[name], "", number) for name, number in figures.counts(self.on).items()]
        rows += [
            (table.code, table.caption, words, number)
            for table in figures.tables(self.on)
            for words, number in table.rows
        ]
        columns = (
            ("day", _("Day"), lambda row: self.on),
            ("table", _("Table"), lambda row: row[0]),
            ("what", _("What is counted"), lambda row: row[1]),
            ("part", _("Part"), lambda row: row[2]),
            ("number", _("Number"), lambda row: row[3]),
        )
        return formats.render(f"partnerships-on-{self.on:%Y-%m-%d}", columns, rows, request.GET["format"], request)

    def names(self):
        return {
            "partners": _("Partner organizations"),
            "agreements": _("Partnerships and agreements in force"),
            "projects": _("Joint projects running"),
        }

    def get_context_data(self, **kwargs):
        names = self.names()
        course = figures.course(self.on)
        addresses = {
            "partners": reverse("partnerships:partners"),
            "agreements": f"{reverse('partnerships:agreements')}?state=in-force",
            "projects": f"{reverse('partnerships:projects')}?status=running",
        }
        is_today = self.on == timezone.localdate()
        confidential = (
            queries.agreements_in_force(self.on, self.request.user).filter(is_confidential=True).count()
            if self.is_secretariat
            else 0
        )
        return super().get_context_data(
            form=self.form,
            on=self.on,
            is_today=is_today,
            confidential=confidential,
            figures=[
                {"words": names[name], "number": number, "address": addresses[name] if is_today else ""}
                for name, number in course[-1][1].items()
            ],
            tables=figures.tables(self.on),
            course=[{"day": day, "numbers": list(held.values())} for day, held in course],
            names=list(names.values()),
            key=[{"words": words, "level": level} for words, level in zip(names.values(), (4, 2, 1), strict=True)],
            drawing={
                **(drawn := figures.drawing(course)),
                "bars": [{**bar, "words": f"{names[bar['name']]}: {bar['value']}"} for bar in drawn["bars"]],
            },
            formats=[
                {"words": words, "address": f"?on={self.on:%Y-%m-%d}&format={format}"}
                for format, words in formats.FORMATS.items()
            ],
            says=_("On %(day)s") % {"day": date_format(self.on, "DATE_FORMAT")},
            **kwargs,
        )


class CentresPage(PartnershipsPage):
    """Regional centres with the Parties they serve, and each Party with its centres."""

    template_name = "partnerships/centres.html"

    def get(self, request, *args, **kwargs):
        if "format" in request.GET:
            columns = (
                ("name", _("Name"), lambda c: c.name),
                ("name_en", _("Name in English"), lambda c: c.name_en),
                ("acronym", _("Acronym"), lambda c: c.acronym),
                ("country", _("Country"), lambda c: c.country),
                ("city", _("City"), lambda c: c.city),
                ("parties_served", _("Parties served"), lambda c: [each.name for each in c.parties_served.all()]),
                ("parties_served_iso2", _("ISO codes"), lambda c: [each.iso2 for each in c.parties_served.all()]),
            )
            centres = queries.centres_with_parties()
            return formats.render("regional-centres", columns, centres, request.GET["format"], request)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        language = get_language() or "en"
        centres = [
            {
                "centre": centre,
                "name": institution_names(centre).first,
                "serves": in_reading_order(centre.parties_served.all()),
            }
            for centre in queries.centres_with_parties()
        ]
        centres.sort(key=lambda entry: collation_key(entry["name"].text, language))
        served = {}
        for entry in centres:
            for country in entry["serves"]:
                served.setdefault(country, []).append(entry)
        parties = in_reading_order(served)
        return super().get_context_data(
            centres=centres,
            parties=[{"country": country, "centres": served[country]} for country in parties],
            says=ngettext(
                "One centre serves %(parties)s Parties.",
                "%(number)s centres serve %(parties)s Parties.",
                len(centres),
            )
            % {"number": len(centres), "parties": len(parties)},
            formats=[{"words": words, "address": f"?format={format}"} for format, words in formats.FORMATS.items()],
            **kwargs,
        )
