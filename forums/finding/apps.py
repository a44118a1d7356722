from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FindingConfig(AppConfig):
    name = "forums.finding"
    label = "forum_finding"
    verbose_name = _("Search in the forums")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from forums.hearing import listen

        from .actions import note

        listen(note)
