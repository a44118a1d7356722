from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchivesConfig(AppConfig):
    name = "forums.archives"
    label = "forum_archives"
    verbose_name = _("Archives of discussions")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from forums import panels

        from . import permissions  # noqa: F401
        from .showing import on_the_desk

        panels.put(panels.DESK, on_the_desk)
