"""An entry as plain values, for writing, comparing and undoing: see ``directory.contents``; and how it is told."""

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.contents import Rows, Schema, register

from . import wording
from .choices import AvailabilityKind, ExpertiseLevel, QualificationKind
from .disclosure import FIELD_DEFAULTS, FIELD_LABELS
from .models import (
    Availability,
    Education,
    FieldOfExpertise,
    Panel,
    Publication,
    Qualification,
    RosterEntry,
)


def _span(row, told=wording.month_of):
    start, end = (row[name] and parse_date(row[name]) for name in ("starts_on", "ends_on"))
    return wording.span(start, end, told)


def _field(row, name):
    told = wording.line(ExpertiseLevel(row["level"]).label, wording.years(row["years"]))
    return _("%(field)s: %(level)s") % {"field": name(row["term"]), "level": told}


def _education(row, name):
    return wording.line(row["title"], row["subject"], row["institution_name"], _span(row))


def _qualification(row, name):
    return _("%(kind)s: %(title)s") % {
        "kind": QualificationKind(row["kind"]).label,
        "title": wording.line(row["title"], row["year"]),
    }


def _publication(row, name):
    return wording.line(row["title"], row["year"], row["doi"] or row["url"])


def _panel(row, name):
    return wording.line(row["name"], row["role"], _span(row))


def _availability(row, name):
    return _("%(kind)s: %(period)s") % {
        "kind": AvailabilityKind(row["kind"]).label,
        "period": wording.line(_span(row, wording.day_of), row["note"]),
    }


ENTRY = Schema(
    model=RosterEntry,
    fields=(
        "headline",
        "free_terms",
        "willing_to",
        "gender",
        "interests_declared",
        "interests_text",
        "additional_information",
        "listing",
    ),
    many=("countries_worked_in", "regions_worked_in"),
    rows={
        "fields": Rows(
            FieldOfExpertise, "fields", ("term", "level", "years"), ("term",), said=_field, named_by="term"
        ),
        "education": Rows(
            Education,
            "education",
            ("title", "subject", "institution_name", "starts_on", "ends_on"),
            ("title", "institution_name"),
            said=_education,
        ),
        "qualifications": Rows(
            Qualification, "qualifications", ("kind", "title", "year"), ("kind", "title"), said=_qualification
        ),
        "publications": Rows(
            Publication,
            "publications",
            ("title", "year", "doi", "url"),
            ("title",),
            is_ordered=True,
            said=_publication,
        ),
        "panels": Rows(Panel, "panels", ("name", "role", "starts_on", "ends_on"), ("name",), said=_panel),
        "availability": Rows(
            Availability,
            "availability",
            ("kind", "starts_on", "ends_on", "note"),
            ("kind", "starts_on"),
            said=_availability,
        ),
    },
    audiences=FIELD_DEFAULTS,
    labels={
        **FIELD_LABELS,
        "fields": gettext_lazy("Fields of expertise"),
        "free_terms": gettext_lazy("Other expertise"),
    },
    said={"willing_to": wording.willingness},
)


def register_entry():
    register(ENTRY)
