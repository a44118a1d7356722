from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JoiningConfig(AppConfig):
    name = "forums.joining"
    label = "joining"
    verbose_name = _("Joining groups")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from search.actions import listen

        from directory import takeaway
        from directory.actions import leaving

        from .. import panels
        from . import permissions  # noqa: F401
        from .actions.automatic import note_changes
        from .leaving import erase_what_is_theirs, requests_of
        from .panels import about_group, my_groups

        listen(note_changes)
        leaving.erase_also(erase_what_is_theirs)
        takeaway.include("group_requests", _("Requests to join groups"), requests_of)
        panels.put(panels.GROUP, about_group, asks=panels.by_group)
        panels.put(panels.MINE, my_groups)
