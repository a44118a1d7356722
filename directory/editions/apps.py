from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditionsConfig(AppConfig):
    name = "directory.editions"
    label = "editions"
    verbose_name = _("Printed editions")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import permissions, subjects  # noqa: F401

        subjects.offer_directory()
