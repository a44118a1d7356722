from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssignmentsConfig(AppConfig):
    name = "experts.assignments"
    label = "assignments"
    verbose_name = _("Assignments of experts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from directory import beside, takeaway
        from experts.usage import count_by

        from . import permissions, queries, showing  # noqa: F401

        count_by("missions", queries.missions_of)
        count_by("reviews", queries.reviews_of)
        beside.put(showing.assignments_beside)
        takeaway.include("assignments", _("Your assignments as an expert"), queries.told_of)
