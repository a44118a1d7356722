from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JoiningConfig(AppConfig):
    name = "forums.joining"
    label = "joining"
    verbose_name = _("Joining groups")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from search.actions import listen

        from .. import panels
        from . import permissions  # noqa: F401
        from .actions.automatic import note_changes
        from .panels import about_group, my_groups

        listen(note_changes)
        panels.put(panels.GROUP, about_group)
        panels.put(panels.MINE, my_groups)
