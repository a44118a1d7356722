"""Partnerships in figures: the counts of plan ¶57 for a day, cut by kind and region, and over the years."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from directory.models import InstitutionType, Region
from directory.words import words

from . import queries
from .choices import AgreementKind, ProjectStatus

YEARS = 8
# The drawing, in units of its own: the page stretches it.
WIDTH, HEIGHT, FLOOR, TOP, START = 720, 260, 220, 20, 44


@dataclass(frozen=True)
class Table:
    """One table of numbers: rows of (words, number), which need not add up to the total."""

    code: str
    caption: str
    head: str
    rows: list


def counts(on):
    """The three counts for a day: what every visitor may count."""
    return {
        "partners": queries.partner_organisations(on).count(),
        "agreements": queries.agreements_in_force(on).count(),
        "projects": queries.joint_projects(on).filter(status_then=ProjectStatus.RUNNING).count(),
    }


def tables(on):
    """The counts of a day by type, kind, status and region."""
    return [
        Table(
            "partner_types",
            _("Partner organizations by type"),
            _("Type of institution"),
            _named(InstitutionType, queries.partners_by_type(on), _("Type not stated")),
        ),
        Table(
            "partner_regions",
            _("Partner organizations by region"),
            _("Region"),
            _named(Region, queries.partners_by_region(on), _("Worldwide, or no country stated")),
        ),
        Table(
            "agreement_kinds",
            _("Agreements in force by kind"),
            _("Kind"),
            _chosen(AgreementKind, queries.agreements_by_kind(on)),
        ),
        Table(
            "agreement_regions",
            _("Agreements in force by region of a signatory"),
            _("Region"),
            _named(Region, queries.agreements_by_region(on), ""),
        ),
        Table(
            "project_statuses",
            _("Joint projects by status"),
            _("Status"),
            _chosen(ProjectStatus, queries.projects_by_status(on)),
        ),
        Table(
            "project_regions",
            _("Joint projects by region covered"),
            _("Region"),
            _named(Region, queries.projects_by_region(on), _("The whole world")),
        ),
    ]


def _named(model, numbers, without):
    entries = words(model)
    rows = [(entries[pk].name if pk else without, number) for pk, number in numbers.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def _chosen(choices, numbers):
    return [(choice.label, numbers[choice.value]) for choice in choices if choice.value in numbers]


def course(on):
    """The counts at the end of each of the last years, and on the day itself: (day, counts)."""
    days = [date(year, 12, 31) for year in range(on.year - YEARS + 1, on.year)]
    return [(day, counts(day)) for day in [*days, on]]


def drawing(course):
    """Bars of the three counts, side by side for each day: what the template draws as SVG."""
    most = max((number for _day, held in course for number in held.values()), default=0) or 1
    step = _round_step(most)
    top = -(-most // step) * step
    group = (WIDTH - START) / len(course)
    bar = group * 0.24
    bars, labels = [], []
    for place, (day, held) in enumerate(course):
        x = START + place * group
        for number, (name, value) in enumerate(held.items()):
            height = (FLOOR - TOP) * value / top
            bars.append(
                {
                    "name": name,
                    "value": value,
                    "day": day,
                    "level": (4, 2, 1)[number],
                    "x": _units(x + group * 0.1 + number * bar * 1.08),
                    "y": _units(FLOOR - height),
                    "width": _units(bar),
                    "height": _units(height),
                }
            )
        labels.append({"x": _units(x + group / 2), "day": day, "is_last": place == len(course) - 1})
    lines = [
        {"y": _units(FLOOR - (FLOOR - TOP) * number / top), "number": number} for number in range(0, top + 1, step)
    ]
    return {"bars": bars, "labels": labels, "lines": lines, "width": WIDTH, "height": HEIGHT, "start": START}


def _units(number):
    # As text, for a number of the reader's language would have a comma.
    return f"{number:.1f}"


def _round_step(most):
    for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000):
        if most / step <= 5:
            return step
    return 5000
