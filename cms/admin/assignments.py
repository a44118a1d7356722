"""Assignments of experts, those that wait for somebody first; they are looked after on pages of the site."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from experts.assignments.choices import REMINDER_DAYS, AssignmentState
from experts.assignments.models import Assignment

from .filters import choice
from .queues import Queue

WAITING = "waiting"
# An answer may take so many days before the Secretariat looks after it.
ANSWER_TAKES_DAYS = 14


def waiting(assignments, on):
    """Those nobody has answered for two weeks, and those whose last reminder of a report is out."""
    unanswered = Q(state=AssignmentState.PLANNED, recorded_at__lt=timezone.now() - timedelta(days=ANSWER_TAKES_DAYS))
    silent = Q(state=AssignmentState.ACCEPTED, ends_on__lt=on - timedelta(days=REMINDER_DAYS[-1]))
    return assignments.filter(unanswered | silent)


class AssignmentFilters(WagtailFilterSet):
    state = choice(
        gettext_lazy("State"),
        [(WAITING, gettext_lazy("Waits too long")), *AssignmentState.choices],
        method="by_state",
    )

    def by_state(self, queryset, name, value):
        if value == WAITING:
            return waiting(queryset, timezone.localdate())
        return queryset.in_state(value)

    class Meta:
        model = Assignment
        fields = ["state"]


class AssignmentsWaiting(Queue):
    slug = "assignments_waiting"
    page_title = gettext_lazy("Assignments of experts")
    header_icon = "calendar-check"
    order = 19
    model = Assignment
    filterset_class = AssignmentFilters
    default_ordering = "ends_on"

    def get_base_queryset(self):
        return Assignment.objects.select_related("expert", "country", "institution").prefetch_related("reports")

    def get_filterset_kwargs(self):
        kwargs = super().get_filterset_kwargs()
        if "state" not in kwargs["data"]:
            kwargs["data"] = kwargs["data"].copy()
            kwargs["data"]["state"] = WAITING
        return kwargs

    @cached_property
    def columns(self):
        return [
            TitleColumn("title", label=_("Assignment"), get_url=lambda assignment: assignment.get_absolute_url()),
            Column("expert", label=_("Expert")),
            Column("requester", label=_("For")),
            Column("ends_on", label=_("Until"), sort_key="ends_on"),
            Column("state", label=_("State"), accessor=lambda assignment: assignment.state_on().label),
            Column("reports", label=_("Reports in"), accessor=lambda assignment: len(assignment.reports.all())),
        ]
