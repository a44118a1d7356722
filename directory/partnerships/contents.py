"""What the keepers of a project may write in it, as plain values (see ``directory.contents``), and how it is told."""

from django.template.defaultfilters import floatformat
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from directory.contents import Rows, Schema, register

from .choices import FundingKind, ProjectRole, ProjectStatus, ResultKind
from .models import (
    Project,
    ProjectActivity,
    ProjectChange,
    ProjectFunding,
    ProjectMilestone,
    ProjectPartner,
    ProjectResult,
)


def _day(text):
    return date_format(parse_date(text), "DATE_FORMAT") if text else ""


def _line(*parts):
    return pgettext("between the items of a list", ", ").join(str(part) for part in parts if part)


def _span(row):
    if row["starts_on"] and row["ends_on"]:
        return _("from %(start)s until %(end)s") % {"start": _day(row["starts_on"]), "end": _day(row["ends_on"])}
    if row["starts_on"]:
        return _("since %(start)s") % {"start": _day(row["starts_on"])}
    return _("until %(end)s") % {"end": _day(row["ends_on"])} if row["ends_on"] else ""


def _partner(row, name):
    return _line(name(row["institution"]), ProjectRole(row["role"]).label, _span(row))


def _change(row, name):
    return _line(ProjectStatus(row["status"]).label, _("since %(start)s") % {"start": _day(row["on"])}, row["note"])


def _activity(row, name):
    return _line(row["title"], _span(row), row["institution"] and name(row["institution"]))


def _milestone(row, name):
    reached = row["reached_on"] and _("reached on %(day)s") % {"day": _day(row["reached_on"])}
    return _line(row["title"], _("due on %(day)s") % {"day": _day(row["due_on"])}, reached)


def _result(row, name):
    return _line(ResultKind(row["kind"]).label, row["text"], row["evidence"])


def _funding(row, name):
    amount = row["amount"] and f"{floatformat(row['amount'], '-2g')} {row['currency']}"
    return _line(FundingKind(row["kind"]).label, row["source"], amount)


PROJECT = Schema(
    model=Project,
    fields=("title", "number", "language", "summary", "lessons", "starts_on", "ends_on", "website"),
    many=("countries", "regions", "chemicals", "subjects", "target_groups"),
    rows={
        "partners": Rows(
            ProjectPartner,
            "partners",
            ("institution", "role", "starts_on", "ends_on"),
            ("institution", "role"),
            is_ordered=True,
            said=_partner,
        ),
        "changes": Rows(ProjectChange, "changes", ("status", "on", "note"), ("on",), said=_change),
        "activities": Rows(
            ProjectActivity,
            "activities",
            ("title", "starts_on", "ends_on", "institution"),
            ("title",),
            is_ordered=True,
            said=_activity,
        ),
        "milestones": Rows(
            ProjectMilestone,
            "milestones",
            ("title", "due_on", "reached_on"),
            ("title",),
            is_ordered=True,
            said=_milestone,
        ),
        "results": Rows(
            ProjectResult, "results", ("kind", "text", "evidence"), ("text",), is_ordered=True, said=_result
        ),
        "fundings": Rows(
            ProjectFunding,
            "fundings",
            ("kind", "source", "amount", "currency"),
            ("source", "kind"),
            is_ordered=True,
            said=_funding,
        ),
    },
    labels={
        "partners": gettext_lazy("Partners and their roles"),
        "changes": gettext_lazy("Status"),
        "activities": gettext_lazy("Activities"),
        "milestones": gettext_lazy("Milestones"),
        "results": gettext_lazy("Results"),
        "fundings": gettext_lazy("Funding and budget"),
    },
)


def register_project():
    register(PROJECT)
