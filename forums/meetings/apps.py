from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "forums.meetings"
    label = "meetings"
    verbose_name = _("Online meetings")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from directory.actions import leaving

        from .. import panels
        from . import permissions  # noqa: F401
        from .actions import forget_calendar
        from .panels import of_group, of_thread
        from .queries import to_come_in

        leaving.erase_also(forget_calendar)
        panels.put(panels.GROUP, of_group, asks=to_come_in)
        panels.put(panels.THREAD, of_thread)
