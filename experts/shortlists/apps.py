from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShortlistsConfig(AppConfig):
    name = "experts.shortlists"
    label = "shortlists"
    verbose_name = _("Shortlists of experts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from directory import beside, takeaway
        from directory.actions import leaving

        from . import actions, permissions, queries, showing  # noqa: F401

        beside.put(showing.shortlist_button)
        takeaway.include("shortlists", _("Your shortlists of experts"), queries.told_of)
        leaving.erase_also(actions.forget_shortlists)
