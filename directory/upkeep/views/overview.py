"""The whole state of the directory at a glance, and the lists behind its numbers."""

import csv

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from notifications.reachability import unreachable_among

from ...choices import Freshness
from ...formats.tables import harmless
from ...models import Category, Designation, Institution, Person, Region
from ...templatetags.directory import institution_names, names_for_reader
from .. import queries
from ..actions.addresses import try_address_again
from ..actions.asking import NobodyToAskError, ask_now
from ..addressees import addressees_of, with_addresses
from ..models import ConfirmationRequest, Task
from ..queries import INSTITUTIONS, OFFICIAL, PEOPLE, STATES, UNANSWERED_QUESTION, UNREACHABLE, WITHOUT
from .access import SecretariatPage

RECORDS_ON_A_PAGE = 50
# The four states that divide all records, in the colours of the site.
SHARES = {
    Freshness.CURRENT: "current",
    Freshness.DUE: "waiting",
    Freshness.OUTDATED: "expired",
    Freshness.NEVER: "vacant",
}


def words_of_kinds():
    return {PEOPLE: _("People"), INSTITUTIONS: _("Institutions"), OFFICIAL: _("Official contacts")}


def words_of_states():
    return {
        Freshness.CURRENT.value: _("Current"),
        Freshness.DUE.value: _("Due"),
        Freshness.OUTDATED.value: _("Outdated"),
        Freshness.NEVER.value: _("Never confirmed"),
        UNREACHABLE: _("Mail does not arrive"),
        UNANSWERED_QUESTION: _("Asked, no answer"),
        WITHOUT: _("No address"),
    }


class Overview(SecretariatPage, TemplateView):
    """How many records are current, due, outdated; whom mail does not reach; who was asked and who has answered."""

    template_name = "upkeep/overview.html"

    def get(self, request, *args, **kwargs):
        self.now = timezone.now()
        kind = request.GET.get("of")
        self.kind = kind if kind in words_of_kinds() else PEOPLE
        if request.GET.get("format") == "csv":
            return self.as_csv()
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        totals = self.totals()
        mailings = queries.mailings(self.now)
        asked, answered = (sum(mailing[name] for mailing in mailings) for name in ("asked", "answered"))
        return super().get_context_data(
            now=self.now,
            states=list(words_of_states().values()),
            totals=totals,
            shares=[self.shares(row) for row in totals],
            legend=[{"state": SHARES[state], "words": words_of_states()[state.value]} for state in SHARES],
            kinds=[
                {"code": code, "words": words, "chosen": code == self.kind}
                for code, words in words_of_kinds().items()
            ],
            kind_words=words_of_kinds()[self.kind],
            regions=self.regions(),
            categories=self.categories() if self.kind == PEOPLE else [],
            out_of_reach=queries.parties_out_of_reach(),
            mailings=mailings,
            asked=asked,
            answered=answered,
            rate=round(100 * answered / asked) if asked else 0,
            tasks=Task.objects.to_do().count(),
            **kwargs,
        )

    def totals(self):
        return [
            self.row(words, queries.numbers(kind, self.now).get(0), of=kind)
            for kind, words in words_of_kinds().items()
        ]

    def regions(self):
        found = queries.numbers(self.kind, self.now, "country__region")
        names = {region.pk: region for region in Region.objects.filter(pk__in=[key for key in found if key])}
        rows = [
            self.row(names[key].name, values, of=self.kind, region=names[key].code)
            for key, values in found.items()
            if key
        ]
        rows.sort(key=lambda row: row["words"])
        if None in found:
            rows.append(self.row(_("Without a region"), found[None], of=self.kind, region="none"))
        return rows

    def categories(self):
        found = queries.numbers_by_category(self.now)
        return [
            self.row(category.name, found[category.pk], of=PEOPLE, category=category.code)
            for category in Category.objects.filter(pk__in=found)
        ]

    def row(self, words, values, **where):
        values = values or {"all": 0}
        address = reverse("upkeep:records")
        return {
            "words": words,
            "all": {"number": values["all"], "address": f"{address}?{urlencode(where)}"},
            "cells": [
                {
                    "number": values.get(state, 0),
                    "words": label,
                    "address": f"{address}?{urlencode({**where, 'state': state})}",
                }
                for state, label in words_of_states().items()
            ],
        }

    def shares(self, row):
        """The bar of a kind: where each of the four states begins and how wide it is, of 100."""
        parts, start = [], 0.0
        for state, cell in zip(SHARES, row["cells"], strict=False):
            width = round(100 * cell["number"] / row["all"]["number"], 2) if row["all"]["number"] else 0
            parts.append({"state": SHARES[state], "x": str(round(start, 2)), "width": str(width)})
            start += width
        return {"words": row["words"], "number": row["all"]["number"], "parts": parts}

    def as_csv(self):
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="upkeep-{self.now:%Y-%m-%d}.csv"'
        response.write("\ufeff")
        writer = csv.writer(response)
        writer.writerow([_("Counted"), _("Part"), _("Listed"), *words_of_states().values()])

        def write(kind, rows):
            for row in rows:
                counts = [row["all"]["number"], *(cell["number"] for cell in row["cells"])]
                writer.writerow([harmless(kind), harmless(row["words"]), *counts])

        for kind, words in words_of_kinds().items():
            self.kind = kind
            write(words, [self.row(_("All"), queries.numbers(kind, self.now).get(0))])
            write(words, self.regions())
        write(words_of_kinds()[PEOPLE], self.categories())
        return response


