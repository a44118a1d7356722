from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DesignatingConfig(AppConfig):
    name = "directory.designating"
    label = "designating"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("designation of focal points")

    def ready(self):
        from . import permissions  # noqa: F401
