from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FindingConfig(AppConfig):
    name = "experts.finding"
    label = "finding"
    verbose_name = _("Finding experts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from directory.beside import put

        from . import facets, noticing
        from .alike import beside_entry

        facets.register_all()
        noticing.listen()
        put(beside_entry)