class Records(SecretariatPage, TemplateView):
    """The records behind one number of the overview, each with what was asked and how mail to it fares."""

    template_name = "upkeep/records.html"

    def trail(self):
        return [*super().trail(), (_("Upkeep of the directory"), reverse("upkeep:overview"))]

    def get_context_data(self, **kwargs):
        asked = self.request.GET
        kind = asked.get("of") if asked.get("of") in words_of_kinds() else PEOPLE
        state = asked.get("state") if asked.get("state") in STATES else ""
        records, where = self.narrowed(queries.in_state(queries.listed(kind), state, timezone.now()), asked)
        latest = ConfirmationRequest.objects.filter(
            **{records.model._meta.model_name: OuterRef("pk")}, answered_at=None
        ).order_by("-asked_at")
        records = with_addresses(records).annotate(
            asked_at=Subquery(latest.values("asked_at")[:1]), reminded_at=Subquery(latest.values("reminded_at")[:1])
        )
        page = Paginator(records.order_by("confirmed_at", "pk"), RECORDS_ON_A_PAGE).get_page(asked.get("page"))
        return super().get_context_data(
            kind_words=words_of_kinds()[kind],
            state_words=words_of_states().get(state, ""),
            where=where,
            page_obj=page,
            rows=self.rows(list(page.object_list)),
            number=page.paginator.count,
            here=self.request.get_full_path(),
            **kwargs,
        )

    def narrowed(self, records, asked):
        """Records of the region or category of the address, and what it is called."""
        if code := asked.get("region"):
            if code == "none":
                return records.filter(country__region=None), _("Without a region")
            region = get_object_or_404(Region, code=code)
            return records.filter(country__region=region), region.name
        if (code := asked.get("category")) and records.model is Person:
            category = get_object_or_404(Category, code=code)
            held = Designation.objects.current().filter(category=category, person__isnull=False)
            return records.filter(pk__in=held.values("person")), category.name
        return records, ""

    def rows(self, records):
        addresses = {record.pk: [each.address for each in addressees_of(record)] for record in records}
        lost = unreachable_among(address for found in addresses.values() for address in found)
        for record in records:
            names = (names_for_reader if isinstance(record, Person) else institution_names)(record)
            yield {
                "record": record,
                "kind": record._meta.model_name,
                "name": names.first,
                "lost": [lost[address.lower()] for address in addresses[record.pk] if address.lower() in lost],
                "can_be_asked": any(address.lower() not in lost for address in addresses[record.pk]),
            }


class Verb(SecretariatPage, View):
    """Something done to one record of a list; afterwards the list is shown again."""

    http_method_names = ["post"]

    def back(self):
        address = self.request.POST.get("next", "")
        if url_has_allowed_host_and_scheme(address, allowed_hosts={self.request.get_host()}):
            return redirect(address)
        return redirect("upkeep:overview")

    def record(self):
        model = {"person": Person, "institution": Institution}.get(self.kwargs["kind"])
        if model is None:
            raise Http404
        return get_object_or_404(model.objects.listed(), pk=self.kwargs["pk"])


class Ask(Verb):
    def post(self, request, *args, **kwargs):
        record = self.record()
        try:
            if ask_now(record, by=request.user):
                messages.success(request, _("A letter to %(name)s is on its way.") % {"name": record})
            else:
                messages.info(request, _("%(name)s was asked, or has answered, a moment ago.") % {"name": record})
        except NobodyToAskError:
            messages.error(request, _("%(name)s has no address at which mail arrives.") % {"name": record})
        return self.back()


class TryAgain(Verb):
    """The addresses of a record are good after all."""

    def post(self, request, *args, **kwargs):
        record = self.record()
        lost = unreachable_among(each.address for each in addressees_of(record))
        why = _("The Secretariat says that mail arrives.")
        if [address for address in lost if try_address_again(address, by=request.user, why=why)]:
            messages.success(request, _("Mail goes to %(name)s again.") % {"name": record})
        else:
            messages.info(request, _("Nothing was known against the addresses of %(name)s.") % {"name": record})
        return self.back()
