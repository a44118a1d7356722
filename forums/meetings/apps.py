from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "forums.meetings"
    label = "meetings"
    verbose_name = _("Online meetings")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from .. import panels
        from . import permissions  # noqa: F401
        from .panels import of_group, of_thread

        panels.put(panels.GROUP, of_group)
        panels.put(panels.THREAD, of_thread)
