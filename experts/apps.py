from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExpertsConfig(AppConfig):
    name = "experts"
    label = "experts"
    verbose_name = _("Experts roster")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from directory import beside, takeaway
        from directory.actions import leaving
        from directory.duplicates import uniting
        from directory.enrolment import queries as enrolment

        from . import contents, merging, permissions, showing  # noqa: F401
        from . import takeaway as own
        from .actions.leaving import withdraw_whoever_left
        from .models import RosterEntry
        from .queries import why_category_is_kept

        contents.register_entry()
        beside.put(showing.line_on_the_roster)
        takeaway.include("roster", _("Roster of experts"), own.entry_of)
        leaving.when_leaving(withdraw_whoever_left)
        uniting.unite_by(RosterEntry, merging.unite_entries)
        enrolment.keep_while(why_category_is_kept)
