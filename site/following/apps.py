from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowingConfig(AppConfig):
    name = "following"
    label = "following"
    verbose_name = _("Following")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from search.actions import listen

        from directory import beside, takeaway

        from . import queries, showing
        from .actions import note_changes

        listen(note_changes)
        beside.put(showing.follow_button)
        takeaway.include("following", _("What you follow"), queries.told_of)
