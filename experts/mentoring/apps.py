from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MentoringConfig(AppConfig):
    name = "experts.mentoring"
    label = "mentoring"
    verbose_name = _("Mentoring")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from directory import takeaway
        from experts.usage import count_by

        from . import permissions, queries  # noqa: F401

        count_by("mentored", queries.mentored_by)
        takeaway.include("mentoring", _("Your mentoring"), queries.told_of)
