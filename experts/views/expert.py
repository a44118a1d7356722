"""The public page of an expert."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from directory import atlas, queries
from directory.choices import Audience
from directory.models import audience_of
from directory.templatetags.directory import names_for_reader
from directory.views.pages import address_of

from .. import wording
from ..cards import card_of
from ..choices import UN_LANGUAGES, AvailabilityKind, DeclaredInterests, Gender, QualificationKind
from ..formats import render_one
from ..showing import entry_of_page
from ..usage import usage_of

# How many fields the title names.
MOST_IN_TITLE = 2

AVAILABILITY_STATES = {
    AvailabilityKind.FULL: "current",
    AvailabilityKind.PART: "waiting",
    AvailabilityKind.NONE: "vacant",
}


class ExpertPage(TemplateView):
    """What an expert knows, on whose word, and how to ask."""

    template_name = "experts/expert.html"

    def disclosed(self):
        entry = entry_of_page(self.kwargs["slug"], self.request.user)
        if entry is None:
            raise Http404
        return entry

    def get(self, request, *args, **kwargs):
        if "format" not in request.GET:
            return self.render_to_response(self.get_context_data(**kwargs))
        entry, format = self.disclosed(), request.GET["format"]
        if format == "vcf":
            return card_of(entry, request)
        return render_one(entry.entry, request.user, format, request)

    def viewer(self):
        """Through whose eyes the entry is shown."""
        return self.request.user

    def trail(self):
        roster = address_of("experts:experts")
        return [(_("Experts"), roster)] if roster else [(_("Directory"), reverse("directory:index"))]

    def get_context_data(self, **kwargs):
        entry, viewer = self.disclosed(), self.viewer()
        person = entry.person
        name = names_for_reader(person).first.text
        says = self.says(entry)
        own = getattr(viewer, "is_authenticated", False) and person.person.user_id == viewer.pk
        return super().get_context_data(
            **{
                "trail": self.trail(),
                "entry": entry,
                "person": person,
                "title": _("%(name)s: %(says)s") % {"name": name, "says": says} if says else name,
                "nominated": wording.nominated(entry.nomination),
                "listed": wording.listed(entry),
                "fields": list(self.fields(entry)),
                "languages": self.languages(person),
                "willing": wording.willingness(entry.willing_to),
                "available": list(self.available(entry)),
                "biography": person.biography(get_language()),
                "employment": list(self.employment(person)),
                "training": list(self.training(entry)),
                "memberships": [
                    wording.line(each.title, each.year)
                    for each in entry.qualifications
                    if each.kind == QualificationKind.MEMBERSHIP
                ],
                "publications": [
                    {"publication": each, "address": wording.address_of_publication(each)}
                    for each in entry.publications
                ],
                "panels": [
                    {"panel": each, "when": wording.span(each.starts_on, each.ends_on)} for each in entry.panels
                ],
                "countries": atlas.in_reading_order(entry.countries_worked_in),
                "regions": atlas.in_reading_order(entry.regions_worked_in),
                "interests": DeclaredInterests(entry.interests_declared).label if entry.interests_declared else "",
                "gender": "" if entry.gender == Gender.NOT_GIVEN else Gender(entry.gender).label,
                "use": wording.use(usage_of([entry.pk])[entry.pk]) if entry.entry.is_listed else [],
                "is_listed": entry.entry.is_listed,
                "write_address": ""
                if own or queries.letters_go_to(person.person) is None
                else reverse("directory:write_to_person", args=[person.slug]),
                "report_address": "" if own else reverse("moderation:report", args=["person", person.slug]),
                "own_address": address_of("my_roster:record") if own else "",
                "signed_out": audience_of(viewer) < Audience.MEMBERS and not own,
                **kwargs,
            }
        )

    def says(self, entry):
        """The deepest fields, for the title."""
        fields = [field.term.label for field in entry.fields[:MOST_IN_TITLE]]
        if not fields:
            return ""
        return pgettext("what somebody is an expert in", "expert in %(fields)s") % {"fields": wording.line(*fields)}

    def fields(self, entry):
        for field in entry.fields:
            yield {
                "term": field.term,
                "level": field.get_level_display(),
                "years": wording.years(field.years),
                "is_endorsed": field.is_endorsed,
                "standing": wording.standing(field),
            }

    def languages(self, person):
        """Mother tongues, then the six languages of the United Nations, then the others; the best known first."""
        return sorted(
            person.languages,
            key=lambda skill: (-(skill.level == 4), skill.language.code not in UN_LANGUAGES, -skill.level),
        )

    def available(self, entry):
        for period in entry.availability:
            yield {
                "state": AVAILABILITY_STATES[period.kind],
                "words": period.get_kind_display(),
                "when": wording.span(period.starts_on, period.ends_on, wording.day_of),
                "note": period.note,
            }

    def employment(self, person):
        """Posts held today, then those that ended."""
        for each in sorted(person.affiliations, key=lambda affiliation: not affiliation.is_current):
            yield {"affiliation": each, "when": wording.span(each.starts_on, each.ends_on)}

    def training(self, entry):
        for each in entry.education:
            yield {
                "title": wording.line(each.title, each.subject),
                "where": each.institution_name,
                "when": wording.span(each.starts_on, each.ends_on),
            }
        for each in entry.qualifications:
            if each.kind == QualificationKind.QUALIFICATION:
                yield {"title": each.title, "where": "", "when": str(each.year or "")}
